"""`keras.ops.numpy`, value by value: a small model for each operation that keeps the shape."""

import math

import numpy as np
from keras import ops


def of(name, *operations):
    """Make a row for each operation of one argument.

    Args:
        name: The input that it reads.
        operations: Their names.

    Returns:
        Name -> the function of the inputs that gives the model's output.
    """
    return {
        operation: lambda t, operation=operation: getattr(ops, operation)(getattr(t, name))
        for operation in operations
    }


def of_two(first, second, *operations):
    """As `of`, for operations of two arguments."""
    return {
        operation: lambda t, operation=operation: getattr(ops, operation)(
            getattr(t, first), getattr(t, second)
        )
        for operation in operations
    }


ROWS = {
    **of("x", "arccos", "arcsin"),
    **of(
        "wide",
        *("abs", "absolute", "angle", "arcsinh", "arctan", "ceil", "conj", "conjugate", "copy"),
        *("cos", "cosh", "deg2rad", "exp", "exp2", "expm1", "fabs", "floor", "imag", "isfinite"),
        *("isinf", "isnan", "isneginf", "isposinf", "isreal", "logical_not", "nan_to_num"),
        *("negative", "rad2deg", "real", "round", "sign", "signbit", "sin", "sinc", "sinh"),
        *("square", "tanh", "trunc", "i0"),
    ),
    **of("x", "tan"),
    **of("positive", "cbrt", "log", "log10", "log1p", "log2", "reciprocal", "sqrt"),
    **of("above", "arccosh"),
    **of("share", "arctanh"),
    **of("whole", "bitwise_invert", "bitwise_not"),
    **of_two(
        "wide",
        "other",
        *("add", "arctan2", "equal", "fmax", "fmin", "greater", "greater_equal", "heaviside"),
        *("hypot", "isclose", "less", "less_equal", "logaddexp", "logaddexp2", "maximum"),
        *("minimum", "multiply", "nextafter", "not_equal", "subtract", "copysign"),
    ),
    **of_two(
        "wide", "positive", "divide", "floor_divide", "fmod", "mod", "true_divide", "divide_no_nan"
    ),
    **of_two("positive", "wide", "power", "float_power"),
    **of_two("shown", "shown", "logical_and", "logical_or", "logical_xor"),
    **of_two("whole", "small", "bitwise_and", "bitwise_or", "bitwise_xor"),
    **of_two("whole", "small", "bitwise_left_shift", "bitwise_right_shift"),
    **of_two("whole", "small", "left_shift", "right_shift", "gcd", "lcm", "ldexp"),
    "clip": lambda t: ops.clip(t.wide, -0.5, 1.5),
    "where": lambda t: ops.where(t.shown, t.x, t.y),
    "select": lambda t: ops.select([t.x > 0.5, t.x > 0.0], [t.x, t.y], 7.0),
    "isin": lambda t: ops.isin(t.small, [1, 4]),
    "allclose": lambda t: t.spread(ops.allclose(t.x, t.y)),
    "view": lambda t: ops.view(t.x, "int32"),
    "full_like": lambda t: ops.full_like(t.x, math.pi),
    **of("x", "zeros_like", "ones_like"),
    "empty_like": lambda t: t.x + ops.zeros_like(ops.empty_like(t.x)),
    "digitize": lambda t: ops.digitize(t.x, np.array([-0.5, 0.0, 0.4])),
}
