"""Functions of numbers that TensorFlow.js lacks, as formulas of those that it has."""

from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.tfjs.graph_model.evaluation.evaluate import Call
from kerasdigits.tfjs.graph_model.evaluation.values import known_value

if TYPE_CHECKING:
    import tensorflow as tf

_SIGN_BIT = -(2**31)
# As good as any smaller number before a softmax, and not so small that webgl takes it for none.
_HIDDEN = -1e19
# M. Giles, "Approximating the erfinv function" (2010), single precision: two polynomials in
# w - 2.5 and sqrt(w) - 3, w = -log(1 - x^2), highest power first. TensorFlow uses the same.
_ERFINV_CENTRE = (
    *(2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087),
    *(-0.00125372503, -0.00417768164, 0.246640727, 1.50140941),
)
_ERFINV_TAIL = (
    *(-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773),
    *(-0.0076224613, 0.00943887047, 1.00167406, 2.83297682),
)
# M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions" (1964), 9.8.1 and 9.8.2: the
# Bessel function I0 in (x / 3.75)^2, and sqrt(x) exp(-x) I0(x) in 3.75 / x; off by 2e-7.
_BESSEL_CENTRE = (0.0045813, 0.0360768, 0.2659732, 1.2067492, 3.0899424, 3.5156229, 1.0)
_BESSEL_TAIL = (
    *(0.00392377, -0.01647633, 0.02635537, -0.02057706, 0.00916281, -0.00157565),
    *(0.00225319, 0.01328592, 0.39894228),
)


def _erfc(call: Call) -> "tf.Tensor":
    import tensorflow as tf

    return 1.0 - tf.math.erf(call.inputs[0])


def _erfinv(call: Call) -> "tf.Tensor":
    import tensorflow as tf

    x = call.inputs[0]
    w = -tf.math.log((1.0 - x) * (1.0 + x))
    centre, tail = w - 2.5, tf.sqrt(tf.maximum(w, 5.0)) - 3.0
    return x * tf.where(
        w < 5.0, _polynomial(_ERFINV_CENTRE, centre), _polynomial(_ERFINV_TAIL, tail)
    )


def _bessel(call: Call) -> "tf.Tensor":
    import tensorflow as tf

    size = tf.abs(call.inputs[0])
    near, far = tf.minimum(size, 3.75) / 3.75, tf.maximum(size, 3.75)
    tail = _polynomial(_BESSEL_TAIL, 3.75 / far) * tf.exp(far) / tf.sqrt(far)
    return tf.where(size < 3.75, _polynomial(_BESSEL_CENTRE, near * near), tail)


def _polynomial(coefficients: tuple[float, ...], x: "tf.Tensor") -> "tf.Tensor":
    result = coefficients[0] * x + coefficients[1]
    for coefficient in coefficients[2:]:
        result = result * x + coefficient
    return result


def _softsign(call: Call) -> "tf.Tensor":
    import tensorflow as tf

    return call.inputs[0] / (1.0 + tf.abs(call.inputs[0]))


def _softmax(call: Call) -> "tf.Tensor | None":
    """webgl finds no largest number below -1e20, with which Keras hides the keys of attention."""
    import tensorflow as tf

    source = call.inputs[0].op
    if source.type != "SelectV2" or (call.inputs[0].shape.rank or 5) > 4:
        return None
    condition, *branches = source.inputs
    values = [known_value(branch) for branch in branches]
    far = [v is not None and v.size == 1 and -np.inf < v.item() < _HIDDEN for v in values]
    if not any(far):
        return None
    nearer = [tf.constant(_HIDDEN) if f else b for f, b in zip(far, branches, strict=True)]
    return call.create("Softmax", [tf.where(condition, *nearer)])[0]


def _floor_divide(call: Call) -> "tf.Tensor | None":
    """TensorFlow.js's `floorDiv` gives int32 whatever it is given."""
    import tensorflow as tf

    a, b = call.inputs
    return tf.floor(tf.math.divide(a, b)) if a.dtype == tf.float32 else None


def _truncate_divide(call: Call) -> "tf.Tensor":
    import tensorflow as tf

    a, b = call.inputs
    sizes = tf.math.floordiv(tf.abs(a), tf.abs(b))
    return sizes * tf.sign(a) * tf.sign(b)


def _truncate_mod(call: Call) -> "tf.Tensor":
    import tensorflow as tf

    a, b = call.inputs
    return tf.sign(a) * tf.math.floormod(tf.abs(a), tf.abs(b))


def _zero_if_first_is(call: Call) -> "tf.Tensor":
    """`xlogy`, `xlog1py` and `xdivy`: 0 where x is 0, whatever y is."""
    import tensorflow as tf

    x, y = call.inputs
    safe = tf.where(tf.equal(x, 0.0), 1.0, y)
    if call.node.op == "Xdivy":
        return x / safe
    return x * (tf.math.log(safe) if call.node.op == "Xlogy" else tf.math.log1p(safe))


def _multiply_no_nan(call: Call) -> "tf.Tensor":
    import tensorflow as tf

    x, y = call.inputs
    return tf.where(tf.equal(y, 0.0), 0.0, x) * y


