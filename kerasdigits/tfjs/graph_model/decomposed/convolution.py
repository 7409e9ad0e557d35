"""Convolutions, pooling and normalization as all backends of TensorFlow.js compute them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.graph_model.decomposed.padding import pad_axis
from kerasdigits.tfjs.graph_model.evaluation.evaluate import Call
from kerasdigits.tfjs.graph_model.evaluation.values import known_sizes

if TYPE_CHECKING:
    import tensorflow as tf

_TO_LAST = {4: [0, 2, 3, 1], 5: [0, 2, 3, 4, 1]}
_TO_FIRST = {4: [0, 3, 1, 2], 5: [0, 4, 1, 2, 3]}
_LAST = {"NCHW": "NHWC", "NCDHW": "NDHWC"}


def _channels_last(call: Call, decompose: Callable | None = None) -> "tf.Tensor | None":
    """Compute with the channels last, which is all that wasm can; None when they are."""
    import tensorflow as tf

    layout = call.attribute("data_format")
    if layout not in _LAST:
        return None
    rank = call.inputs[0].shape.rank
    attributes = {}
    for name, value in call.attributes.items():
        listed = list(value.list.i)
        if name == "data_format":
            value = type(value)(s=_LAST[layout].encode())
        elif len(listed) == rank:
            value = type(value)(list=type(value.list)(i=[listed[i] for i in _TO_LAST[rank]]))
        attributes[name] = value
    inputs = [tf.transpose(call.inputs[0], _TO_LAST[rank]), *call.inputs[1:]]
    inner = Call(call.evaluator, call.node, inputs, attributes)
    result = decompose(inner) if decompose else None
    result = inner.create(call.node.op, inputs)[0] if result is None else result
    return tf.transpose(result, _TO_FIRST[rank])


def _convolution(call: Call) -> "tf.Tensor | None":
    moved = _channels_last(call, _groups)
    return _groups(call) if moved is None else moved


def _groups(call: Call) -> "tf.Tensor | None":
    """Convolve each group of channels by itself; one channel a group is a depthwise convolution."""
    import tensorflow as tf

    x, kernel = _without_the_unreached(call), call.inputs[1]
    channels, taken = x.shape[-1], kernel.shape[-2]
    if channels == taken or channels is None:
        return None if x is call.inputs[0] else call.create(call.node.op, [x, kernel])[0]
    groups, filters = channels // taken, kernel.shape[-1]
    if taken == 1 and call.node.op == "Conv2D":
        names = ("strides", "padding", "dilations", "explicit_paddings", "data_format")
        attributes = {name: call.attributes[name] for name in names if name in call.attributes}
        kernel = tf.reshape(kernel, [*kernel.shape[:2], channels, filters // channels])
        return call.create("DepthwiseConv2dNative", [x, kernel], attributes)[0]
    parts = zip(tf.split(x, groups, -1), tf.split(kernel, groups, -1), strict=True)
    return tf.concat([call.create(call.node.op, list(part))[0] for part in parts], -1)


def _without_the_unreached(call: Call) -> "tf.Tensor":
    """Cut off what kernels smaller than their strides do not reach at the end of a volume.

    TensorFlow.js would pad it by less than nothing (tfjs-core, `conv_util.ts`, `get3DPadInfo`).
    """
    x, kernel = call.inputs
    if call.attribute("padding") != "SAME":
        return x
    if call.node.op != "Conv3D":
        return _without_the_unreached_pixels(call)
    strides, ends = call.attribute("strides")[1:4], []
    for size, length, stride in zip(x.shape[1:4], kernel.shape[:3], strides, strict=True):
        if length >= stride:
            ends.append(size)
        elif size is None:
            raise ExportError(
                "A convolution of volumes of unknown size has kernels smaller than its strides, "
                "which TensorFlow.js pads wrongly",
                received=call.evaluator.place(call.node),
                remedy="Give keras.Input the full shape, or use padding='valid'",
            )
        else:
            ends.append(min(size, (-(-size // stride) - 1) * stride + length))
    return x if ends == list(x.shape[1:4]) else x[:, : ends[0], : ends[1], : ends[2]]


def _without_the_unreached_pixels(call: Call) -> "tf.Tensor":
    """The same for pictures: wasm computes other numbers then (XNNPACK's padding)."""
    import tensorflow as tf

    x, kernel = call.inputs
    sizes, lengths, strides = x.shape[1:3], kernel.shape[:2], call.attribute("strides")[1:3]
    if set(lengths) == {1}:
        return x
    ends = []
    for axis, (size, length, stride) in enumerate(zip(sizes, lengths, strides, strict=True)):
        if size is None and length < stride:
            found = tf.shape(x)[axis + 1]
            ends.append(tf.minimum(found, (found - 1) // stride * stride + length))
        else:
            ends.append(size and min(size, (-(-size // stride) - 1) * stride + length))
    whole = all(end is size or end == size for end, size in zip(ends, sizes, strict=True))
    return x if whole else x[:, : ends[0], : ends[1]]


def _depthwise(call: Call) -> "tf.Tensor | None":
    return (
        _channels_last(call, _reached) if call.attribute("data_format") in _LAST else _reached(call)
    )


def _reached(call: Call) -> "tf.Tensor | None":
    if call.attribute("padding") != "SAME":
        return None
    x = _without_the_unreached_pixels(call)
    if x is call.inputs[0]:
        return None
    return call.create(call.node.op, [x, call.inputs[1]])[0]


def _pool_3d(call: Call) -> "tf.Tensor | None":
    """Pool heights and widths, then depths: wasm's own pooling of volumes gives other numbers."""
    moved = _channels_last(call, _pool_planes)
    return _pool_planes(call) if moved is None else moved


def _pool_planes(call: Call) -> "tf.Tensor | None":
    import tensorflow as tf

    x, padding = call.inputs[0], call.attribute("padding")
    if x.shape[-1] is None:
        return None
    _, depth, height, width, channels = _sizes(x)
    size, strides = call.attribute("ksize")[1:4], call.attribute("strides")[1:4]
    pool = tf.nn.max_pool2d if call.node.op == "MaxPool3D" else tf.nn.avg_pool2d
    x = _reshape(x, [-1, height, width, channels])
    x = pool(x, size[1:], strides[1:], padding)
    _, height, width, _ = _sizes(x)
    x = _reshape(x, [-1, depth, height * width, channels])
    x = pool(x, [size[0], 1], [strides[0], 1], padding)
    return _reshape(x, [-1, _sizes(x)[1], height, width, channels])


def _sizes(x: "tf.Tensor") -> list:
    """Give the sizes of a tensor; those that are open as what they turn out to be."""
    import tensorflow as tf

    known = x.shape.as_list()
    if None not in known[1:]:
        return known
    found = tf.shape(x)
    return [found[i] if size is None and i else size for i, size in enumerate(known)]


def _reshape(x: "tf.Tensor", sizes: list) -> "tf.Tensor":
    import tensorflow as tf

    if all(isinstance(size, int) for size in sizes):
        return tf.reshape(x, sizes)
    reshaped = tf.reshape(x, tf.stack(sizes))
    reshaped.set_shape([s if isinstance(s, int) and s > 0 else None for s in sizes])
    return reshaped


def _transposed(call: Call) -> "tf.Tensor | None":
    """TensorFlow.js knows no dilation here: the holes go into the kernel."""
    dilations = call.attribute("dilations")[1:3] if call.attributes["dilations"].list.i else [1, 1]
    if call.attribute("data_format") != "NHWC" or dilations == [1, 1]:
        return None
    kernel = call.inputs[1]
    for axis, step in enumerate(dilations):
        kernel = _spread(kernel, axis, step)
        kernel = kernel[(*[slice(None)] * axis, slice(0, kernel.shape[axis] - step + 1))]
    attributes = dict(call.attributes)
    del attributes["dilations"]
    return call.create(call.node.op, [call.inputs[0], kernel, *call.inputs[2:]], attributes)[0]


def _transposed_3d(call: Call) -> "tf.Tensor | None":
    """A transposed convolution is a convolution of the input with zeros put in between.

    V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning" (2016), 4.6.
    """
    import tensorflow as tf

    kernel, x = call.inputs[1:3]
    strides, sizes = call.attribute("strides")[1:4], known_sizes(call.inputs[0])
    if call.attribute("data_format") != "NDHWC" or sizes is None or None in sizes[1:4]:
        return None
    paddings = [[0, 0]]
    for axis, (stride, output) in enumerate(zip(strides, sizes[1:4], strict=True), start=1):
        length, size = kernel.shape[axis - 1], x.shape[axis]
        if size is None:
            return None
        # What the forward convolution padded in front: half of what it lacked, rounded down.
        lacking = max((size - 1) * stride + length - output, 0)
        front = lacking // 2 if call.attribute("padding") == "SAME" else 0
        x = _spread(x, axis, stride)
        before = length - 1 - front
        paddings.append([before, output + length - 1 - before - size * stride])
    paddings.append([0, 0])
    x = _pad_or_cut(x, paddings)
    kernel = tf.transpose(tf.reverse(kernel, [0, 1, 2]), [0, 1, 2, 4, 3])
    return tf.nn.conv3d(x, kernel, [1] * 5, "VALID")


def _spread(x: "tf.Tensor", axis: int, step: int) -> "tf.Tensor":
    """Put `step - 1` zeros behind each value along an axis."""
    import tensorflow as tf

    if step == 1:
        return x
    shape = x.shape.as_list()
    trail = int(np.prod(shape[axis + 1 :]))
    x = tf.reshape(x, [-1, shape[axis], 1, trail])
    x = tf.pad(x, [[0, 0], [0, 0], [0, step - 1], [0, 0]])
    lead = [-1 if size is None else size for size in shape[:axis]]
    return tf.reshape(x, [*lead, shape[axis] * step, *shape[axis + 1 :]])


def _pad_or_cut(x: "tf.Tensor", paddings: list[list[int]]) -> "tf.Tensor":

    parts = [
        slice(max(0, -before), size + min(0, after) if size is not None else None)
        for (before, after), size in zip(paddings, x.shape.as_list(), strict=True)
    ]
    if any(number < 0 for pair in paddings for number in pair):
        x = x[tuple(parts)]
    for axis, pair in enumerate(paddings):
        if max(pair) > 0:
            x = pad_axis(x, axis, [max(0, number) for number in pair], 0.0)
    return x


def _batch_normalization(call: Call) -> list["tf.Tensor"] | None:
    """One scale and one offset a channel, which fold into the convolution before."""
    import tensorflow as tf

    if call.attribute("is_training"):
        return None
    x, scale, offset, mean, variance = call.inputs
    factor = scale * tf.math.rsqrt(variance + call.attribute("epsilon"))
    offset = offset - mean * factor
    if call.attribute("data_format") in _LAST:
        trailing = [1] * (x.shape.rank - 2)
        factor, offset = (tf.reshape(t, [-1, *trailing]) for t in (factor, offset))
    return [x * factor + offset, mean, variance, mean, variance, mean]


CONVOLUTIONS = {
    **dict.fromkeys(("Conv2D", "Conv3D"), _convolution),
    **dict.fromkeys(("MaxPool", "AvgPool", "BiasAdd"), _channels_last),
    "DepthwiseConv2dNative": _depthwise,
    **dict.fromkeys(("MaxPool3D", "AvgPool3D"), _pool_3d),
    "Conv2DBackpropInput": _transposed,
    "Conv3DBackpropInputV2": _transposed_3d,
    **dict.fromkeys(
        ("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"), _batch_normalization
    ),
}
