"""What single layer classes need beyond their arguments: refusals, notes and rewrites.

`inspect_...` refuses or notes; `rewrite_...` and `write_...` return the class and config to write.
Each says where TensorFlow.js 4.22 differs from Keras.
"""

from collections.abc import Callable

from kerasdigits.tfjs.format.input_dtypes import describe_product
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase


def require_rank(*ranks: int) -> Callable[[LayerCase], None]:
    """Make an inspection that refuses inputs of other ranks (batch included)."""

    def inspect(case: LayerCase) -> None:
        if not case.ranks <= set(ranks):
            case.refuse(
                "has an input whose number of dimensions TensorFlow.js does not take",
                received=f"{sorted(case.ranks)} dimensions, batch included",
                remedy=f"It can be exported for {' or '.join(map(str, ranks))} dimensions",
            )

    return inspect


def inspect_batch_normalization(case: LayerCase) -> None:
    """Refuse what TensorFlow.js normalises wrongly; note what it cannot train."""
    require_rank(2, 3, 4)(case)
    require_last_axis(case)
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


def require_last_axis(case: LayerCase) -> None:
    """Refuse every axis but the last."""
    axis = case.config["axis"]
    axis = axis[0] if isinstance(axis, list | tuple) and len(axis) == 1 else axis
    if axis != -1 and case.ranks != {axis + 1}:
        case.refuse(
            "works on an axis other than the last, where TensorFlow.js is wrong or refuses",
            received=f"axis={axis}",
            remedy="Permute before and after, or use axis=-1",
        )


def write_last_axis(case: LayerCase, config: dict) -> tuple[str, dict]:
    """Write the last axis as -1."""
    require_last_axis(case)
    return case.class_name, {**config, "axis": -1}


def rewrite_softmax(case: LayerCase, config: dict) -> tuple[str, dict]:
    """Write a softmax over the last axis as an activation.

    TensorFlow.js's own layer reads masks that were given to layers before it.
    """
    require_last_axis(case)
    return "Activation", {**config, "activation": "softmax"}


def inspect_flatten(case: LayerCase) -> None:
    """Refuse shapes that are not fully known, for which TensorFlow.js fails to load."""
    unknown = [shape for call in case.calls for shape in call if None in shape[1:]]
    if unknown or min(case.ranks, default=2) < 2:
        case.refuse(
            "flattens a shape that is not fully known",
            received=unknown[0] if unknown else "a scalar per sample",
            remedy="Give keras.Input the full shape",
        )


def rewrite_flatten(case: LayerCase, config: dict) -> tuple[str, dict]:
    """Write an identity where the input is flat: TensorFlow.js refuses to flatten it."""
    if case.ranks == {2}:
        return "Activation", {**config, "activation": "linear"}
    if 2 in case.ranks:
        case.refuse(
            "is shared between flat and deeper inputs, which TensorFlow.js refuses",
            remedy="Use one Flatten for each input",
        )
    return "Flatten", config


def rewrite_reshape(case: LayerCase, config: dict) -> tuple[str, dict]:
    """Write the size that -1 stands for, or -1 where it is open."""
    target = list(config["target_shape"])
    if -1 in target:
        shapes = {
            tuple(-1 if size is None else size for size in case.layer.compute_output_shape(call[0]))
            for call in case.calls
        }
        shapes = {shape[1:] for shape in shapes}
        if len(shapes) != 1 or list(next(iter(shapes))).count(-1) > 1:
            case.refuse(
                "leaves open a size that is not the same for every input",
                received=f"target_shape={tuple(target)}",
                remedy="Write every size of target_shape",
            )
        target = list(shapes.pop())
    return "Reshape", {**config, "target_shape": target}


def inspect_merge(case: LayerCase) -> None:
    """Refuse to merge a single input, as TensorFlow.js does; note products of whole numbers."""
    if any(len(call) < 2 for call in case.calls):
        case.refuse(
            "merges a single input, which TensorFlow.js refuses",
            remedy="Leave the layer out",
        )
    tensors = [tensor for call in case.call_tensors for tensor in call]
    if case.class_name == "Multiply" and all(t.dtype in ("int32", "int64") for t in tensors):
        case.notes.append(describe_product(f'layer "{case.name}" (Multiply)'))


def rewrite_concatenate(case: LayerCase, config: dict) -> tuple[str, dict]:
    """Count the axis from the front: TensorFlow.js takes every negative one for -1."""
    # tfjs-layers/src/backend/tfjs_backend.ts, `concatenate`.
    axes = {config["axis"] % rank for rank in case.ranks}
    if len(axes) != 1:
        case.refuse(
            "is shared between inputs of different ranks",
            remedy="Use one Concatenate for each group of inputs",
        )
    return "Concatenate", {**config, "axis": axes.pop()}


def find_dot_axes(case: LayerCase) -> list[int]:
    """Count the axes of a Dot from the front."""
    require_rank(2, 3)(case)
    axes = case.config["axes"]
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
    return list(pairs.pop())


def rewrite_dot(case: LayerCase, config: dict) -> tuple[str, dict]:
    """Write the axes counted from the front."""
    return "Dot", {**config, "axes": find_dot_axes(case)}


def start_from_zeros(case: LayerCase, config: dict) -> tuple[str, dict]:
    """Write the recurrent kernel's initializer, whose value the weights replace.

    TensorFlow.js would first make an orthogonal matrix, in models inside models and in wrappers:
    slowly, and with a method of tensors that a bundle without chained operations lacks.
    """
    return case.class_name, {**config, "recurrent_initializer": "zeros"}


def write_conv_lstm(_: LayerCase, config: dict) -> tuple[str, dict]:
    """Write TensorFlow.js's class, and zeros where it would first make an orthogonal kernel."""
    return "ConvLSTM2D", {**config, "recurrent_initializer": "zeros"}
