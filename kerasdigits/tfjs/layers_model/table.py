"""The table: which Keras layers TensorFlow.js's layers format carries exactly, and how.

One entry a class. To add a layer, add its entry here and a case to
`tests/tfjs/layers_model/layer_cases.py`, where TensorFlow.js itself is asked whether it agrees with
Keras. What stands here was compared with TensorFlow.js 4.22 (tfjs-layers/src/layers).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from kerasdigits.tfjs.layers_model.composed.adaptive import expand_adaptive_pooling
from kerasdigits.tfjs.layers_model.composed.arithmetic import (
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
from kerasdigits.tfjs.layers_model.composed.attention import (
    expand_attention,
    expand_einsum_dense,
)
from kerasdigits.tfjs.layers_model.composed.conv_lstm import expand_conv_lstm
from kerasdigits.tfjs.layers_model.composed.convolution import (
    expand_convolution,
    expand_depthwise,
    expand_separable_1d,
)
from kerasdigits.tfjs.layers_model.composed.inner import expand_pipeline, expand_spectral
from kerasdigits.tfjs.layers_model.composed.masks import expand_masking, write_embedding
from kerasdigits.tfjs.layers_model.composed.multi_head import expand_multi_head_attention
from kerasdigits.tfjs.layers_model.composed.normalization import (
    expand_batch_normalization,
    expand_dot,
    expand_group_normalization,
    expand_layer_normalization,
    expand_normalization,
    expand_rms_normalization,
    expand_unit_normalization,
)
from kerasdigits.tfjs.layers_model.composed.recurrent import expand_recurrent, expand_rnn
from kerasdigits.tfjs.layers_model.composed.resizing import (
    expand_category_encoding,
    expand_interpolation,
    expand_resizing,
)
from kerasdigits.tfjs.layers_model.composed.shapes import (
    expand_center_crop,
    expand_cropping,
    expand_global_pooling,
    expand_up_sampling,
    expand_zero_padding,
)
from kerasdigits.tfjs.layers_model.composed.transposed import expand_transposed
from kerasdigits.tfjs.layers_model.composed.volumes import expand_pooling
from kerasdigits.tfjs.layers_model.rules.layer_quirks import (
    inspect_flatten,
    inspect_merge,
    rewrite_concatenate,
    rewrite_flatten,
    rewrite_reshape,
    rewrite_softmax,
)
from kerasdigits.tfjs.layers_model.rules.layer_rule import KERAS_LAYERS, LayerRule
from kerasdigits.tfjs.layers_model.rules.native_rules import (
    BATCH_NORMALIZATION,
    CONV_LSTM,
    CONVOLUTION,
    DOT,
    KERNEL_BIAS,
    POOLING,
    RECURRENT,
    TRANSPOSED,
)

_ONES = (1, (1,), [1], (1, 1), [1, 1], (1, 1, 1), [1, 1, 1])

_GLOBAL_POOLING = LayerRule(only={"keepdims": (False,)}, expand=expand_global_pooling, masks=True)
_MERGE = LayerRule(inspect=inspect_merge)
_MASKED_MERGE = replace(_MERGE, expand=expand_masked_merge, masks=True)
_CONVOLUTION = replace(CONVOLUTION, expand=expand_convolution)
_TRANSPOSED = replace(TRANSPOSED, expand=expand_transposed)
_POOLING_3D = replace(POOLING, expand=expand_pooling)
_ADAPTIVE_POOLING = LayerRule(keep=("output_size",), expand=expand_adaptive_pooling)
_CONV_LSTM = replace(CONV_LSTM, expand=expand_conv_lstm)
_RECURRENT = {
    name: replace(rule, expand=expand_recurrent, masks=True) for name, rule in RECURRENT.items()
}


def _sequence_rule(expand: Callable, *extra: str) -> LayerRule:
    """Make the rule of a convolution of sequences, all of which are written as ones of pictures.

    Args:
        expand: What writes it.
        extra: The arguments that only this class has.

    Returns:
        The rule.
    """
    arguments = ("kernel_size", "strides", "padding", "dilation_rate", "use_bias")
    return LayerRule(keep=(*arguments, *extra), activations=("activation",), expand=expand)


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
        weights=KERNEL_BIAS,
    ),
    "Activation": LayerRule(activations=("activation",)),
    "Masking": LayerRule(keep=("mask_value",), expand=expand_masking),
    "Embedding": LayerRule(
        keep=("input_dim", "output_dim", "mask_zero"),
        weights={"embeddings": "embeddings"},
        rewrite=write_embedding,
    ),
    # convolution
    "Conv1D": _CONVOLUTION,
    "Conv1DTranspose": _sequence_rule(expand_transposed, "filters", "output_padding"),
    "Conv2D": _CONVOLUTION,
    "Conv2DTranspose": _TRANSPOSED,
    "Conv3D": _CONVOLUTION,
    "Conv3DTranspose": _TRANSPOSED,
    "DepthwiseConv1D": _sequence_rule(expand_separable_1d, "depth_multiplier"),
    "DepthwiseConv2D": LayerRule(
        keep=("kernel_size", "strides", "padding", "depth_multiplier", "use_bias"),
        activations=("activation",),
        only={"dilation_rate": _ONES, "padding": ("valid", "same")},
        weights={"kernel": "depthwise_kernel", "bias": "bias"},
        expand=expand_depthwise,
    ),
    "SeparableConv1D": _sequence_rule(expand_separable_1d, "filters", "depth_multiplier", "groups"),
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
    "BatchNormalization": replace(BATCH_NORMALIZATION, expand=expand_batch_normalization),
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
    "Dot": replace(DOT, expand=expand_dot),
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
    "ConvLSTM1D": _CONV_LSTM,
    "ConvLSTM2D": _CONV_LSTM,
    "GRU": _RECURRENT["GRU"],
    "LSTM": _RECURRENT["LSTM"],
    "RNN": LayerRule(
        keep=("cell", "return_sequences", "return_state", "go_backwards", "stateful"),
        ignored=("unroll", "zero_output_for_mask"),
        expand=expand_rnn,
        masks=True,
    ),
    "SimpleRNN": _RECURRENT["SimpleRNN"],
}

RULES: Mapping[tuple[str, str], LayerRule] = {
    (KERAS_LAYERS, class_name): rule for class_name, rule in _RULES.items()
}
