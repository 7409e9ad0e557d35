"""Run a lesson with one of its constants changed: `--set LEARNING_RATE=0.5`."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from kerasdigits.errors import LessonError


def read_change(text: str) -> tuple[str, Any]:
    """Read `NAME=VALUE`; the value is a number, a text, or a tuple or list of them.

    Raises:
        LessonError: It is not of that form.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip().isidentifier():
        raise LessonError(
            "A change does not have the form NAME=VALUE",
            received=text,
            remedy="Write it like --set LEARNING_RATE=0.5",
        )
    try:
        return name.strip(), ast.literal_eval(value.strip())
    except (ValueError, SyntaxError):
        return name.strip(), value.strip()


@contextmanager
def changed(module: ModuleType, changes: Mapping[str, Any]) -> Iterator[None]:
    """Give constants of a lesson other values for as long as this lasts.

    Args:
        module: The lesson.
        changes: New values by the names of the constants.

    Raises:
        LessonError: The lesson has no such constant, or the value is of another kind.
    """
    before = {name: _find_constant(module, name, value) for name, value in changes.items()}
    try:
        for name, value in changes.items():
            setattr(module, name, type(before[name])(value))
        yield
    finally:
        for name, value in before.items():
            setattr(module, name, value)


def _find_constant(module: ModuleType, name: str, value: Any) -> Any:
    """Give the present value of a constant that another value may replace."""
    constants = {
        key: found
        for key, found in vars(module).items()
        if key.isupper() and isinstance(found, int | float | str | tuple | list)
    }
    lesson = module.__name__.rpartition(".")[2].replace("_", "-")
    if name not in constants:
        near = difflib.get_close_matches(name.upper(), constants, n=3, cutoff=0.5)
        named = ", ".join(near or sorted(constants)) or "none"
        raise LessonError(
            f"The lesson {lesson} does not have a constant of that name",
            received=name,
            remedy=f"Change one of these: {named}",
        )
    present = constants[name]
    numbers = isinstance(present, float) and isinstance(value, int)
    if not numbers and type(value) is not type(present):
        raise LessonError(
            f"{name} of the lesson {lesson} is a value of another kind, like {present!r}",
            received=repr(value),
        )
    return present
