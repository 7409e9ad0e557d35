"""What a `NAME_checks.py` says of a hole: the inputs, what is right, and what often goes wrong.

Nothing here knows the learner's process; `cases.py` draws, `check.py` asks, `diagnosis/` explains.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Args = tuple[Any, ...]


@dataclass(frozen=True)
class Edge:
    """Arguments that are special, and what to say where only these go wrong.

    Attributes:
        what: What is special, as it follows "for": `a batch of one`.
        args: The arguments.
        advice: What to do about it, one sentence with its full stop.
        kind: The kind of error where only such arguments are answered wrongly.
    """

    what: str
    args: Args
    advice: str = ""
    kind: str = "edge"


@dataclass(frozen=True)
class Mistake:
    """An error that many make, told by what it computes.

    Attributes:
        message: What was done, as it follows the hole's name: `averages over the classes`.
        compute: The wrong function, of the hole's arguments.
        kind: The kind of error.
    """

    message: str
    compute: Callable[..., Any]
    kind: str = "mistake"


def _no_edges(_: np.random.Generator) -> list[Edge]:
    return []


@dataclass(frozen=True)
class Hole:
    """How a hole is checked.

    Attributes:
        name: The function of the exercise.
        example: The arguments of the example in its docstring.
        draw: Draws usual arguments; their sizes differ from draw to draw, and are odd now and then.
        oracle: Computes what is right by another way than the solution: a closed form, a finite
            difference, a loop, another algorithm.
        edges: Draws special arguments, each with what is special.
        mistakes: Errors that many make.
        tolerance: How far a number may be off, as a share of what is right.
        results: The names of the results, where there are several.
        dtype: The dtype that the result must have, such as `float32`; None: any float for a float.
        draws: How many usual arguments to draw.
    """

    name: str
    example: Args
    draw: Callable[[np.random.Generator], Args]
    oracle: Callable[..., Any]
    edges: Callable[[np.random.Generator], list[Edge]] = _no_edges
    mistakes: tuple[Mistake, ...] = ()
    tolerance: float = 1e-6
    results: tuple[str, ...] = ()
    dtype: str | None = None
    draws: int = 8
