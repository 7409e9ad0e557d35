"""Fourier transforms of short rows as products with matrices of sines and cosines.

TensorFlow.js's wasm has no complex numbers, and on WebGL its transform takes the coarse sines of
the graphics driver. Only parts of complex numbers are ever asked for: `Real`, `Imag`, `IRFFT`.
"""

from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.tfjs.graph_model.evaluation.evaluate import Call
from kerasdigits.tfjs.graph_model.evaluation.values import known_value

if TYPE_CHECKING:
    import tensorflow as tf

# The matrix of a longer row takes more room than the transform saves.
_LONGEST = 1024


def _part(call: Call) -> "tf.Tensor | None":
    """Compute the real or the imaginary part of a transform, or of what was put together."""
    import tensorflow as tf

    source, real = call.inputs[0].op, call.node.op == "Real"
    if source.type == "Complex":
        return tf.identity(source.inputs[0 if real else 1])
    if source.type == "RFFT":
        length = _known_length(source.inputs[1])
        if length is None or (row := _fit(source.inputs[0], length)) is None:
            return None
        cosine, sine = _waves(length, length // 2 + 1)
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

    length = x.shape[-1]
    if length is None or length > _LONGEST:
        return None
    cosine, sine = _waves(length, length)
    return tf.matmul(x, cosine) + tf.matmul(y, sine), tf.matmul(y, cosine) - tf.matmul(x, sine)


def _turn(x: "tf.Tensor") -> "tf.Tensor":
    """Make columns of rows."""
    import tensorflow as tf

    rank = x.shape.rank
    return tf.transpose(x, [*range(rank - 2), rank - 1, rank - 2])


def _inverse_real(call: Call) -> "tf.Tensor | None":
    """Each wave between the first and the last stands for its mirror image too."""
    import tensorflow as tf

    source, length = call.inputs[0].op, _known_length(call.inputs[1])
    if source.type != "Complex" or length is None:
        return None
    count = length // 2 + 1
    x, y = (_fit(part, count) for part in source.inputs)
    if x is None or y is None:
        return None
    cosine, sine = _waves(count, length, length)
    weights = np.full((count, 1), 2.0 / length, "float32")
    weights[0] = 1.0 / length
    if length % 2 == 0:
        weights[-1] = 1.0 / length
    return tf.matmul(x, cosine * weights) - tf.matmul(y, sine * weights)


def _known_length(tensor: "tf.Tensor") -> int | None:
    known = known_value(tensor)
    length = None if known is None or known.size != 1 else int(known.reshape(-1)[0])
    return length if length is not None and length <= _LONGEST else None


def _fit(x: "tf.Tensor", length: int) -> "tf.Tensor | None":
    """Cut rows off at a length, or fill them up with zeros."""
    import tensorflow as tf

    size = x.shape[-1]
    if size is None:
        return None
    if size >= length:
        return x if size == length else x[..., :length]
    return tf.pad(x, [*[[0, 0]] * (x.shape.rank - 1), [0, length - size]])


def _waves(rows: int, columns: int, period: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return cos and sin of 2 pi row column / period."""
    turns = np.outer(np.arange(rows), np.arange(columns)) % (period or rows)
    angles = 2.0 * np.pi * turns / (period or rows)
    return np.cos(angles).astype("float32"), np.sin(angles).astype("float32")


FOURIER = {"Real": _part, "Imag": _part, "IRFFT": _inverse_real}
