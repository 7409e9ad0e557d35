"""Right for some arguments only: the example, one size, all but the special ones."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasdigits.practice.cases import Case, make_case
from kerasdigits.practice.diagnosis.closeness import as_array, is_close
from kerasdigits.practice.diagnosis.failures import measure_sizes
from kerasdigits.practice.diagnosis.finding import Finding, Outcome, Seen
from kerasdigits.practice.diagnosis.warned import tell_cause
from kerasdigits.practice.hole import Args


def find_constant(seen: Seen) -> Finding | None:
    """Explain a result that is the same whatever the arguments are."""
    usual = seen.usual
    numbers = {number for one in usual for number in np.unique(np.asarray(one.received)).tolist()}
    shapes = {np.shape(one.received) for one in usual}
    first = np.asarray(usual[0].received)
    same = len(shapes) == 1 and all((np.asarray(one.received) == first).all() for one in usual)
    if seen.is_right(usual[0]) and same:
        message = "gives the example's result, whatever it is given: compute it from the arguments"
        return Finding("example-only", message, seen.telling[0])
    expected = {np.asarray(one.expected).tobytes() for one in usual}
    if (same or len(numbers) == 1) and len(expected) > 2:
        return Finding("constant", "gives the same, whatever it is given", seen.telling[0])
    return None


def find_example_only(seen: Seen) -> Finding | None:
    """Explain what is right for the example, or for its size, and nothing else."""
    first, *others = seen.usual
    if not seen.is_right(first):
        return None
    wrong = [one for one in others if not seen.is_right(one)]
    right = [one for one in others if seen.is_right(one)]
    size = measure_sizes(first.case.args)
    if any(measure_sizes(one.case.args) != size for one in right):
        return None
    of_other_size = [one for one in wrong if measure_sizes(one.case.args) != size]
    near = [Outcome(case, seen.probe(case.args)) for case in _vary_example(seen)]
    # Others of its size that were asked anyway, all right, tell the same.
    works = bool(near or right) and all(seen.is_right(one) for one in near)
    if works and of_other_size == wrong:
        return Finding("one-size", "works for the example's size only", wrong[0])
    if right or works:
        return None
    message = "is right for the example only: compute the result from the arguments"
    return Finding("example-only", message, wrong[0])


def find_example_shape(seen: Seen) -> Finding | None:
    """Explain a result that has the example's shape, whatever the arguments are."""
    shapes = {np.shape(one.received) for one in seen.usual}
    due = {np.shape(one.expected) for one in seen.usual}
    if len(shapes) == 1 and len(due) > 1 and seen.is_right(seen.usual[0]):
        return find_example_only(seen)
    return None


def find_edge(seen: Seen) -> Finding | None:
    """Explain what is right for usual arguments and wrong for special ones."""
    if not all(seen.is_right(one) for one in seen.usual):
        return None
    wrong = seen.wrong[0]
    edge = wrong.case.edge
    assert edge is not None
    received = as_array(wrong.received)
    finite = seen.may_be_infinite or received is None or np.isfinite(received).all()
    gives = "" if finite else _tell_not_finite(wrong)
    kind = "not-finite" if gives and edge.kind == "edge" else edge.kind
    message = f"is right for usual arguments, and wrong for {edge.what}{gives}. {edge.advice}"
    return Finding(kind, message.strip(), wrong)


def _tell_not_finite(outcome: Outcome) -> str:
    """Tell that a result is not finite, and why where that is known for certain."""
    known = outcome.answer.warned is not None
    return f": it is not finite, for {tell_cause(outcome)}" if known else ": it is not finite"


def find_part(seen: Seen) -> Finding | None:
    """Explain a result that is right but for the same place in all cases."""
    places = []
    for one in seen.telling:
        received, expected = one.numbers()
        if received.ndim == 0 or len(received) < 2:
            return None
        rows = zip(received, expected, strict=True)
        places.append([not is_close(r, e, seen.hole.tolerance) for r, e in rows])
    for what, wrong in (
        ("first", [row[0] and not any(row[1:]) for row in places]),
        ("last", [row[-1] and not any(row[:-1]) for row in places]),
    ):
        if all(wrong):
            return Finding("part", f"is right but for the {what} of its numbers or rows")
    if len({tuple(row) for row in places}) == 1 and not all(places[0]):
        named = ", ".join(f"[{place}]" for place, wrong in enumerate(places[0]) if wrong)
        return Finding("part", f"is wrong at {named}, and right elsewhere")
    return None


def find_unused(seen: Seen) -> Finding | None:
    """Explain a result that does not change with an argument that it should change with."""
    outcome = seen.telling[0]
    unused = []
    for place, name in enumerate(seen.parameters):
        asked = []
        for changed in (_vary(outcome.case.args, {place}, number) for number in range(8)):
            case = _make_case(seen, changed) if changed is not None else None
            if case is None or is_close(case.expected, outcome.expected, seen.hole.tolerance):
                continue
            asked.append(Outcome(case, seen.probe(case.args)))
            if not is_close(asked[-1].received, outcome.received, 1e-12):
                break
        else:
            if len(asked) > 3:
                unused.append(Finding("unused", f"gives the same whatever `{name}` is", asked[0]))
    return unused[0] if 0 < len(unused) < max(2, len(seen.parameters)) else None


def _vary_example(seen: Seen) -> list[Case]:
    """Three cases of the example's sizes, with other numbers and other results."""
    example = seen.usual[0].case
    found = []
    for number in range(8):
        args = _vary(example.args, set(range(len(example.args))), number)
        case = _make_case(seen, args) if args is not None else None
        if case is not None and not is_close(case.expected, example.expected, seen.hole.tolerance):
            found.append(case)
    return found[:3]


def _make_case(seen: Seen, args: Args) -> Case | None:
    """Make a case of varied arguments; None where the oracle does not take them."""
    try:
        return make_case(seen.hole, args)
    except (ArithmeticError, ValueError, IndexError):
        return None


def _vary(args: Args, places: set[int], number: int) -> Args | None:
    """Give some arguments other values near by, if they are floats; where none is, and for every
    other number, shuffle whole numbers, which may be labels or ids, or have some of them more often
    and others not at all; None where nothing changes."""
    rng = np.random.default_rng(number)
    found = list(copy.copy(args))
    for place in places:
        value = args[place]
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            # Between 0 and 1 it stays between: it may be a probability, and 0 or 1 a target.
            near = np.asarray(value * rng.uniform(0.1, 0.95, value.shape), value.dtype)
            found[place] = np.where((value == 0) | (value == 1), value, near)
        elif isinstance(value, float):
            found[place] = value * float(rng.uniform(0.4, 0.9))
    if number % 2 or _same(found, args):
        for place in places:
            value = args[place]
            if isinstance(value, np.ndarray) and value.dtype.kind in "iu" and value.ndim:
                # Who sees only which labels there are, sees no difference where they are shuffled.
                often = rng.choice(np.unique(value), value.shape)
                found[place] = often if number % 4 > 1 else rng.permutation(value)
    return None if _same(found, args) else tuple(found)


def _same(found: Sequence[Any], args: Args) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(found, args, strict=True))
