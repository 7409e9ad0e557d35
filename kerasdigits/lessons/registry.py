"""The table of contents: every chapter, every lesson; read without importing a lesson."""

from __future__ import annotations

import ast
import difflib
import importlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from kerasdigits.errors import LessonError

_FOLDER = Path(__file__).parent
_DIGITS = "MNIST or digits"
_EMBEDDED = "embedded"


@dataclass(frozen=True)
class Chapter:
    """A chapter; its folder has its name.

    Attributes:
        number: 1, 2, ...
        name: The folder in `lessons/`, which the command line takes too.
        title: What it is about.
    """

    number: int
    name: str
    title: str


@dataclass(frozen=True)
class Lesson:
    """A lesson's entry; the rest stands in its file.

    Attributes:
        name: What the command line takes; the file has the same name with underscores.
        chapter: The chapter's number.
        minutes: What it takes on two cores without `--quick`, rounded up.
        data: What it learns from, in a few words.
    """

    name: str
    chapter: int
    minutes: int
    data: str

    @property
    def path(self) -> Path:
        """The lesson's file."""
        folder = find_chapter(self.chapter).name
        return _FOLDER / folder / f"{self.name.replace('-', '_')}.py"

    def read(self) -> tuple[str, str]:
        """Read the file as it stands: the text (its docstring) and the code below.

        Returns:
            The docstring, Markdown without its quotes; and the code, without the docstring.
        """
        source = self.path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        code = "".join(source.splitlines(keepends=True)[tree.body[0].end_lineno :])
        return ast.get_docstring(tree) or "", code.strip() + "\n"

    @property
    def title(self) -> str:
        """The first line of the text, without its full stop."""
        return self.read()[0].partition("\n")[0].rstrip(".")

    @property
    def text(self) -> str:
        """The text below its first line, Markdown."""
        return self.read()[0].partition("\n")[2].strip()

    def load(self) -> ModuleType:
        """Import the lesson; call `backend.use` before, for it imports Keras."""
        folder = find_chapter(self.chapter).name
        return importlib.import_module(f"kerasdigits.lessons.{folder}.{self.path.stem}")


CHAPTERS = (
    Chapter(1, "baselines", "Baselines and losses"),
    Chapter(2, "descent", "Gradient descent"),
    Chapter(3, "stochastic", "Stochastic optimisation"),
    Chapter(4, "networks", "Neural networks on digits"),
)

# In the order of reading. Name, chapter, minutes, data.
LESSONS = (
    Lesson("pixel-similarity", 1, 1, _DIGITS),
    Lesson("loss-functions", 1, 1, _DIGITS),
    Lesson("gradient-checking", 2, 1, _EMBEDDED),
    Lesson("gradient-descent", 2, 1, _EMBEDDED),
    Lesson("learning-rate", 2, 1, _EMBEDDED),
    Lesson("loss-surface", 2, 1, _EMBEDDED),
    Lesson("mini-batch-sgd", 3, 1, _DIGITS),
    Lesson("optimizers", 3, 1, _DIGITS),
    Lesson("lr-finder", 3, 1, _DIGITS),
    Lesson("lr-schedules", 3, 2, _DIGITS),
    Lesson("weight-decay", 3, 1, _DIGITS),
    Lesson("linear-classifier", 4, 1, _DIGITS),
    Lesson("softmax-cross-entropy", 4, 1, _EMBEDDED),
    Lesson("nonlinearity", 4, 1, _DIGITS),
    Lesson("depth", 4, 1, _DIGITS),
    Lesson("full-mnist", 4, 2, _DIGITS),
)


def find_chapter(number: int) -> Chapter:
    """Give the chapter of a number."""
    return next(chapter for chapter in CHAPTERS if chapter.number == number)


def find_lesson(name: str) -> Lesson:
    """Find a lesson by its name.

    Raises:
        LessonError: There is no lesson of that name; the message names the nearest.
    """
    for lesson in LESSONS:
        if lesson.name == _fold(name):
            return lesson
    raise _explain_unknown("lesson", name, [lesson.name for lesson in LESSONS])


def select_lessons(words: tuple[str, ...]) -> list[Lesson]:
    """Find the lessons that some words stand for, each once, in the order of reading.

    Args:
        words: Names of lessons; numbers (`1`) or names (`baselines`) of chapters; `all`.

    Returns:
        At least one lesson.

    Raises:
        LessonError: A word stands for nothing; the message names the nearest.
    """
    chosen: set[str] = set()
    for word in words:
        chosen |= {lesson.name for lesson in LESSONS if _fold(word) in _words_for(lesson)}
        if not any(_fold(word) in _words_for(lesson) for lesson in LESSONS):
            known = sorted({known for lesson in LESSONS for known in _words_for(lesson)})
            raise _explain_unknown("lesson or chapter", word, known)
    return [lesson for lesson in LESSONS if lesson.name in chosen]


def _words_for(lesson: Lesson) -> tuple[str, ...]:
    chapter = find_chapter(lesson.chapter)
    return lesson.name, str(chapter.number), chapter.name, "all"


def _fold(word: str) -> str:
    return word.strip().lower().replace("_", "-").replace(" ", "-")


def _explain_unknown(kind: str, word: str, known: list[str]) -> LessonError:
    near = difflib.get_close_matches(_fold(word), known, n=3, cutoff=0.4)
    remedy = f"Did you mean {' or '.join(near)}" if near else "See `kerasdigits lesson list`"
    return LessonError(f"There is no {kind} of that name", received=word, remedy=remedy)
