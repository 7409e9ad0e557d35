"""Break a text into lines of the terminal's width, and never within code that fits on one."""

import re
import shutil
import textwrap
from collections.abc import Iterator

_WIDEST = 80
_OPERATOR = re.compile(
    r" (?=(?:[-+*/@<>=!%]|[-+*/<>=!]=|//|\*\*) )|(?<= [-+*/@<>=%]) |(?<= [-+*/<>=!]=) "
)
_OPERATOR_PAIR = re.compile(r"(?<= (?:\*\*|//)) ")
# The spaces of code: those around an operator, and those in brackets or between backticks.
_LOOSE, _TIGHT = "\x01", "\x00"
_CLOSING = {"(": ")", "[": "]"}


def wrap(text: str, indent: str = "", hanging: str | None = None) -> str:
    """Break a text into lines of the terminal's width, 80 at most.

    Args:
        text: One paragraph. Code in it stays on one line where a line has room for it: what
            stands between backticks, in square brackets, in the brackets of a call, or on both
            sides of an operator.
        indent: What the first line begins with.
        hanging: What the others begin with; None: the same.
    """
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    hanging = indent if hanging is None else hanging
    room = width - max(len(indent), len(hanging))
    held = _hold_operators("".join(_hold_brackets(text)))
    held = " ".join(_release(word, room) for word in held.split(" "))
    filled = textwrap.fill(
        held,
        width,
        initial_indent=indent,
        subsequent_indent=hanging,
        break_on_hyphens=False,
    )
    return filled.replace(_TIGHT, " ").replace(_LOOSE, " ")


def _hold_brackets(text: str) -> Iterator[str]:
    """Give the letters of a text; of spaces within code a sign that no line is broken at."""
    due: list[str] = []
    for before, letter in zip(f" {text}", text, strict=False):
        if due and letter == due[-1]:
            due.pop()
        elif letter == "`" and not due:
            due.append("`")
        elif letter in _CLOSING and _opens_code(before, letter, due):
            due.append(_CLOSING[letter])
        yield _TIGHT if letter == " " and due else letter


def _opens_code(before: str, bracket: str, due: list[str]) -> bool:
    """Whether a bracket belongs to code: one of a sentence is round and stands behind a space."""
    return due[-1:] != ["`"] and (bool(due) or bracket == "[" or before != " ")


def _hold_operators(text: str) -> str:
    held = _OPERATOR.sub(_LOOSE, text)
    return _OPERATOR_PAIR.sub(_LOOSE, held)


def _release(word: str, room: int) -> str:
    """Let code that is longer than a line be broken: at its operators rather than in brackets."""
    if len(word) <= room:
        return word
    parts = word.split(_LOOSE)
    return " ".join(part if len(part) <= room else part.replace(_TIGHT, " ") for part in parts)
