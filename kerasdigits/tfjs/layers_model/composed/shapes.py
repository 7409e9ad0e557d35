"""Padding, cropping, repeating and pooling along axes for which TensorFlow.js has no layer.

It has these for pictures. A sequence (n, c) is a picture (n, 1, c); a volume (a, b, c, channels)
is a picture (a, b, c * channels) for its first two axes and (a * b, c, channels) for the third.
"""

from collections.abc import Callable, Sequence

from kerasdigits.tfjs.layers_model.composed.averages import MANY, average_rows
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, product
from kerasdigits.tfjs.layers_model.composed.masks import as_mask, average_shown
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase

_NOTHING = (0, 0)


def for_each_axis(value: int | Sequence[int], axes: int) -> list[int]:
    """Return a number for each axis, from either of the forms that Keras takes.

    Args:
        value: One number for all axes, or one for each.
        axes: How many axes there are.

    Returns:
        The numbers.
    """
    return [value] * axes if isinstance(value, int) else list(value)


def _pair(amount: int | Sequence[int]) -> tuple[int, int]:
    before, after = for_each_axis(amount, 2)
    return before, after


def _pairs(amount: int | Sequence, axes: int) -> list[tuple[int, int]]:
    """Return (before, after) for each axis, from any of the forms that Keras takes."""
    if isinstance(amount, int):
        return [_pair(amount)] * axes
    if axes == 1 and len(amount) == 2:
        return [_pair(amount)]
    return [_pair(entry) for entry in amount]


def _change(size: int | None, difference: int) -> int | None:
    return None if size is None else size + difference


def pad(graph: Graph, x: Tensor, pairs: list[tuple]) -> Tensor:
    """Add zeros around a picture.

    Args:
        graph: Where to add it.
        x: (rows, columns, channels).
        pairs: (before, after) for rows and for columns.

    Returns:
        The larger picture.
    """
    rows, columns = (_change(x.shape[axis], sum(pairs[axis])) for axis in (0, 1))
    padding = [list(pair) for pair in pairs]
    return graph.add("ZeroPadding2D", x, shape=(rows, columns, x.shape[2]), padding=padding)


def crop(graph: Graph, x: Tensor, pairs: list[tuple]) -> Tensor:
    """Add a picture without its edges.

    Args:
        graph: Where to add it.
        x: (rows, columns, channels).
        pairs: (before, after) for rows and for columns.

    Returns:
        The smaller picture.
    """
    rows, columns = (_change(x.shape[axis], -sum(pairs[axis])) for axis in (0, 1))
    cropping = [list(pair) for pair in pairs]
    return graph.add("Cropping2D", x, shape=(rows, columns, x.shape[2]), cropping=cropping)


def _repeat(graph: Graph, x: Tensor, sizes: list) -> Tensor:
    rows, columns = (
        None if x.shape[axis] is None else x.shape[axis] * sizes[axis] for axis in (0, 1)
    )
    return graph.add("UpSampling2D", x, shape=(rows, columns, x.shape[2]), size=list(sizes))


def along_sequence(graph: Graph, x: Tensor, change: Callable, amount: object) -> Tensor:
    """Apply a picture's change to the axis of a sequence.

    Args:
        graph: Where to add it.
        x: (n, c).
        change: Composes it on a picture, given an amount for rows and one for columns.
        amount: The amount for n, and the one that changes nothing.

    Returns:
        (n', c).
    """
    steps, channels = x.shape
    y = change(graph, graph.reshape(x, (steps, 1, channels)), amount)
    return graph.reshape(y, (y.shape[0], channels))


def _along_volume(graph: Graph, x: Tensor, change: Callable, amounts: list, none: object) -> Tensor:
    first, second, third, channels = x.shape
    y = graph.reshape(x, (first, second, product((third, channels))))
    y = change(graph, y, amounts[:2])
    first, second = y.shape[:2]
    y = graph.reshape(y, (product((first, second)), third, channels))
    y = change(graph, y, [none, amounts[2]])
    return graph.reshape(y, (first, second, y.shape[1], channels))


def crop_volume(graph: Graph, x: Tensor, pairs: list[tuple]) -> Tensor:
    """Add a part of a volume.

    Args:
        graph: Where to add it.
        x: (a, b, c, channels).
        pairs: What is cut off before and after, for each axis.

    Returns:
        The part, or the volume itself when nothing is cut off.
    """
    if all(tuple(pair) == _NOTHING for pair in pairs):
        return x
    return _along_volume(graph, x, crop, pairs, _NOTHING)


def pad_volume(graph: Graph, x: Tensor, pairs: list[tuple]) -> Tensor:
    """Add zeros around a volume.

    Args:
        graph: Where to add it.
        x: (a, b, c, channels).
        pairs: How many are put before and behind, for each axis.

    Returns:
        The larger volume, or the volume itself when nothing is added.
    """
    if all(tuple(pair) == _NOTHING for pair in pairs):
        return x
    return _along_volume(graph, x, pad, pairs, _NOTHING)


