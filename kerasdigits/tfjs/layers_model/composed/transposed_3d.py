"""Transposed convolutions of volumes as convolutions, because wasm computes its own wrongly.

The kernel of wasm (Conv3DBackpropInputV2) gives other numbers, and no backend knows dilation or
output padding. A transposed convolution is a convolution, with the kernel turned round, of the
input with zeros put in between (V. Dumoulin and F. Visin, "A guide to convolution arithmetic for
deep learning", 2016, 4.6). That takes up to stride^3 as many products.
"""

from collections.abc import Callable

import numpy as np

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, product
from kerasdigits.tfjs.layers_model.composed.shapes import crop_volume, for_each_axis, pad_volume
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase
from kerasdigits.tfjs.layers_model.rules.layer_rule import translate_activation

# A size to compute with where one is open: what is added around does not depend on it.
_ANY_SIZE = 16


def compose_transposed_volume(case: LayerCase, kernel: np.ndarray) -> Callable:
    """Compose a Conv3DTranspose.

    Args:
        case: The layer; at most one size of its input is open.
        kernel: (a, b, c, filters, channels), with the zeros of a dilation.

    Returns:
        What composes it.
    """
    config = case.config
    strides = for_each_axis(config["strides"], 3)
    around = [
        _around(case, axis, stride, kernel.shape[axis]) for axis, stride in enumerate(strides)
    ]
    activation = translate_activation(case, "activation", config["activation"])
    weights = {"kernel": kernel[::-1, ::-1, ::-1].swapaxes(3, 4)}
    if config["use_bias"]:
        weights["bias"] = case.layer.bias

    def compose(graph: Graph, x: Tensor) -> Tensor:
        for axis, stride in enumerate(strides):
            x = _spread(graph, x, axis, stride)
        x = crop_volume(graph, x, [(max(-a, 0), max(-b, 0)) for a, b in around])
        x = pad_volume(graph, x, [(max(a, 0), max(b, 0)) for a, b in around])
        return graph.add(
            "Conv3D",
            x,
            shape=case.output_shape,
            weights=weights,
            filters=int(config["filters"]),
            kernel_size=list(kernel.shape[:3]),
            strides=[1, 1, 1],
            padding="valid",
            use_bias=bool(config["use_bias"]),
            activation=activation,
        )

    return compose


def _around(case: LayerCase, axis: int, stride: int, length: int) -> tuple[int, int]:
    """How many zeros stand before and behind the spread input; less than 0 cuts off."""
    shape = [size or _ANY_SIZE for size in case.input_shapes[0]]
    size, target = shape[axis], case.layer.compute_output_shape((None, *shape))[1 + axis]
    front = 0
    if case.config["padding"] == "same":
        front = max((size - 1) * stride + length - target, 0) // 2
    before = length - 1 - front
    return before, target + length - 1 - before - size * stride


def _spread(graph: Graph, x: Tensor, axis: int, step: int) -> Tensor:
    """Put `step - 1` zeros behind each value along an axis."""
    if step == 1:
        return x
    sizes = list(x.shape)
    lead, trail = product(sizes[: axis + 1]), product(sizes[axis + 1 :])
    y = graph.reshape(x, (lead, 1, trail))
    padding = [[0, 0], [0, step - 1]]
    y = graph.add("ZeroPadding2D", y, shape=(lead, step, trail), padding=padding)
    sizes[axis] = product((sizes[axis], step))
    return graph.reshape(y, sizes)
