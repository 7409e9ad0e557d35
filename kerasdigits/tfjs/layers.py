"""The table: which Keras layers TensorFlow.js's layers format carries exactly, and how.

One entry a class. To add a layer, add its entry here and a case to `tests/tfjs/layer_cases.py`,
where TensorFlow.js itself is asked whether it agrees with Keras. What stands here was compared
with TensorFlow.js 4.22 (tfjs-layers/src/layers).
"""

from collections.abc import Mapping

from kerasdigits.tfjs.layer_rule import LayerCase, LayerRule

KERAS_LAYERS = "keras.layers"

_KERNEL_BIAS = {"kernel": "kernel", "bias": "bias"}
_UNGROUPED = {"groups": (1,)}


def _require_rank(*ranks: int):  # noqa: ANN202
    """Make an `inspect` that refuses inputs of other ranks (batch included)."""

    def inspect(case: LayerCase) -> None:
        if not case.ranks <= set(ranks):
            case.refuse(
                "has an input whose number of dimensions TensorFlow.js does not take",
                received=f"{sorted(case.ranks)} dimensions, batch included",
                remedy=f"It can be exported for {' or '.join(map(str, ranks))} dimensions",
            )

    return inspect


def _inspect_batch_normalization(case: LayerCase) -> None:
    _require_rank(2, 3, 4)(case)
    _require_last_axis(case)
    if case.config["epsilon"] <= 0:
        case.refuse(
            "uses epsilon=0, for which TensorFlow.js's WebGL backend yields Infinity",
            remedy="Use a small positive epsilon",
        )
    if not (case.config["center"] and case.config["scale"]):
        case.notes.append(
            f'layer "{case.name}": TensorFlow.js predicts with it but cannot train it further, '
            "because it has no center or no scale"
        )
    if not case.layer.trainable:
        case.notes.append(
            f'layer "{case.name}" is frozen; further training in TensorFlow.js would normalise by '
            "the batch there, which Keras does not"
        )


def _require_last_axis(case: LayerCase) -> None:
    axis = case.config["axis"]
    axis = axis[0] if isinstance(axis, list | tuple) and len(axis) == 1 else axis
    if axis != -1 and any(axis != rank - 1 for rank in case.ranks):
        case.refuse(
            "works on another axis than the last, where TensorFlow.js is wrong or refuses",
            received=f"axis={axis}",
            remedy="Permute before and after, or use axis=-1",
        )


def _write_last_axis(case: LayerCase, config: dict) -> tuple[str, dict]:
    _require_last_axis(case)
    return case.class_name, {**config, "axis": -1}


def _inspect_flatten(case: LayerCase) -> None:
    unknown = [shape for call in case.calls for shape in call if None in shape[1:]]
    if unknown or min(case.ranks, default=2) < 2:
        case.refuse(
            "flattens a shape that is not fully known",
            received=unknown[0] if unknown else "a scalar a sample",
            remedy="Give keras.Input the full shape",
        )


def _rewrite_flatten(case: LayerCase, config: dict) -> tuple[str, dict]:
    # TensorFlow.js refuses to flatten what is flat already; passing it on is the same.
    if case.ranks == {2}:
        return "Activation", {**config, "activation": "linear"}
    if 2 in case.ranks:
        case.refuse(
            "is shared between flat and deeper inputs, which TensorFlow.js refuses",
            remedy="Use one Flatten for each input",
        )
    return "Flatten", config


def _rewrite_reshape(case: LayerCase, config: dict) -> tuple[str, dict]:
    target = list(config["target_shape"])
    if -1 in target:
        shapes = {tuple(case.layer.compute_output_shape(call[0]))[1:] for call in case.calls}
        if len(shapes) != 1 or None in next(iter(shapes)):
            case.refuse(
                "leaves a size open that is not the same for every input",
                received=f"target_shape={tuple(target)}",
                remedy="Write every size of target_shape",
            )
        target = list(shapes.pop())
    return "Reshape", {**config, "target_shape": target}


def _inspect_merge(case: LayerCase) -> None:
    if any(len(call) < 2 for call in case.calls):
        case.refuse(
            "merges a single input, which TensorFlow.js refuses",
            remedy="Leave the layer out",
        )


