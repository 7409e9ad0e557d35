"""The part of the layer table on convolutions and pooling, and on what changes pictures."""

from collections.abc import Callable
from dataclasses import replace

from kerasdigits.tfjs.layers_model.composed.adaptive import compose_adaptive_pooling
from kerasdigits.tfjs.layers_model.composed.arithmetic import (
    compose_identity,
)
from kerasdigits.tfjs.layers_model.composed.convolution import (
    compose_convolution,
    compose_depthwise,
    compose_separable,
    compose_separable_1d,
)
from kerasdigits.tfjs.layers_model.composed.repeated_edges import compose_average_pooling
from kerasdigits.tfjs.layers_model.composed.resizing import (
    compose_interpolation,
    compose_resizing,
)
from kerasdigits.tfjs.layers_model.composed.shapes import (
    compose_center_crop,
    compose_cropping,
    compose_global_pooling,
    compose_up_sampling,
    compose_zero_padding,
)
from kerasdigits.tfjs.layers_model.composed.transposed import compose_transposed
from kerasdigits.tfjs.layers_model.composed.volumes import compose_pooling
from kerasdigits.tfjs.layers_model.rules.layer_rule import LayerRule
from kerasdigits.tfjs.layers_model.rules.native_rules import (
    CONVOLUTION,
    POOLING,
    TRANSPOSED,
)

_ONES = (1, (1,), [1], (1, 1), [1, 1], (1, 1, 1), [1, 1, 1])
_GLOBAL_POOLING = LayerRule(
    only={"keepdims": (False,)}, compose=compose_global_pooling, masks=True, native=True
)
_GLOBAL_POOLING_3D = replace(_GLOBAL_POOLING, native=False)
_CONVOLUTION = replace(CONVOLUTION, compose=compose_convolution, native=True)
_TRANSPOSED = replace(TRANSPOSED, compose=compose_transposed, native=True)
_POOLING_3D = replace(POOLING, compose=compose_pooling, native=True)
_AVERAGE_POOLING = replace(
    POOLING,
    compose=compose_average_pooling,
    native=True,
    note="with KERAS_BACKEND=torch, which counts repeated edges, uneven padding='same' is composed",
)
_ADAPTIVE_POOLING = LayerRule(keep=("output_size",), compose=compose_adaptive_pooling)


def _sequence_rule(compose: Callable, *extra: str) -> LayerRule:
    """Make the rule of a convolution of sequences, all of which are written as ones of pictures.

    Args:
        compose: What composes it.
        extra: The arguments that only this class has.

    Returns:
        The rule.
    """
    arguments = ("kernel_size", "strides", "padding", "dilation_rate", "use_bias")
    return LayerRule(keep=(*arguments, *extra), activations=("activation",), compose=compose)


# They change pictures while a model is trained, and nothing afterwards.
AUGMENTATION = (
    "AugMix",
    "CutMix",
    "MaxNumBoundingBoxes",
    "MixUp",
    "Mosaic",
    "RandAugment",
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomColorJitter",
    "RandomContrast",
    "RandomElasticTransform",
    "RandomErasing",
    "RandomFlip",
    "RandomGaussianBlur",
    "RandomGrayscale",
    "RandomHue",
    "RandomInvert",
    "RandomPerspective",
    "RandomPosterization",
    "RandomRotation",
    "RandomSaturation",
    "RandomSharpness",
    "RandomShear",
    "RandomTranslation",
    "RandomZoom",
    "Solarization",
)

