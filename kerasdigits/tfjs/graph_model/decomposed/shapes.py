"""Operations that move values about, as slices, gathers and transpositions."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.tfjs.graph_model.decomposed.choice import choose
from kerasdigits.tfjs.graph_model.decomposed.padding import pad_axis
from kerasdigits.tfjs.graph_model.evaluation.evaluate import Call

if TYPE_CHECKING:
    import tensorflow as tf


def _roll(call: Call) -> "tf.Tensor | None":
    """A gather where the size is open."""
    import tensorflow as tf

    x, shifts, axes = call.inputs[0], call.known(1), call.known(2)
    if shifts is None or axes is None:
        return None
    for shift, axis in zip(shifts.reshape(-1), axes.reshape(-1), strict=True):
        axis, size = int(axis) % x.shape.rank, x.shape[int(axis)]
        if size is None:
            size = tf.shape(x)[axis]
            x = tf.gather(x, tf.math.floormod(tf.range(size) - int(shift), size), axis=axis)
        elif shift % size:
            parts = tf.split(x, [size - int(shift) % size, int(shift) % size], axis)
            x = tf.concat(parts[::-1], axis)
    return x


def _space_to_depth(call: Call) -> "tf.Tensor | None":
    import tensorflow as tf

    x, block = call.inputs[0], call.attribute("block_size")
    _, height, width, channels = x.shape.as_list()
    if call.attribute("data_format") != "NHWC" or None in (height, width, channels):
        return None
    rows, columns = height // block, width // block
    x = tf.reshape(x, [-1, rows, block, columns, block * channels])
    x = tf.transpose(x, [0, 1, 3, 2, 4])
    return tf.reshape(x, [-1, rows, columns, block * block * channels])


def _update_slice(call: Call) -> "tf.Tensor | None":
    """Write a block into a tensor, at a known place."""
    starts = call.known(2)
    if starts is None:
        return None
    x, update = call.inputs[:2]
    return _put(x, update, [int(start) for start in starts.reshape(-1)], 0)


def _put(x: "tf.Tensor", update: "tf.Tensor", starts: list[int], axis: int) -> "tf.Tensor":
    import tensorflow as tf

    if axis == len(starts):
        return update
    size, length = x.shape[axis], update.shape[axis]
    if size == length and (size is not None or axis == 0):  # the batch of both is one
        return _put(x, update, starts, axis + 1)
    length = tf.shape(update)[axis] if length is None else length
    last = (tf.shape(x)[axis] if size is None else size) - length
    start: int | tf.Tensor = max(starts[axis], 0)
    start = tf.minimum(start, last) if tf.is_tensor(last) else min(start, last)
    lead = [slice(None)] * axis
    before, middle, after = (
        x[(*lead, part)]
        for part in (slice(0, start), slice(start, start + length), slice(start + length, None))
    )
    parts = [before] if tf.is_tensor(start) or start else []
    parts.append(_put(middle, update, starts, axis + 1))
    parts += [after] if tf.is_tensor(start + length) or start + length < size else []
    return tf.concat(parts, axis)


def _one_hot(call: Call) -> "tf.Tensor | None":
    """A comparison: TensorFlow.js always appends the new axis, makes no bools, and errs on wasm."""
    import tensorflow as tf

    indices, axis, depth = call.inputs[0], call.attribute("axis"), call.known(1)
    if depth is None:
        return None
    rank = indices.shape.rank
    axis = rank if axis == -1 else axis
    classes = np.arange(int(depth), dtype="int32").reshape([-1] + [1] * (rank - axis))
    hot = tf.equal(tf.expand_dims(indices, axis), classes)
    on, off = call.inputs[2:4]
    if call.known(2) is not None and call.known(3) is not None:
        if on.dtype == tf.bool and call.known(2) and not call.known(3):
            return hot
        if on.dtype != tf.bool and call.known(2) == 1 and call.known(3) == 0:
            return tf.cast(hot, on.dtype)
    return choose(hot, on, off)


def _reverse_sequence(call: Call) -> "tf.Tensor | None":
    """Reverse the first `lengths[i]` steps of each sequence, by their places."""
    import tensorflow as tf

    x, lengths = call.inputs
    time, batch = call.attribute("seq_dim"), call.attribute("batch_dim")
    steps = x.shape[time]
    if steps is None or (batch, time) not in ((0, 1), (1, 0)):
        return None
    if time == 0:
        order = [1, 0, *range(2, x.shape.rank)]
        x = tf.transpose(x, order)
    places = tf.constant(np.arange(steps, dtype="int32")[None, :])
    ends = tf.expand_dims(lengths, 1)
    reversed_places = tf.where(places < ends, ends - 1 - places, places)
    begins = tf.expand_dims(tf.range(tf.shape(x)[0]) * steps, 1)
    flat = tf.reshape(x, [-1, *x.shape[2:]])
    found = tf.gather(flat, tf.reshape(reversed_places + begins, [-1]))
    x = tf.reshape(found, [-1, *x.shape[1:]])
    return tf.transpose(x, order) if time == 0 else x


def _cumulate(call: Call) -> "tf.Tensor | None":
    """TensorFlow.js takes an axis counted from the end for another one; webgl has four axes."""
    import tensorflow as tf

    x, axis = call.inputs[0], call.known(1)
    if axis is None or x.shape.rank is None:
        return None
    axis = int(axis) % x.shape.rank

    def run(y: "tf.Tensor", along: int) -> "tf.Tensor":
        return call.create(call.node.op, [y, tf.constant(along)])[0]

    cumulated = _on_three_axes(x, axis, run)
    return run(x, axis) if cumulated is None else cumulated


def _on_three_axes(x: "tf.Tensor", axis: int, run: Callable) -> "tf.Tensor | None":
    """Run along one of more than four axes, which are joined before and behind it."""
    import tensorflow as tf

    sizes = x.shape.as_list()
    if len(sizes) <= 4 or None in sizes[axis:] or sizes.count(None) > 1:
        return None
    y = tf.reshape(x, [-1, sizes[axis], int(np.prod(sizes[axis + 1 :]))])
    return tf.reshape(run(y, 1), [-1 if size is None else size for size in sizes])


def _select(call: Call) -> "tf.Tensor | None":
    """wasm's `select` writes beyond the memory of bools; webgl has four axes."""
    import tensorflow as tf

    condition, a, b = call.inputs
    if a.dtype != tf.bool:
        return _select_flat(call)
    return choose(condition, a, b)


