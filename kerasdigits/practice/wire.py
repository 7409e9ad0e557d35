"""Values on their way between the judge and a learner's process: plain JSON, never pickle.

An array is its dtype, its shape and its bytes.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerasdigits.practice.functions import make_function

# More digits than this JSON's readers refuse.
_LONGEST_INT = 1000


@dataclass(frozen=True)
class Named:
    """A function that a hole receives, told as data: either side makes its own of it.

    Attributes:
        name: One of the functions of functions.py.
        data: Its arguments.
    """

    name: str
    data: dict[str, Any]

    def make(self) -> Callable[..., Any]:
        """Make the function."""
        return make_function(self.name, self.data)


@dataclass(frozen=True)
class Unknown:
    """What a learner's function returned and nothing here can hold.

    Attributes:
        kind: The name of its type.
    """

    kind: str


def encode(value: Any) -> Any:
    """Write a value as JSON can hold it.

    Args:
        value: None, a bool, number, string, array or `Named`; or a list, tuple or dict of these.

    Returns:
        What `json.dumps` takes; anything else is told by the name of its type.
    """
    if type(value) is int and value.bit_length() > _LONGEST_INT:
        return {"kind": "unknown", "type": "whole number of hundreds of digits"}
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, list | tuple):
        kind = "list" if isinstance(value, list) else "tuple"
        return {"kind": kind, "items": [encode(item) for item in value]}
    if isinstance(value, dict):
        pairs = [[encode(key), encode(item)] for key, item in value.items()]
        return {"kind": "dict", "items": pairs}
    if isinstance(value, Named):
        return {"kind": "function", "name": value.name, "data": encode(value.data)}
    if isinstance(value, np.ndarray | np.generic):
        return _encode_array(value)
    kind = value.kind if isinstance(value, Unknown) else type(value).__name__
    return {"kind": "unknown", "type": kind}


def _encode_array(value: np.ndarray | np.generic) -> dict[str, Any]:
    array = np.asarray(value)
    if array.dtype.kind not in "biufc":
        return {"kind": "unknown", "type": f"array of {array.dtype.name}"}
    return {
        "kind": "scalar" if isinstance(value, np.generic) else "array",
        "dtype": array.dtype.str,
        "shape": list(array.shape),
        "data": base64.b64encode(array.tobytes()).decode("ascii"),
    }


def decode(data: Any) -> Any:
    """Read what `encode` wrote.

    Args:
        data: What `json.loads` gave.

    Returns:
        The value; arrays are new ones, which nobody else holds.

    Raises:
        ValueError: It is not what `encode` writes.
    """
    if not isinstance(data, dict):
        return data
    kind = data.get("kind")
    if kind in ("list", "tuple"):
        items = [decode(item) for item in data["items"]]
        return items if kind == "list" else tuple(items)
    if kind == "dict":
        return {decode(key): decode(item) for key, item in data["items"]}
    if kind == "function":
        return Named(data["name"], decode(data["data"]))
    if kind in ("array", "scalar"):
        dtype = np.dtype(data["dtype"])
        if dtype.kind not in "biufc":
            raise ValueError(f"not a dtype of numbers: {dtype}")
        flat = np.frombuffer(base64.b64decode(data["data"]), dtype)
        array = flat.reshape(data["shape"]).copy()
        return array[()] if kind == "scalar" else array
    if kind == "unknown":
        return Unknown(str(data["type"]))
    raise ValueError(f"not a value: {kind}")
