"""Adaptive pooling: windows that spread evenly over an axis, whatever its size.

Window i of n over a size s is [floor(i s / n), ceil((i + 1) s / n))
(keras/src/backend/tensorflow/nn.py). The mean over windows is a product with a matrix, the
largest value is taken window by window; axis after axis.
"""

from collections.abc import Callable

import numpy as np

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, product
from kerasdigits.tfjs.layers_model.composed.shapes import permute_last, slice_axis
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase


def compose_adaptive_pooling(case: LayerCase) -> Callable:
    """Compose AdaptiveAveragePooling or AdaptiveMaxPooling.

    Args:
        case: The layer.

    Returns:
        What composes it.

    Raises:
        ExportError: A size is open.
    """
    sizes, targets = case.input_shapes[0][:-1], case.config["output_size"]
    targets = [targets] * len(sizes) if isinstance(targets, int) else list(targets)
    if None in sizes:
        case.refuse(
            "pools an unknown size into a fixed number of windows",
            received=case.input_shapes[0],
            remedy="Give keras.Input the full shape, or use --format graph",
        )
    pool = _average if "Average" in case.class_name else _largest

    def compose(graph: Graph, x: Tensor) -> Tensor:
        for axis, (size, count) in enumerate(zip(sizes, targets, strict=True), start=1):
            count = size if count is None else count
            x = pool(graph, x, axis, _windows(size, count))
        return x

    return compose


def _windows(size: int, count: int) -> list[tuple[int, int]]:
    return [(i * size // count, -(-(i + 1) * size // count)) for i in range(count)]


def _average(graph: Graph, x: Tensor, axis: int, windows: list[tuple]) -> Tensor:
    matrix = np.zeros((x.shape[axis - 1], len(windows)), "float32")
    for column, (start, stop) in enumerate(windows):
        matrix[start:stop, column] = 1 / (stop - start)
    y, back = permute_last(graph, x, [axis])
    y = graph.add(
        "Dense",
        y,
        shape=(*y.shape[:-1], len(windows)),
        weights={"kernel": matrix},
        units=len(windows),
        use_bias=False,
        activation="linear",
        trainable=False,
    )
    return graph.permute(y, back)


def _largest(graph: Graph, x: Tensor, axis: int, windows: list[tuple]) -> Tensor:
    rest = [size for place, size in enumerate(x.shape, start=1) if place != axis]
    order = [axis, *(place for place in range(1, len(x.shape) + 1) if place != axis)]
    back = [order.index(place) + 1 for place in range(1, len(x.shape) + 1)]
    y = graph.reshape(graph.permute(x, order), (x.shape[axis - 1], product(rest)))
    parts = []
    for start, stop in windows:
        part = slice_axis(graph, y, 1, start, stop)
        part = graph.add("GlobalMaxPooling1D", part, shape=part.shape[1:])
        parts.append(graph.reshape(part, (1, *part.shape)))
    shape = (len(parts), product(rest))
    joined = parts[0]
    if len(parts) > 1:
        joined = graph.add("Concatenate", *parts, shape=shape, axis=1)
    return graph.permute(graph.reshape(joined, (len(parts), *rest)), back)
