"""Transposed convolutions with dilation or output padding, which TensorFlow.js ignores.

Every transposed convolution is a part of the one that keeps all it computes: TensorFlow.js's with
padding="valid", of a kernel with zeros for the gaps of the dilation. What is left out at the front
is what a convolution with padding="same" adds there; what Keras's output is longer is zeros. Sizes:
keras/src/backend/common/backend_utils.py, `compute_conv_transpose_output_shape`.
"""

from collections.abc import Callable
from operator import lt

import numpy as np

from kerasdigits.tfjs.layers_model.composed.affine import scale_and_shift
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, to_numpy
from kerasdigits.tfjs.layers_model.composed.shapes import crop, for_each_axis, pad
from kerasdigits.tfjs.layers_model.composed.transposed_3d import compose_transposed_volume
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase
from kerasdigits.tfjs.layers_model.rules.layer_rule import translate_activation

# A size to compute with where one is open: what is cut off does not depend on it.
_ANY_SIZE = 16


def compose_transposed(case: LayerCase) -> Callable | None:
    """Compose a Conv1DTranspose or Conv3DTranspose, or a Conv2DTranspose with what is ignored.

    Args:
        case: The layer.

    Returns:
        What composes it, or None where TensorFlow.js's own layer does.

    Raises:
        ExportError: Of a Conv3DTranspose with dilation or output padding two sizes are open.
    """
    config, axes = case.config, int(case.class_name[4])
    dilation = for_each_axis(config.get("dilation_rate") or 1, axes)
    plain = set(dilation) == {1} and config.get("output_padding") is None
    if axes == 3:
        return _compose_volume(case, dilation, plain)
    if plain and axes > 1:
        return None
    kernel = _dilate(to_numpy(case.layer.kernel), dilation)
    kernel = kernel[:, None] if axes == 1 else kernel
    strides = [*for_each_axis(config["strides"], axes), 1][:2]
    activation = translate_activation(case, "activation", config["activation"])

    def compose(graph: Graph, x: Tensor) -> Tensor:
        *sizes, channels = x.shape
        sizes = [*sizes, 1][:2]
        x = graph.reshape(x, (*sizes, channels))
        y = _transpose_all(graph, x, kernel, strides, int(config["filters"]))
        for axis in range(axes):
            y = _cut(graph, y, axis, *_excess(case, sizes[axis], axis, strides, kernel))
        y = graph.reshape(y, case.output_shape)
        if config["use_bias"]:
            y = scale_and_shift(graph, y, None, case.layer.bias)
        return y if activation == "linear" else graph.activate(y, activation)

    return compose


def _compose_volume(case: LayerCase, dilation: list[int], plain: bool) -> Callable | None:
    if case.input_shapes[0][:3].count(None) < 2:
        return compose_transposed_volume(case, _dilate(to_numpy(case.layer.kernel), dilation))
    kernel, strides = (for_each_axis(case.config[name], 3) for name in ("kernel_size", "strides"))
    short = case.config["padding"] == "same" and any(map(lt, kernel, strides))
    if short or not plain:
        case.refuse(
            "transposes volumes of unknown sizes with dilation_rate, output_padding or a kernel "
            "smaller than its stride, which TensorFlow.js ignores or pads wrongly",
            received=case.input_shapes[0],
            remedy="Give keras.Input the full shape, or use --format graph",
        )
    case.notes.append(
        f'layer "{case.name}": TensorFlow.js computes Conv3DTranspose wrongly on wasm, but not on '
        "cpu and webgl; give keras.Input the full shape to have it written otherwise"
    )
    return None


def _transpose_all(
    graph: Graph, x: Tensor, kernel: np.ndarray, strides: list[int], filters: int
) -> Tensor:
    """Add the transposed convolution of a picture that keeps all it computes."""
    full = [
        None if size is None else _full_size(size, stride, width)
        for size, stride, width in zip(x.shape[:2], strides, kernel.shape, strict=False)
    ]
    return graph.add(
        "Conv2DTranspose",
        x,
        shape=(*full, filters),
        weights={"kernel": kernel},
        filters=filters,
        kernel_size=list(kernel.shape[:2]),
        strides=strides,
        use_bias=False,
        activation="linear",
        padding="valid",
    )


def _dilate(kernel: np.ndarray, dilation: list[int]) -> np.ndarray:
    sizes = [(size - 1) * gap + 1 for size, gap in zip(kernel.shape, dilation, strict=False)]
    wide = np.zeros((*sizes, *kernel.shape[len(sizes) :]), kernel.dtype)
    wide[tuple(slice(None, None, gap) for gap in dilation)] = kernel
    return wide


def _full_size(size: int, stride: int, kernel: int) -> int:
    return size * stride + max(kernel - stride, 0)


def _excess(
    case: LayerCase, size: int | None, axis: int, strides: list[int], kernel: np.ndarray
) -> tuple[int, int]:
    """Return how much is cut off at the front and at the end; less than 0 adds zeros."""
    size, width, stride = size or _ANY_SIZE, kernel.shape[axis], strides[axis]
    shape = [entry or _ANY_SIZE for entry in case.input_shapes[0]]
    target = case.layer.compute_output_shape((None, *shape))[1 + axis]
    front = 0
    if case.config["padding"] == "same":
        front = max((size - 1) * stride + width - target, 0) // 2
    return front, _full_size(size, stride, width) - front - target


def _cut(graph: Graph, x: Tensor, axis: int, front: int, end: int) -> Tensor:
    for change, pair in ((crop, (front, max(end, 0))), (pad, (0, max(-end, 0)))):
        if pair != (0, 0):
            pairs = [pair if place == axis else (0, 0) for place in (0, 1)]
            x = change(graph, x, pairs)
    return x
