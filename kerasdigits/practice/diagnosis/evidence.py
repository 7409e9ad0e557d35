"""One small case in a line or two: what was given, what is right, what came."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasdigits.practice.wire import Named, Unknown

_LONGEST = 60


def show(value: Any) -> str:
    """Write a value as short as it can be told; a long array by its shape and its ends."""
    if isinstance(value, Named):
        return f"{value.name}({', '.join(map(show, value.data.values()))})"
    if isinstance(value, Unknown):
        return f"a {value.kind}"
    if isinstance(value, np.ndarray):
        return _show_array(value) if value.dtype.kind in "biuf" else f"array of {value.dtype}"
    if isinstance(value, float | np.floating):
        return f"{float(value):.6g}"
    if isinstance(value, np.generic):
        return str(value.item())
    if isinstance(value, tuple | list):
        inner = ", ".join(map(show, value))
        text = f"({inner})" if isinstance(value, tuple) else f"[{inner}]"
        return text if len(text) <= _LONGEST else f"{type(value).__name__} of {len(value)}"
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _show_array(array: np.ndarray) -> str:
    text = np.array2string(
        array, separator=", ", formatter={"float_kind": lambda x: f"{x:.4g}"}, threshold=12
    )
    text = " ".join(text.split())
    if len(text) <= _LONGEST and array.size:
        return text if array.ndim else str(text)
    ends = array.ravel()
    shown = f"{float(ends[0]):.4g}, …, {float(ends[-1]):.4g}" if array.size else "empty"
    return f"array {array.shape} of {shown}"


def measure(value: Any) -> int:
    """How much there is to read in a value."""
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, list | tuple):
        return sum(map(measure, value))
    return 1
