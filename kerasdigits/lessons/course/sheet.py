"""The sheet beside a lesson, `NAME.toml`: what is said of its results, so that its code need not.

    [numbers]
    slope = "Slope of log(noise) over log(batch size)"
    "noise_*" = { label = "Noise, batches of {}", format = ".2f" }

    [tables.sizes]
    title = "The same {samples:,} samples"
    columns = ["batch size", "steps an epoch"]

    [figures.noise]
    alt = "What the figure shows, for those who cannot see it."
    caption = "What to notice."

    [[references]]                  # the fields of claims.Reference
    number = "slope"
    value = -0.5
    tolerance = 0.05
    source = "the error of a mean"

    [[claims]]                      # the fields of claims.Claim
    key = "E5"
    ...

    [[stories]]                     # the fields of story.Story; the first that fits the data counts
    text = "Halving the noise took {ratio:.1f} times the samples."
    last = "Noise falls with the root of the batch size."

    [[questions]]                   # the fields of story.Question
    ask = "..."
    answer = "..."

    [change]                        # the fields of story.Change
    text = "..."
    set = "LEARNING_RATE=0.5"

A `*` in a number's name stands for any text, which takes the place of `{}` in its label.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kerasdigits.errors import LessonError
from kerasdigits.lessons.course.claims import Claim, Reference
from kerasdigits.lessons.course.story import Change, Question, Story


@dataclass(frozen=True)
class NumberLabel:
    """How a number is shown.

    Attributes:
        label: What it is, for a reader, with its unit.
        format: How to print it, as in `format(value, ".4f")`; empty: by its size.
        infinite: What to print where it is infinite, such as `never`.
    """

    label: str
    format: str = ""
    infinite: str = "∞"


@dataclass(frozen=True)
class TableLabel:
    """What stands above a table.

    Attributes:
        title: Its title; `{name}` is filled by what the lesson gives when it records the table.
        columns: The heads, with units; filled in the same way.
    """

    title: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class FigureLabel:
    """What is said of a figure; `{name}` is filled by what the lesson gives when it records it.

    Attributes:
        alt: What it shows, for those who cannot see it: one or two sentences.
        caption: What to notice, printed below it.
    """

    alt: str
    caption: str


@dataclass(frozen=True)
class Sheet:
    """What stands in a lesson's TOML file.

    Attributes:
        references: The published numbers that a run is held against.
        claims: What the sources get wrong or half right.
        numbers: By name or pattern.
        tables: By name.
        figures: By name; the one that stands first opens the report.
        stories: What came out, in a few sentences; the first that fits the data counts.
        questions: What to think about before the answer is revealed.
        change: One thing to change and to run again.
    """

    references: tuple[Reference, ...]
    claims: tuple[Claim, ...]
    numbers: dict[str, NumberLabel]
    tables: dict[str, TableLabel]
    figures: dict[str, FigureLabel]
    stories: tuple[Story, ...] = ()
    questions: tuple[Question, ...] = ()
    change: Change | None = None

    def find_number(self, name: str) -> NumberLabel:
        """Find how a number is shown: under its own name, else by the first pattern that fits.

        Raises:
            LessonError: The sheet does not list it.
        """
        if name in self.numbers:
            return self.numbers[name]
        for pattern, found in self.numbers.items():
            expression = "(.+)".join(map(re.escape, pattern.split("*")))
            fitting = re.fullmatch(expression, name)
            if fitting:
                return replace(found, label=found.label.format(*fitting.groups()))
        raise _explain_missing("number", name)

    def find_table(self, name: str) -> TableLabel:
        """Find what stands above a table.

        Raises:
            LessonError: The sheet does not list it.
        """
        if name not in self.tables:
            raise _explain_missing("table", name)
        return self.tables[name]

    def find_figure(self, name: str) -> FigureLabel:
        """Find what is said of a figure.

        Raises:
            LessonError: The sheet does not list it.
        """
        if name not in self.figures:
            raise _explain_missing("figure", name)
        return self.figures[name]


def read_sheet(path: Path) -> Sheet:
    """Read a lesson's sheet.

    Args:
        path: The lesson's `NAME.toml`.

    Returns:
        What stands in it.

    Raises:
        LessonError: It is not TOML, or an entry has not the fields that it needs.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return Sheet(
            references=tuple(Reference(**entry) for entry in content.pop("references", [])),
            claims=tuple(Claim(**entry) for entry in content.pop("claims", [])),
            numbers={
                name: _read_number(entry) for name, entry in content.pop("numbers", {}).items()
            },
            tables={
                name: TableLabel(entry["title"], tuple(entry["columns"]))
                for name, entry in content.pop("tables", {}).items()
            },
            figures={
                name: FigureLabel(**entry) for name, entry in content.pop("figures", {}).items()
            },
            stories=tuple(Story(**entry) for entry in content.pop("stories", [])),
            questions=tuple(Question(**entry) for entry in content.pop("questions", [])),
            change=Change(**content["change"]) if "change" in content else None,
        )
    except (tomllib.TOMLDecodeError, TypeError, KeyError) as error:
        raise LessonError(f"A lesson's sheet cannot be read: {error}", received=path) from error


def _read_number(entry: str | dict[str, Any]) -> NumberLabel:
    return NumberLabel(entry) if isinstance(entry, str) else NumberLabel(**entry)


def _explain_missing(kind: str, name: str) -> LessonError:
    return LessonError(
        f"A lesson records a {kind} that its sheet does not list",
        received=name,
        remedy=f"Add it to [{kind}s] in the TOML file beside the lesson",
    )
