"""Run a lesson into a folder of its own: result.json, arrays, weights, figures and the report.

DIR/NAME/
    result.json    every number printed, the tables, the claims; configuration, data, versions
    arrays.npz     the arrays behind each figure, by the names that result.json lists
    weights.npz    the trained weights, by the names that result.json lists
    *.png          the figures
    report.html    all of it on one page that needs nothing else
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from kerasdigits import backend
from kerasdigits.deferred import without_importing_tensorflow
from kerasdigits.files import replacing_folder
from kerasdigits.lessons.course.cells import show_cell
from kerasdigits.lessons.course.changes import changed
from kerasdigits.lessons.course.claims import Claim, Reference
from kerasdigits.lessons.course.context import Context, Figure, Number, Table
from kerasdigits.lessons.course.registry import Lesson, find_chapter
from kerasdigits.lessons.course.report import write_report
from kerasdigits.lessons.course.results import RESULT, SCHEMA, refuse_foreign
from kerasdigits.lessons.course.sheet import Sheet
from kerasdigits.lessons.course.story import (
    choose_questions,
    choose_story,
    describe_story,
    fill,
)
from kerasdigits.plots import save_figure
from kerasdigits.runs import versions


def run_lesson(
    lesson: Lesson, context: Context, out: Path, changes: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Run a lesson and write its folder, whole or not at all.

    Args:
        lesson: Which one.
        context: A fresh one; it is filled.
        out: The folder that holds a folder a lesson; this lesson's own is replaced.
        changes: Other values for constants of the lesson, by their names; what is published is
            then not held against what comes out.

    Returns:
        What `result.json` holds.

    Raises:
        LessonError: Something that no lesson wrote is at `out/NAME`, or a change does not fit.
        DataError: The data that were insisted on cannot be had.
    """
    folder = out / lesson.name
    refuse_foreign(folder)
    context.sheet = sheet = lesson.read_sheet()
    context.file = lesson.path
    module = lesson.load()
    backend.seed(context.seed)
    start = time.perf_counter()
    with without_importing_tensorflow(), changed(module, changes or {}):
        module.run(context)
    seconds = time.perf_counter() - start
    result = _describe(lesson, sheet, context, seconds, changes or {})
    with replacing_folder(folder) as temporary:
        for block in context.blocks:
            if isinstance(block, Figure):
                save_figure(block.plot, temporary / f"{block.name}.png")
        for name, arrays in (("arrays", context.arrays), ("weights", context.weights)):
            if arrays:
                # The stubs take any array of a dict for savez's own `allow_pickle`.
                np.savez_compressed(temporary / f"{name}.npz", **arrays)  # type: ignore[arg-type]
        text = json.dumps(result, indent=2, allow_nan=False, ensure_ascii=False)
        (temporary / RESULT).write_text(text + "\n", encoding="utf-8")
        write_report(temporary, lesson, result, out)
    return result


def _describe(
    lesson: Lesson, sheet: Sheet, context: Context, seconds: float, changes: Mapping[str, Any]
) -> dict[str, Any]:
    import keras

    values = {name: number.value for name, number in context.numbers.items()}
    references = () if changes else sheet.references
    return {
        "schema": SCHEMA,
        "lesson": lesson.name,
        "title": lesson.title,
        "chapter": find_chapter(lesson.chapter).title,
        "configuration": {
            "seed": context.seed,
            "quick": context.quick,
            "data": context.data,
            "changes": dict(changes),
            "backend": keras.config.backend(),
            "device": backend.device_name(),
        },
        "data": [
            {"name": data.name, "source": data.source, "fingerprint": data.fingerprint}
            for data in context.datasets.values()
        ],
        "versions": versions(),
        "seconds": round(seconds, 2),
        "story": describe_story(choose_story(sheet.stories, context.datasets), values),
        "opening": _find_opening(sheet, context),
        "numbers": {
            name: _describe_number(number, references, context.quick)
            for name, number in context.numbers.items()
        },
        "blocks": [_describe_block(block) for block in context.blocks],
        "claims": [_describe_claim(claim, context, values) for claim in sheet.claims],
        "questions": [
            {"ask": fill(question.ask, values), "answer": fill(question.answer, values)}
            for question in choose_questions(sheet.questions, context.datasets)
        ],
        "change": asdict(sheet.change) if sheet.change else None,
        "arrays": _list_arrays("arrays.npz", context.arrays),
        "weights": _list_arrays("weights.npz", context.weights),
    }


def _find_opening(sheet: Sheet, context: Context) -> str | None:
    """Name the figure that opens the report: the first of the sheet's that was recorded."""
    recorded = {block.name for block in context.blocks}
    return next((name for name in sheet.figures if name in recorded), None)


def _describe_number(
    number: Number, references: tuple[Reference, ...], quick: bool
) -> dict[str, Any]:
    """Describe a number; a reference stands beside it only when it is of the same data."""
    fitting = [
        {
            "value": reference.value,
            "tolerance": reference.tolerance,
            "kind": reference.kind,
            "source": reference.source,
            "agrees": reference.agrees(number.value),
        }
        for reference in references
        if (reference.number, reference.data) == (number.name, number.data)
        and (reference.quick or not quick)
    ]
    return {
        "value": _to_json(number.value),
        "shown": _show(number),
        "label": number.label,
        "data": number.data,
        "references": fitting,
    }


def _show(number: Number) -> str:
    if math.isinf(number.value):
        return number.infinite
    return format(number.value, number.format) if number.format else show_cell(number.value)


def _describe_block(block: Table | Figure) -> dict[str, Any]:
    if isinstance(block, Table):
        return {
            "kind": "table",
            "name": block.name,
            "title": block.title,
            "columns": list(block.columns),
            "rows": [[_to_json(cell) for cell in row] for row in block.rows],
            "line": block.line,
        }
    return {
        "kind": "figure",
        "name": block.name,
        "file": f"{block.name}.png",
        "alt": block.alt,
        "caption": block.caption,
        "arrays": list(block.arrays),
        "line": block.line,
    }


def _describe_claim(claim: Claim, context: Context, values: Mapping[str, float]) -> dict[str, str]:
    if claim.data is not None and claim.data not in context.datasets:
        measured = f"Not measured in this run: it needs {claim.data}."
    else:
        measured = fill(claim.measured, values)
    return {
        "key": claim.key,
        "source": claim.source,
        "claim": claim.claim,
        "truth": claim.truth,
        "measured": measured,
    }


def _list_arrays(file: str, arrays: dict[str, np.ndarray]) -> dict[str, Any] | None:
    if not arrays:
        return None
    return {
        "file": file,
        "arrays": {
            name: {"shape": list(array.shape), "dtype": str(array.dtype)}
            for name, array in arrays.items()
        },
    }


def _to_json(cell: Any) -> Any:
    """JSON has no infinity and no NaN: they become the texts `inf`, `-inf` and `nan`."""
    return str(cell) if isinstance(cell, float) and not math.isfinite(cell) else cell
