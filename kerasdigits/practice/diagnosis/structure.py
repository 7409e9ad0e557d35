"""A value of another type or shape than what is right."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np

from kerasdigits.practice.diagnosis.closeness import as_array, is_close
from kerasdigits.practice.diagnosis.finding import Finding, Outcome, Seen
from kerasdigits.practice.wire import Unknown


def find_type(seen: Seen) -> Finding | None:
    """Explain what is nothing, or no numbers at all."""
    for one in seen.outcomes:
        received, expected = one.received, one.expected
        if received is None and expected is not None:
            message = "returns nothing: the `return` is missing"
            if any(other.received is not None for other in seen.outcomes):
                message = "returns nothing for some arguments: there is a way past every `return`"
            return Finding("nothing", message, one)
        if isinstance(received, Unknown):
            return Finding(
                "type", f"returns {_with_article(received.kind)}, where numbers are asked for", one
            )
        if isinstance(expected, np.ndarray) and isinstance(received, list | tuple):
            kind = type(received).__name__
            return Finding(
                "type", f"returns {_with_article(kind)}, where a NumPy array is asked for", one
            )
        numeric = as_array(expected) is not None
        if numeric and as_array(received) is None:
            kind = type(received).__name__
            return Finding(
                "type", f"returns {_with_article(kind)}, where numbers are asked for", one
            )
        if isinstance(received, bool | np.bool_) and not isinstance(expected, bool | np.bool_):
            return Finding("type", "returns True or False, where a number is asked for", one)
    return None


def _with_article(kind: str) -> str:
    return f"{'an' if kind[:1].lower() in 'aeio' else 'a'} {kind}"


def find_results(seen: Seen) -> Finding | None:
    """Explain another number of results than is asked for."""
    for one in seen.outcomes:
        wanted = len(one.expected)
        if one.received is None:
            return Finding("nothing", "returns nothing: the `return` is missing", one)
        if not isinstance(one.received, tuple | list) or len(one.received) != wanted:
            names = ", ".join(seen.hole.results)
            return Finding("results", f"is to return {wanted} results: {names}", one)
    return _find_other_order(seen)


def _find_other_order(seen: Seen) -> Finding | None:
    """Explain results in another order than asked for: right ones, or ones of the right shapes."""
    names = seen.hole.results
    if not seen.wrong or len(names) > 4:
        return None
    same, *others = itertools.permutations(range(len(names)))
    fits = [_has_shapes] * (not all(_has_shapes(seen, one, same) for one in seen.outcomes))
    for fit in (_has_numbers, *fits):
        if any(all(fit(seen, one, order) for one in seen.outcomes) for order in others):
            message = f"gives its results in another order than asked for: {', '.join(names)}"
            return Finding("results", message, seen.wrong[0])
    return None


def _has_numbers(seen: Seen, one: Outcome, order: tuple[int, ...]) -> bool:
    """Whether the results are right, put in another order."""
    received = tuple(one.received[place] for place in order)
    return is_close(received, one.expected, seen.hole.tolerance)


def _has_shapes(_: Seen, one: Outcome, order: tuple[int, ...]) -> bool:
    """Whether the results have the right shapes, put in another order."""
    pairs = [
        (as_array(one.received[place]), as_array(due))
        for place, due in zip(order, one.expected, strict=True)
    ]
    return all(r is not None and e is not None and r.shape == e.shape for r, e in pairs)


def find_shape(seen: Seen) -> Finding | None:
    """Explain a shape that is not the right one."""
    for one in seen.outcomes:
        received, expected = np.asarray(one.received), np.asarray(one.expected)
        if received.shape != expected.shape:
            found = _explain_shape(seen, one, received, expected)
            edge = one.case.edge
            if edge is None:
                return found
            message = f"is right for usual arguments; for {edge.what} it {found.message}"
            message = f"{message}. {edge.advice}".strip()
            return dataclasses.replace(found, message=message)
    return None


def _explain_shape(seen: Seen, one: Outcome, received: np.ndarray, expected: np.ndarray) -> Finding:
    def close(a: Any, b: Any) -> bool:
        return is_close(np.asarray(a), np.asarray(b), seen.hole.tolerance)

    shapes = _tell_shapes(received, expected)
    if (
        received.ndim == expected.ndim
        and received.shape == expected.shape[::-1]
        and received.ndim > 1
    ):
        return Finding("transposed", f"swaps rows and columns: it {shapes}", one)
    if expected.ndim == 0:
        if received.size == 1:
            return Finding("shape", f"returns an array with one number in it: it {shapes}", one)
        if received.size and (close(received.mean(), expected) or close(received.sum(), expected)):
            what = "mean" if close(received.mean(), expected) else "sum"
            message = f"returns a number for each sample, and not yet their {what}"
            return Finding("reduced", f"{message}: it {shapes}", one)
        return Finding("reduced", f"returns many numbers, where one is asked for: it {shapes}", one)
    if received.ndim == 0:
        return Finding("reduced", f"returns one number, where many are asked for: it {shapes}", one)
    if received.ndim == expected.ndim and received.shape[1:] == expected.shape[1:]:
        return _explain_length(seen, one, received, expected)
    if received.ndim == expected.ndim + 1 and len(received) > 1:
        for what, reduced in (("mean", received.mean(axis=0)), ("sum", received.sum(axis=0))):
            if close(reduced, expected):
                message = f"does not yet take the {what} over axis 0"
                return Finding("reduced", f"{message}: it {shapes}", one)
    if received.ndim > expected.ndim and received.size > expected.size:
        message = "stretches two shapes against each other, as (n,) and (n, 1) become (n, n)"
        return Finding("broadcast", f"{message}: it {shapes}", one)
    if received.ndim < expected.ndim and received.size < expected.size:
        return Finding(
            "reduced", f"sums or averages over an axis that is to stay: it {shapes}", one
        )
    return Finding("shape", shapes, one)


def _tell_shapes(received: np.ndarray, expected: np.ndarray) -> str:
    shape, due = (
        f"an array of shape {one.shape}" if one.ndim else "a single number"
        for one in (received, expected)
    )
    return f"returns {shape}, where {due} is asked for"


def _explain_length(
    seen: Seen, one: Outcome, received: np.ndarray, expected: np.ndarray
) -> Finding:
    """Explain another length along the first axis."""
    shapes = _tell_shapes(received, expected)
    longer, shorter = (
        (received, expected) if len(received) > len(expected) else (expected, received)
    )
    if len(longer) - len(shorter) != 1:
        return Finding("shape", shapes, one)
    many = longer is received
    amount, what = ("one too many", "is too many") if many else ("one too few", "is missing")
    where = ""
    if is_close(longer[1:], shorter, seen.hole.tolerance):
        where = f": the first one {what}"
    elif is_close(longer[:-1], shorter, seen.hole.tolerance):
        where = f": the last one {what}"
    return Finding("one-off", f"returns {amount}{where}; it {shapes}", one)


def find_dtype(seen: Seen) -> Finding | None:
    """Explain another dtype than the one asked for, of numbers that are right."""
    for one in seen.outcomes:
        received, expected = np.asarray(one.received), np.asarray(one.expected)
        wanted = seen.hole.dtype
        if wanted is not None and received.dtype != np.dtype(wanted):
            return Finding("dtype", f"returns {received.dtype}, where {wanted} is asked for", one)
        if expected.dtype.kind == "f" and received.dtype.kind in "iu" and expected.ndim:
            return Finding(
                "dtype", f"returns whole numbers ({received.dtype}), where floats are due", one
            )
        if expected.dtype.kind in "iu" and received.dtype.kind == "f" and expected.ndim:
            return Finding("dtype", f"returns {received.dtype}, where whole numbers are due", one)
    return None


def find_change(seen: Seen) -> Finding | None:
    """Explain arguments that are other after the call."""
    for one in seen.outcomes:
        for place in sorted(one.answer.changed):
            name = seen.parameters[place]
            message = f"changes its argument `{name}`: compute a new value, or work on a copy"
            return Finding("changes-argument", message, one)
    return None
