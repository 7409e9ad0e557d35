"""Matrix operations that TensorFlow.js lacks, or computes otherwise, on one of its backends."""

from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.tfjs.graph_model.decomposed.choice import choose
from kerasdigits.tfjs.graph_model.decomposed.einsum import contract
from kerasdigits.tfjs.graph_model.evaluation.evaluate import Call

if TYPE_CHECKING:
    import tensorflow as tf


def _band_part(call: Call) -> "tf.Tensor | None":
    """TensorFlow.js takes the number of diagonals below for that above, too (matrices.ts)."""
    import tensorflow as tf

    x, (lower, upper) = call.inputs[0], (call.known(1), call.known(2))
    rows, columns = x.shape.as_list()[-2:]
    if lower is None or upper is None or rows is None or columns is None:
        return _dynamic_band_part(call)
    distance = np.arange(columns)[None, :] - np.arange(rows)[:, None]
    kept = ((lower < 0) | (-distance <= lower)) & ((upper < 0) | (distance <= upper))
    return choose(tf.constant(kept), x, tf.zeros([], x.dtype))


def _dynamic_band_part(call: Call) -> "tf.Tensor":
    import tensorflow as tf

    x, lower, upper = call.inputs
    shape = tf.shape(x)
    rows, columns = tf.range(shape[-2]), tf.range(shape[-1])
    distance = tf.expand_dims(columns, 0) - tf.expand_dims(rows, 1)
    below = tf.logical_or(lower < 0, -distance <= lower)
    above = tf.logical_or(upper < 0, distance <= upper)
    return choose(tf.logical_and(below, above), x, tf.zeros([], x.dtype))


def _diagonal_part(call: Call) -> "tf.Tensor | None":
    import tensorflow as tf

    x = call.inputs[0]
    shape, k = x.shape.as_list(), _one_diagonal(call)
    if k is None or len(shape) < 2:
        return None
    if None in shape[1:] or None in shape[-2:]:
        return _open_diagonal_part(x, k)
    rows, columns = shape[-2:]
    first, count = (k, min(rows, columns - k)) if k >= 0 else (-k * columns, min(rows + k, columns))
    flat = tf.reshape(x, _open([*shape[:-2], rows * columns]))
    return tf.gather(flat, first + np.arange(count, dtype="int32") * (columns + 1), axis=-1)


def _open_diagonal_part(x: "tf.Tensor", k: int) -> "tf.Tensor":
    """Take a diagonal of matrices of open size: all else is hidden, and the rows summed."""
    import tensorflow as tf

    sizes = tf.shape(x)
    kept = choose(_on_diagonal(x, k), x, _zero(x))
    first = max(0, -k)
    count = tf.minimum(sizes[-2] - first, sizes[-1] - max(0, k))
    return tf.reduce_sum(kept, axis=-1)[..., first : first + count]


def _on_diagonal(x: "tf.Tensor", k: int = 0) -> "tf.Tensor":
    """Tell which places of the last two axes are on a diagonal; the sizes may be open."""
    import tensorflow as tf

    sizes = tf.shape(x)
    rows, columns = tf.range(sizes[-2]), tf.range(sizes[-1])
    return tf.equal(tf.expand_dims(columns, 0) - tf.expand_dims(rows, 1), k)


def _diagonal(call: Call) -> "tf.Tensor | None":
    """A matrix with the given main diagonal."""
    import tensorflow as tf

    x = call.inputs[0]
    size = x.shape[-1]
    options = [call.known(i) for i in range(2, len(call.inputs))]
    plain = all(o is not None and float(o) in (-1.0, 0.0) for o in options)
    if not plain or _one_diagonal(call) != 0:
        return None
    if size is None:
        wide = tf.expand_dims(x, -2) + tf.zeros_like(tf.expand_dims(x, -1))
        return choose(_on_diagonal(wide), wide, _zero(x))
    return choose(tf.constant(np.eye(size, dtype=bool)), tf.expand_dims(x, -2), _zero(x))


def _set_diagonal(call: Call) -> "tf.Tensor | None":
    import tensorflow as tf

    x, diagonal = call.inputs[:2]
    rows, columns = x.shape.as_list()[-2:]
    if len(call.inputs) > 2 and not np.all(call.known(2) == 0):
        return None
    if rows is None or columns is None:
        places = tf.minimum(tf.range(tf.shape(x)[-2]), tf.shape(diagonal)[-1] - 1)
        by_row = tf.expand_dims(tf.gather(diagonal, places, axis=-1), -1)
        return choose(_on_diagonal(x), by_row, x)
    if rows != columns:
        return None
    return choose(tf.constant(np.eye(rows, dtype=bool)), tf.expand_dims(diagonal, -2), x)


def _one_diagonal(call: Call) -> int | None:
    """Give the number of the diagonal, 0 for the main one, when it is one and known."""
    if len(call.inputs) < 2:
        return 0
    known = call.known(1)
    return int(known.reshape(-1)[0]) if known is not None and known.size == 1 else None


def _zero(x: "tf.Tensor") -> "tf.Tensor":
    import tensorflow as tf

    return tf.zeros([], x.dtype)


def _open(shape: list[int | None]) -> list[int]:
    return [-1 if size is None else size for size in shape]


def _einsum(call: Call) -> "tf.Tensor":
    return contract(call.attribute("equation"), call.inputs)


def _product(call: Call) -> "list[tf.Tensor] | tf.Tensor | None":
    """Multiply matrices; TensorFlow.js does so with float32 only, exact up to 2^24."""
    import tensorflow as tf

    if call.node.op == "MatMul":
        names, op = ("transpose_a", "transpose_b"), "MatMul"
    else:
        names, op = ("adj_x", "adj_y"), "BatchMatMulV2"
    attributes = {name: call.attributes[name] for name in names}
    if call.inputs[0].dtype == tf.float32:
        return None if op == call.node.op else call.create(op, call.inputs, attributes)
    floats = [tf.cast(x, tf.float32) for x in call.inputs]
    return tf.cast(call.create(op, floats, attributes)[0], tf.int32)


def _cross(call: Call) -> "tf.Tensor":
    import tensorflow as tf

    (a1, a2, a3), (b1, b2, b3) = (tf.unstack(x, axis=-1) for x in call.inputs)
    return tf.stack([a2 * b3 - a3 * b2, a3 * b1 - a1 * b3, a1 * b2 - a2 * b1], axis=-1)


ALGEBRA = {
    "MatrixBandPart": _band_part,
    **dict.fromkeys(("MatrixDiagPart", "MatrixDiagPartV2", "MatrixDiagPartV3"), _diagonal_part),
    **dict.fromkeys(("MatrixDiag", "MatrixDiagV2", "MatrixDiagV3"), _diagonal),
    **dict.fromkeys(("MatrixSetDiag", "MatrixSetDiagV2", "MatrixSetDiagV3"), _set_diagonal),
    "Einsum": _einsum,
    **dict.fromkeys(("MatMul", "BatchMatMulV2", "BatchMatMulV3"), _product),
    "Cross": _cross,
}