def _divide_no_nan(call: Call) -> "tf.Tensor":
    """TensorFlow.js's own divides a whole tensor of zeros first, which webgl may not like."""
    import tensorflow as tf

    x, y = call.inputs
    is_zero = tf.equal(y, tf.zeros([], y.dtype))
    quotient = tf.math.divide(x, tf.where(is_zero, tf.ones([], y.dtype), y))
    return tf.where(is_zero, tf.zeros([], y.dtype), quotient)


def _bitwise_and(call: Call) -> "tf.Tensor | None":
    """Take the bits of a known mask one by one: TensorFlow.js's own is broken."""
    import tensorflow as tf

    mask = 1 if call.known(1) is not None else 0
    known, x = call.known(mask), call.inputs[1 - mask]
    if known is None or known.size != 1:
        return None
    bits = int(known.reshape(-1)[0])
    if x.op.type == "Bitcast" and x.op.inputs[0].dtype == tf.float32:
        # The sign of a float, for which Keras asks; -0 counts as positive.
        x = x.op.inputs[0]
        return tf.where(x < 0.0, tf.constant(_SIGN_BIT, tf.int32), 0) if bits == _SIGN_BIT else None
    result = tf.where(x < 0, tf.constant(_SIGN_BIT if bits < 0 else 0, tf.int32), 0)
    for bit in [1 << place for place in range(31) if bits >> place & 1]:
        result += tf.math.floormod(tf.math.floordiv(x, bit), 2) * bit
    return result


def _bitwise(call: Call) -> "tf.Tensor | None":
    if call.node.op == "Invert":
        return -1 - call.inputs[0]
    a, b = call.inputs
    both = _bitwise_and(call)
    if both is None:
        return None
    return a + b - both if call.node.op == "BitwiseOr" else a + b - 2 * both


def _shift(call: Call) -> "tf.Tensor | None":
    import tensorflow as tf

    known = call.known(1)
    if known is None or np.any(known < 0) or np.any(known > 30):
        return None
    factor = tf.constant(2**known, tf.int32)
    if call.node.op == "LeftShift":
        return call.inputs[0] * factor
    return tf.math.floordiv(call.inputs[0], factor)


def _power(call: Call) -> "tf.Tensor | None":
    """Small whole exponents as products: `pow` on webgl is wrong for negative bases."""
    import tensorflow as tf

    x, exponent = call.inputs[0], call.known(1)
    if exponent is None or exponent.size != 1 or float(exponent.reshape(-1)[0]) not in (2, 3, 4):
        return None
    if exponent.ndim > (x.shape.rank or 0):
        return None
    square = tf.square(x)
    return {2: square, 3: square * x, 4: tf.square(square)}[int(exponent.reshape(-1)[0])]


def _rgb_to_hsv(call: Call) -> "tf.Tensor":
    """Hue, saturation and value, as TensorFlow's kernel computes them (adjust_hsv_in_yiq...)."""
    import tensorflow as tf

    red, green, blue = tf.unstack(call.inputs[0], axis=-1)
    value = tf.maximum(tf.maximum(red, green), blue)
    spread = value - tf.minimum(tf.minimum(red, green), blue)
    saturation = tf.where(value > 0.0, spread / tf.where(value > 0.0, value, 1.0), 0.0)
    unit = 1.0 / (6.0 * tf.where(spread > 0.0, spread, 1.0))
    hue = tf.where(
        tf.equal(red, value),
        unit * (green - blue),
        tf.where(
            tf.equal(green, value),
            unit * (blue - red) + 2.0 / 6.0,
            unit * (red - green) + 4.0 / 6.0,
        ),
    )
    hue = tf.where(spread > 0.0, hue, 0.0)
    return tf.stack([tf.where(hue < 0.0, hue + 1.0, hue), saturation, value], axis=-1)


def _hsv_to_rgb(call: Call) -> "tf.Tensor":
    import tensorflow as tf

    hue, saturation, value = tf.unstack(call.inputs[0], axis=-1)
    sixths = hue * 6.0
    colours = (tf.abs(sixths - 3.0) - 1.0, 2.0 - tf.abs(sixths - 2.0), 2.0 - tf.abs(sixths - 4.0))
    parts = [
        (1.0 - saturation + saturation * tf.minimum(tf.nn.relu(colour), 1.0)) * value
        for colour in colours
    ]
    return tf.stack(parts, axis=-1)


ARITHMETIC = {
    "Erfc": _erfc,
    "Erfinv": _erfinv,
    "Softmax": _softmax,
    "BesselI0": _bessel,
    "Softsign": _softsign,
    "FloorDiv": _floor_divide,
    "TruncateDiv": _truncate_divide,
    "TruncateMod": _truncate_mod,
    "Rint": lambda call: call.create("Round", call.inputs)[0],
    "Inv": lambda call: 1.0 / call.inputs[0],
    **dict.fromkeys(("Xlogy", "Xlog1py", "Xdivy"), _zero_if_first_is),
    "MulNoNan": _multiply_no_nan,
    "DivNoNan": _divide_no_nan,
    "BitwiseAnd": _bitwise_and,
    **dict.fromkeys(("BitwiseOr", "BitwiseXor", "Invert"), _bitwise),
    **dict.fromkeys(("LeftShift", "RightShift"), _shift),
    "Pow": _power,
    "RGBToHSV": _rgb_to_hsv,
    "HSVToRGB": _hsv_to_rgb,
}
