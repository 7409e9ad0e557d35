"""Fourier transforms of short rows as products with matrices of sines and cosines.

TensorFlow.js's wasm has no complex numbers, and on WebGL its transform takes the coarse sines of
the graphics driver. Only parts of complex numbers are ever asked for: `Real`, `Imag`, `IRFFT`.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.tfjs.graph_model.decomposed.trigonometry import reduced_cosine, reduced_sine
from kerasdigits.tfjs.graph_model.evaluation.evaluate import Call
from kerasdigits.tfjs.graph_model.evaluation.values import known_value

if TYPE_CHECKING:
    import tensorflow as tf

# The matrix of a longer row takes more room than the transform saves.
_LONGEST = 1024
# Rows of computed matrices are counted in parts: row times column stays below 2^24 up to 2^15.
_PART = 64


def _part(call: Call) -> "tf.Tensor | None":
    """Compute the real or the imaginary part of a transform, or of what was put together."""
    import tensorflow as tf

    source, real = call.inputs[0].op, call.node.op == "Real"
    if source.type == "Complex":
        return tf.identity(source.inputs[0 if real else 1])
    if source.type == "RFFT":
        length = _find_length(source.inputs[1])
        if length is None or (row := _fit(source.inputs[0], length)) is None:
            return None
        cosine, sine = _waves(length, length // 2 + 1, length)
        return tf.matmul(row, cosine if real else -sine)
    if source.type in ("FFT", "FFT2D") and source.inputs[0].op.type == "Complex":
        parts = _transform(*source.inputs[0].op.inputs)
        if source.type == "FFT2D" and parts is not None:
            parts = _transform(*map(_turn, parts))
            parts = parts and (_turn(parts[0]), _turn(parts[1]))
        return parts and parts[0 if real else 1]
    return None


def _transform(x: "tf.Tensor", y: "tf.Tensor") -> "tuple[tf.Tensor, tf.Tensor] | None":
    """Transform the rows x + iy; None where their length is open or too large."""
    import tensorflow as tf

    length = tf.shape(x)[-1] if x.shape[-1] is None else x.shape[-1]
    if isinstance(length, int) and length > _LONGEST:
        return None
    cosine, sine = _waves(length, length, length)
    return tf.matmul(x, cosine) + tf.matmul(y, sine), tf.matmul(y, cosine) - tf.matmul(x, sine)


def _turn(x: "tf.Tensor") -> "tf.Tensor":
    """Make columns of rows."""
    import tensorflow as tf

    rank = x.shape.rank
    return tf.transpose(x, [*range(rank - 2), rank - 1, rank - 2])


def _inverse_real(call: Call) -> "tf.Tensor | None":
    """Each wave between the first and the last stands for its mirror image too."""
    import tensorflow as tf

    source, length = call.inputs[0].op, _find_length(call.inputs[1])
    if source.type != "Complex" or length is None:
        return None
    count = length // 2 + 1
    x, y = (_fit(part, count) for part in source.inputs)
    if x is None or y is None:
        return None
    cosine, sine = _waves(count, length, length)
    weights = _mirror_weights(count, length)
    return tf.matmul(x, cosine * weights) - tf.matmul(y, sine * weights)


def _mirror_weights(count: "int | tf.Tensor", length: "int | tf.Tensor") -> Any:
    """Give (count, 1): how much each wave stands for, over the length."""
    import tensorflow as tf

    if isinstance(length, int):
        weights = np.full((count, 1), 2.0 / length, "float32")
        weights[0] = 1.0 / length
        if length % 2 == 0:
            weights[-1] = 1.0 / length
        return weights
    places = tf.expand_dims(tf.range(count), 1)
    alone = tf.logical_or(tf.equal(places, 0), tf.equal(places * 2, length))
    return tf.where(alone, 1.0, 2.0) / tf.cast(length, tf.float32)


def _find_length(tensor: "tf.Tensor") -> "int | tf.Tensor | None":
    """Give the length of a transform: a number, what computes it, or None where it is too long."""
    import tensorflow as tf

    known = known_value(tensor)
    if known is None:
        return tf.reshape(tensor, [])
    length = None if known.size != 1 else int(known.reshape(-1)[0])
    return length if length is not None and length <= _LONGEST else None


def _fit(x: "tf.Tensor", length: "int | tf.Tensor") -> "tf.Tensor | None":
    """Cut rows off at a length, or fill them up with zeros."""
    import tensorflow as tf

    size = x.shape[-1]
    if not isinstance(length, int):
        return x[..., :length]  # TensorFlow itself has filled up rows of open length
    if size is None:
        return None
    if size >= length:
        return x if size == length else x[..., :length]
    return tf.pad(x, [*[[0, 0]] * (x.shape.rank - 1), [0, length - size]])


def _waves(
    rows: "int | tf.Tensor", columns: "int | tf.Tensor", period: "int | tf.Tensor"
) -> tuple[Any, Any]:
    """Return cos and sin of 2 pi row column / period."""
    if not isinstance(period, int):
        return _computed_waves(rows, columns, period)
    turns = np.outer(np.arange(rows), np.arange(columns)) % period
    angles = 2.0 * np.pi * turns / period
    return np.cos(angles).astype("float32"), np.sin(angles).astype("float32")


def _computed_waves(
    rows: "int | tf.Tensor", columns: "int | tf.Tensor", period: "tf.Tensor"
) -> tuple["tf.Tensor", "tf.Tensor"]:
    """Have the browser compute them, and no whole number beyond 2^24, which webgl rounds."""
    import tensorflow as tf

    row, column = tf.expand_dims(tf.range(rows), 1), tf.expand_dims(tf.range(columns), 0)
    high = tf.math.floormod(tf.math.floordiv(row, _PART) * column, period) * _PART
    turns = tf.math.floormod(high + tf.math.floormod(row, _PART) * column, period)
    share = tf.cast(turns, tf.float32) / tf.cast(period, tf.float32)
    angles = share * np.float32(2.0 * np.pi)
    return reduced_cosine(angles), reduced_sine(angles)


def _shape(call: Call) -> "tf.Tensor | None":
    """Ask one part of a complex number for its shape: wasm has no complex numbers to ask."""
    import tensorflow as tf

    source = call.inputs[0].op
    return tf.shape(source.inputs[0]) if source.type == "Complex" else None


FOURIER = {"Shape": _shape, "Real": _part, "Imag": _part, "IRFFT": _inverse_real}
