"""Check a learner's file: every hole, each with a verdict, whatever the others do."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kerasdigits import backend as backends
from kerasdigits.practice.answer_file import read_answer, salvage
from kerasdigits.practice.callees import find_callees
from kerasdigits.practice.cases import Case, draw_cases, load_holes
from kerasdigits.practice.diagnosis.evidence import (
    MOST_NUMBERS,
    measure,
    show,
    tell_difference,
)
from kerasdigits.practice.diagnosis.explain import explain
from kerasdigits.practice.diagnosis.finding import Finding, Outcome, Seen
from kerasdigits.practice.exercise import Exercise
from kerasdigits.practice.hole import Args, Hole
from kerasdigits.practice.judge import USUAL_LIMITS, Answer, Failure, Judge, Limits


@dataclass(frozen=True)
class Verdict:
    """Whether a hole passes, and what is wrong where it does not.

    Attributes:
        hole: Its name.
        passed: Whether all that was asked was answered rightly.
        kind: The kind of error, a word of `finding.KINDS`; empty where it passes.
        message: What is wrong, a sentence that begins with the hole's name.
        evidence: One case: the call, what is right, what came; empty where there is none.
    """

    hole: str
    passed: bool
    kind: str = ""
    message: str = ""
    evidence: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give it as `--json` prints it."""
        return {
            "hole": self.hole,
            "passed": self.passed,
            "kind": self.kind,
            "message": self.message,
            "evidence": list(self.evidence),
        }


@dataclass(frozen=True)
class Report:
    """What a check found.

    Attributes:
        exercise: The exercise's name.
        seed: What repeats it.
        verdicts: One a hole, in the order of the file.
        problems: What is wrong with the file as a whole, a sentence each.
        printed: The beginning of what the learner's code printed.
    """

    exercise: str
    seed: int
    verdicts: tuple[Verdict, ...]
    problems: tuple[str, ...] = ()
    printed: str = ""

    @property
    def passed(self) -> bool:
        """Whether every hole passes."""
        return all(verdict.passed for verdict in self.verdicts)

    def to_json(self) -> dict[str, Any]:
        """Give it as `--json` prints it."""
        return {
            "exercise": self.exercise,
            "seed": self.seed,
            "passed": self.passed,
            "holes": [verdict.to_json() for verdict in self.verdicts],
            "problems": list(self.problems),
            "printed": self.printed,
        }


@dataclass(frozen=True)
class _Loaded:
    """A learner's source in its process, in the form that runs."""

    source: str
    names: set[str]
    problems: list[str] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)


def draw_seed() -> int:
    """Draw the seed of a check, which nobody knows before it runs."""
    return secrets.randbits(32)


def check_file(path: Path, name: str | None = None, seed: int | None = None) -> Report:
    """Check a learner's file; it is read once, and put back if its own code removes it.

    Args:
        path: A `.py` or `.ipynb` file.
        name: The exercise; None: the one that the file names.
        seed: What the inputs are drawn with; None: drawn now.

    Raises:
        PracticeError: The file cannot be read, or is no answer to any exercise.
    """
    exercise, source = read_answer(path, name)
    before = path.read_bytes()
    report = check_source(exercise, source, draw_seed() if seed is None else seed)
    if not path.exists():
        path.write_bytes(before)
    return report


def check_source(
    exercise: Exercise,
    source: str,
    seed: int,
    limits: Limits = USUAL_LIMITS,
    backend: str | None = None,
) -> Report:
    """Check the text of a learner's file.

    Args:
        exercise: What it is an answer to.
        source: The text.
        seed: What the inputs are drawn with.
        limits: How far the learner's code may go.
        backend: The Keras backend for an exercise that uses Keras; None: the one that
            KERAS_BACKEND or keras.json names, else the quickest that is installed.

    Returns:
        A verdict a hole.
    """
    with Judge(limits, choose_backend(exercise, backend)) as judge:
        loaded = _load(judge, exercise, source)
        verdicts = [
            _check_one(judge, exercise, hole, draw_cases(hole, seed), loaded)
            for hole in load_holes(exercise).values()
        ]
        printed = judge.printed.decode("utf-8", "replace")
    blamed = _blame_callees(loaded.source, verdicts)
    return Report(exercise.name, seed, blamed, tuple(loaded.problems), printed)


def choose_backend(exercise: Exercise, name: str | None = None) -> str | None:
    """Choose the Keras backend of a learner's process; None for an exercise without Keras."""
    if not exercise.uses_keras:
        return None
    return backends.choose(name, "auto", candidates=backends.INFERENCE_BACKENDS).name


