"""The table: which Keras layers TensorFlow.js's layers format carries exactly, and how.

One entry a class. To add a layer, add its entry here and a case to `tests/tfjs/layer_cases.py`,
where TensorFlow.js itself is asked whether it agrees with Keras. What stands here was compared
with TensorFlow.js 4.22 (tfjs-layers/src/layers).
"""

from collections.abc import Mapping
from dataclasses import replace

from kerasdigits.tfjs.layers_model.expand_adaptive import expand_adaptive_pooling
from kerasdigits.tfjs.layers_model.expand_arithmetic import (
    expand_discretization,
    expand_elu,
    expand_identity,
    expand_masked_merge,
    expand_relu,
    expand_rescaling,
    expand_softmax,
    expand_spatial_dropout,
    expand_subtract,
)
from kerasdigits.tfjs.layers_model.expand_attention import (
    expand_attention,
    expand_einsum_dense,
)
from kerasdigits.tfjs.layers_model.expand_conv_lstm import expand_conv_lstm, write_conv_lstm
from kerasdigits.tfjs.layers_model.expand_convolution import (
    expand_convolution,
    expand_depthwise,
    expand_separable_1d,
    sequence_rule,
)
from kerasdigits.tfjs.layers_model.expand_inner import expand_pipeline, expand_spectral
from kerasdigits.tfjs.layers_model.expand_masks import expand_masking, write_embedding
from kerasdigits.tfjs.layers_model.expand_multi_head import expand_multi_head_attention
from kerasdigits.tfjs.layers_model.expand_normalization import (
    expand_batch_normalization,
    expand_dot,
    expand_group_normalization,
    expand_layer_normalization,
    expand_normalization,
    expand_rms_normalization,
    expand_unit_normalization,
)
from kerasdigits.tfjs.layers_model.expand_recurrent import expand_rnn, recurrent_rule
from kerasdigits.tfjs.layers_model.expand_resizing import (
    expand_category_encoding,
    expand_interpolation,
    expand_resizing,
)
from kerasdigits.tfjs.layers_model.expand_shapes import (
    expand_center_crop,
    expand_cropping,
    expand_global_pooling,
    expand_up_sampling,
    expand_zero_padding,
)
from kerasdigits.tfjs.layers_model.expand_transposed import expand_transposed
from kerasdigits.tfjs.layers_model.expand_volumes import expand_pooling
from kerasdigits.tfjs.layers_model.layer_quirks import (
    inspect_batch_normalization,
    inspect_flatten,
    inspect_merge,
    rewrite_concatenate,
    rewrite_dot,
    rewrite_flatten,
    rewrite_reshape,
    rewrite_softmax,
    write_last_axis,
)
from kerasdigits.tfjs.layers_model.layer_rule import LayerRule

KERAS_LAYERS = "keras.layers"

_KERNEL_BIAS = {"kernel": "kernel", "bias": "bias"}
_UNGROUPED = {"groups": (1,)}
_ONES = (1, (1,), [1], (1, 1), [1, 1], (1, 1, 1), [1, 1, 1])


POOLING = LayerRule(keep=("pool_size", "strides", "padding"))
_POOLING_3D = replace(POOLING, expand=expand_pooling)
_GLOBAL_POOLING = LayerRule(only={"keepdims": (False,)}, expand=expand_global_pooling, masks=True)
DOT = LayerRule(keep=("axes", "normalize"), rewrite=rewrite_dot, expand=expand_dot)
_MERGE = LayerRule(inspect=inspect_merge)
_MASKED_MERGE = LayerRule(inspect=inspect_merge, expand=expand_masked_merge, masks=True)
CONVOLUTION = LayerRule(
    keep=("filters", "kernel_size", "strides", "padding", "dilation_rate", "use_bias"),
    activations=("activation",),
    only={**_UNGROUPED, "padding": ("valid", "same")},
    weights=_KERNEL_BIAS,
    expand=expand_convolution,
)
CONV_LSTM = LayerRule(
    keep=(
        *("filters", "kernel_size", "strides", "padding", "dilation_rate", "use_bias", "dropout"),
        *("recurrent_dropout", "unit_forget_bias", "return_sequences", "return_state"),
        *("go_backwards", "data_format"),
    ),
    activations=("activation", "recurrent_activation"),
    ignored=("unroll", "stateful", "zero_output_for_mask"),
    weights={name: name for name in ("kernel", "recurrent_kernel", "bias")},
    rewrite=write_conv_lstm,
    expand=expand_conv_lstm,
)
TRANSPOSED = LayerRule(
    keep=("filters", "kernel_size", "strides", "padding", "use_bias"),
    activations=("activation",),
    ignored=("dilation_rate", "output_padding"),
    weights=_KERNEL_BIAS,
    expand=expand_transposed,
)
_ADAPTIVE_POOLING = LayerRule(keep=("output_size",), expand=expand_adaptive_pooling)
BATCH_NORMALIZATION = LayerRule(
    keep=("momentum", "epsilon", "center", "scale"),
    only={"renorm": (False,)},
    ignored=("axis", "synchronized", "renorm_clipping", "renorm_momentum"),
    weights={name: name for name in ("gamma", "beta", "moving_mean", "moving_variance")},
    inspect=inspect_batch_normalization,
    rewrite=write_last_axis,
    expand=expand_batch_normalization,
)

