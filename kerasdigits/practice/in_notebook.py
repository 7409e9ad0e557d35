"""Check a hole from a cell of a notebook: the code of its cells goes to a process of its own."""

from __future__ import annotations

from kerasdigits.errors import PracticeError
from kerasdigits.practice.check import check_source, draw_seed
from kerasdigits.practice.exercise import find_exercise

_OURS = "kerasdigits.practice.in_notebook"


def check_hole(name: str, hole: str, seed: int | None = None) -> None:
    """Check a hole of an exercise with the code that this notebook has run so far.

    It prints nothing where the hole passes, so that otter-grader's tests can call it, too.

    Args:
        name: The exercise.
        hole: The hole.
        seed: What the inputs are drawn with; None: drawn now.

    Raises:
        AssertionError: The hole does not pass; the message says why, and the seed.
        PracticeError: There is no such exercise or hole, or this is no notebook.
    """
    exercise = find_exercise(name)
    exercise.find_hole(hole)
    chosen = draw_seed() if seed is None else seed
    report = check_source(exercise, _read_cells(), chosen)
    verdict = next(one for one in report.verdicts if one.hole == hole)
    if not verdict.passed:
        lines = [verdict.message, *(f"  {line}" for line in verdict.evidence), f"(seed {chosen})"]
        raise AssertionError("\n".join(lines))


def _read_cells() -> str:
    """Join the cells that were run, without those that check."""
    try:
        from IPython import get_ipython
    except ImportError:
        get_ipython = None
    shell = get_ipython() if get_ipython else None
    if shell is None:
        raise PracticeError(
            "There are no cells to check here",
            remedy="Call it in a notebook, or check a file: kerasdigits practice check FILE",
        )
    cells = [cell for cell in shell.user_ns["In"] if _OURS not in cell]
    return "\n\n".join(cells) + "\n"
