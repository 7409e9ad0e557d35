"""The questions in their order; the first that finds something answers."""

from __future__ import annotations

import dataclasses

import numpy as np

from kerasdigits.practice.diagnosis.beginning import find_beginning
from kerasdigits.practice.diagnosis.closeness import as_array
from kerasdigits.practice.diagnosis.evidence import measure
from kerasdigits.practice.diagnosis.failures import find_failure
from kerasdigits.practice.diagnosis.finding import Finding, Seen
from kerasdigits.practice.diagnosis.numbers import (
    find_factor,
    find_function,
    find_mistake,
    find_nearly,
    find_not_finite,
    find_offset,
    find_order,
    find_rounded,
    find_sign,
)
from kerasdigits.practice.diagnosis.spread import (
    find_constant,
    find_edge,
    find_example_only,
    find_example_shape,
    find_part,
    find_unused,
)
from kerasdigits.practice.diagnosis.structure import (
    find_change,
    find_dtype,
    find_results,
    find_shape,
    find_type,
)

_ORDINALS = ("first", "second", "third", "fourth")
# Of numbers of the right shape, some of which are wrong.
_QUESTIONS = (
    find_edge,
    find_mistake,
    find_rounded,
    find_example_only,
    find_not_finite,
    find_sign,
    find_factor,
    find_offset,
    find_order,
    find_function,
    find_nearly,
    find_part,
    find_unused,
    find_beginning,
)


def explain(seen: Seen) -> Finding | None:
    """Find what is wrong with a hole.

    Args:
        seen: What was asked, what came, what is right.

    Returns:
        What is wrong; None where all is right.
    """
    failure = find_failure(seen)
    if failure is None:
        return _explain_values(seen)
    if failure.kind == "edge":
        # Only special arguments fail; what comes of the others, or is done to them, may tell why.
        usual = dataclasses.replace(seen, outcomes=seen.usual)
        return _explain_values(usual) or find_change(seen) or failure
    return failure


def _explain_values(seen: Seen) -> Finding | None:
    """Find what is wrong where each call gave a value."""
    if not isinstance(seen.outcomes[0].expected, tuple):
        return _explain_one(seen)
    found = find_results(seen)
    for place, name in enumerate(seen.hole.results):
        if found is None:
            part = _explain_one(seen.of_part(place))
            if part is not None and part.kind != "changes-argument":
                which = _ORDINALS[place] if place < len(_ORDINALS) else f"{place + 1}th"
                message = f"is wrong in its {which} result, `{name}`: it {part.message}"
                found = dataclasses.replace(part, message=message)
    return found or find_change(seen)


def _explain_one(seen: Seen) -> Finding | None:
    found = find_type(seen) or find_change(seen)
    if found is not None:
        return found
    if not seen.wrong:
        return find_dtype(seen) if is_number(seen.outcomes[0].expected) else None
    if not all(is_number(one.expected) and is_number(one.received) for one in seen.outcomes):
        found = find_edge(seen) or find_mistake(seen)
        return _with_evidence(
            seen, found or Finding("wrong", "gives another result than asked for")
        )
    seen = _leave_out_odd_edges(seen)
    found = find_constant(seen)
    if found is None and any(one.case.edge is None for one in seen.wrong):
        # What is known by its results is known by their shapes, too.
        found = find_mistake(seen)
    found = found or find_example_shape(seen) or find_shape(seen)
    if found is not None:
        return _with_evidence(seen, found)
    for ask in _QUESTIONS:
        found = ask(seen)
        if found is not None:
            return _with_evidence(seen, _refine(seen, found))
    return _with_evidence(seen, Finding("wrong", "gives other numbers than asked for"))


def _leave_out_odd_edges(seen: Seen) -> Seen:
    """Where usual arguments are answered wrongly, another shape for special ones tells less."""
    if all(seen.is_right(one) for one in seen.usual):
        return seen
    kept = [
        one
        for one in seen.outcomes
        if one.case.edge is None or np.shape(one.received) == np.shape(one.expected)
    ]
    return dataclasses.replace(seen, outcomes=kept)


def _refine(seen: Seen, found: Finding) -> Finding:
    """Say of what works for the example, or its size, what is the matter, if that is known."""
    if found.kind not in ("one-size", "example-only"):
        return found
    factor = find_factor(seen)
    if factor is not None and factor.kind == "batch-factor":
        if factor.message.startswith(("sums over", "divides by", "counts")):
            return factor  # it is right where that number is 1
        return dataclasses.replace(found, message=f"{found.message}, for it {factor.message}")
    nearly = find_nearly(seen)
    if nearly is not None and nearly.kind == "precision":
        return nearly  # it is right where the numbers of the example are short
    gives = {np.asarray(one.received).tobytes() for one in seen.telling}
    return (find_unused(seen) if len(gives) > 1 else None) or found


def is_number(value: object) -> bool:
    """Whether a value is numbers that can be reckoned with."""
    return as_array(value) is not None


def _with_evidence(seen: Seen, found: Finding) -> Finding:
    """Add the smallest case that is wrong, where no other is there."""
    if found.outcome is not None:
        return found
    smallest = min(seen.telling, key=lambda one: measure(one.case.args))
    return dataclasses.replace(found, outcome=smallest)
