"""Runs side by side: what each is, and in what they differ."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kerasdigits.errors import RunError
from kerasdigits.runs.folder import RunFolder


def find_runs(folder: Path) -> tuple[list[RunFolder], list[str]]:
    """Find the runs in a folder, and in the folders that it holds, as a sweep's.

    Args:
        folder: Where runs are, such as `runs`.

    Returns:
        The runs by name, and a sentence for each whose record cannot be read.

    Raises:
        RunError: There is no such folder, or no run in it.
    """
    if not folder.is_dir():
        raise RunError(
            "There is no such folder of runs",
            received=folder,
            remedy="Train one with kerasdigits fit, or name the folder",
        )
    runs, unread = [], []
    for record in sorted([*folder.glob("*/run.json"), *folder.glob("*/*/run.json")]):
        if record.parent.name.startswith("."):
            continue
        try:
            runs.append(RunFolder(record.parent))
        except RunError as error:
            unread.append(str(error))
    if not runs and not unread:
        raise RunError(
            "There is no run in this folder",
            received=folder,
            remedy="Train one with kerasdigits fit",
        )
    return runs, unread


def summarize(run: RunFolder) -> dict[str, Any]:
    """Tell what a run is.

    Args:
        run: The run.

    Returns:
        Its path, status, data, model, parameters, epochs, seconds, backend and metrics.
    """
    record = run.record
    return {
        "run": str(run.path),
        "status": record.status,
        "data": record.data.name,
        "model": record.config.model,
        "parameters": record.parameters,
        "epochs": len(record.history),
        "seconds": round(sum(row.get("seconds", 0.0) for row in record.history), 1),
        "backend": record.backend,
        "metrics": record.metrics,
    }


def find_differences(runs: Sequence[RunFolder]) -> dict[str, list[Any]]:
    """Tell in what runs differ: settings, data, backend, versions, metrics.

    Args:
        runs: Two or more.

    Returns:
        Name -> the value of each run, in their order; None where a run has none.
    """
    told = [_tell(run) for run in runs]
    names = dict.fromkeys(name for one in told for name in one)
    rows = {name: [one.get(name) for one in told] for name in names}
    return {name: values for name, values in rows.items() if any(v != values[0] for v in values)}


def _tell(run: RunFolder) -> dict[str, Any]:
    record = run.record
    settings = dataclasses.asdict(record.config)
    settings["classes"] = list(record.config.classes) if record.config.classes else None
    return {
        "status": record.status,
        **settings,
        "fingerprint": record.data.fingerprint[:12],
        "parameters": record.parameters,
        "backend": record.backend,
        "device": record.device,
        **{f"version of {name}": version for name, version in record.versions.items()},
        "kerasdigits": record.kerasdigits,
        "epochs trained": len(record.history),
        **record.metrics,
    }
