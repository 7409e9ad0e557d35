"""What a lesson declares: the numbers to reproduce, and what its sources get wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["equal", "at least", "at most"]


@dataclass(frozen=True)
class Reference:
    """A published number that a run is held against, on the same data only.

    Attributes:
        number: The name under which the lesson records its own.
        value: The published number.
        tolerance: The largest difference that still agrees; 0 for a bound.
        source: Where it is printed, or how it was computed.
        data: The name of the data set that it was measured on; None when it needs no data.
        kind: `equal` within the tolerance, or a bound.
        quick: Whether a `--quick` run, which may train less, must show it too.
    """

    number: str
    value: float
    tolerance: float
    source: str
    data: str | None = None
    kind: Kind = "equal"
    quick: bool = False

    def agrees(self, measured: float) -> bool:
        """Tell whether a measured number agrees with this one."""
        difference = measured - self.value
        if self.kind == "at least":
            return difference >= -self.tolerance
        if self.kind == "at most":
            return difference <= self.tolerance
        return abs(difference) <= self.tolerance


@dataclass(frozen=True)
class Claim:
    """A sentence of a source that is wrong or half right, what is true, and what was measured.

    Attributes:
        key: Its number in the course's list of errata, `E8`; a word where it is not in the list.
        source: Who says it.
        claim: What the source says, in our words or as a short quotation.
        truth: What is true.
        measured: What this run shows; `{name}` and `{name:.3f}` stand for recorded numbers.
        data: The data set that it takes; on others it is said to be unmeasured. None: any.
    """

    key: str
    source: str
    claim: str
    truth: str
    measured: str
    data: str | None = None
