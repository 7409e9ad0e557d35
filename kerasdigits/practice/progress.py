"""What a learner has done: `practice-progress.json` in the folder of the files that were checked.

{"gradient-descent": {"descend": {"passed": "2026-11-30", "checks": 3, "hints": 1}}}
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from kerasdigits.errors import PracticeError
from kerasdigits.files import read_json, replacing_file
from kerasdigits.practice.check import Report

FILE = "practice-progress.json"
Progress = dict[str, dict[str, dict[str, Any]]]


def read_progress(folder: Path) -> Progress:
    """Read what was done in a folder; nothing where there is no file.

    Raises:
        PracticeError: The file is not one of ours any more.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        content = read_json(path)
        if not all(isinstance(hole, dict) for holes in content.values() for hole in holes.values()):
            raise ValueError("not a table of holes")
        return content
    except (ValueError, AttributeError, OSError) as error:
        raise PracticeError(
            "The file of your progress cannot be read",
            received=path,
            remedy="Mend it, or delete it to begin anew",
        ) from error


def record_report(folder: Path, report: Report) -> None:
    """Write down a check of what is written; a hole that has passed once keeps its day."""
    progress = read_progress(folder)
    for verdict in report.verdicts:
        if verdict.kind == "unfinished":
            continue
        entry = _find_entry(progress, report.exercise, verdict.hole)
        entry["checks"] = entry.get("checks", 0) + 1
        if verdict.passed:
            entry.setdefault("passed", datetime.date.today().isoformat())
    _write(folder, progress)


def record_hint(folder: Path, exercise: str, hole: str, steps: int, asked: int | None) -> int:
    """Write down a hint, and tell which step it is.

    Args:
        folder: Where the progress is kept.
        exercise: The exercise's name.
        hole: The hole's name.
        steps: How many steps there are.
        asked: The step that is asked for, from 1; None: the next.

    Returns:
        The step, from 1.
    """
    progress = read_progress(folder)
    entry = _find_entry(progress, exercise, hole)
    seen = entry.get("hints", 0)
    step = min(seen + 1, steps) if asked is None else asked
    entry["hints"] = max(seen, step)
    _write(folder, progress)
    return step


def _find_entry(progress: Progress, exercise: str, hole: str) -> dict[str, Any]:
    return progress.setdefault(exercise, {}).setdefault(hole, {})


def _write(folder: Path, progress: Progress) -> None:
    with replacing_file(folder / FILE) as temporary:
        temporary.write_text(json.dumps(progress, indent=2) + "\n", encoding="utf-8")
