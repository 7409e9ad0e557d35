"""The words of the course, each in a few sentences, with the lesson that shows it.

The terms stand in `glossary.toml`.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from kerasdigits.errors import LessonError

_FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Term:
    """A word of the course.

    Attributes:
        name: As it is written.
        lesson: The lesson that shows it.
        text: One to three sentences, Markdown.
        also: Other names for the same thing.
    """

    name: str
    lesson: str
    text: str
    also: tuple[str, ...] = ()


def _read() -> tuple[Term, ...]:
    entries = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Term(name, entry["lesson"], " ".join(entry["text"].split()), tuple(entry.get("also", ())))
        for name, entry in entries.items()
    )


TERMS = _read()
"""All terms, in the order of the alphabet."""


def list_terms() -> list[str]:
    """Name all terms, in the order of the alphabet."""
    return [term.name for term in TERMS]


def find_term(word: str) -> Term:
    """Find a term by its name or one of its other names.

    Args:
        word: In any case, with spaces, hyphens or underscores.

    Returns:
        The term.

    Raises:
        LessonError: There is no such term; the message names the nearest.
    """
    spellings = {_fold(name): term for term in TERMS for name in (term.name, *term.also)}
    if _fold(word) in spellings:
        return spellings[_fold(word)]
    near = difflib.get_close_matches(_fold(word), spellings, n=5, cutoff=0.5)
    names = list(dict.fromkeys(spellings[spelling].name for spelling in near))[:3]
    remedy = f"Did you mean {' or '.join(names)}?" if names else "See `kerasdigits lesson glossary`"
    raise LessonError("There is no term of that name", received=word, remedy=remedy)


def _fold(word: str) -> str:
    folded = " ".join(word.lower().replace("-", " ").replace("_", " ").split())
    return folded.replace("isation", "ization")