PICTURES: dict[str, LayerRule] = {
    # convolution
    "Conv1D": replace(_CONVOLUTION, note="groups and causal padding are composed"),
    "Conv1DTranspose": _sequence_rule(compose_transposed, "filters", "output_padding"),
    "Conv2D": replace(_CONVOLUTION, note="groups are composed; the kernel grows by their number"),
    "Conv2DTranspose": replace(
        _TRANSPOSED, penalised=True, note="dilation_rate and output_padding are composed"
    ),
    "Conv3D": replace(_CONVOLUTION, note="groups are composed; the kernel grows by their number"),
    "Conv3DTranspose": replace(
        _TRANSPOSED,
        note=(
            "of a known size, it is composed as a convolution, with zeros put into the input "
            "where the strides do not divide the kernel: wasm's own is wrong"
        ),
    ),
    "DepthwiseConv1D": _sequence_rule(compose_separable_1d, "depth_multiplier"),
    "DepthwiseConv2D": LayerRule(
        keep=("kernel_size", "strides", "padding", "depth_multiplier", "use_bias"),
        activations=("activation",),
        only={"dilation_rate": _ONES, "padding": ("valid", "same")},
        weights={"kernel": "depthwise_kernel", "bias": "bias"},
        compose=compose_depthwise,
        native=True,
        penalised=True,
        note="dilation_rate is composed",
    ),
    "SeparableConv1D": _sequence_rule(
        compose_separable_1d, "filters", "depth_multiplier", "groups"
    ),
    "SeparableConv2D": LayerRule(
        keep=(*CONVOLUTION.keep, "depth_multiplier"),
        activations=("activation",),
        only=CONVOLUTION.only,
        weights={
            "depthwise_kernel": "depthwise_kernel",
            "pointwise_kernel": "pointwise_kernel",
            "bias": "bias",
        },
        penalised=True,
        compose=compose_separable,
        native=True,
    ),
    # pooling
    **{
        f"Adaptive{kind}Pooling{axes}D": _ADAPTIVE_POOLING
        for kind in ("Average", "Max")
        for axes in (1, 2, 3)
    },
    "AveragePooling1D": _AVERAGE_POOLING,
    "AveragePooling2D": _AVERAGE_POOLING,
    "AveragePooling3D": replace(
        _AVERAGE_POOLING,
        note=f"{_AVERAGE_POOLING.note}; so is a pool smaller than its stride, for padding='same'",
    ),
    "MaxPooling1D": POOLING,
    "MaxPooling2D": POOLING,
    "MaxPooling3D": replace(
        _POOLING_3D,
        note="of a known size, it is composed as pooling of planes: wasm's own is wrong",
    ),
    "GlobalAveragePooling1D": _GLOBAL_POOLING,
    "GlobalAveragePooling2D": _GLOBAL_POOLING,
    "GlobalAveragePooling3D": _GLOBAL_POOLING_3D,
    "GlobalMaxPooling1D": _GLOBAL_POOLING,
    "GlobalMaxPooling2D": _GLOBAL_POOLING,
    "GlobalMaxPooling3D": _GLOBAL_POOLING_3D,
    # size
    "CenterCrop": LayerRule(
        ignored=("height", "width"),
        compose=compose_center_crop,
        note="of a known size that is large enough",
    ),
    "Cropping1D": LayerRule(ignored=("cropping",), compose=compose_cropping),
    "Cropping2D": LayerRule(keep=("cropping",)),
    "Cropping3D": LayerRule(ignored=("cropping",), compose=compose_cropping),
    "Resizing": LayerRule(
        ignored=(
            "height",
            "width",
            "interpolation",
            "antialias",
            "fill_mode",
            "fill_value",
            "crop_to_aspect_ratio",
            "pad_to_aspect_ratio",
        ),
        compose=compose_resizing,
        note="of a known size, as a product with a matrix for each axis",
    ),
    "UpSampling1D": LayerRule(ignored=("size",), compose=compose_up_sampling),
    "UpSampling2D": LayerRule(
        keep=("size",),
        only={"interpolation": ("nearest",)},
        compose=compose_interpolation,
        native=True,
        note="interpolations other than nearest are composed, for a known size",
    ),
    "UpSampling3D": LayerRule(ignored=("size",), compose=compose_up_sampling),
    "ZeroPadding1D": LayerRule(ignored=("padding",), compose=compose_zero_padding),
    "ZeroPadding2D": LayerRule(keep=("padding",)),
    "ZeroPadding3D": LayerRule(ignored=("padding",), compose=compose_zero_padding),
    # augmentation
    **dict.fromkeys(
        AUGMENTATION,
        LayerRule(
            idle=True,
            compose=compose_identity,
            note="acts in training only and passes its input on",
        ),
    ),
}
