"""The operations of keras.ops that pick, repeat, turn around or add up places along known axes.

Each is a list of places along an axis, or a matrix: a Dense without bias, whose kernel holds a one
for each place that is taken.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kerasdigits.tfjs.layers_model.composed.affine import is_positive
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, product, to_numpy
from kerasdigits.tfjs.layers_model.composed.shapes import pad, permute_last, slice_axis
from kerasdigits.tfjs.layers_model.operations.axes import read_axes, read_axis

# A matrix of 1 MB; larger ones would outweigh most models.
_MOST_ELEMENTS = 2**18


def times_matrix(graph: Graph, x: Tensor, axis: int, matrix: np.ndarray) -> Tensor:
    """Add the product with a matrix along one axis.

    Args:
        graph: Where to add it.
        x: The tensor.
        axis: The axis, counted from 1 without the batch.
        matrix: (the axis's size, its size afterwards).

    Returns:
        The tensor with the axis's new size.
    """
    if matrix.size > _MOST_ELEMENTS:
        graph.case.refuse(
            "rearranges too long an axis for a matrix",
            received=matrix.shape,
            remedy="Export it with --format graph",
        )
    y, back = permute_last(graph, x, [axis])
    shape, units = (*y.shape[:-1], matrix.shape[1]), int(matrix.shape[1])
    options = {"units": units, "use_bias": False, "activation": "linear", "trainable": False}
    weights = {"kernel": matrix.astype("float32")}
    return graph.permute(graph.add("Dense", y, shape=shape, weights=weights, **options), back)


def take_places(graph: Graph, x: Tensor, axis: int, places: Sequence[int] | np.ndarray) -> Tensor:
    """Add x with other places along one axis: fewer, more, or in another order.

    Args:
        graph: Where to add it.
        x: The tensor.
        axis: The axis, counted from 1 without the batch.
        places: Where in x each new place comes from.

    Returns:
        The tensor with as many places along the axis.
    """
    size, places = _known_size(graph, x, axis), np.asarray(places, int)
    if len(places) and np.array_equal(places, places[0] + np.arange(len(places))):
        return slice_axis(graph, x, axis, int(places[0]), int(places[-1]) + 1)
    return times_matrix(graph, x, axis, np.eye(size)[:, places])


def broadcast(graph: Graph, x: Tensor, shape: Sequence) -> Tensor:
    """Add x repeated along its axes of size 1, as numpy would broadcast it.

    Args:
        graph: Where to add it.
        x: The tensor.
        shape: The sizes to have, without the batch, of the same rank.

    Returns:
        A tensor of that shape.
    """
    for axis, (size, wanted) in enumerate(zip(x.shape, shape, strict=True), start=1):
        if size == 1 and wanted != 1:
            x = take_places(graph, x, axis, [0] * wanted)
    return x


def _known_size(graph: Graph, x: Tensor, axis: int) -> int:
    if x.shape[axis - 1] is None:
        graph.case.refuse(
            "rearranges an unknown size",
            received=x.shape,
            remedy="Give keras.Input the full shape, or use --format graph",
        )
    return x.shape[axis - 1]


def _flip(graph: Graph, operation: Any, x: Tensor) -> Tensor:
    for axis in read_axes(graph, operation.axis, len(x.shape)):
        x = take_places(graph, x, axis, range(_known_size(graph, x, axis))[::-1])
    return x


def _roll(graph: Graph, operation: Any, x: Tensor) -> Tensor:
    axes, shifts = operation.axis, operation.shift
    axes = [0] if axes is None else np.atleast_1d(axes)  # all elements, across samples
    for entry, shift in zip(axes, np.broadcast_to(shifts, len(axes)), strict=True):
        axis = read_axis(graph, int(entry), len(x.shape))
        x = take_places(graph, x, axis, np.roll(range(_known_size(graph, x, axis)), shift))
    return x


def _repeat(graph: Graph, operation: Any, x: Tensor) -> Tensor:
    axis = read_axis(graph, operation.axis or 0, len(x.shape))
    places = np.repeat(range(_known_size(graph, x, axis)), to_numpy(operation.repeats))
    return take_places(graph, x, axis, places)


def _tile(graph: Graph, operation: Any, x: Tensor) -> Tensor:
    repeats = [int(times) for times in np.atleast_1d(operation.repeats)]
    repeats = [1] * (len(x.shape) + 1 - len(repeats)) + repeats
    if len(repeats) > len(x.shape) + 1 or repeats[0] != 1:
        read_axis(graph, 0, len(x.shape))
    for axis, times in enumerate(repeats[1:], start=1):
        if times != 1:
            places = np.tile(range(_known_size(graph, x, axis)), times)
            x = take_places(graph, x, axis, places)
    return x


def _take(graph: Graph, operation: Any, x: object, indices: object) -> Tensor:
    if isinstance(indices, Tensor) or not isinstance(x, Tensor):
        graph.case.refuse(
            "takes elements from places that a tensor gives", remedy="Use an Embedding for it"
        )
    axis = read_axis(graph, operation.axis or 0, len(x.shape))
    places = to_numpy(indices).astype(int).reshape(-1)
    size = _known_size(graph, x, axis)
    if not np.all((-size <= places) & (places < size)):
        graph.case.refuse("takes elements from places that do not exist", remedy="Take others")
    return graph.reshape(take_places(graph, x, axis, places % size), graph.case.output_shape)


def _pad(graph: Graph, operation: Any, x: Tensor, constant_values: object = None) -> Tensor:
    pairs = [tuple(map(int, pair)) for pair in operation.pad_width]
    pairs = pairs * (len(x.shape) + 1) if len(pairs) == 1 else pairs
    if any(pairs[0]) or min(map(min, pairs)) < 0:
        read_axis(graph, 0, len(x.shape))
    if operation.mode == "constant" and constant_values not in (None, 0):
        graph.case.refuse("pads with numbers other than 0", remedy="Export it with --format graph")
    for axis, pair in enumerate(pairs[1:], start=1):
        if not any(pair):
            continue
        size = _known_size(graph, x, axis)
        if operation.mode == "constant":
            y, back = permute_last(graph, x, [axis])
            rows = graph.reshape(y, (product(y.shape[:-1]), size, 1))
            padded = pad(graph, rows, [(0, 0), pair])
            x = graph.permute(graph.reshape(padded, (*y.shape[:-1], padded.shape[1])), back)
        else:
            x = take_places(graph, x, axis, np.pad(range(size), pair, mode=operation.mode))
    return x


def _add_up(graph: Graph, operation: Any, x: Tensor) -> Tensor:
    axis = read_axis(graph, operation.axis or 0, len(x.shape))
    size = _known_size(graph, x, axis)
    return times_matrix(graph, x, axis, np.triu(np.ones((size, size))))


def _sign(graph: Graph, _: Any, x: Tensor) -> Tensor:
    below = is_positive(graph, graph.rescale(x, -1.0))
    return graph.add("Add", is_positive(graph, x), graph.rescale(below, -1.0))


REARRANGING: dict[str, Callable] = {
    "Cumsum": _add_up,
    "Flip": _flip,
    "Pad": _pad,
    "Repeat": _repeat,
    "Roll": _roll,
    "Sign": _sign,
    "Take": _take,
    "Tile": _tile,
}
