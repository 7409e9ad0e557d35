"""Products and sums with constants, and yes-or-no questions, from layers of TensorFlow.js.

A convolution of one pixel whose kernel is a diagonal multiplies and shifts each channel; with all
elements of a sample as channels it does so for each element.
"""

import numpy as np

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, product, to_numpy

# Times the smallest difference that matters it is more than 1, and finite times any other.
_STEEP = 2.0**100


def scale_and_shift(
    graph: Graph, x: Tensor, scale: object, shift: object = None, *, learned: bool = False
) -> Tensor:
    """Add scale * x + shift along the last axis, as a convolution of one pixel.

    Constants stay what they are when TensorFlow.js trains on.

    Args:
        graph: Where to add it.
        x: (..., c).
        scale: c factors, an array or a Keras variable; None for ones.
        shift: c numbers, or None.
        learned: Whether arrays are trained, as variables are that Keras trains.

    Returns:
        (..., c).
    """
    learned = learned or _is_trained(scale) or _is_trained(shift)
    channels = x.shape[-1]
    scale = np.ones(channels, "float32") if scale is None else to_numpy(scale)
    weights = {"depthwise_kernel": scale.reshape(1, 1, channels, 1)}
    if shift is not None:
        weights["bias"] = to_numpy(shift).reshape(channels)
    pixels = x if len(x.shape) == 3 else graph.reshape(x, (product(x.shape[:-1]), 1, channels))
    y = graph.add(
        "DepthwiseConv2D",
        pixels,
        weights=weights,
        kernel_size=[1, 1],
        use_bias=shift is not None,
        activation="linear",
        trainable=graph.trainable and learned,
    )
    return graph.reshape(y, x.shape)


def _is_trained(value: object) -> bool:
    return bool(getattr(value, "trainable", False))


def scale_and_shift_each(graph: Graph, x: Tensor, scale: object, shift: object) -> Tensor:
    """Add scale * x + shift with arrays that numpy would broadcast to x's shape.

    Args:
        graph: Where to add it.
        x: The tensor.
        scale: Factors, an array, a Keras variable or a number.
        shift: What is added, an array or a number.

    Returns:
        A tensor of x's shape.
    """
    learned = _is_trained(scale) or _is_trained(shift)
    scale, shift = (np.asarray(to_numpy(value), "float32") for value in (scale, shift))
    if scale.size == shift.size == 1:
        return graph.rescale(x, float(scale.reshape(())), float(shift.reshape(())))
    joined = np.broadcast_shapes(scale.shape, shift.shape)
    if max(len(joined), 1) > len(x.shape) + 1 or (len(joined) > len(x.shape) and joined[0] != 1):
        graph.case.refuse(
            "computes with a constant whose shape differs from its input's",
            received=f"{joined} and {x.shape}",
            remedy="Export it with --format graph",
        )
    along_last = all(size == 1 for size in joined[:-1])
    shape = x.shape[-1:] if along_last else x.shape
    if None in shape:
        graph.case.refuse(
            "computes with a constant along an unknown size",
            received=x.shape,
            remedy="Give keras.Input the full shape, or use --format graph",
        )
    if joined[0] == 1 and len(joined) > len(shape):
        scale, shift = (v.reshape(v.shape[-len(shape) :]) for v in (scale, shift))
    scale, shift = (np.broadcast_to(value, shape).reshape(-1) for value in (scale, shift))
    y = x if along_last else graph.reshape(x, (product(shape),))
    moved = None if learned and not shift.any() else shift  # no bias that is learned here only
    return graph.reshape(scale_and_shift(graph, y, scale, moved, learned=learned), x.shape)


def magnitude(graph: Graph, x: Tensor) -> Tensor:
    """Add |x|."""
    above = graph.activate(x, "relu")
    return graph.add("Add", above, graph.activate(graph.rescale(x, -1.0), "relu"))


def is_positive(graph: Graph, x: Tensor) -> Tensor:
    """Add 1 where x > 0, else 0; right for all but 0 < x < 1e-30."""
    return graph.add("ReLU", graph.rescale(graph.activate(x, "relu"), _STEEP), max_value=1.0)


def differs(graph: Graph, x: Tensor, value: float) -> Tensor:
    """Add 1 where x != value, else 0."""
    return is_positive(graph, magnitude(graph, graph.rescale(x, 1.0, -float(value))))


def negate(graph: Graph, x: Tensor) -> Tensor:
    """Add 1 - x."""
    return graph.rescale(x, -1.0, 1.0)
