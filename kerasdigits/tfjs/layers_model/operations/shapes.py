"""The operations of keras.ops that move, join, cut, sum up or normalize what a tensor holds."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from kerasdigits.tfjs.layers_model.composed.activation import add_relu
from kerasdigits.tfjs.layers_model.composed.averages import average_rows
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, product
from kerasdigits.tfjs.layers_model.composed.normalization import divide_by_length
from kerasdigits.tfjs.layers_model.composed.shapes import slice_axis
from kerasdigits.tfjs.layers_model.operations.axes import read_axes, read_axis
from kerasdigits.tfjs.layers_model.operations.rearranging import take_places


def _reshape(graph: Graph, _: Any, x: Tensor, *__: object, **___: object) -> Tensor:
    return graph.reshape(x, graph.case.output_shape)


def _transpose(graph: Graph, operation: Any, x: Tensor) -> Tensor:
    order = operation.axes or range(len(x.shape), -1, -1)
    order = [axis % (len(x.shape) + 1) for axis in order]
    if order[0] != 0:
        read_axis(graph, 0, len(x.shape))
    return graph.permute(x, order[1:])


def _move_axes(graph: Graph, operation: Any, x: Tensor) -> Tensor:
    rank = len(x.shape)
    moved = [read_axis(graph, axis, rank) for axis in operation.source]
    order = [axis for axis in range(1, rank + 1) if axis not in moved]
    places = [read_axis(graph, axis, rank) for axis in operation.destination]
    for place, axis in sorted(zip(places, moved, strict=True)):
        order.insert(place - 1, axis)
    return graph.permute(x, order)


def _swap_axes(graph: Graph, operation: Any, x: Tensor) -> Tensor:
    first, second = (read_axis(graph, a, len(x.shape)) for a in (operation.axis1, operation.axis2))
    order = list(range(1, len(x.shape) + 1))
    order[first - 1], order[second - 1] = second, first
    return graph.permute(x, order)


def _concatenate(graph: Graph, operation: Any, xs: list[Tensor]) -> Tensor:
    axis = read_axis(graph, operation.axis, len(xs[0].shape))
    return _join(graph, xs, axis, graph.case.output_shape)


def _join(graph: Graph, xs: list[Tensor], axis: int, shape: tuple) -> Tensor:
    if len(xs) == 1:
        return graph.activate(xs[0], "linear")
    return graph.add("Concatenate", *xs, shape=shape, axis=axis)


def _stack(graph: Graph, operation: Any, xs: list[Tensor]) -> Tensor:
    axis = read_axis(graph, operation.axis, len(xs[0].shape) + 1)
    single = (*xs[0].shape[: axis - 1], 1, *xs[0].shape[axis - 1 :])
    return _join(graph, [graph.reshape(x, single) for x in xs], axis, graph.case.output_shape)


def reduce(graph: Graph, x: Tensor, axes: list[int], class_name: str) -> Tensor:
    """Add the mean or the largest of the values along axes.

    Args:
        graph: Where to add it.
        x: The tensor.
        axes: Axes, sorted, counted from 1 without the batch.
        class_name: GlobalAveragePooling1D or GlobalMaxPooling1D.

    Returns:
        The tensor without these axes.
    """
    kept = [axis for axis in range(1, len(x.shape) + 1) if axis not in axes]
    y = graph.permute(x, [*axes, *kept])
    sizes = [x.shape[axis - 1] for axis in kept]
    y = graph.reshape(y, (product(y.shape[: len(axes)]), product(sizes)))
    if class_name == "GlobalAveragePooling1D":
        return graph.reshape(average_rows(graph, y), sizes)
    return graph.reshape(graph.add(class_name, y, shape=y.shape[1:]), sizes)


def _reduction(class_name: str, *, sign: float = 1.0, times: bool = False) -> Callable:
    def compose(graph: Graph, operation: Any, x: Tensor) -> Tensor:
        axes = read_axes(graph, operation.axis, len(x.shape))
        count = product([x.shape[axis - 1] for axis in axes]) if times else 1
        if count is None:
            graph.case.refuse(
                "sums along an unknown size",
                remedy="Give keras.Input the full shape, or use --format graph",
            )
        if not axes:
            return graph.activate(x, "linear")
        y = reduce(graph, graph.rescale(x, sign), axes, class_name)
        return graph.reshape(graph.rescale(y, sign * count), graph.case.output_shape)

    return compose


def _get_item(graph: Graph, _: Any, x: Tensor, key: object) -> Tensor:
    keys = _split_key(key)
    if Ellipsis in keys:
        place = keys.index(Ellipsis)
        missing = len(x.shape) + 1 - sum(entry is not None for entry in keys) + 1
        keys[place : place + 1] = [slice(None)] * missing
    axis, y = 0, x
    for entry in keys:
        if entry is None:
            continue
        if entry != slice(None):
            read_axis(graph, axis, len(x.shape))
            y = _pick(graph, y, axis, entry)
        axis += 1
    return graph.reshape(y, graph.case.output_shape)


def _split_key(key: object) -> list:
    """Return what picks along each axis."""
    # Files hold a list where the model had a tuple; of numbers alone it would pick samples.
    picks_samples = isinstance(key, list) and {*map(type, key)} == {int}
    if isinstance(key, list | tuple) and not picks_samples:
        return list(key)
    return [key]


def _pick(graph: Graph, x: Tensor, axis: int, entry: object) -> Tensor:
    size = x.shape[axis - 1]
    if isinstance(entry, int) and size is not None:
        start = entry % size
        return slice_axis(graph, x, axis, start, start + 1)
    if isinstance(entry, slice) and size is not None:
        return take_places(graph, x, axis, range(size)[entry])
    return graph.case.refuse(
        "picks by a tensor, or along an unknown size",
        received=entry,
        remedy="Export it with --format graph",
    )


def _split(graph: Graph, operation: Any, x: Tensor) -> list[Tensor]:
    axis, parts = read_axis(graph, operation.axis, len(x.shape)), operation.indices_or_sections
    size = x.shape[axis - 1]
    if isinstance(parts, int):
        parts = range(size // parts, size, size // parts)
    bounds = [0, *map(int, parts), size]
    pairs = pairwise(bounds)
    return [slice_axis(graph, x, axis, start, stop) for start, stop in pairs]


def _normalize(graph: Graph, operation: Any, x: Tensor) -> Tensor:
    import keras

    axes = read_axes(graph, operation.axis, len(x.shape))
    if operation.order != 2:
        graph.case.refuse(
            "normalizes by a norm other than L2", remedy="Export it with --format graph"
        )
    return divide_by_length(graph, x, axes, operation.epsilon or keras.config.epsilon())


def _relu(graph: Graph, operation: Any, x: Tensor) -> Tensor:
    options = (operation.negative_slope, operation.max_value, operation.threshold)
    return add_relu(graph, x, *options)


SHAPES: dict[str, Callable] = {
    "All": _reduction("GlobalMaxPooling1D", sign=-1.0),
    "Amax": _reduction("GlobalMaxPooling1D"),
    "Amin": _reduction("GlobalMaxPooling1D", sign=-1.0),
    "Any": _reduction("GlobalMaxPooling1D"),
    "Concatenate": _concatenate,
    "ExpandDims": _reshape,
    "Flatten": _reshape,
    "GetItem": _get_item,
    "Max": _reduction("GlobalMaxPooling1D"),
    "Mean": _reduction("GlobalAveragePooling1D"),
    "Min": _reduction("GlobalMaxPooling1D", sign=-1.0),
    "Moveaxis": _move_axes,
    "Normalize": _normalize,
    "ReLU": _relu,
    "Reshape": _reshape,
    "Split": _split,
    "Squeeze": _reshape,
    "Stack": _stack,
    "Sum": _reduction("GlobalAveragePooling1D", times=True),
    "Swapaxes": _swap_axes,
    "Transpose": _transpose,
}