def compose_zero_padding(case: LayerCase) -> Callable:
    """Compose ZeroPadding1D or ZeroPadding3D."""
    return _changed(case, pad, "padding")


def compose_cropping(case: LayerCase) -> Callable:
    """Compose Cropping1D or Cropping3D."""
    return _changed(case, crop, "cropping")


def _changed(case: LayerCase, change: Callable, argument: str) -> Callable:
    axes = int(case.class_name[-2])
    pairs = _pairs(case.config[argument], axes)

    def compose(graph: Graph, x: Tensor) -> Tensor:
        if axes == 1:
            return along_sequence(graph, x, change, [pairs[0], _NOTHING])
        return _along_volume(graph, x, change, pairs, _NOTHING)

    return compose


def compose_up_sampling(case: LayerCase) -> Callable:
    """Compose UpSampling1D or UpSampling3D."""
    size = case.config["size"]

    def compose(graph: Graph, x: Tensor) -> Tensor:
        if case.class_name == "UpSampling1D":
            return along_sequence(graph, x, _repeat, [size, 1])
        return _along_volume(graph, x, _repeat, for_each_axis(size, 3), 1)

    return compose


def compose_global_pooling(case: LayerCase) -> Callable | None:
    """Compose global pooling of volumes, averages of many values, and axes that keepdims keeps."""
    average = "Average" in case.class_name
    count = product(case.input_shapes[0][:-1])
    many = average and (count is None or count >= MANY)
    plain = not case.config["keepdims"] and not case.class_name.endswith("3D")
    if plain and not case.masks and not many:
        return None

    def compose(graph: Graph, x: Tensor, *masks: Tensor) -> Tensor:
        *sizes, channels = x.shape
        if masks:
            y = average_shown(graph, x, as_mask(graph, masks[0]))
            return graph.reshape(y, (1, channels)) if case.config["keepdims"] else y
        class_name = case.class_name
        if class_name.endswith("3D") or many:
            x = graph.reshape(x, (product(sizes), channels))
            class_name = f"{class_name[:-2]}1D"
        y = average_rows(graph, x) if many else graph.add(class_name, x, shape=(channels,))
        return graph.reshape(y, (*([1] * len(sizes)), channels)) if case.config["keepdims"] else y

    return compose


def compose_center_crop(case: LayerCase) -> Callable:
    """Compose a CenterCrop that only crops: TensorFlow.js's own shifts by one and resizes."""
    shape = case.input_shapes[0]
    wanted = (case.config["height"], case.config["width"])
    if len(shape) != 3 or None in shape[:2] or wanted[0] > shape[0] or wanted[1] > shape[1]:
        case.refuse(
            "does not crop pictures of one known size that is large enough",
            received=f"{shape} to {wanted}",
            remedy="Give keras.Input the full shape, or use Resizing",
        )
    extra = [size - want for size, want in zip(shape[:2], wanted, strict=True)]
    pairs = [(difference // 2, difference - difference // 2) for difference in extra]
    return lambda graph, x: crop(graph, x, pairs)


def permute_last(graph: Graph, x: Tensor, axes: Sequence[int]) -> tuple[Tensor, list[int]]:
    """Move axes to the end.

    Args:
        graph: Where to add it.
        x: The tensor.
        axes: Axes, counted from 1 without the batch.

    Returns:
        The permuted tensor, and the order that undoes it.
    """
    order = [axis for axis in range(1, len(x.shape) + 1) if axis not in axes] + list(axes)
    back = [order.index(axis) + 1 for axis in range(1, len(x.shape) + 1)]
    return graph.permute(x, order), back


def slice_axis(graph: Graph, x: Tensor, axis: int, start: int, stop: int) -> Tensor:
    """Add x[:, ..., start:stop] along one axis.

    Args:
        graph: Where to add it.
        x: The tensor.
        axis: The axis, counted from 1 without the batch; its size is known.
        start: The first place.
        stop: The place after the last.

    Returns:
        The part.
    """
    size = x.shape[axis - 1]
    if (start, stop) == (0, size):
        return graph.activate(x, "linear")
    rest = [place for place in range(1, len(x.shape) + 1) if place != axis]
    y = graph.permute(x, [axis, *rest])
    sizes = y.shape[1:]
    y = graph.reshape(y, (size, product(sizes), 1))
    y = crop(graph, y, [(start, size - stop), (0, 0)])
    y = graph.reshape(y, (stop - start, *sizes))
    order = [axis, *rest]
    return graph.permute(y, [order.index(place) + 1 for place in range(1, len(x.shape) + 1)])
