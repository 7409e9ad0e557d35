"""Run several lessons, one after the other or at once; one that fails does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from kerasdigits.errors import KerasdigitsError
from kerasdigits.lessons.course.context import Context, DataChoice
from kerasdigits.lessons.course.front import write_pages
from kerasdigits.lessons.course.registry import Lesson, find_lesson
from kerasdigits.lessons.course.run import run_lesson
from kerasdigits.training.processes import work_through


@dataclass(frozen=True)
class Setting:
    """What lessons are run with.

    Attributes:
        out: The folder that holds a folder a lesson.
        seed: What all randomness comes from.
        quick: Train less.
        data: `auto`, `real` or `embedded`.
        data_dir: Where to look for data first.
        changes: Other values for constants of a lesson, by their names.
    """

    out: Path
    seed: int
    quick: bool
    data: DataChoice
    data_dir: Path | None
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ran:
    """A lesson that was run.

    Attributes:
        lesson: Which one.
        result: What its `result.json` holds; None when it failed.
        notes: The lines about its progress that have not been shown yet.
        failure: Why it failed, in a line; None when it did not.
    """

    lesson: Lesson
    result: dict[str, Any] | None
    notes: tuple[str, ...] = ()
    failure: str | None = None


def run_in_turn(
    lessons: Sequence[Lesson], setting: Setting, note: Callable[[str], None]
) -> Generator[Ran]:
    """Run lessons one after the other in this process, whose backend is started.

    Args:
        lessons: Which ones.
        setting: What with.
        note: Takes each line about the progress.

    Yields:
        What came of each. The index of the course leads to those that are done.

    Raises:
        KerasdigitsError: What is wrong with the only one.
    """
    for lesson in lessons:
        try:
            ran = Ran(lesson, _run(lesson, setting, note))
            write_pages(setting.out, lesson.name)  # whoever stops the next finds what is there
        except KerasdigitsError as error:
            if len(lessons) == 1:
                raise
            ran = Ran(lesson, None, failure=str(error))
        yield ran


def run_at_once(
    lessons: Sequence[Lesson], setting: Setting, processes: int, prepare: Callable[[], object]
) -> Generator[Ran]:
    """Run lessons in processes of their own; each computes what it computes alone.

    Args:
        lessons: Which ones.
        setting: What with.
        processes: How many at once.
        prepare: Starts the backend in a process; it is pickled.

    Yields:
        What came of each, in the order of `lessons`. The index of the course is written when all
        are done, or whoever listens stops: before that a report may be replaced at any moment.
    """
    # The longest first: begun last, it would leave the other processes without work.
    order = sorted(range(len(lessons)), key=lambda place: -lessons[place].minutes)
    names = [lessons[place].name for place in order]
    done: dict[int, Ran] = {}
    try:
        with closing(
            work_through(
                names, partial(_run_by_name, setting), processes=processes, prepare=prepare
            )
        ) as outcomes:
            shown = 0
            for outcome in outcomes:
                result, notes = outcome.value or (None, ())
                place = order[outcome.number]
                done[place] = Ran(lessons[place], result, notes, outcome.failure)
                while shown in done:
                    yield done[shown]
                    shown += 1
    finally:
        for _, ran in sorted(done.items()):
            if ran.result is not None:
                write_pages(setting.out, ran.lesson.name)


def _run_by_name(setting: Setting, name: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    notes: list[str] = []
    result = _run(find_lesson(name), setting, notes.append)
    return result, tuple(notes)


def _run(lesson: Lesson, setting: Setting, note: Callable[[str], None]) -> dict[str, Any]:
    note(f"{lesson.name}: {lesson.title}")
    context = Context(
        setting.seed,
        setting.quick,
        setting.data,
        setting.data_dir,
        note=lambda text: note(f"  {text}"),
    )
    return run_lesson(lesson, context, setting.out, setting.changes)
