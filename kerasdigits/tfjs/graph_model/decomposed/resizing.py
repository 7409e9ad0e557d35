"""Resizing of pictures whose size is open: its two matrices are computed in the browser.

The matrices are those of TensorFlow's kernels (tensorflow/core/kernels/image: resize_bicubic_op.cc,
resize_area_op.cc, scale_and_translate_op.cc): what each old row gives to each new one. The kernels
are written for numbers; here they are written for all pairs of rows at once.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.tfjs.graph_model.decomposed.einsum import contract
from kerasdigits.tfjs.graph_model.decomposed.trigonometry import reduced_sine
from kerasdigits.tfjs.graph_model.evaluation.evaluate import Call

if TYPE_CHECKING:
    import tensorflow as tf

# Bicubic weights stand in a table of so many steps between two pixels.
_TABLE = 1024.0


def resize_open(call: Call) -> "tf.Tensor | None":
    """Write a resizing whose sizes are computed in the browser.

    Args:
        call: `ResizeBicubic`, `ResizeArea` or `ScaleAndTranslate`; sizes may be open.

    Returns:
        The resized pictures, or None where the operation is asked for in a way that Keras does
        not know.
    """
    import tensorflow as tf

    x, sizes = tf.cast(call.inputs[0], tf.float32), call.inputs[1]
    shape = tf.shape(x)
    for axis, equation in enumerate(("oh,bhwc->bowc", "ow,bhwc->bhoc")):
        matrix = _matrix(call, shape[1 + axis], sizes[axis], axis)
        if matrix is None:
            return None
        x = contract(equation, [matrix, x])
    return x


def _matrix(call: Call, old: "tf.Tensor", new: "tf.Tensor", axis: int) -> "tf.Tensor | None":
    """Give (new, old): what each old row gives to each new one."""
    import tensorflow as tf

    rows = tf.expand_dims(tf.cast(tf.range(new), tf.float32), 1)
    columns = tf.expand_dims(tf.cast(tf.range(old), tf.float32), 0)
    scale = tf.cast(old, tf.float32) / tf.cast(new, tf.float32)
    if call.node.op == "ResizeArea":
        ends = tf.minimum(columns + 1.0, (rows + 1.0) * scale)
        return tf.nn.relu(ends - tf.maximum(columns, rows * scale)) / scale
    if call.node.op == "ResizeBicubic":
        if not call.attribute("half_pixel_centers"):
            return None
        places = (rows + 0.5) * scale - 0.5
        below = tf.floor(places)
        places = below + tf.round((places - below) * _TABLE) / _TABLE
        return _share(_keys_cubic(tf.abs(places - columns)))
    kernel = _KERNELS.get(call.attribute("kernel_type"))
    if kernel is None:
        return None
    inverse = 1.0 / call.inputs[2][axis]
    places = (rows + 0.5) * inverse - inverse * call.inputs[3][axis]
    width = tf.maximum(inverse, 1.0) if call.attribute("antialias") else 1.0
    weights = _share(kernel(tf.abs(columns + 0.5 - places) / width))
    inside = tf.logical_and(places >= 0.0, places <= tf.cast(old, tf.float32))
    return tf.where(inside, weights, tf.zeros_like(weights))


def _share(weights: "tf.Tensor") -> "tf.Tensor":
    """Have the weights of each row sum to 1, those beyond the picture's edge being left out."""
    import tensorflow as tf

    total = tf.reduce_sum(weights, axis=1, keepdims=True)
    return weights / tf.where(tf.equal(total, 0.0), tf.ones_like(total), total)


def _triangle(x: "tf.Tensor") -> "tf.Tensor":
    import tensorflow as tf

    return tf.nn.relu(1.0 - x)


def _keys_cubic(x: "tf.Tensor") -> "tf.Tensor":
    import tensorflow as tf

    near = ((1.5 * x - 2.5) * x) * x + 1.0
    far = ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    return tf.where(x >= 2.0, tf.zeros_like(x), tf.where(x >= 1.0, far, near))


def _lanczos(radius: float) -> Callable:
    def kernel(x: "tf.Tensor") -> "tf.Tensor":
        import tensorflow as tf

        # Beyond the radius the sines, which are exact near zero only, are not needed.
        angle = np.float32(np.pi) * tf.minimum(tf.maximum(x, 1e-3), radius)
        wave = radius * reduced_sine(angle) * reduced_sine(angle / radius) / tf.square(angle)
        inner = tf.where(x <= 1e-3, tf.ones_like(x), wave)
        return tf.where(x > radius, tf.zeros_like(x), inner)

    return kernel


_KERNELS = {
    "triangle": _triangle,
    "keyscubic": _keys_cubic,
    "lanczos3": _lanczos(3.0),
    "lanczos5": _lanczos(5.0),
}
