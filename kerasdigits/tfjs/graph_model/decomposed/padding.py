"""Padding of one axis, however many there are: TensorFlow.js's webgl pads four axes at most."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import tensorflow as tf


def pad_axis(x: "tf.Tensor", axis: int, pair: list[int], value: "tf.Tensor | float") -> "tf.Tensor":
    """Pad one axis.

    Args:
        x: A tensor; the sizes behind the axis are known, and all before it but one.
        axis: The axis.
        pair: How many values to put before and behind.
        value: The value, a scalar.

    Returns:
        The padded tensor.
    """
    import tensorflow as tf

    shape = x.shape.as_list()
    flat = tf.reshape(x, [-1, shape[axis], int(np.prod(shape[axis + 1 :]))])
    paddings = [[0, 0], pair, [0, 0]]
    flat = tf.raw_ops.PadV2(input=flat, paddings=paddings, constant_values=value)
    lead = [-1 if size is None else size for size in shape[:axis]]
    return tf.reshape(flat, [*lead, shape[axis] + sum(pair), *shape[axis + 1 :]])
