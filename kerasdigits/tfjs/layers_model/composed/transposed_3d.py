"""Transposed convolutions of volumes as convolutions, because wasm computes its own wrongly.

The kernel of wasm (Conv3DBackpropInputV2) gives other numbers, and no backend knows dilation or
output padding. There are two ways (V. Dumoulin and F. Visin, "A guide to convolution arithmetic for
deep learning", 2016, 4.6):

Where the strides divide the kernel, as 2 does 4, each output lies in one of stride^3 phases, and a
phase is a convolution with every stride-th value of the kernel. All phases are the channels of one
convolution, and are put between each other.

Otherwise it is a convolution, with the kernel turned round, of the input with zeros put in between,
which takes up to stride^3 as many products.
"""

import math
from collections.abc import Callable

import numpy as np

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, product, to_numpy
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
    strides = for_each_axis(case.config["strides"], 3)
    divided = all(n % stride == 0 for n, stride in zip(kernel.shape, strides, strict=False))
    activation = translate_activation(case, "activation", case.config["activation"])

    def compose(graph: Graph, x: Tensor) -> Tensor:
        way = _by_phases if divided else _by_zeros
        y = way(graph, x, case, kernel, strides)
        return y if activation == "linear" else graph.activate(y, activation)

    return compose


def _by_phases(
    graph: Graph, x: Tensor, case: LayerCase, kernel: np.ndarray, strides: list[int]
) -> Tensor:
    """Add the phases as channels, and put them between each other, one axis after the other."""
    filters, channels = kernel.shape[3:]
    taps = [length // stride for length, stride in zip(kernel.shape, strides, strict=False)]
    pairs, ends = [], []
    for axis, stride in enumerate(strides):
        front, size, target = _front(case, axis, stride, kernel.shape[axis])
        places = -(-(front + target) // stride)
        pairs.append((taps[axis] - 1, places - size))
        ends.append((front, places * stride - front - target))
    # Index t * stride + r of the kernel is tap t of phase r; a convolution counts taps backwards.
    split = [n for pair in zip(taps, strides, strict=True) for n in pair]
    parts = kernel.reshape(*split, filters, channels)[::-1, :, ::-1, :, ::-1]
    parts = parts.transpose(0, 2, 4, 7, 1, 3, 5, 6).reshape(*taps, channels, -1)
    bias = _bias(case, math.prod(strides))
    y = _convolve(graph, _surround(graph, x, pairs), parts, bias)
    for axis, stride in enumerate(strides):
        y = _interleave(graph, y, axis, stride)
    return crop_volume(graph, y, ends)


def _interleave(graph: Graph, x: Tensor, axis: int, stride: int) -> Tensor:
    """Put the first factor of the channels between the values along an axis."""
    if stride == 1:
        return x
    *sizes, channels = x.shape
    rest = channels // stride
    lead, trail = product(sizes[: axis + 1]), product(sizes[axis + 1 :])
    y = graph.permute(graph.reshape(x, (lead, trail, stride, rest)), [1, 3, 2, 4])
    sizes[axis] = product((sizes[axis], stride))
    return graph.reshape(y, (*sizes, rest))


def _by_zeros(
    graph: Graph, x: Tensor, case: LayerCase, kernel: np.ndarray, strides: list[int]
) -> Tensor:
    """Add a convolution of the input with zeros put in between."""
    pairs = []
    for axis, stride in enumerate(strides):
        front, size, target = _front(case, axis, stride, kernel.shape[axis])
        before = kernel.shape[axis] - 1 - front
        pairs.append((before, target + kernel.shape[axis] - 1 - before - size * stride))
        x = _spread(graph, x, axis, stride)
    turned = kernel[::-1, ::-1, ::-1].swapaxes(3, 4)
    return _convolve(graph, _surround(graph, x, pairs), turned, _bias(case, 1))


def _front(case: LayerCase, axis: int, stride: int, length: int) -> tuple[int, int, int]:
    """Tell how much of an axis padding="same" leaves out in front; and its size before and after.

    What is computed from them does not depend on the size, where that is open.
    """
    shape = [size or _ANY_SIZE for size in case.input_shapes[0]]
    size, target = shape[axis], case.layer.compute_output_shape((None, *shape))[1 + axis]
    front = 0
    if case.config["padding"] == "same":
        front = max((size - 1) * stride + length - target, 0) // 2
    return front, size, target


def _surround(graph: Graph, x: Tensor, pairs: list[tuple[int, int]]) -> Tensor:
    """Add zeros before and behind each axis; less than 0 cuts off."""
    x = crop_volume(graph, x, [(max(-a, 0), max(-b, 0)) for a, b in pairs])
    return pad_volume(graph, x, [(max(a, 0), max(b, 0)) for a, b in pairs])


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


def _bias(case: LayerCase, times: int) -> np.ndarray | None:
    return np.tile(to_numpy(case.layer.bias), times) if case.config["use_bias"] else None


def _convolve(graph: Graph, x: Tensor, kernel: np.ndarray, bias: np.ndarray | None) -> Tensor:
    sizes = [
        None if size is None else size - length + 1
        for size, length in zip(x.shape, kernel.shape[:3], strict=False)
    ]
    filters = int(kernel.shape[-1])
    weights = {"kernel": kernel} if bias is None else {"kernel": kernel, "bias": bias}
    return graph.add(
        "Conv3D",
        x,
        shape=(*sizes, filters),
        weights=weights,
        filters=filters,
        kernel_size=list(kernel.shape[:3]),
        strides=[1, 1, 1],
        padding="valid",
        use_bias=bias is not None,
        activation="linear",
    )
