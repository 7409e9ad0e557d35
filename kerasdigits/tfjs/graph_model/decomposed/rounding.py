"""Casts, and rounding to dtypes with fewer bits than TensorFlow.js has.

A layer that is quantized to float8 rounds its kernel and its inputs to 8 bits and its bias to
bfloat16 (keras/src/layers/core/dense.py, `_float8_call`); what it computes is float32 again.
"""

from typing import TYPE_CHECKING

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.graph_model.evaluation.dtypes import ROUNDED
from kerasdigits.tfjs.graph_model.evaluation.evaluate import Call

if TYPE_CHECKING:
    import tensorflow as tf

# float8_e4m3fn: 3 bits behind the leading one, which is worth 2^-6 to 2^8 (P. Micikevicius et al.,
# "FP8 Formats for Deep Learning", 2022); below 2^-6 the steps are as wide as there.
_SMALLEST_STEP, _EXPONENTS = 2.0**-9, range(-5, 9)


def _cast(call: Call) -> "tf.Tensor | None":
    import tensorflow as tf

    x = call.inputs[0]
    if call.attribute("DstT") == tf.bool.as_datatype_enum:
        # On wasm a number that becomes a bool keeps its bits.
        return tf.not_equal(x, tf.zeros([], x.dtype))
    source, target = (tf.dtypes.as_dtype(call.node.attributes[t].type) for t in ("SrcT", "DstT"))
    if source == tf.float32 and target.name in ROUNDED:
        return _round(call, target)
    return x if source.name in ROUNDED and target == tf.float32 else None


def _round(call: Call, dtype: "tf.DType") -> "tf.Tensor":
    """Round a weight while it is stored, and what is computed from inputs in the browser."""
    import tensorflow as tf

    x = call.inputs[0]
    if call.evaluator.is_stored(x):
        return tf.cast(tf.cast(x, dtype), tf.float32)
    if dtype.name != "float8_e4m3fn":
        raise ExportError(
            f"The model rounds what it computes to {dtype.name}, which TensorFlow.js cannot",
            received=call.evaluator.place(call.node),
            remedy="Leave that cast out",
        )
    size, step = tf.abs(x), tf.constant(_SMALLEST_STEP)
    for exponent in _EXPONENTS:
        above = tf.cast(size >= 2.0**exponent, tf.float32)
        step = step + above * 2.0 ** (exponent - 4)
    return tf.round(x / step) * step


ROUNDING = {"Cast": _cast}
