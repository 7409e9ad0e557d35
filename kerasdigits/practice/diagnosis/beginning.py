"""Where rows build on each other an early fault spoils all that follows: look at the first."""

from __future__ import annotations

import dataclasses

import numpy as np

from kerasdigits.practice.diagnosis.closeness import find_ratio, is_close
from kerasdigits.practice.diagnosis.finding import Finding, Outcome, Seen
from kerasdigits.practice.diagnosis.numbers import (
    find_factor,
    find_function,
    find_offset,
    find_sign,
)


def find_beginning(seen: Seen) -> Finding | None:
    """Explain where a result of several rows goes wrong first, and how."""
    if len(seen.telling) < 3 or any(not np.ndim(one.expected) for one in seen.telling):
        return None
    wrong = [_find_wrong_rows(seen, one) for one in seen.telling]
    firsts = {rows[0] for rows in wrong}
    if 0 not in firsts:
        where = f"from [{firsts.pop()}] on" if len(firsts) == 1 else "later on"
        return Finding("part", f"is right at the beginning, and wrong {where}")
    if len(firsts) > 1:
        return None
    if all(rows[-1] < len(one.expected) - 1 for rows, one in zip(wrong, seen.telling, strict=True)):
        return Finding("part", "is wrong at the beginning, and right later on")
    columns = {tuple(_list_wrong(seen, one)) for one in seen.telling if np.ndim(one.expected) == 2}
    if len(columns) == 1 and not all(row := columns.pop()):
        named = " and ".join(f"[0, {place}]" for place, is_wrong in enumerate(row) if is_wrong)
        return Finding("part", f"goes wrong at {named} first, and is right elsewhere in that row")
    rows = _take_first_rows(seen)
    for ask in (find_sign, find_factor, find_offset, find_function):
        found = ask(rows)
        if found is not None:
            message = f"goes wrong from the first on, which {found.message}"
            return Finding(found.kind, message)
    pairs = [one.numbers() for one in rows.telling]
    if all(find_ratio(*pair, seen.hole.tolerance) for pair in pairs) and np.ndim(pairs[0][0]):
        return Finding("factor", "goes wrong from the first on, which is off by a factor")
    return None


def _find_wrong_rows(seen: Seen, one: Outcome) -> list[int]:
    """The places of the numbers or rows that are wrong."""
    rows = enumerate(zip(*one.numbers(), strict=True))
    return [place for place, (r, e) in rows if not is_close(r, e, seen.hole.tolerance)] or [0]


def _list_wrong(seen: Seen, one: Outcome) -> list[bool]:
    """Which numbers of the first row are wrong."""
    received, expected = one.numbers()
    pairs = zip(received[0], expected[0], strict=True)
    return [not is_close(r, e, seen.hole.tolerance) for r, e in pairs]


def _take_first_rows(seen: Seen) -> Seen:
    """The same, as if the first row were all that is asked for."""
    outcomes = []
    for one in seen.outcomes:
        received, expected = one.numbers()
        if len(expected):
            case = dataclasses.replace(one.case, expected=expected[0])
            answer = dataclasses.replace(one.answer, value=received[0])
            outcomes.append(Outcome(case, answer))
    return dataclasses.replace(seen, outcomes=outcomes)
