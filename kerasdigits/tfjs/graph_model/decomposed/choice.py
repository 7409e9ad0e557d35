"""The choice between two tensors, of bools too, which wasm's `select` gets wrong."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tensorflow as tf


def choose(condition: "tf.Tensor", a: "tf.Tensor", b: "tf.Tensor") -> "tf.Tensor":
    """Take a where the condition holds, and b elsewhere.

    Of bools, wasm's `select` writes beyond the memory that they have: there, logic chooses.

    Args:
        condition: Bools.
        a: Of a shape that the condition's broadcasts with.
        b: As a, of its dtype.

    Returns:
        A tensor of their dtype.
    """
    import tensorflow as tf

    if a.dtype != tf.bool:
        return tf.where(condition, a, b)
    chosen = tf.logical_and(condition, a)
    return tf.logical_or(chosen, tf.logical_and(tf.logical_not(condition), b))
