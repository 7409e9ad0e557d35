"""Sine and its kin as polynomials, for WebGL leaves their precision to the graphics driver.

SwiftShader's sine is off by 2e-4 and Vulkan allows 2^-11 (its specification, "Precision and
Operation of SPIR-V Instructions"). What stands here is within 2e-7 of the truth on every backend.
"""

from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.tfjs.graph_model.evaluation.evaluate import Call

if TYPE_CHECKING:
    import tensorflow as tf

# sin(r) = r p(r^2) for |r| <= pi / 2, highest power first: a least-maximum fit, off by 3e-9.
_SINE = (2.5904885e-06, -0.0001980089776, 0.008332899823, -0.1666664763, 0.9999999766)
# pi in three parts of which the first two have few bits, so that float32 multiplies them by whole
# numbers and halves without rounding (W. Cody and W. Waite, "Software Manual for the Elementary
# Functions", 1980).
_PI = (3.140625, 0.000967502593994140625, 1.5099579909783765e-07)
# Further out the parts are too coarse; there the backend's own function is taken.
_FAR = 3e4
# Of the hyperbolic sine's inverse: below the one four terms of its series are right to 2e-8 of its
# value, above the other sqrt(x^2 + 1) is x.
_NEAR, _BEYOND = 0.15, 1e4


def _sine(call: Call) -> "tf.Tensor":
    return _near_or_own(call, reduced_sine(call.inputs[0]))


def _cosine(call: Call) -> "tf.Tensor":
    return _near_or_own(call, reduced_cosine(call.inputs[0]))


def _tangent(call: Call) -> "tf.Tensor":
    x = call.inputs[0]
    return _near_or_own(call, reduced_sine(x) / reduced_cosine(x))


def _arc_cosine(call: Call) -> "tf.Tensor":
    import tensorflow as tf

    x = call.inputs[0]
    return tf.atan2(tf.sqrt((1.0 - x) * (1.0 + x)), x)


def _near_or_own(call: Call, value: "tf.Tensor") -> "tf.Tensor":
    import tensorflow as tf

    own = call.create(call.node.op, call.inputs)[0]
    return tf.where(tf.abs(call.inputs[0]) < _FAR, value, own)


def reduced_sine(x: "tf.Tensor") -> "tf.Tensor":
    """Write the sine of angles below 3e4.

    With k the whole number next to x / pi, sin(x) = (-1)^k sin(x - k pi).

    Args:
        x: The angles.

    Returns:
        Their sines.
    """
    import tensorflow as tf

    turns = tf.floor(x * np.float32(1 / np.pi) + 0.5)
    return _sign(turns) * _sine_of_remainder(x, turns)


def reduced_cosine(x: "tf.Tensor") -> "tf.Tensor":
    """Write the cosine of angles below 3e4.

    With k the whole number below x / pi, cos(x) = -(-1)^k sin(x - (k + 1/2) pi).

    Args:
        x: The angles.

    Returns:
        Their cosines.
    """
    import tensorflow as tf

    turns = tf.floor(x * np.float32(1 / np.pi))
    return -_sign(turns) * _sine_of_remainder(x, turns + 0.5)


def _sign(turns: "tf.Tensor") -> "tf.Tensor":
    import tensorflow as tf

    return 1.0 - 2.0 * (turns - 2.0 * tf.floor(turns * 0.5))


def _sine_of_remainder(x: "tf.Tensor", turns: "tf.Tensor") -> "tf.Tensor":
    import tensorflow as tf

    for part in _PI:
        x = x - turns * part
    square = tf.square(x)
    result = _SINE[0] * square + _SINE[1]
    for coefficient in _SINE[2:]:
        result = result * square + coefficient
    return x * result


def _inverse_hyperbolic_sine(call: Call) -> "tf.Tensor":
    """webgl's is log(x + sqrt(x^2 + 1)), in which large negative numbers cancel out.

    Of the absolute value nothing does; a series for what is small, and log(2 x) where x^2 is more
    than float32 holds.
    """
    import tensorflow as tf

    x = call.inputs[0]
    size, square = tf.abs(x), tf.square(x)
    near = x * (1.0 + square * (-1 / 6 + square * (3 / 40 + square * (-15 / 336))))
    middle = tf.math.log(size + tf.sqrt(square + 1.0))
    far = tf.math.log(size) + np.float32(np.log(2.0))
    outside = tf.sign(x) * tf.where(size < _BEYOND, middle, far)
    return tf.where(size < _NEAR, near, outside)


TRIGONOMETRY = {
    "Sin": _sine,
    "Cos": _cosine,
    "Tan": _tangent,
    "Acos": _arc_cosine,
    "Asinh": _inverse_hyperbolic_sine,
}
