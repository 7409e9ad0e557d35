"""A tensor as JSON can hold it: the records of the parity samples and of the check's inputs."""

import base64

import numpy as np

_STORED = {"float32": "<f4", "int32": "<i4", "bool": "|u1"}


def encode_tensor(array: np.ndarray) -> dict:
    """Write a tensor.

    Args:
        array: Any shape; floats (bfloat16 too), integers or bools.

    Returns:
        `{"shape", "dtype", "data"}`: the dtype as TensorFlow.js names it (float32, int32, bool),
        the values in base64, little-endian, C order, one byte for a bool.
    """
    dtype = {"f": "float32", "V": "float32", "b": "bool"}.get(array.dtype.kind, "int32")
    data = np.ascontiguousarray(array, dtype=_STORED[dtype]).tobytes()
    text = base64.b64encode(data).decode("ascii")
    return {"shape": list(array.shape), "dtype": dtype, "data": text}


def decode_tensor(record: dict) -> np.ndarray:
    """Read a tensor.

    Args:
        record: What `encode_tensor`, or TensorFlow.js on our behalf, wrote.

    Returns:
        The array, float32, int32 or bool.

    Raises:
        ValueError, KeyError, TypeError: It is not such a record.
    """
    data = base64.b64decode(record["data"], validate=True)
    array = np.frombuffer(data, dtype=_STORED[record["dtype"]]).reshape(record["shape"])
    return array.astype(record["dtype"])
