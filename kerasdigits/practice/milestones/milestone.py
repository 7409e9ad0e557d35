"""What a milestone is; a learner's functions, and ours where one is missing."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from kerasdigits.errors import PracticeError
from kerasdigits.practice.answer_file import read_answer
from kerasdigits.practice.check import check_source, draw_seed
from kerasdigits.practice.exercise import Exercise, find_exercise

if TYPE_CHECKING:
    from kerasdigits.data import Dataset

Tell = Callable[[str], None]
Rerun = Callable[[SimpleNamespace, "Dataset", Tell, Path], dict[str, Any]]


@dataclass(frozen=True)
class Milestone:
    """A piece of history.

    Attributes:
        name: What the command line takes.
        year: When it was done first.
        title: What was done, in a few words.
        story: By whom, and what it showed; a few sentences.
        needs: The holes that it calls, by exercise.
        rerun: Does it again: takes the functions by their names, a data set, what tells the
            learner how it goes, and the folder for what it writes; gives what was measured.
        asked: What must be reached, by the names of what `rerun` gives.
    """

    name: str
    year: int
    title: str
    story: str
    needs: Mapping[str, tuple[str, ...]]
    rerun: Rerun
    asked: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """Give it as `--json` lists it."""
        return {
            "name": self.name,
            "year": self.year,
            "title": self.title,
            "story": self.story,
            "needs": {exercise: list(holes) for exercise, holes in self.needs.items()},
            "asked": dict(self.asked),
        }


@dataclass
class Code:
    """The functions that a milestone calls.

    Attributes:
        functions: Each by its name.
        yours: The names of those that the learner wrote, and that pass their checks.
        missing: The others, in whose place ours stand: exercise and hole.
    """

    functions: SimpleNamespace = field(default_factory=SimpleNamespace)
    yours: list[str] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Reached:
    """What came of a milestone.

    Attributes:
        milestone: Which.
        code: Whose functions it called.
        results: What was measured.
    """

    milestone: Milestone
    code: Code
    results: dict[str, Any]

    @property
    def reached(self) -> bool:
        """Whether all that is asked was reached."""
        return all(self.results[name] >= least for name, least in self.milestone.asked.items())

    @property
    def yours_alone(self) -> bool:
        """Whether the learner wrote every function."""
        return not self.code.missing

    def to_json(self) -> dict[str, Any]:
        """Give it as `--json` prints it."""
        return {
            "milestone": self.milestone.name,
            "yours": self.code.yours,
            "ours": self.code.missing,
            "asked": dict(self.milestone.asked),
            "results": self.results,
            "reached": self.reached,
        }


def reach(milestone: Milestone, code: Code, data: Dataset, folder: Path, tell: Tell) -> Reached:
    """Run a milestone.

    Args:
        milestone: Which.
        code: The functions that it calls.
        data: The data set to learn from.
        folder: Where it writes what it leaves.
        tell: What is given a line now and then.
    """
    return Reached(milestone, code, milestone.rerun(code.functions, data, tell, folder))


def collect_code(folder: Path, needs: Mapping[str, tuple[str, ...]]) -> Code:
    """Find a learner's files, check the holes that are needed, and take them where they pass.

    Args:
        folder: Where the files are, each called like its exercise.
        needs: The holes, by exercise.

    Raises:
        PracticeError: A file cannot be read.
    """
    code = Code()
    for name, holes in needs.items():
        exercise = find_exercise(name)
        theirs, passed = _read_theirs(folder, exercise)
        ours = {} if passed.issuperset(holes) else _run(exercise.solved, exercise)
        for hole in holes:
            if hole in passed:
                code.yours.append(hole)
                function = _name_errors(theirs[hole], hole)
            else:
                code.missing.append((name, hole))
                function = ours[hole]
            setattr(code.functions, hole, function)
    return code


def _read_theirs(folder: Path, exercise: Exercise) -> tuple[dict[str, Any], set[str]]:
    """Run a learner's file if there is one, and tell which of its holes pass."""
    files = [folder / f"{exercise.name}{suffix}" for suffix in (".py", ".ipynb")]
    found = next((file for file in files if file.is_file()), None)
    if found is None:
        return {}, set()
    _, source = read_answer(found, exercise.name)
    report = check_source(exercise, source, draw_seed())
    passed = {verdict.hole for verdict in report.verdicts if verdict.passed}
    return (_run(source, exercise) if passed else {}), passed


def _run(source: str, exercise: Exercise) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": exercise.name}
    try:
        exec(compile(source, exercise.name, "exec"), names)
    except (Exception, SystemExit) as error:  # whatever a learner's file raises
        raise PracticeError(
            "A file fails outside its holes",
            received=f"{exercise.name}: {type(error).__name__}: {error}",
            remedy=f"Run it by itself, and mend it: python {exercise.name}.py",
        ) from error
    return names


def _name_errors(function: Callable[..., Any], hole: str) -> Callable[..., Any]:
    """Let an error of a learner's function say whose it is."""

    @functools.wraps(function)
    def call(*args: Any) -> Any:
        try:
            return function(*args)
        except Exception as error:  # whatever a learner's function raises
            raise PracticeError(
                f"Your {hole} passed its check, and fails here",
                received=f"{type(error).__name__}: {error}",
            ) from error

    return call
