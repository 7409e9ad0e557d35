"""Numbers that are off in a way that has a name: each question sees all wrong cases at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from kerasdigits.practice.cases import compute
from kerasdigits.practice.diagnosis.closeness import as_array, find_ratio, is_close
from kerasdigits.practice.diagnosis.finding import Finding, Outcome, Seen
from kerasdigits.practice.diagnosis.warned import tell_cause

_TIMES = {2.0: "twice", 0.5: "half of", 3.0: "three times", 4.0: "four times", 0.25: "a quarter of"}


def find_mistake(seen: Seen) -> Finding | None:
    """Compare with the errors that many make, which the hole knows."""
    for mistake in seen.hole.mistakes:
        for one in seen.usual:
            try:
                theirs = compute(mistake.compute, one.case.args)
            except (ArithmeticError, ValueError, IndexError, TypeError):
                break
            if not is_close(one.received, theirs, max(seen.hole.tolerance, 1e-6)):
                break
        else:
            return Finding(mistake.kind, mistake.message)
    return None


def find_not_finite(seen: Seen) -> Finding | None:
    """Explain what is no number, or infinite, where what is right is finite."""
    for one in seen.telling:
        received, expected = one.numbers()
        wrong = np.isnan(received) if seen.may_be_infinite else ~np.isfinite(received)
        if np.isfinite(expected).all() and wrong.any():
            what = "nan" if np.isnan(received).any() else "inf"
            return Finding("not-finite", f"gives {what}: {tell_cause(one)}", one)
    return None


def find_sign(seen: Seen) -> Finding | None:
    """Explain a sign, or a step in the wrong direction."""
    pairs = [one.numbers() for one in seen.telling]
    tolerance = seen.hole.tolerance
    if all(is_close(-received, expected, tolerance) for received, expected in pairs):
        return Finding("sign", "has the wrong sign")
    for place, name in _places_like_result(seen):
        args = [np.asarray(one.case.args[place], float) for one in seen.telling]
        if all(
            is_close(arg - received, expected - arg, 10 * tolerance)
            for arg, (received, expected) in zip(args, pairs, strict=True)
        ):
            return Finding("sign", f"moves `{name}` in the wrong direction")
    if all(is_close(abs(received), abs(expected), tolerance) for received, expected in pairs):
        return Finding("sign", "is right but for the sign of some numbers")
    return None


def find_factor(seen: Seen) -> Finding | None:
    """Explain a factor: the number of samples, an argument, or a constant."""
    ratios = []
    for one in seen.telling:
        received, expected = one.numbers()
        if not np.isfinite(expected).all():
            continue
        ratio = find_ratio(received, expected, 10 * seen.hole.tolerance)
        if ratio is None:
            return None
        ratios.append((one, ratio))
    due = {np.asarray(one.expected).tobytes() for one, _ in ratios}
    if len(ratios) < 3 or len(due) < 3:
        return None
    return _name_factor(seen, ratios)


def _name_factor(seen: Seen, ratios: list[tuple[Outcome, float]]) -> Finding | None:
    numbers = np.array([ratio for _, ratio in ratios])
    constant = bool(np.allclose(numbers, numbers[0], rtol=1e-4))
    if constant and abs(numbers[0] - 1) > 1e-4:
        factor = float(numbers[0])
        shown = _TIMES.get(round(factor, 4), f"{factor:.4g} times")
        return Finding("factor", f"gives {shown} what is right")
    for name, sizes in _sizes(seen, [one for one, _ in ratios]):
        if np.allclose(numbers, sizes, rtol=1e-4):
            return Finding("batch-factor", f"sums over {name}, where the mean is asked for")
        if np.allclose(numbers * sizes, 1, rtol=1e-4):
            return Finding("batch-factor", f"divides by {name} once too often")
        for step, what in ((-1, "less"), (1, "more")):
            other = sizes + step
            if any(np.allclose(n * other, sizes, rtol=1e-4) for n in (numbers, 1 / numbers)):
                return Finding("batch-factor", f"counts one {what} than {name}")
        if np.allclose(numbers / sizes, numbers[0] / sizes[0], rtol=1e-4):
            message = f"grows with {name}: divide by it, and by no fixed number"
            return Finding("batch-factor", message)
        if np.allclose(numbers * sizes, numbers[0] * sizes[0], rtol=1e-4):
            return Finding("batch-factor", f"shrinks with {name}: it divides by it once too often")
        if np.allclose(numbers, np.sqrt(sizes), rtol=1e-4):
            return Finding("batch-factor", f"divides by the root of {name}, not by it")
        if np.allclose(numbers / np.sqrt(sizes), numbers[0] / np.sqrt(sizes[0]), rtol=1e-4):
            message = f"grows with the root of {name}: divide by it under the root"
            return Finding("batch-factor", message)
    for name, values in _scalars(seen, [one for one, _ in ratios]):
        for power, what in ((1, "multiplies by"), (-1, "divides by")):
            if np.allclose(numbers, values**power, rtol=1e-4):
                return Finding("argument-factor", f"{what} `{name}` once too often")
        if np.allclose(numbers / values, numbers[0] / values[0], rtol=1e-4):
            return Finding("argument-factor", f"multiplies by `{name}` once too often")
        if np.allclose(numbers * values, numbers[0] * values[0], rtol=1e-4):
            return Finding("argument-factor", f"misses the factor `{name}`, or divides by it")
    return None


def find_offset(seen: Seen) -> Finding | None:
    """Explain what is added: a number, or an argument."""
    pairs = [one.numbers() for one in seen.telling]
    gaps = [received - expected for received, expected in pairs]
    if not all(np.isfinite(gap).all() for gap in gaps) or len(gaps) < 2:
        return None
    all_gaps = np.concatenate([gap.ravel() for gap in gaps])
    size = max(float(np.abs(expected).max(initial=0.0)) for _, expected in pairs)
    near = 1e-5 * max(size, 1e-3)
    if np.ptp(all_gaps) <= near and abs(all_gaps[0]) > near:
        gap = float(all_gaps.mean())
        return Finding("offset", f"is {abs(gap):.4g} too {'large' if gap > 0 else 'small'}")
    for place, name in _places_like_result(seen):
        args = [np.asarray(one.case.args[place], float) for one in seen.telling]
        for sign, message in ((-1, f"leaves out `{name}`"), (1, f"adds `{name}` once too often")):
            if all(
                np.allclose(gap, sign * arg, rtol=1e-4, atol=near)
                for gap, arg in zip(gaps, args, strict=True)
            ):
                return Finding("argument-offset", message)
    return None


def find_order(seen: Seen) -> Finding | None:
    """Explain right numbers in wrong places."""
    pairs = [one.numbers() for one in seen.telling]
    if any(received.ndim == 0 for received, _ in pairs):
        return None
    near = seen.hole.tolerance
    if all(is_close(received[1:], expected[:-1], near) for received, expected in pairs):
        return Finding("shifted", "is one place behind: what belongs at i stands at i + 1")
    if all(is_close(received[:-1], expected[1:], near) for received, expected in pairs):
        return Finding("shifted", "is one place ahead: what belongs at i stands at i - 1")
    if all(is_close(received, expected[::-1], near) for received, expected in pairs):
        return Finding("reversed", "gives the right numbers in reverse order")
    if all(r.ndim > 1 and r.shape == r.T.shape and is_close(r, e.T, near) for r, e in pairs):
        return Finding("transposed", "swaps rows and columns")
    if all(r.ndim == 2 and _is_moved(r, e, near) for r, e in pairs):
        return Finding("shifted", "is right but for its place: all of it belongs elsewhere")
    if all(is_close(np.sort(r, axis=None), np.sort(e, axis=None), near) for r, e in pairs):
        return Finding("order", "gives the right numbers in another order")
    return None


def _is_moved(received: np.ndarray, expected: np.ndarray, tolerance: float) -> bool:
    """Whether all stands as it should beside the rest, but some places off."""
    places = [(down, right) for down in range(len(received)) for right in range(len(received[0]))]
    return received.size <= 1000 and any(
        is_close(np.roll(received, place, (0, 1)), expected, tolerance) for place in places
    )


def find_function(seen: Seen) -> Finding | None:
    """Explain a function of what is right: a root, a logarithm, a complement."""
    pairs = [one.numbers() for one in seen.telling]
    near = 10 * seen.hole.tolerance
    with np.errstate(all="ignore"):
        for compute, message in (
            (np.sqrt, "takes a root that is not asked for"),
            (np.square, "gives the square: a root is missing, or a power too many"),
            (np.abs, "loses the sign"),
            (np.exp, "gives the exponential of what is right"),
            (np.log, "takes a logarithm that is not asked for"),
            (lambda e: 1 / e, "gives 1 over what is right"),
            (lambda e: 1 - e, "gives 1 minus what is right"),
        ):
            if all(is_close(received, compute(expected), near) for received, expected in pairs):
                return Finding("function", message)
    return None


def find_rounded(seen: Seen) -> Finding | None:
    """Explain what is right but for digits that were dropped."""
    pairs = [one.numbers() for one in seen.telling]
    for digits in range(5):
        if all(is_close(received, expected.round(digits), 1e-9) for received, expected in pairs):
            return Finding("rounded", f"rounds to {digits} digits, which is not asked for")
    for cut in (np.trunc, np.floor):
        if all(is_close(received, cut(expected), 1e-9) for received, expected in pairs):
            advice = "" if cut is np.floor else ": is there an array of whole numbers in it?"
            return Finding("rounded", f"drops what is behind the decimal point{advice}")
    return None


def find_nearly(seen: Seen) -> Finding | None:
    """Explain what is nearly right."""
    pairs = [one.numbers() for one in seen.telling]
    if all(is_close(received, expected, 1e-5) for received, expected in pairs):
        message = "loses digits: compute in the precision of the arguments"
        return Finding("precision", message)
    if all(is_close(received, expected, 0.05) for received, expected in pairs):
        return Finding("nearly", "is nearly right, and off by more than rounding explains")
    return None


def _places_like_result(seen: Seen) -> Iterator[tuple[int, str]]:
    """The arguments that can be set against the result: of its shape, or stretched to it."""
    for place, name in enumerate(seen.parameters):
        args = [as_array(one.case.args[place]) for one in seen.telling]
        shapes = [np.shape(one.expected) for one in seen.telling]
        if all(
            arg is not None and _can_stretch(arg.shape, shape)
            for arg, shape in zip(args, shapes, strict=True)
        ):
            yield place, name


def _can_stretch(shape: tuple[int, ...], to: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(shape, to) == to
    except ValueError:
        return False


def _sizes(seen: Seen, outcomes: list[Outcome]) -> Iterator[tuple[str, np.ndarray]]:
    """The sizes of the arguments, along each axis, that differ between cases."""
    for place, name in enumerate(seen.parameters):
        shapes = [_measure(one.case.args[place]) for one in outcomes]
        for axis in range(min(map(len, shapes))):
            sizes = np.array([shape[axis] for shape in shapes], float)
            if len(set(sizes)) > 1:
                what = "the samples" if axis == 0 else f"axis {axis}"
                yield f"{what} of `{name}`", sizes


def _measure(value: Any) -> tuple[int, ...]:
    """The shape of an array; of a list, whatever is in it, how many there are."""
    return (len(value),) if isinstance(value, list | tuple) else np.shape(value)


def _scalars(seen: Seen, outcomes: list[Outcome]) -> Iterator[tuple[str, np.ndarray]]:
    for place, name in enumerate(seen.parameters):
        values = [one.case.args[place] for one in outcomes]
        numeric = all(isinstance(value, int | float) and value != 0 for value in values)
        if numeric and len(set(values)) > 1:
            yield name, np.array(values, float)
