"""Check the files of a class: a row a learner, a column a hole, and a CSV that says why."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kerasdigits.errors import PracticeError
from kerasdigits.files import replacing_file
from kerasdigits.practice.check import Report, check_file

COLUMNS = ("learner", "file", "exercise", "hole", "passed", "kind", "message", "seed")


@dataclass(frozen=True)
class Graded:
    """A file of a learner.

    Attributes:
        learner: The learner, as the folder or the file is called.
        file: The file's path below the graded folder.
        report: What the check found; None where the file could not be read.
        problem: Why it could not.
    """

    learner: str
    file: str
    report: Report | None
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give it as `--json` prints it."""
        report = self.report.to_json() if self.report else None
        return {
            "learner": self.learner,
            "file": self.file,
            "report": report,
            "problem": self.problem,
        }

    def rows(self, seed: int) -> list[tuple[Any, ...]]:
        """Give the rows of the CSV: one a hole, or one that says why there is none."""
        if self.report is None:
            return [(self.learner, self.file, "", "", 0, "unreadable", self.problem, seed)]
        return [
            (
                self.learner,
                self.file,
                self.report.exercise,
                verdict.hole,
                int(verdict.passed),
                verdict.kind,
                verdict.message,
                seed,
            )
            for verdict in self.report.verdicts
        ]


def grade_folder(folder: Path, seed: int) -> list[Graded]:
    """Check every `.py` and `.ipynb` file of a folder with the same inputs.

    Args:
        folder: A file a learner, or a folder a learner with files in it.
        seed: What the inputs are drawn with.

    Raises:
        PracticeError: There is no such folder, or nothing in it.
    """
    if not folder.is_dir():
        raise PracticeError("There is no such folder", received=folder)
    paths = sorted(
        path
        for pattern in ("*.py", "*.ipynb")
        for path in folder.rglob(pattern)
        if not any(part.startswith((".", "__")) for part in path.relative_to(folder).parts)
    )
    if not paths:
        raise PracticeError("The folder holds no .py and no .ipynb file", received=folder)
    return [_grade_one(folder, path, seed) for path in paths]


def _grade_one(folder: Path, path: Path, seed: int) -> Graded:
    below = path.relative_to(folder)
    learner = below.parts[0] if len(below.parts) > 1 else below.stem
    try:
        return Graded(learner, str(below), check_file(path, seed=seed))
    except PracticeError as error:
        return Graded(learner, str(below), None, str(error))


def write_csv(graded: list[Graded], path: Path, seed: int) -> None:
    """Write a row a hole.

    Args:
        graded: What was checked.
        path: The file to write or replace.
        seed: What repeats the grades.
    """
    with (
        replacing_file(path) as temporary,
        temporary.open("w", newline="", encoding="utf-8") as out,
    ):
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for one in graded:
            writer.writerows([[_as_cell(cell) for cell in row] for row in one.rows(seed)])


def _as_cell(cell: Any) -> Any:
    """Keep a spreadsheet from taking a learner's text for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@") else cell
