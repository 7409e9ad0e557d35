"""What is in the folders that lessons have written: their results, and nobody else's files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kerasdigits.errors import LessonError
from kerasdigits.files import read_json
from kerasdigits.upgrade import Steps, upgrade

SCHEMA = 1
# From each earlier schema to the next.
UPGRADES: Steps = {}
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
    """Read a result; None when there is none of ours. That of a later version is an error."""
    try:
        result = read_json(path)
    except (OSError, ValueError):
        return None
    if not isinstance(result, dict) or not {"schema", "lesson"} <= result.keys():
        return None
    return upgrade(result, SCHEMA, UPGRADES, path=path, error=LessonError)
