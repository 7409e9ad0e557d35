"""Draw what a hole is asked, and compute what is right, before any of the learner's code runs."""

from __future__ import annotations

import copy
import importlib
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerasdigits.practice.exercise import Exercise
from kerasdigits.practice.hole import Args, Edge, Hole
from kerasdigits.practice.wire import Named


@dataclass(frozen=True)
class Case:
    """One call of a hole.

    Attributes:
        args: The arguments.
        expected: What is right.
        edge: What is special about them; None for usual arguments.
    """

    args: Args
    expected: Any
    edge: Edge | None = None


def load_holes(exercise: Exercise) -> dict[str, Hole]:
    """Load how the holes of an exercise are checked, in their order in its file."""
    module = importlib.import_module(exercise.checks_module)
    holes = {hole.name: hole for hole in module.HOLES}
    return {name: holes[name] for name in exercise.holes}


def draw_cases(hole: Hole, seed: int) -> list[Case]:
    """Draw the calls of a hole: its example first, usual arguments, then special ones.

    Args:
        hole: Which one.
        seed: The same seed draws the same calls, whatever else is checked.
    """
    rng = np.random.default_rng([seed, zlib.crc32(hole.name.encode())])
    cases = [make_case(hole, hole.example)]
    cases += [make_case(hole, hole.draw(rng)) for _ in range(hole.draws)]
    return cases + [make_case(hole, edge.args, edge) for edge in hole.edges(rng)]


def make_case(hole: Hole, args: Args, edge: Edge | None = None) -> Case:
    """Make a case of arguments, with what is right for them."""
    return Case(args, compute(hole.oracle, args), edge)


def compute(function: Any, args: Args) -> Any:
    """Call one of our own functions with copies of the arguments; functions are made of data."""
    given = [arg.make() if isinstance(arg, Named) else copy.deepcopy(arg) for arg in args]
    with np.errstate(all="ignore"):
        return function(*given)
