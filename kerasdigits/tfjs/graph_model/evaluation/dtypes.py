"""TensorFlow.js has float32, int32 and bool: what becomes of the other dtypes."""

from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.errors import ExportError

if TYPE_CHECKING:
    import tensorflow as tf
    from tensorflow.core.framework.attr_value_pb2 import AttrValue

_NARROW = {
    **dict.fromkeys(("float16", "bfloat16", "float64", "half"), "float32"),
    **dict.fromkeys(("float8_e4m3fn", "float8_e5m2"), "float32"),
    **dict.fromkeys(("int8", "int16", "int64", "uint8", "uint16", "uint32", "uint64"), "int32"),
}

# To which float32 is cast in order to be rounded: as layers do that are quantized to float8.
ROUNDED = ("bfloat16", "float8_e4m3fn")


def narrow_name(dtype: str) -> str:
    """Name the dtype that TensorFlow.js uses for another.

    Args:
        dtype: TensorFlow's or NumPy's name.

    Returns:
        `float32`, `int32`, `bool`, or `dtype` itself when TensorFlow.js has nothing like it.
    """
    return _NARROW.get(dtype, dtype)


def narrow_array(array: np.ndarray, what: str, *, clip: bool = False) -> np.ndarray:
    """Store values in the dtype that TensorFlow.js uses.

    Args:
        array: The values.
        what: What to call them in an error.
        clip: Whether a number beyond int32 becomes the largest or smallest one; right where it
            only says "to the end".

    Returns:
        The array in float32, int32 or bool.

    Raises:
        ExportError: An integer needs more than 32 bits.
    """
    narrow = narrow_name(str(array.dtype))
    if narrow == "int32" and array.dtype != np.int32 and array.size:
        limits = np.iinfo(np.int32)
        if clip:
            array = np.clip(array, limits.min, limits.max)
        elif array.min() < limits.min or array.max() > limits.max:
            raise ExportError(
                f"{what} needs integers of more than 32 bits, which TensorFlow.js lacks",
                received=f"{array.dtype} from {array.min()} to {array.max()}",
            )
    return np.asarray(array, dtype=narrow) if narrow != str(array.dtype) else array


def narrow_attribute(value: "AttrValue") -> "AttrValue":
    """Replace the dtypes in an attribute of an operation.

    Args:
        value: The attribute.

    Returns:
        It, or a copy with TensorFlow.js's dtypes.
    """
    import tensorflow as tf

    kind = value.WhichOneof("value")
    if kind == "type":
        return type(value)(type=_narrow_enum(tf, value.type))
    if kind == "list" and value.list.type:
        types = [_narrow_enum(tf, item) for item in value.list.type]
        return type(value)(list=type(value.list)(type=types))
    return value


def _narrow_enum(tf: "tf", value: int) -> int:
    name = tf.dtypes.as_dtype(value).name
    return tf.dtypes.as_dtype(narrow_name(name)).as_datatype_enum if name in _NARROW else value