def _rewrite_concatenate(case: LayerCase, config: dict) -> tuple[str, dict]:
    # TensorFlow.js takes every negative axis for -1 (backend/tfjs_backend.ts, `concatenate`).
    axes = {config["axis"] % rank for rank in case.ranks}
    if len(axes) != 1:
        case.refuse(
            "is shared between inputs of different ranks",
            remedy="Use one Concatenate for each group of inputs",
        )
    return "Concatenate", {**config, "axis": axes.pop()}


def _rewrite_dot(case: LayerCase, config: dict) -> tuple[str, dict]:
    _require_rank(2, 3)(case)
    axes = config["axes"]
    pairs = {
        tuple(
            axis % len(shape)
            for axis, shape in zip([axes] * 2 if isinstance(axes, int) else axes, call, strict=True)
        )
        for call in case.calls
    }
    if len(pairs) != 1:
        case.refuse(
            "is shared between inputs of different ranks", remedy="Use one Dot for each pair"
        )
    if config["normalize"]:
        case.notes.append(
            f'layer "{case.name}": TensorFlow.js scales vectors shorter than 0.0003 to less than '
            "unit length (its epsilon is 1e-7, Keras's 1e-12)"
        )
    return "Dot", {**config, "axes": list(pairs.pop())}


def _inspect_rescaling(case: LayerCase) -> None:
    for key in ("scale", "offset"):
        if not isinstance(case.config[key], int | float):
            case.refuse(
                f"has a {key} for each channel, which TensorFlow.js cannot read",
                received=case.config[key],
                remedy=f"Use one number as {key}, or BatchNormalization",
            )


def _inspect_reset_after(case: LayerCase) -> None:
    if case.config["reset_after"]:
        case.refuse(
            "uses reset_after=True, Keras's default, which TensorFlow.js does not have",
            remedy="Train with GRU(reset_after=False), or use LSTM",
        )


def _recurrent(*extra: str, **changes: object) -> LayerRule:
    """The rule of a recurrent layer; `extra` are the arguments that only this class has."""
    return LayerRule(
        keep=(
            *("units", "use_bias", "dropout", "recurrent_dropout"),
            *("return_sequences", "return_state", "go_backwards"),
            *extra,
        ),
        activations=("activation", "recurrent_activation"),
        only={"stateful": (False,)},
        # unroll: the same sums in the same order. zero_output_for_mask: masks are refused.
        ignored=("unroll", "zero_output_for_mask"),
        weights={**_KERNEL_BIAS, "recurrent_kernel": "recurrent_kernel"},
        **changes,
    )


_POOLING = LayerRule(keep=("pool_size", "strides", "padding"))
_GLOBAL_POOLING = LayerRule(only={"keepdims": (False,)})
_MERGE = LayerRule(inspect=_inspect_merge)
_CONVOLUTION = LayerRule(
    keep=("filters", "kernel_size", "strides", "padding", "dilation_rate", "use_bias"),
    activations=("activation",),
    only={**_UNGROUPED, "padding": ("valid", "same")},
    weights=_KERNEL_BIAS,
)

