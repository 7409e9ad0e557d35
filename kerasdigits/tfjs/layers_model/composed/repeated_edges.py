"""Average pooling as Keras's torch backend computes it, with repeated edges."""

from collections.abc import Callable

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor
from kerasdigits.tfjs.layers_model.composed.shapes import slice_axis
from kerasdigits.tfjs.layers_model.composed.volumes import compose_pooling
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase
from kerasdigits.tfjs.layers_model.rules.native_rules import POOLING
from kerasdigits.tfjs.reference.uneven_edges import counts_edges, describe_uneven, find_padding


def compose_average_pooling(case: LayerCase) -> Callable | None:
    """Compose an average pooling that has edges to repeat, on torch; note it on other backends.

    Args:
        case: The layer.

    Returns:
        What composes it, or None where TensorFlow.js's own layer does.

    Raises:
        ExportError: On torch, sizes are open on which it depends what is repeated.
    """
    volume = case.class_name.endswith("3D")
    shape = (None, *case.input_shapes[0])
    pairs = find_padding(case.layer, shape)
    if pairs is not None:
        case.notes.append(describe_uneven(case.layer))
    if not counts_edges() or case.config["padding"] != "same":
        return compose_pooling(case) if volume else None
    if None in shape[1:-1]:
        case.refuse(
            "averages at the edges of an unknown size, where Keras on torch may count values twice",
            received=shape[1:],
            remedy="Give keras.Input the full shape, or export it with KERAS_BACKEND=tensorflow",
        )
    if pairs is None:
        return compose_pooling(case) if volume else None

    def compose(graph: Graph, x: Tensor) -> Tensor:
        for axis, (before, behind) in enumerate(pairs, start=1):
            x = _repeat_ends(graph, x, axis, before, behind)
        return graph.native(POOLING, x, padding="valid")

    return compose


def _repeat_ends(graph: Graph, x: Tensor, axis: int, before: int, behind: int) -> Tensor:
    """Put copies of the first value along an axis before it and of the last one behind it."""
    size = x.shape[axis - 1]
    parts = [x]
    if before:
        parts = [slice_axis(graph, x, axis, 0, 1)] * before + parts
    if behind:
        parts += [slice_axis(graph, x, axis, size - 1, size)] * behind
    if len(parts) == 1:
        return x
    shape = [*x.shape]
    shape[axis - 1] = size + before + behind
    return graph.add("Concatenate", *parts, shape=shape, axis=axis)
