"""What a diagnosis is made from, and what it finds."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerasdigits.practice.cases import Case
from kerasdigits.practice.diagnosis.closeness import as_array, is_close
from kerasdigits.practice.hole import Args, Hole
from kerasdigits.practice.judge import Answer

Probe = Callable[[Args], Answer]


@dataclass(frozen=True)
class Outcome:
    """A case and what came of it.

    Attributes:
        case: What was asked, and what is right.
        answer: What came.
    """

    case: Case
    answer: Answer

    @property
    def received(self) -> Any:
        """What the function returned."""
        return self.answer.value

    @property
    def expected(self) -> Any:
        """What is right."""
        return self.case.expected

    def numbers(self) -> tuple[np.ndarray, np.ndarray]:
        """What came and what is right, as arrays of float64; both must be numbers."""
        received, expected = as_array(self.received), as_array(self.expected)
        assert received is not None and expected is not None
        return received.astype(np.float64), expected.astype(np.float64)


@dataclass(frozen=True)
class Finding:
    """What is wrong.

    Attributes:
        kind: Its kind, a word of `KINDS`.
        message: What it is, as it follows the hole's name, without a full stop unless there are
            several sentences.
        outcome: The case that shows it; None: the smallest that is wrong.
    """

    kind: str
    message: str
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Seen:
    """All that is known of a hole when it is explained.

    Attributes:
        hole: How it is checked.
        parameters: The names of its arguments.
        outcomes: What was asked and what came.
        probe: Asks once more, with other arguments.
    """

    hole: Hole
    parameters: Sequence[str]
    outcomes: Sequence[Outcome]
    probe: Probe

    def is_right(self, outcome: Outcome) -> bool:
        """Whether a value came, and it is right."""
        if outcome.answer.failure is not None:
            return False
        return is_close(outcome.received, outcome.expected, self.hole.tolerance)

    @functools.cached_property
    def wrong(self) -> list[Outcome]:
        """The outcomes that are not right."""
        return [outcome for outcome in self.outcomes if not self.is_right(outcome)]

    @functools.cached_property
    def telling(self) -> list[Outcome]:
        """The wrong outcomes of usual arguments; where there are none, of special ones."""
        wrong = self.wrong
        return [outcome for outcome in wrong if outcome.case.edge is None] or wrong

    @functools.cached_property
    def may_be_infinite(self) -> bool:
        """Whether infinity, or nan, is right for some arguments."""
        arrays = [as_array(outcome.expected) for outcome in self.outcomes]
        return not all(array is None or np.isfinite(array).all() for array in arrays)

    @functools.cached_property
    def usual(self) -> list[Outcome]:
        """The outcomes of usual arguments, the example first."""
        return [outcome for outcome in self.outcomes if outcome.case.edge is None]

    def of_part(self, place: int) -> Seen:
        """The same of one of several results."""
        hole = dataclasses.replace(
            self.hole,
            oracle=_take_part(self.hole.oracle, place),
            mistakes=tuple(
                dataclasses.replace(mistake, compute=_take_part(mistake.compute, place))
                for mistake in self.hole.mistakes
            ),
            results=(),
        )
        outcomes = [
            Outcome(
                dataclasses.replace(one.case, expected=one.expected[place]),
                _answer_part(one.answer, place),
            )
            for one in self.outcomes
        ]
        return Seen(
            hole, self.parameters, outcomes, lambda args: _answer_part(self.probe(args), place)
        )


def _take_part(function: Callable[..., Any], place: int) -> Callable[..., Any]:
    return lambda *args: function(*args)[place]


def _answer_part(answer: Answer, place: int) -> Answer:
    """One of several results; what is no collection of them stays as it is."""
    value = answer.value
    if not isinstance(value, tuple | list) or len(value) <= place:
        return answer
    return dataclasses.replace(answer, value=value[place])


# Each kind of error, and what it is.
KINDS = {
    "unfinished": "nothing is written yet, or the function is gone",
    "raises": "an exception",
    "forever": "no end within the time",
    "memory": "more memory than allowed",
    "exits": "the program ends instead of the function",
    "dies": "the process crashed or its answer was tampered with",
    "prints": "megabytes of output",
    "nothing": "returns None",
    "type": "another type: a list, a string, a function",
    "results": "another number of results",
    "changes-argument": "an argument is other after the call",
    "shape": "another shape",
    "reduced": "too much or too little is summed or averaged",
    "transposed": "rows and columns are swapped",
    "broadcast": "two shapes were stretched against each other",
    "one-off": "one row or number too many or too few",
    "dtype": "another dtype",
    "sign": "the sign, or the direction of a step",
    "batch-factor": "off by the number of samples: sum for mean, or the reverse",
    "factor": "off by a factor",
    "argument-factor": "off by an argument as a factor",
    "offset": "off by a number that is added",
    "argument-offset": "an argument is left out of a sum, or added once too often",
    "shifted": "right numbers, one place off",
    "reversed": "right numbers in reverse order",
    "order": "right numbers in another order",
    "function": "a root, square, logarithm, absolute value or complement of what is right",
    "rounded": "right, and rounded",
    "constant": "the same whatever it is given",
    "unused": "an argument makes no difference",
    "example-only": "right for the example only",
    "one-size": "right for the example's size only",
    "edge": "right for usual arguments, wrong for special ones",
    "not-finite": "not a number, or infinite",
    "overflows": "not finite for large numbers",
    "precision": "digits are lost",
    "ties": "wrong where numbers are equal",
    "part": "right but for one place or some places of the result",
    "nearly": "nearly right",
    "mistake": "an error that many make, told by its hole",
    "wrong": "none of these",
}
