"""What is in the folders that lessons have written: their results, and nobody else's files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kerasdigits.errors import LessonError
from kerasdigits.files import read_json

SCHEMA = 1
RESULT = "result.json"


def read_results(out: Path) -> list[dict[str, Any]]:
    """Read the result of every lesson that has its folder in `out`."""
    results = []
    for path in sorted(out.glob(f"*/{RESULT}")):
        hidden = path.parent.name.startswith(".")  # a folder that is being written
        result = None if hidden else _read(path)
        if result is not None:
            results.append(result)
    return results


def refuse_foreign(folder: Path) -> None:
    """Refuse a place that holds something else than a lesson's folder.

    Args:
        folder: The folder that a lesson is to write.

    Raises:
        LessonError: Something that no lesson wrote is there.
    """
    if folder.exists() and _read(folder / RESULT) is None:
        raise LessonError(
            "What is at this place was not written by a lesson",
            received=folder,
            remedy="Choose another folder with --out",
        )


def _read(path: Path) -> dict[str, Any] | None:
    """Read a result; None when there is none of ours."""
    try:
        result = read_json(path)
    except (OSError, ValueError):
        return None
    ours = isinstance(result, dict) and result.get("schema") == SCHEMA and "lesson" in result
    return result if ours else None
