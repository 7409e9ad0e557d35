"""Averages of many numbers, in stages: wasm adds one number after the other in float32.

The average of 262,144 times 0.7 is 0.7018 there (kernels Mean, Sum and AvgPool); in stages of 64 at
most it is right to 4e-7.
"""

import math

import numpy as np

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor

# From here on one sum of equal numbers is off by more than 1e-5.
MANY = 1024
_AT_ONCE = 64


def average_rows(graph: Graph, x: Tensor) -> Tensor:
    """Add the average of the rows of a matrix.

    Args:
        graph: Where to add it.
        x: (n, c); n may be open.

    Returns:
        (c,)
    """
    count, channels = x.shape
    if count is None:
        return _average_open(graph, x)
    if count < MANY:
        return graph.add("GlobalAveragePooling1D", x, shape=(channels,))
    stages = math.ceil(math.log(count, _AT_ONCE))
    size = math.ceil(count ** (1 / stages))
    y, left, taken = graph.reshape(x, (count, 1, channels)), count, 1
    for _ in range(stages - 1):
        # Zeros fill the last window; they count in no sum, and what they count in a mean is undone.
        missing = -left % size
        if missing:
            padding = [[0, missing], [0, 0]]
            y = graph.add("ZeroPadding2D", y, shape=(left + missing, 1, channels), padding=padding)
        left, taken = (left + missing) // size, taken * size
        y = graph.add(
            "AveragePooling2D",
            y,
            shape=(left, 1, channels),
            pool_size=[size, 1],
            strides=[size, 1],
            padding="valid",
        )
    y = graph.add("GlobalAveragePooling2D", y, shape=(channels,))
    return graph.rescale(y, left * taken / count)


def _average_open(graph: Graph, x: Tensor) -> Tensor:
    """Add the average of an open number n of rows: twice the averages of 64, their sum, by n.

    Zeros fill the last window, and may fill all of it: they count in no sum. The softmax of n zeros
    is 1 / n, and ones, of which it is made, are added exactly.
    """
    channels = x.shape[1]
    y = graph.reshape(x, (None, 1, channels))
    for _ in range(2):
        padding = [[0, _AT_ONCE - 1], [0, 0]]
        y = graph.add("ZeroPadding2D", y, shape=(None, 1, channels), padding=padding)
        window = [_AT_ONCE, 1]
        y = graph.add(
            "AveragePooling2D",
            y,
            shape=(None, 1, channels),
            pool_size=window,
            strides=window,
            padding="valid",
        )
    y = graph.reshape(y, (None, channels))
    ones = graph.reshape(_fill_rows(graph, y, 1.0), (None,))
    y = graph.add("Dot", ones, y, shape=(channels,), axes=[1, 1], normalize=False)
    zeros = graph.reshape(_fill_rows(graph, x, 0.0), (None,))
    shares = graph.reshape(graph.activate(zeros, "softmax"), (None, 1))
    share = graph.add("GlobalMaxPooling1D", shares, shape=(1,))
    return graph.add("Multiply", graph.rescale(y, _AT_ONCE**2), share, shape=(channels,))


def _fill_rows(graph: Graph, x: Tensor, value: float) -> Tensor:
    """Add one number for each row, whatever stands there: (n, c) -> (n, 1)."""
    weights = {
        "kernel": np.zeros((x.shape[1], 1), "float32"),
        "bias": np.full(1, value, "float32"),
    }
    options = {"units": 1, "use_bias": True, "activation": "linear", "trainable": False}
    return graph.add("Dense", x, shape=(None, 1), weights=weights, **options)
