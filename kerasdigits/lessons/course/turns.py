"""Lay out a lesson as it is read: text, the code that matters, what came of it, in turns.

A table or figure follows the code that recorded it. Imports, and functions that mostly record
results, are scaffolding: the report folds them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kerasdigits.lessons.course.registry import Lesson, Part

MOST_SCAFFOLDING = 0.2  # the share of recording in a function that is still shown


@dataclass(frozen=True)
class Turn:
    """A piece of a lesson: a text, or code with what it recorded.

    Attributes:
        text: Markdown; empty where code stands.
        code: Python to read; empty where there is none.
        folded: Python that is only opened on request.
        names: The functions in `folded`.
        blocks: The tables and figures that the code recorded, as `result.json` describes them.
    """

    text: str = ""
    code: str = ""
    folded: str = ""
    names: tuple[str, ...] = ()
    blocks: list[dict[str, Any]] = field(default_factory=list)


def lay_out(lesson: Lesson, blocks: Iterable[dict[str, Any]]) -> list[Turn]:
    """Lay out all of a lesson's file below its docstring.

    Args:
        lesson: Whose file.
        blocks: Of its result, each with the `line` that recorded it; those of a place outside of
            the file come at the end.

    Returns:
        The turns, in the order of reading.
    """
    turns: list[Turn] = []
    waiting = list(blocks)
    for part in lesson.read()[1:]:
        if part.kind == "text":
            turns.append(Turn(text=part.content))
            continue
        recorded = [block for block in waiting if 0 < block["line"] <= part.last_line]
        waiting = [block for block in waiting if block not in recorded]
        turns.append(_lay_out_code(part, recorded))
    if waiting:
        turns.append(Turn(blocks=waiting))
    return turns


def _lay_out_code(part: Part, blocks: list[dict[str, Any]]) -> Turn:
    lines = part.content.splitlines(keepends=True)
    shown, folded, names, end = [], [], [], 0
    for node in ast.parse(part.content).body:
        last = node.end_lineno or node.lineno
        source = "".join(lines[end:last])
        end = last
        if not is_scaffolding(node):
            shown.append(source)
        else:
            folded.append(source)
            names += [node.name] if isinstance(node, ast.FunctionDef) else []
    code, rest = ("".join(sources).strip() for sources in (shown, folded))
    return Turn(code=code, folded=rest, names=tuple(names), blocks=blocks)


def is_scaffolding(node: ast.stmt) -> bool:
    """Tell imports, and functions that mostly call others and record what these gave."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if not isinstance(node, ast.FunctionDef) or not _takes_context(node):
        return False
    recording = sum(map(_count_lines, filter(_records, ast.walk(node))))
    return node.name == "run" or recording > MOST_SCAFFOLDING * _count_lines(node)


def _takes_context(node: ast.FunctionDef) -> bool:
    return any(argument.arg == "context" for argument in node.args.args)


def _records(node: ast.AST) -> bool:
    """Tell a statement that records a result, plots it, or reports on the progress."""
    if not isinstance(node, ast.Expr | ast.Assign) or not isinstance(node.value, ast.Call):
        return False
    called = ast.unparse(node.value.func)
    return called.startswith(("context.record_", "context.note", "plots.", "record_"))


def _count_lines(node: ast.AST) -> int:
    return (getattr(node, "end_lineno", 0) or 0) - getattr(node, "lineno", 0) + 1
