"""Shapes that a model of Keras 2 computed with tf.shape, as shapes that are known.

`tf.reshape(x, [tf.shape(x)[0], 24])` is a graph of four entries for what Keras 3 writes as
`[-1, 24]`. A size is followed through what picks it and joins it, to the reshape that reads it.
"""

from dataclasses import dataclass
from typing import Any

from kerasdigits.errors import ModelError
from kerasdigits.models.keras2.calls import Call, Tensor, tensors_in
from kerasdigits.models.keras2.operations.steps import SUPPORTED

_SHAPES = ("shape", "compat.v1.shape", "shape_v2")
_OPERATIONS = ("TFOpLambda", "SlicingOpLambda")
# Operations whose result has the samples of their first tensor, in its order.
_KEEP_SAMPLES = ("math.", "nn.", "cast", "__operators__.add", "clip_by_value", "where")


@dataclass
class _Shape:
    tensor: Tensor


@dataclass
class _Size:
    tensor: Tensor
    axis: int


Graph = dict[str, tuple[dict, list[Call]]]


def resolve_sizes(graph: Graph) -> Graph:
    """Write shapes that are computed from tf.shape with what is known of them.

    Args:
        graph: The layers by their names, each with its calls.

    Returns:
        The same without the entries that only compute sizes.

    Raises:
        ModelError: A size is used for something else than the shape of a reshape.
    """
    known: dict[str, object] = {}
    kept: Graph = {}
    for name, (layer, calls) in graph.items():
        filled = [_fill(call, known) for call in calls]
        value = _find_value(layer, filled)
        if value is not None:
            known[name] = value
        elif _function_of(layer) == "reshape":
            kept[name] = _reshape(layer, filled[0], graph)
        else:
            _require_no_sizes(layer, filled)
            kept[name] = (layer, filled)
    return kept


def _function_of(layer: dict) -> str:
    if layer["class_name"] not in _OPERATIONS:
        return ""
    return str(layer["config"].get("function", ""))


def _fill(call: Call, known: dict[str, object]) -> Call:
    if not known:
        return call
    return Call(_replace(call.arguments, known), _replace(call.named, known))


def _replace(value: Any, known: dict[str, object]) -> Any:
    if isinstance(value, Tensor):
        return known.get(value.layer, value)
    if isinstance(value, list):
        return [_replace(part, known) for part in value]
    if isinstance(value, dict):
        return {key: _replace(part, known) for key, part in value.items()}
    return value


def _find_value(layer: dict, calls: list[Call]) -> object:
    """Give the shape or sizes that an entry computes; None where it computes something else."""
    function = _function_of(layer)
    if not function or len(calls) != 1:
        return None
    (first,), named = calls[0].arguments, calls[0].named
    if function in _SHAPES and isinstance(first, Tensor):
        return _Shape(first)
    if function == "__operators__.getitem" and isinstance(first, _Shape):
        return _pick(first, named["slice_spec"])
    sizes = isinstance(first, list) and all(isinstance(part, int | _Size) for part in first)
    if function == "stack" and sizes and any(isinstance(part, _Size) for part in first):
        return first
    return None


def _pick(shape: _Shape, spec: object) -> object:
    while isinstance(spec, list) and len(spec) == 1:
        (spec,) = spec
    if isinstance(spec, int):
        return _Size(shape.tensor, spec)
    return None


def _reshape(layer: dict, call: Call, graph: Graph) -> tuple[dict, list[Call]]:
    (tensor,), shape = call.arguments, call.named.get("shape")
    if not isinstance(shape, list) or not any(isinstance(part, _Size) for part in shape):
        _require_no_sizes(layer, [call])
        return layer, [call]
    rest = [-1 if isinstance(part, _Size) else part for part in shape]
    if rest.count(-1) == 1:
        return layer, [Call([tensor], {"shape": rest})]
    first = shape[0]
    if rest.count(-1) == 2 and _counts_samples(first, graph) and _has_samples(tensor, graph):
        config = {"name": layer["name"], "target_shape": rest[1:]}
        return {**layer, "class_name": "Reshape", "config": config}, [Call([tensor])]
    raise _refuse(layer)


def _counts_samples(size: object, graph: Graph) -> bool:
    return isinstance(size, _Size) and size.axis == 0 and _has_samples(size.tensor, graph)


def _has_samples(tensor: object, graph: Graph) -> bool:
    """Tell whether a tensor surely has one row a sample of the model's input."""
    while isinstance(tensor, Tensor):
        layer, calls = graph[tensor.layer]
        if layer["class_name"] == "InputLayer":
            return True
        function = _function_of(layer)
        kept = function.startswith(_KEEP_SAMPLES) and not function.startswith("math.reduce")
        if function and not kept:
            return False
        tensor = next(iter(tensors_in(calls[0].arguments)), None)
    return False


def _require_no_sizes(layer: dict, calls: list[Call]) -> None:
    if any(map(_holds_size, calls)):
        raise _refuse(layer)


def _holds_size(value: object) -> bool:
    if isinstance(value, Call):
        return _holds_size(value.arguments) or _holds_size(value.named)
    if isinstance(value, dict):
        return any(map(_holds_size, value.values()))
    if isinstance(value, list):
        return any(map(_holds_size, value))
    return isinstance(value, _Shape | _Size)


def _refuse(layer: dict) -> ModelError:
    return ModelError(
        "A shape between the layers is computed from the sizes of a tensor (tf.shape)",
        received=f"layer {layer['name']}",
        remedy=SUPPORTED,
    )
