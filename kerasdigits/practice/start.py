"""Hand an exercise out: a Python file with holes, or the same as a notebook for class tools."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from kerasdigits.errors import PracticeError
from kerasdigits.files import replacing_file
from kerasdigits.lessons.course.notebook import save_cells
from kerasdigits.practice.exercise import BEGIN, Exercise

_CHECK = """\
from kerasdigits.practice.in_notebook import check_hole

check_hole({exercise!r}, {hole!r})"""
# The form of otter-grader's tests in a notebook's metadata: one a hole, which calls the same check.
_OTTER_SUITE = {"scored": True, "setup": "", "teardown": "", "type": "doctest"}


def write_start(exercise: Exercise, path: Path) -> None:
    """Write an exercise as a Python file with holes.

    Args:
        exercise: Which one.
        path: The file; it must not exist.

    Raises:
        PracticeError: The file exists.
    """
    _refuse_existing(path)
    with replacing_file(path) as temporary:
        temporary.write_text(exercise.cut(), encoding="utf-8")


def write_notebook(exercise: Exercise, path: Path, solved: bool = False) -> None:
    """Write an exercise as a notebook of format 4.5 that nbgrader and otter-grader take.

    Args:
        exercise: Which one.
        path: The file; it must not exist.
        solved: With the solutions between nbgrader's marks, for its folder `source/`.

    Raises:
        PracticeError: The file exists.
    """
    _refuse_existing(path)
    cells = list(_make_cells(exercise, solved))
    save_cells(cells, path, name=exercise.name, otter=_describe_for_otter(exercise))


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise PracticeError(
            "The file exists already, perhaps with your work in it",
            received=path,
            remedy="Choose another file with --out",
        )


def _make_cells(exercise: Exercise, solved: bool) -> Iterator[dict[str, Any]]:
    """Make the cells: texts, code, a cell a hole, and behind it one that checks it."""
    source = exercise.solved if solved else exercise.cut().partition("\n")[2]
    mark = f"# kerasdigits practice: {exercise.name}\n"
    for kind, content in _split(source):
        if kind == "text":
            yield nbformat.v4.new_markdown_cell(content)
        elif kind == "code":
            yield nbformat.v4.new_code_cell(mark + content)
            mark = ""
        else:
            yield nbformat.v4.new_code_cell(content, metadata=_describe_cell(kind, solution=True))
            check = _CHECK.format(exercise=exercise.name, hole=kind)
            graded = _describe_cell(f"check_{kind}", solution=False)
            yield nbformat.v4.new_code_cell(check, metadata=graded)


def _split(source: str) -> Iterator[tuple[str, str]]:
    """Split a file into texts, code, and holes; what is told of a hole is its name."""
    lines = source.splitlines(keepends=True)
    begun, end = "", 0
    body = ast.parse(source).body
    for number, node in enumerate(body):
        following = body[number + 1].lineno - 1 if number + 1 < len(body) else len(lines)
        text = "".join(lines[end if number else 0 : following])
        end = following
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        hole = isinstance(node, ast.FunctionDef) and (
            BEGIN in text or "raise NotImplementedError" in text
        )
        if (is_text or hole) and begun.strip():
            yield "code", begun.strip()
            begun = ""
        if is_text:
            value = node.value.value  # type: ignore[attr-defined]
            title, _, rest = value.strip().partition("\n")
            # What a file does when it is run, a notebook does in its last cell.
            told = value.strip().replace("Run this file", "Run the cell below")
            yield "text", told if number else f"# {title}\n{rest}".strip()
        elif hole:
            yield node.name, text.strip()  # type: ignore[attr-defined]
        else:
            begun += text
    if begun.strip():
        yield "code", begun.strip()


def _describe_cell(name: str, solution: bool) -> dict[str, Any]:
    """Tell nbgrader what a cell is (its schema, version 3): an answer, or a test worth a point."""
    described: dict[str, Any] = {
        "grade": not solution,
        "grade_id": name,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if solution:
        return {"nbgrader": described}
    return {"nbgrader": {**described, "points": 1}, "deletable": False, "editable": False}


def _describe_for_otter(exercise: Exercise) -> dict[str, Any]:
    tests = {}
    for hole in exercise.holes:
        code = _CHECK.format(exercise=exercise.name, hole=hole)
        lines = [f">>> {line}" for line in code.splitlines() if line]
        case = {"code": "\n".join(lines), "hidden": False, "locked": False}
        suites = [{**_OTTER_SUITE, "cases": [case]}]
        tests[hole] = {"name": hole, "points": 1, "suites": suites}
    return {"OK_FORMAT": True, "tests": tests}
