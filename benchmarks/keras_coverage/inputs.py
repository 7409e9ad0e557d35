"""What the small models of the coverage table read: inputs by name, in a known range."""

import keras
import numpy as np
from keras import ops

SAMPLES = 12


def _uniform(low, high, *shape):
    return lambda draw: draw.uniform(low, high, (SAMPLES, *shape)).astype("float32")


def _whole(top, *shape):
    return lambda draw: draw.integers(0, top, (SAMPLES, *shape)).astype("int32")


def _symmetric(draw):
    """Matrices whose eigenvalues lie between 1 and some 4."""
    half = draw.uniform(-1.0, 1.0, (SAMPLES, 3, 3))
    return (half @ half.transpose(0, 2, 1) + np.eye(3)).astype("float32")


_DRAW = {
    "x": _uniform(-1.0, 1.0, 4, 6),
    "y": _uniform(-1.0, 1.0, 4, 6),
    "wide": _uniform(-4.0, 4.0, 4, 6),
    "other": _uniform(-4.0, 4.0, 4, 6),
    "positive": _uniform(0.1, 4.0, 4, 6),
    "share": _uniform(0.05, 0.95, 4, 6),
    "above": _uniform(1.0, 4.0, 4, 6),
    "whole": _whole(100, 4, 6),
    "small": _whole(6, 4, 6),
    "shown": lambda draw: draw.integers(0, 2, (SAMPLES, 4, 6)).astype("bool"),
    "row": _uniform(-1.0, 1.0, 6),
    "signal": _uniform(-1.0, 1.0, 32),
    "square": _uniform(-1.0, 1.0, 3, 3),
    "symmetric": _symmetric,
    "picture": _uniform(0.0, 1.0, 8, 8, 3),
    "volume": _uniform(-1.0, 1.0, 4, 4, 4, 2),
}


class Inputs:
    """The inputs of one model; each is made when it is first read.

    Attributes:
        used: name -> `keras.Input`, in the order of their first use.
    """

    def __init__(self):
        self.used = {}

    def __getattr__(self, name):
        """Give the input of a name of the table above."""
        if name not in _DRAW:
            raise AttributeError(name)
        if name not in self.used:
            sample = draw_samples(name)
            self.used[name] = keras.Input(sample.shape[1:], dtype=str(sample.dtype), name=name)
        return self.used[name]

    @property
    def with_nan(self):
        """`x`, where a few values are not numbers."""
        return ops.where(self.x > 0.5, float("nan"), self.x)

    def spread(self, value):
        """Give what does not depend on the sample a batch: outputs have one."""
        ones = ops.ones_like(self.x[:, :1, :1])
        return ops.cast(value, "float32") * ops.reshape(ones, (-1, *[1] * len(value.shape)))


def draw_samples(name):
    """Draw the samples of an input, which its name alone decides.

    Args:
        name: Of the input.

    Returns:
        `(12, ...)`.
    """
    return _DRAW[name](np.random.default_rng(list(name.encode())))
