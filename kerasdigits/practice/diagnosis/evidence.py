"""One small case in a line or two: what was given, what is right, what came."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasdigits.practice.diagnosis.closeness import as_array, is_close
from kerasdigits.practice.functions import write_formula
from kerasdigits.practice.wire import Named, Unknown

_LONGEST = 60
# So many numbers are told in full.
MOST_NUMBERS = 48


def show(value: Any, most: int = MOST_NUMBERS) -> str:
    """Write a value; one of many numbers as short as it can be told.

    Args:
        value: Whatever travels between the judge and a learner's process.
        most: The most numbers of an array that are told; a longer one is told by its shape and
            its ends.
    """
    if isinstance(value, Named):
        return write_formula(value.name, value.data, show)
    if isinstance(value, Unknown):
        return f"a {value.kind}"
    if isinstance(value, np.ndarray):
        return _show_array(value, most) if value.dtype.kind in "biuf" else f"array of {value.dtype}"
    if isinstance(value, float | np.floating):
        return f"{float(value) + 0.0:.6g}"  # -0 is 0
    if isinstance(value, np.generic):
        return str(value.item())
    if isinstance(value, tuple | list):
        inner = ", ".join(show(one, most) for one in value)
        text = f"({inner})" if isinstance(value, tuple) else f"[{inner}]"
        short = len(text) <= _LONGEST or ("…" not in text and measure(value) <= most)
        return text if short else f"{type(value).__name__} of {len(value)}"
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _show_array(array: np.ndarray, most: int) -> str:
    if array.size and array.size <= most:
        text = np.array2string(
            array,
            separator=", ",
            formatter={"float_kind": lambda x: f"{x + 0.0:.4g}", "int": str, "bool": str},
            threshold=most,
        )
        return " ".join(text.split())
    ends = array.ravel()
    shown = f"{float(ends[0]):.4g}, …, {float(ends[-1]):.4g}" if array.size else "empty"
    return f"array {array.shape} of {shown}"


def tell_difference(received: Any, expected: Any, tolerance: float) -> str:
    """Tell where two results of one shape differ first, where what is shown of them does not.

    Args:
        received: What came.
        expected: What is right.
        tolerance: How far a number may be off.

    Returns:
        A line; empty where both are shown in full and differ to see, or cannot be compared.
    """
    shown = show(received), show(expected)
    if shown[0] != shown[1] and "…" not in shown[0] + shown[1]:
        return ""
    r, e = as_array(received), as_array(expected)
    if r is None or e is None or r.shape != e.shape:
        return ""
    for place in np.ndindex(r.shape):
        if not is_close(r[place], e[place], tolerance):
            where = f" at [{', '.join(map(str, place))}]" if place else ""
            return f"first differs{where}: {float(r[place]):.10g}, not {float(e[place]):.10g}"
    return ""


def measure(value: Any) -> int:
    """How much there is to read in a value."""
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, list | tuple):
        return sum(map(measure, value))
    return 1
