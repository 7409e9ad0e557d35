"""Whether two results are the same, and what they are to each other where they are not."""

from __future__ import annotations

from typing import Any

import numpy as np

# What is right to be 0 may be off by so much.
_ZERO = 1e-9


def is_close(received: Any, expected: Any, tolerance: float) -> bool:
    """Whether a result is right: same shape, and each number within the tolerance.

    Args:
        received: Numbers, an array, a text, or a collection of these.
        expected: The same; numbers may be infinite.
        tolerance: A share of the number, and a hundredth of it of the largest beside it.
    """
    r, e = as_array(received), as_array(expected)
    if e is None:
        return _is_same(received, expected, tolerance)
    if r is None or r.shape != e.shape:
        return False
    if r.dtype.kind == "b" and e.dtype.kind == "b":
        return bool((r == e).all())
    r, e = r.astype(np.float64), e.astype(np.float64)
    finite = np.abs(e[np.isfinite(e)])
    scale = finite.max() if finite.size else 0.0
    with np.errstate(all="ignore"):
        near = np.abs(r - e) <= tolerance * np.abs(e) + 0.01 * tolerance * scale + _ZERO
    near &= np.isfinite(e)
    same = (r == e) | (np.isnan(r) & np.isnan(e))
    return bool((near | same).all())


def _is_same(received: Any, expected: Any, tolerance: float) -> bool:
    """Whether what is no number is the same: a text, nothing, or a collection of whatever."""
    if isinstance(expected, list | tuple):
        if not isinstance(received, list | tuple) or len(received) != len(expected):
            return False
        return all(is_close(r, e, tolerance) for r, e in zip(received, expected, strict=True))
    if isinstance(expected, dict):
        if not isinstance(received, dict) or received.keys() != expected.keys():
            return False
        return all(is_close(received[key], expected[key], tolerance) for key in expected)
    return type(received) is type(expected) and bool(received == expected)


def as_array(value: Any) -> np.ndarray | None:
    """Give numbers, or lists of them, as an array; None for anything else."""
    if isinstance(value, bool | int | float | np.generic | np.ndarray):
        try:
            array = np.asarray(value)
        except (ValueError, OverflowError):
            return None
        return array if array.dtype.kind in "biuf" else None
    if isinstance(value, list | tuple):
        try:
            array = np.asarray(value)
        except (ValueError, OverflowError):
            return None
        return array if array.dtype.kind in "biuf" else None
    return None


def find_ratio(received: np.ndarray, expected: np.ndarray, tolerance: float) -> float | None:
    """Give the number by which one is a multiple of the other; None where it is not."""
    used = np.abs(expected) > 1e-12 * max(np.abs(expected).max(initial=0.0), 1e-30)
    if not used.any():
        return None
    with np.errstate(all="ignore"):
        ratio = float(np.median(received[used] / expected[used]))
    if not np.isfinite(ratio) or ratio == 0:
        return None
    return ratio if is_close(received, ratio * expected, tolerance) else None