def _select_flat(call: Call) -> "tf.Tensor | None":
    """Choose among values in one row, where all have one shape or are single numbers."""
    import tensorflow as tf

    shapes = [x.shape.as_list() for x in call.inputs if x.shape.rank]
    if not shapes or len(shapes[0]) <= 4 or shapes[0].count(None) > 1:
        return None
    if any(shape != shapes[0] for shape in shapes):
        return None
    flat = [tf.reshape(x, [-1]) if x.shape.rank else x for x in call.inputs]
    return tf.reshape(tf.where(*flat), [-1 if size is None else size for size in shapes[0]])


def _reverse(call: Call) -> "tf.Tensor | None":
    """wasm reverses four bytes of a bool; webgl has four axes."""
    import tensorflow as tf

    x, axes = call.inputs[0], call.known(1)
    if x.dtype == tf.bool:
        return tf.not_equal(tf.reverse(tf.cast(x, tf.int32), call.inputs[1]), 0)
    if axes is None or axes.size != 1 or x.shape.rank is None:
        return None
    axis = int(axes.reshape(-1)[0]) % x.shape.rank
    return _on_three_axes(x, axis, lambda y, along: tf.reverse(y, [along]))


def _clip(call: Call) -> "tf.Tensor | None":
    """wasm clips integers as if they were floats."""
    import tensorflow as tf

    x, low, high = call.inputs
    return None if x.dtype == tf.float32 else tf.minimum(tf.maximum(x, low), high)


def _gather(call: Call) -> "tf.Tensor | None":
    """wasm errs where each sample has indices of its own: count through all samples instead."""
    import tensorflow as tf

    x, indices, axis = call.inputs[0], call.inputs[1], call.known(2)
    shape, batch = x.shape.as_list(), call.attribute("batch_dims")
    weight = call.evaluator.weights.get(x.op.name)
    if weight is not None and weight.mode is not None and axis is not None:
        return _repeat_scales(call, int(axis) % len(shape))
    if not batch or axis is None or int(axis) % len(shape) != batch or None in shape[1 : batch + 1]:
        return None
    if None in indices.shape.as_list()[1:] or None in shape[batch + 1 :]:
        return None
    rows, length = tf.reshape(indices, [-1, int(np.prod(indices.shape[batch:]))]), shape[batch]
    begins = tf.expand_dims(tf.range(tf.shape(rows)[0]) * length, 1)
    flat = tf.reshape(x, [-1, *shape[batch + 1 :]])
    found = tf.gather(flat, tf.reshape(rows + begins, [-1]))
    return tf.reshape(found, [-1, *indices.shape[1:], *shape[batch + 1 :]])


def _repeat_scales(call: Call, axis: int) -> "tf.Tensor | None":
    """Give each weight the scale of its group: a matrix product is quick, wasm's gather is not."""
    import tensorflow as tf

    x, indices = call.inputs[:2]
    matrix = x.dtype == tf.float32 and x.shape.rank == 2 and indices.shape.rank == 1
    if not matrix or not call.evaluator.is_stored(indices):
        return None
    groups = tf.constant(np.arange(x.shape[axis], dtype="int32"))
    hot = tf.cast(tf.equal(tf.expand_dims(indices, 1), groups), tf.float32)
    return tf.matmul(hot, x) if axis == 0 else tf.matmul(x, hot, transpose_b=True)


def _pad(call: Call) -> "tf.Tensor | None":
    """webgl pads four axes at most: with more, pad one after the other; none pads pairs."""
    import tensorflow as tf

    x, paddings = call.inputs[0], call.known(1)
    if x.op.type == "Complex":
        return tf.complex(*(tf.pad(part, call.inputs[1]) for part in x.op.inputs))
    shape = x.shape.as_list()
    value = call.inputs[2] if len(call.inputs) > 2 else tf.zeros([], x.dtype)
    if len(shape) <= 4 or paddings is None or None in shape[1:] or paddings[0].any():
        return None
    for axis in np.flatnonzero(paddings.any(axis=1)):
        x = pad_axis(x, int(axis), [int(number) for number in paddings[axis]], value)
    return x


SHAPE_CHANGES = {
    "Roll": _roll,
    **dict.fromkeys(("Pad", "PadV2"), _pad),
    **dict.fromkeys(("Select", "SelectV2"), _select),
    "ReverseV2": _reverse,
    "ClipByValue": _clip,
    "GatherV2": _gather,
    "SpaceToDepth": _space_to_depth,
    "XlaDynamicUpdateSlice": _update_slice,
    "OneHot": _one_hot,
    "ReverseSequence": _reverse_sequence,
    **dict.fromkeys(("Cumsum", "Cumprod"), _cumulate),
}