_RULES: dict[str, LayerRule] = {
    # core
    "Dense": LayerRule(
        keep=("units", "use_bias"), activations=("activation",), weights=_KERNEL_BIAS
    ),
    "Activation": LayerRule(activations=("activation",)),
    "Embedding": LayerRule(
        keep=("input_dim", "output_dim"),
        only={"mask_zero": (False,)},
        weights={"embeddings": "embeddings"},
    ),
    # convolution
    "Conv1D": _CONVOLUTION,
    "Conv2D": _CONVOLUTION,
    "DepthwiseConv2D": LayerRule(
        keep=("kernel_size", "strides", "padding", "depth_multiplier", "use_bias"),
        activations=("activation",),
        only={"dilation_rate": ((1, 1), [1, 1], 1)},
        weights={"kernel": "depthwise_kernel", "bias": "bias"},
    ),
    "SeparableConv2D": LayerRule(
        keep=(*_CONVOLUTION.keep, "depth_multiplier"),
        activations=("activation",),
        only=_UNGROUPED,
        weights={
            "depthwise_kernel": "depthwise_kernel",
            "pointwise_kernel": "pointwise_kernel",
            "bias": "bias",
        },
    ),
    # pooling
    "AveragePooling1D": _POOLING,
    "AveragePooling2D": _POOLING,
    "MaxPooling1D": _POOLING,
    "MaxPooling2D": _POOLING,
    "GlobalAveragePooling1D": _GLOBAL_POOLING,
    "GlobalAveragePooling2D": _GLOBAL_POOLING,
    "GlobalMaxPooling1D": _GLOBAL_POOLING,
    "GlobalMaxPooling2D": _GLOBAL_POOLING,
    # normalization
    "BatchNormalization": LayerRule(
        keep=("momentum", "epsilon", "center", "scale"),
        only={"renorm": (False,)},
        ignored=("axis", "synchronized", "renorm_clipping", "renorm_momentum"),
        weights={name: name for name in ("gamma", "beta", "moving_mean", "moving_variance")},
        inspect=_inspect_batch_normalization,
        rewrite=_write_last_axis,
    ),
    "LayerNormalization": LayerRule(
        keep=("axis", "epsilon", "center", "scale"),
        only={"rms_scaling": (False,)},
        weights={"gamma": "gamma", "beta": "beta"},
    ),
    "Rescaling": LayerRule(keep=("scale", "offset"), inspect=_inspect_rescaling),
    # activations
    "LeakyReLU": LayerRule(renames={"negative_slope": "alpha"}),
    "ReLU": LayerRule(keep=("max_value",), only={"negative_slope": (0.0,), "threshold": (0.0,)}),
    "Softmax": LayerRule(ignored=("axis",), rewrite=_write_last_axis),
    # active in training only
    "Dropout": LayerRule(keep=("rate", "noise_shape")),
    "SpatialDropout1D": LayerRule(keep=("rate",)),
    "GaussianDropout": LayerRule(keep=("rate",)),
    "GaussianNoise": LayerRule(keep=("stddev",)),
    # shape
    "Cropping2D": LayerRule(keep=("cropping",)),
    "Flatten": LayerRule(inspect=_inspect_flatten, rewrite=_rewrite_flatten),
    "Permute": LayerRule(keep=("dims",)),
    "RepeatVector": LayerRule(keep=("n",)),
    "Reshape": LayerRule(keep=("target_shape",), rewrite=_rewrite_reshape),
    "UpSampling2D": LayerRule(keep=("size",), only={"interpolation": ("nearest",)}),
    "ZeroPadding2D": LayerRule(keep=("padding",)),
    # merging
    "Add": _MERGE,
    "Average": _MERGE,
    "Concatenate": LayerRule(keep=("axis",), inspect=_inspect_merge, rewrite=_rewrite_concatenate),
    "Dot": LayerRule(keep=("axes", "normalize"), rewrite=_rewrite_dot),
    "Maximum": _MERGE,
    "Minimum": _MERGE,
    "Multiply": _MERGE,
    # recurrent
    "GRU": _recurrent("reset_after", inspect=_inspect_reset_after),
    "LSTM": _recurrent("unit_forget_bias"),
    "SimpleRNN": _recurrent(),
}

RULES: Mapping[tuple[str, str], LayerRule] = {
    (KERAS_LAYERS, class_name): rule for class_name, rule in _RULES.items()
}


def find_rule(module: str, case: LayerCase) -> LayerRule:
    """Find the table's entry for a layer.

    Args:
        module: The module that Keras serialized with the class, `keras.layers` for its own.
        case: The layer.

    Returns:
        The rule.

    Raises:
        ExportError: The table has none; the message says what to do instead.
    """
    rule = RULES.get((module, case.class_name))
    if rule is not None:
        return rule
    if module.startswith("keras.src.ops"):
        case.refuse(
            f"is a keras.ops operation ({module}) used as a layer",
            remedy="Use a layer for it (Add, Multiply, Concatenate, Reshape, Activation...)",
        )
    if module != KERAS_LAYERS:
        case.refuse(
            f"is a class of its own ({module}), whose code TensorFlow.js does not have",
            remedy="Build it from Keras's layers",
        )
    if case.class_name == "Lambda":
        case.refuse("is Python code", remedy="Replace it by a layer that does the same")
    if case.class_name in _AUGMENTATION or case.class_name.startswith("Random"):
        case.refuse(
            "augments the training data and has no counterpart in TensorFlow.js",
            remedy="Put it before the model (in the data pipeline), or rebuild the model without it",
        )
    case.refuse(
        "is not among the layers that this exporter carries to TensorFlow.js",
        remedy="Replace it by layers that are: " + ", ".join(sorted(_RULES)),
    )


_AUGMENTATION = frozenset(
    {"AugMix", "AutoContrast", "CutMix", "Equalization", "MaxNumBoundingBoxes", "MixUp"}
    | {"RandAugment", "Solarization"}
)
