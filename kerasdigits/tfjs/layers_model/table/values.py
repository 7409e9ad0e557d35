"""The part of the layer table on layers of any input: to compute, normalize, reshape, merge."""

from dataclasses import replace

from kerasdigits.tfjs.layers_model.composed.arithmetic import (
    compose_discretization,
    compose_elu,
    compose_identity,
    compose_masked_merge,
    compose_relu,
    compose_rescaling,
    compose_softmax,
    compose_spatial_dropout,
    compose_subtract,
    compose_ternary_dense,
)
from kerasdigits.tfjs.layers_model.composed.held_layers import compose_pipeline, compose_spectral
from kerasdigits.tfjs.layers_model.composed.masks import compose_masking, write_embedding
from kerasdigits.tfjs.layers_model.composed.normalization import (
    compose_batch_normalization,
    compose_dot,
    compose_group_normalization,
    compose_layer_normalization,
    compose_normalization,
    compose_rms_normalization,
    compose_unit_normalization,
)
from kerasdigits.tfjs.layers_model.composed.resizing import (
    compose_category_encoding,
)
from kerasdigits.tfjs.layers_model.composed.shared_slopes import compose_prelu
from kerasdigits.tfjs.layers_model.rules.layer_quirks import (
    inspect_flatten,
    inspect_merge,
    rewrite_concatenate,
    rewrite_flatten,
    rewrite_reshape,
    rewrite_softmax,
)
from kerasdigits.tfjs.layers_model.rules.layer_rule import LayerRule
from kerasdigits.tfjs.layers_model.rules.native_rules import (
    BATCH_NORMALIZATION,
    DOT,
    KERNEL_BIAS,
)

_MERGE = LayerRule(inspect=inspect_merge)
_MASKED_MERGE = replace(_MERGE, compose=compose_masked_merge, masks=True, native=True)

VALUES: dict[str, LayerRule] = {
    # core
    "Dense": LayerRule(
        keep=("units", "use_bias"), activations=("activation",), weights=KERNEL_BIAS, penalised=True
    ),
    "TernaryDense": LayerRule(
        keep=("units", "threshold", "use_bias"),
        activations=("activation",),
        compose=compose_ternary_dense,
        note="of Keras 3.16; a Dense of the rounded kernel",
    ),
    "Activation": LayerRule(activations=("activation",)),
    "Masking": LayerRule(keep=("mask_value",), compose=compose_masking, native=True),
    "Embedding": LayerRule(
        keep=("input_dim", "output_dim", "mask_zero"),
        weights={"embeddings": "embeddings"},
        rewrite=write_embedding,
        penalised=True,
    ),
    # normalization
    "BatchNormalization": replace(
        BATCH_NORMALIZATION,
        compose=compose_batch_normalization,
        native=True,
        note=(
            "frozen (trainable=False), along other axes than the last and of volumes it is "
            "composed; epsilon=0 and renorm are refused"
        ),
    ),
    "GroupNormalization": LayerRule(
        keep=("groups", "axis", "epsilon", "center", "scale"), compose=compose_group_normalization
    ),
    "LayerNormalization": LayerRule(
        keep=("axis", "epsilon", "center", "scale"),
        weights={"gamma": "gamma", "beta": "beta"},
        compose=compose_layer_normalization,
        native=True,
        penalised=True,
        note="composed for volumes",
    ),
    "Normalization": LayerRule(
        keep=("axis", "invert", "input_mean", "input_variance", "mean", "variance"),
        compose=compose_normalization,
    ),
    "RMSNormalization": LayerRule(
        keep=("axis", "epsilon"),
        compose=compose_rms_normalization,
        note="the scale goes along the last axes, as in Keras, whatever is normalized",
    ),
    "UnitNormalization": LayerRule(keep=("axis",), compose=compose_unit_normalization),
    "Rescaling": LayerRule(keep=("scale", "offset"), compose=compose_rescaling, native=True),
    # activations
    "ELU": LayerRule(keep=("alpha",), compose=compose_elu, native=True),
    "LeakyReLU": LayerRule(renames={"negative_slope": "alpha"}),
    "PReLU": LayerRule(
        keep=("shared_axes",),
        weights={"alpha": "alpha"},
        penalised=True,
        compose=compose_prelu,
        native=True,
        note="shared_axes behind an axis that has slopes of its own are put first: wasm's own is "
        "wrong",
    ),
    "ReLU": LayerRule(
        keep=("max_value",),
        ignored=("negative_slope", "threshold"),
        compose=compose_relu,
        native=True,
    ),
    "Softmax": LayerRule(
        ignored=("axis",),
        rewrite=rewrite_softmax,
        compose=compose_softmax,
        masks=True,
        note="over the last axis it is an activation, which reads no mask of another layer",
    ),
    # active in training only
    "ActivityRegularization": LayerRule(ignored=("l1", "l2"), compose=compose_identity),
    "AlphaDropout": LayerRule(keep=("rate", "noise_shape")),
    "Dropout": LayerRule(keep=("rate", "noise_shape")),
    "SpatialDropout1D": LayerRule(keep=("rate",)),
    "SpatialDropout2D": LayerRule(ignored=("rate",), compose=compose_spatial_dropout),
    "SpatialDropout3D": LayerRule(ignored=("rate",), compose=compose_spatial_dropout),
    "GaussianDropout": LayerRule(keep=("rate",)),
    "GaussianNoise": LayerRule(keep=("stddev",)),
    # layers that hold layers
    "Pipeline": LayerRule(keep=("layers",), compose=compose_pipeline),
    "SpectralNormalization": LayerRule(
        keep=("layer", "power_iterations"),
        compose=compose_spectral,
        note="the wrapped layer, with the kernel that training left",
    ),
    # shape
    "Discretization": LayerRule(
        keep=("bin_boundaries", "num_bins", "epsilon", "output_mode"),
        compose=compose_discretization,
        note="output_mode='int', once adapted",
    ),
    "CategoryEncoding": LayerRule(
        keep=("num_tokens", "output_mode"), compose=compose_category_encoding
    ),
    "Flatten": LayerRule(inspect=inspect_flatten, rewrite=rewrite_flatten, note="of a known shape"),
    "Identity": LayerRule(compose=compose_identity),
    "Permute": LayerRule(keep=("dims",)),
    "RepeatVector": LayerRule(keep=("n",)),
    "Reshape": LayerRule(keep=("target_shape",), rewrite=rewrite_reshape),
    # merging
    "Add": _MERGE,
    "Average": _MERGE,
    "Concatenate": LayerRule(keep=("axis",), inspect=inspect_merge, rewrite=rewrite_concatenate),
    "Dot": replace(
        DOT,
        compose=compose_dot,
        native=True,
        note="of two or three dimensions; normalize=True is composed",
    ),
    "Maximum": _MASKED_MERGE,
    "Minimum": _MASKED_MERGE,
    "Multiply": _MASKED_MERGE,
    "Subtract": LayerRule(compose=compose_subtract),
}
