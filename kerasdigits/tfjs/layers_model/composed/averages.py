"""Averages of many numbers, in stages: wasm adds one number after the other in float32.

The average of 262,144 times 0.7 is 0.7018 there (kernels Mean, Sum and AvgPool); in stages of 64 at
most it is right to 4e-7.
"""

import math

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
    if count is None or count < MANY:
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
