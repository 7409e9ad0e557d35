"""The table of contents: every chapter, every lesson; read without importing a lesson.

A lesson's file is a tutorial: the docstring, then alternating code and text. Each text is a bare
string of Markdown at the top level of the file, as in the examples of keras.io.
"""

from __future__ import annotations

import ast
import importlib
import textwrap
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Literal

from kerasdigits.errors import LessonError, ask_if_meant
from kerasdigits.lessons.course.sheet import Sheet, read_sheet

_LESSONS = Path(__file__).parents[1]
_PRACTICE = _LESSONS.parent / "practice" / "exercises"
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
class Part:
    """A piece of a lesson's file.

    Attributes:
        kind: `text` or `code`.
        content: Markdown, or Python.
        last_line: Where it ends in the file, counted from 1.
    """

    kind: Literal["text", "code"]
    content: str
    last_line: int


@dataclass(frozen=True)
class Lesson:
    """A lesson's entry; the rest stands in its file.

    Attributes:
        name: What the command line takes; the file has the same name with underscores.
        chapter: The chapter's number.
        minutes: What it takes on two cores without `--quick`, rounded up.
        data: What it learns from, in a few words.
        scene: The scene of the page that shows its idea moving, a key of `SCENES`; or None.
    """

    name: str
    chapter: int
    minutes: int
    data: str
    scene: str | None = None

    @property
    def path(self) -> Path:
        """The lesson's file."""
        folder = find_chapter(self.chapter).name
        return _LESSONS / folder / f"{self.name.replace('-', '_')}.py"

    def read(self) -> list[Part]:
        """Read the file as it stands, alternating text and code; the first is the docstring."""
        source = self.path.read_text(encoding="utf-8")
        lines = source.splitlines(keepends=True)
        parts, end = [], 0
        for node in ast.parse(source).body:
            text = _read_text(node)
            if text is not None:
                code = "".join(lines[end : node.lineno - 1])
                end = node.end_lineno or node.lineno
                parts.append(Part("code", code, node.lineno - 1))
                parts.append(Part("text", textwrap.dedent(text), end))
        parts.append(Part("code", "".join(lines[end:]), len(lines)))
        stripped = [replace(part, content=part.content.strip() + "\n") for part in parts]
        return [part for part in stripped if part.content.strip()]

    def read_sheet(self) -> Sheet:
        """Read what is said of the lesson's results: `NAME.toml` beside it."""
        return read_sheet(self.path.with_suffix(".toml"))

    @property
    def exercise(self) -> Path:
        """The solved file of its exercise, which has its name and lies in its chapter."""
        return _PRACTICE / self.path.parent.name / self.path.name

    def read_tasks(self) -> dict[str, str]:
        """Read what there is to write in the exercise of its name: each hole's name and task."""
        sheet = self.exercise.with_suffix(".toml").read_text(encoding="utf-8")
        holes = tomllib.loads(sheet)["holes"]
        return {name: hole["task"] for name, hole in holes.items()}

    @property
    def title(self) -> str:
        """The first line of the text, without its full stop."""
        return self.read()[0].content.partition("\n")[0].rstrip(".")

    @property
    def introduction(self) -> str:
        """The docstring below its first line, Markdown."""
        return self.read()[0].content.partition("\n")[2].strip()

    @property
    def text(self) -> str:
        """All of the text below its first line, Markdown, without the code between."""
        texts = [part.content for part in self.read() if part.kind == "text"]
        return "\n".join(texts).partition("\n")[2].strip()

    def load(self) -> ModuleType:
        """Import the lesson; call `backend.use` before, for it imports Keras."""
        folder = find_chapter(self.chapter).name
        return importlib.import_module(f"kerasdigits.lessons.{folder}.{self.path.stem}")


CHAPTERS = (
    Chapter(1, "baselines", "Baselines and losses"),
    Chapter(2, "descent", "Gradient descent"),
    Chapter(3, "stochastic", "Stochastic optimisation"),
    Chapter(4, "networks", "Neural networks on digits"),
    Chapter(5, "convolutions", "Convolutional networks and transfer learning"),
    Chapter(6, "embeddings", "Embeddings"),
    Chapter(7, "browser", "In the browser, and the whole recipe"),
)

# The scenes of the page (web/index.html), by their names in its address.
SCENES = {
    "inside": "Look inside",
    "learned": "How it learned",
    "landscape": "The landscape",
    "failures": "Where it fails",
}

# In the order of reading. Name, chapter, minutes, data, scene.
LESSONS = (
    Lesson("pixel-similarity", 1, 1, _DIGITS),
    Lesson("loss-functions", 1, 1, _DIGITS),
    Lesson("gradient-checking", 2, 1, _EMBEDDED, "learned"),
    Lesson("gradient-descent", 2, 1, _EMBEDDED, "landscape"),
    Lesson("learning-rate", 2, 1, _EMBEDDED, "landscape"),
    Lesson("loss-surface", 2, 1, _EMBEDDED, "landscape"),
    Lesson("mini-batch-sgd", 3, 1, _DIGITS, "landscape"),
    Lesson("optimizers", 3, 1, _DIGITS, "landscape"),
    Lesson("lr-finder", 3, 1, _DIGITS),
    Lesson("lr-schedules", 3, 2, _DIGITS, "learned"),
    Lesson("weight-decay", 3, 1, _DIGITS),
    Lesson("linear-classifier", 4, 1, _DIGITS, "inside"),
    Lesson("softmax-cross-entropy", 4, 1, _EMBEDDED, "inside"),
    Lesson("nonlinearity", 4, 1, _DIGITS, "inside"),
    Lesson("depth", 4, 1, _DIGITS),
    Lesson("full-mnist", 4, 2, _DIGITS, "learned"),
    Lesson("convolution", 5, 2, _DIGITS, "inside"),
    Lesson("resnet", 5, 8, _DIGITS),
    Lesson("feature-visualization", 5, 2, _DIGITS, "inside"),
    Lesson("transfer-learning", 5, 5, _DIGITS, "failures"),
    Lesson("augmentation-tta", 5, 2, _DIGITS),
    Lesson("embedding-lookup", 6, 1, _EMBEDDED),
    Lesson("collaborative-filtering", 6, 1, "MovieLens or embedded"),
    Lesson("entity-embeddings", 6, 1, "Adult or embedded"),
    Lesson("tfjs-linear-regression", 7, 1, _EMBEDDED, "landscape"),
    Lesson("training-recipe", 7, 10, _DIGITS),
)


def _read_text(node: ast.stmt) -> str | None:
    """Give the text of a bare string; None for code."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return node.value.value if isinstance(node.value.value, str) else None
    return None


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
    remedy = ask_if_meant(_fold(word), known, 3) or "See `kerasdigits lesson list`"
    return LessonError(f"There is no {kind} of that name", received=word, remedy=remedy)