def _load(judge: Judge, exercise: Exercise, source: str) -> _Loaded:
    """Load a learner's source; of one that does not load, what can be saved."""
    try:
        compile(source, "file", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        what = getattr(error, "msg", None) or str(error)
        where = f"Line {line} is not valid Python" if line else "This is not valid Python"
        problem = f"{where}: {what}. Mend it first; holes without errors are checked all the same."
        return _load_saved(judge, exercise, source, problem)
    failures, names = judge.load(source)
    if not judge.alive:
        problem = (
            f"Your file, when it is run, {failures[0]}. The holes are checked without the rest."
        )
        return _load_saved(judge, exercise, source, problem)
    return _Loaded(source, names, [_tell(failure) for failure in failures])


def _load_saved(judge: Judge, exercise: Exercise, source: str, problem: str) -> _Loaded:
    saved, broken = salvage(exercise, source)
    _, names = judge.load(saved)
    return _Loaded(saved, names, [problem], broken)


def _tell(failure: Failure) -> str:
    return f"Outside the holes your file {failure}."


def _check_one(
    judge: Judge, exercise: Exercise, hole: Hole, cases: Sequence[Case], loaded: _Loaded
) -> Verdict:
    """Check a hole, in a new process if the last one died."""
    name = hole.name
    if name in loaded.broken:
        return Verdict(name, False, "raises", f"`{name}` {loaded.broken[name]}.")
    if name not in loaded.names:
        return Verdict(name, False, "unfinished", f"`{name}` is not in the file any more.")
    judge.settle()
    if not judge.alive:
        judge.load(loaded.source)
    return judge_hole(judge, exercise.parameters(name), hole, cases)


def judge_hole(
    judge: Judge, parameters: Sequence[str], hole: Hole, cases: Sequence[Case]
) -> Verdict:
    """Ask a learner's function what is to be asked, and explain what came.

    Args:
        judge: A process that has loaded the file.
        parameters: The names of the function's arguments.
        hole: How it is checked.
        cases: What to ask.
    """
    # One call tells whether anything is written at all.
    answers = judge.call(hole.name, [cases[0].args])
    if answers[0].failure is None or answers[0].failure.kind == "raises":
        answers += judge.call(hole.name, [case.args for case in cases[1:]])
    outcomes = [Outcome(case, answer) for case, answer in zip(cases, answers, strict=False)]

    def probe(args: Args) -> Answer:
        return judge.call(hole.name, [args])[0]

    found = explain(Seen(hole, parameters, outcomes, probe))
    if found is None:
        return Verdict(hole.name, True)
    message = found.message.rstrip(".")
    return Verdict(
        hole.name,
        False,
        found.kind,
        f"`{hole.name}` {message}.",
        _write_evidence(hole, parameters, found),
    )


def _blame_callees(source: str, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Say of a hole that fails and calls another that fails: mend that one first."""
    names = [verdict.hole for verdict in verdicts]
    failed = [verdict.hole for verdict in verdicts if not verdict.passed]
    callees = find_callees(source, names)
    blamed = []
    for place, verdict in enumerate(verdicts):
        causes = [name for name in callees[verdict.hole] if name in failed]
        if not verdict.passed and verdict.kind != "unfinished" and causes:
            where = "above" if names.index(causes[0]) < place else "below"
            message = f"`{verdict.hole}` calls `{causes[0]}`, which fails {where}: mend that first."
            verdict = dataclasses.replace(verdict, message=message)
        blamed.append(verdict)
    return tuple(blamed)


def _write_evidence(hole: Hole, parameters: Sequence[str], found: Finding) -> tuple[str, ...]:
    outcome = found.outcome
    if outcome is None or found.kind == "unfinished":
        return ()
    args = zip(parameters, outcome.case.args, strict=True)
    most = MOST_NUMBERS if measure(outcome.case.args) <= MOST_NUMBERS else MOST_NUMBERS // 4
    call = f"{hole.name}({', '.join(f'{name}={show(value, most)}' for name, value in args)})"
    if outcome.answer.failure is not None:
        return (call,)
    if found.kind == "changes-argument":
        return (call, *_write_changes(parameters, outcome))
    difference = tell_difference(outcome.received, outcome.expected, hole.tolerance)
    results = f"should give {show(outcome.expected)}", f"gives {show(outcome.received)}"
    return (call, *results, *([difference] if difference else []))


def _write_changes(parameters: Sequence[str], outcome: Outcome) -> list[str]:
    return [
        f"leaves {parameters[place]}={show(value)}"
        for place, value in outcome.answer.changed.items()
    ]
