"""What a lesson tells its reader around its text: its story, three questions, a thing to change.

All of it is filled with the numbers of the run that tells it, so that no sentence can disagree with
the table below it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kerasdigits.errors import LessonError
from kerasdigits.lessons.course.cells import Shown


@dataclass(frozen=True)
class Story:
    """A lesson's result in a few sentences.

    Attributes:
        text: Two to four sentences with the three numbers that carry the story; `{name}` and
            `{name:.3f}` stand for recorded numbers.
        last: The line that is worth remembering, filled in the same way.
        data: The data set that it is told of; None: any.
    """

    text: str
    last: str
    data: str | None = None


@dataclass(frozen=True)
class Question:
    """A question to think about before its answer is revealed.

    Attributes:
        ask: The question, Markdown; filled with recorded numbers.
        answer: Its answer, Markdown; filled in the same way.
        data: The data set that it takes; None: any.
    """

    ask: str
    answer: str
    data: str | None = None


@dataclass(frozen=True)
class Change:
    """One thing to change in a lesson, and to run again.

    Attributes:
        text: What to change, and what to watch; Markdown.
        set: The constant and its new value, as `--set` takes it: `LEARNING_RATE=2e-5`.
    """

    text: str
    set: str


def fill(text: str, numbers: Mapping[str, float]) -> str:
    """Fill a text with the numbers of a run.

    Raises:
        LessonError: The run recorded no number of a name.
    """
    try:
        return text.format_map({name: Shown(value) for name, value in numbers.items()})
    except KeyError as error:
        raise LessonError(
            "A lesson's sheet speaks of a number that the run did not record",
            received=error.args[0],
            remedy=f"Give the sentence the data set that it needs: {text}",
        ) from error


def choose_story(stories: Iterable[Story], datasets: Collection[str]) -> Story | None:
    """Choose the first story that fits the data of a run; None where there is none."""
    fitting = (story for story in stories if story.data is None or story.data in datasets)
    return next(fitting, None)


def choose_questions(questions: Iterable[Question], datasets: Collection[str]) -> list[Question]:
    """Choose the questions that fit the data of a run, those of these data first; three at most."""
    fitting = [one for one in questions if one.data is None or one.data in datasets]
    return sorted(fitting, key=lambda one: one.data is None)[:3]


def describe_story(story: Story | None, numbers: Mapping[str, float]) -> dict[str, Any] | None:
    """Tell a story for `result.json`: its text and its last line, filled."""
    if story is None:
        return None
    return {"text": fill(story.text, numbers), "last": fill(story.last, numbers)}