# They change pictures while a model is trained, and nothing afterwards.
AUGMENTATION = (
    *("AugMix", "CutMix", "MaxNumBoundingBoxes", "MixUp", "RandAugment", "RandomBrightness"),
    *("RandomColorDegeneration", "RandomColorJitter", "RandomContrast", "RandomElasticTransform"),
    *("RandomErasing", "RandomFlip", "RandomGaussianBlur", "RandomGrayscale", "RandomHue"),
    *("RandomInvert", "RandomPerspective", "RandomPosterization", "RandomRotation"),
    *("RandomSaturation", "RandomSharpness", "RandomShear", "RandomTranslation", "RandomZoom"),
    "Solarization",
)

_RULES: dict[str, LayerRule] = {
    # core
    "Dense": LayerRule(
        keep=("units", "use_bias"),
        activations=("activation",),
        weights=_KERNEL_BIAS,
    ),
    "Activation": LayerRule(activations=("activation",)),
    "Masking": LayerRule(keep=("mask_value",), expand=expand_masking),
    "Embedding": LayerRule(
        keep=("input_dim", "output_dim", "mask_zero"),
        weights={"embeddings": "embeddings"},
        rewrite=write_embedding,
    ),
    # convolution
    "Conv1D": CONVOLUTION,
    "Conv1DTranspose": sequence_rule(expand_transposed, "filters", "output_padding"),
    "Conv2D": CONVOLUTION,
    "Conv2DTranspose": TRANSPOSED,
    "Conv3D": CONVOLUTION,
    "Conv3DTranspose": TRANSPOSED,
    "DepthwiseConv1D": sequence_rule(expand_separable_1d, "depth_multiplier"),
    "DepthwiseConv2D": LayerRule(
        keep=("kernel_size", "strides", "padding", "depth_multiplier", "use_bias"),
        activations=("activation",),
        only={"dilation_rate": _ONES, "padding": ("valid", "same")},
        weights={"kernel": "depthwise_kernel", "bias": "bias"},
        expand=expand_depthwise,
    ),
    "SeparableConv1D": sequence_rule(expand_separable_1d, "filters", "depth_multiplier", "groups"),
    "SeparableConv2D": LayerRule(
        keep=(*CONVOLUTION.keep, "depth_multiplier"),
        activations=("activation",),
        only=CONVOLUTION.only,
        weights={
            "depthwise_kernel": "depthwise_kernel",
            "pointwise_kernel": "pointwise_kernel",
            "bias": "bias",
        },
    ),
    # pooling
    **{
        f"Adaptive{kind}Pooling{axes}D": _ADAPTIVE_POOLING
        for kind in ("Average", "Max")
        for axes in (1, 2, 3)
    },
    "AveragePooling1D": POOLING,
    "AveragePooling2D": POOLING,
    "AveragePooling3D": _POOLING_3D,
    "MaxPooling1D": POOLING,
    "MaxPooling2D": POOLING,
    "MaxPooling3D": _POOLING_3D,
    "GlobalAveragePooling1D": _GLOBAL_POOLING,
    "GlobalAveragePooling2D": _GLOBAL_POOLING,
    "GlobalAveragePooling3D": _GLOBAL_POOLING,
    "GlobalMaxPooling1D": _GLOBAL_POOLING,
    "GlobalMaxPooling2D": _GLOBAL_POOLING,
    "GlobalMaxPooling3D": _GLOBAL_POOLING,
    # normalization
    "BatchNormalization": BATCH_NORMALIZATION,
    "GroupNormalization": LayerRule(
        keep=("groups", "axis", "epsilon", "center", "scale"), expand=expand_group_normalization
    ),
    "LayerNormalization": LayerRule(
        keep=("axis", "epsilon", "center", "scale"),
        weights={"gamma": "gamma", "beta": "beta"},
        expand=expand_layer_normalization,
    ),
    "Normalization": LayerRule(
        keep=("axis", "invert", "input_mean", "input_variance", "mean", "variance"),
        expand=expand_normalization,
    ),
    "RMSNormalization": LayerRule(keep=("axis", "epsilon"), expand=expand_rms_normalization),
    "UnitNormalization": LayerRule(keep=("axis",), expand=expand_unit_normalization),
    "Rescaling": LayerRule(keep=("scale", "offset"), expand=expand_rescaling),
    # activations
    "ELU": LayerRule(keep=("alpha",), expand=expand_elu),
    "LeakyReLU": LayerRule(renames={"negative_slope": "alpha"}),
    "PReLU": LayerRule(keep=("shared_axes",), weights={"alpha": "alpha"}),
    "ReLU": LayerRule(
        keep=("max_value",), ignored=("negative_slope", "threshold"), expand=expand_relu
    ),
    "Softmax": LayerRule(
        ignored=("axis",), rewrite=rewrite_softmax, expand=expand_softmax, masks=True
    ),
    # active in training only
    "ActivityRegularization": LayerRule(ignored=("l1", "l2"), expand=expand_identity),
    "AlphaDropout": LayerRule(keep=("rate", "noise_shape")),
    "Dropout": LayerRule(keep=("rate", "noise_shape")),
    "SpatialDropout1D": LayerRule(keep=("rate",)),
    "SpatialDropout2D": LayerRule(ignored=("rate",), expand=expand_spatial_dropout),
    "SpatialDropout3D": LayerRule(ignored=("rate",), expand=expand_spatial_dropout),
    "GaussianDropout": LayerRule(keep=("rate",)),
    "GaussianNoise": LayerRule(keep=("stddev",)),
    **dict.fromkeys(AUGMENTATION, LayerRule(idle=True, expand=expand_identity)),
    # layers that hold layers
    "Pipeline": LayerRule(keep=("layers",), expand=expand_pipeline),
    "SpectralNormalization": LayerRule(keep=("layer", "power_iterations"), expand=expand_spectral),
    # shape
    "Discretization": LayerRule(
        keep=("bin_boundaries", "num_bins", "epsilon", "output_mode"), expand=expand_discretization
    ),
    "CategoryEncoding": LayerRule(
        keep=("num_tokens", "output_mode"), expand=expand_category_encoding
    ),
    "CenterCrop": LayerRule(ignored=("height", "width"), expand=expand_center_crop),
    "Cropping1D": LayerRule(ignored=("cropping",), expand=expand_cropping),
    "Cropping2D": LayerRule(keep=("cropping",)),
    "Cropping3D": LayerRule(ignored=("cropping",), expand=expand_cropping),
    "Flatten": LayerRule(inspect=inspect_flatten, rewrite=rewrite_flatten),
    "Identity": LayerRule(expand=expand_identity),
    "Permute": LayerRule(keep=("dims",)),
    "RepeatVector": LayerRule(keep=("n",)),
    "Resizing": LayerRule(
        ignored=(
            *("height", "width", "interpolation", "antialias", "fill_mode", "fill_value"),
            *("crop_to_aspect_ratio", "pad_to_aspect_ratio"),
        ),
        expand=expand_resizing,
    ),
    "Reshape": LayerRule(keep=("target_shape",), rewrite=rewrite_reshape),
    "UpSampling1D": LayerRule(ignored=("size",), expand=expand_up_sampling),
    "UpSampling2D": LayerRule(
        keep=("size",), only={"interpolation": ("nearest",)}, expand=expand_interpolation
    ),
    "UpSampling3D": LayerRule(ignored=("size",), expand=expand_up_sampling),
    "ZeroPadding1D": LayerRule(ignored=("padding",), expand=expand_zero_padding),
    "ZeroPadding2D": LayerRule(keep=("padding",)),
    "ZeroPadding3D": LayerRule(ignored=("padding",), expand=expand_zero_padding),
    # merging
    "Add": _MERGE,
    "Average": _MERGE,
    "Concatenate": LayerRule(keep=("axis",), inspect=inspect_merge, rewrite=rewrite_concatenate),
    "Dot": DOT,
    "Maximum": _MASKED_MERGE,
    "Minimum": _MASKED_MERGE,
    "Multiply": _MASKED_MERGE,
    "Subtract": LayerRule(expand=expand_subtract),
    # attention; dropout acts in training only
    "AdditiveAttention": LayerRule(
        ignored=("use_scale", "dropout"), expand=expand_attention, masks=True
    ),
    "Attention": LayerRule(
        ignored=("use_scale", "score_mode", "dropout"), expand=expand_attention, masks=True
    ),
    "EinsumDense": LayerRule(
        keep=("equation", "output_shape", "bias_axes"),
        activations=("activation",),
        expand=expand_einsum_dense,
    ),
    "MultiHeadAttention": LayerRule(
        ignored=(
            *("num_heads", "key_dim", "value_dim", "dropout", "use_bias", "output_shape"),
            *("attention_axes", "use_gate", "sliding_window", "query_shape", "value_shape"),
            *("key_shape", "flash_attention"),
        ),
        expand=expand_multi_head_attention,
        masks=True,
    ),
    "GroupQueryAttention": LayerRule(
        ignored=(
            *("head_dim", "num_query_heads", "num_key_value_heads", "use_bias", "use_gate"),
            *("sliding_window", "dropout"),
        ),
        expand=expand_multi_head_attention,
        masks=True,
    ),
    # recurrent
    "ConvLSTM1D": CONV_LSTM,
    "ConvLSTM2D": CONV_LSTM,
    "GRU": recurrent_rule("reset_after"),
    "LSTM": recurrent_rule("unit_forget_bias"),
    "RNN": LayerRule(
        keep=("cell", "return_sequences", "return_state", "go_backwards", "stateful"),
        ignored=("unroll", "zero_output_for_mask"),
        expand=expand_rnn,
        masks=True,
    ),
    "SimpleRNN": recurrent_rule(),
}

RULES: Mapping[tuple[str, str], LayerRule] = {
    (KERAS_LAYERS, class_name): rule for class_name, rule in _RULES.items()
}
