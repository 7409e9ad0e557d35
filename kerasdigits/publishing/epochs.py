"""What the page needs to look back on a training: the weights of a few epochs, and the curves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.errors import RunError, option
from kerasdigits.runs.snapshots import MOST_PAGE_BYTES, read_snapshots
from kerasdigits.tfjs.format.snapshots_js import FILE, take_snapshot, write_snapshots
from kerasdigits.tfjs.layers_model.stored_weights import list_weights
from kerasdigits.tfjs.request import RouteResult
from kerasdigits.training.trained import Trained

if TYPE_CHECKING:
    import keras

_MOST_POINTS = 60
_LEFT_OUT = ("epoch", "seconds", "learning_rate")


def write_epochs(
    trained: Trained, model: keras.Model, name: str, folder: Path, written: RouteResult
) -> dict[str, Any]:
    """Write `epochs.js` into a model folder, where the run kept the weights of a few epochs.

    Args:
        trained: A run's model.
        model: What is exported of it, which shares its weights.
        name: The name under which the model is registered on the page.
        folder: The model folder.
        written: What was written of the model; a graph has no weights that the page can set.

    Returns:
        `epochs`, the file's name, and `curves`, for model.json; {} where there is no file.

    Raises:
        RunError: What the run kept is damaged.
    """
    run = trained.run
    if run is None or written.content["format"] != "layers-model":
        return {}
    history = run.record.history
    kept = read_snapshots(run.snapshots_path, len(history) - 1)  # the last one is the model itself
    if not kept:
        return {}
    _require_fitting(kept, trained.model, run.snapshots_path)
    final = [np.array(array) for array in trained.model.get_weights()]
    snapshots = []
    try:
        for epoch, weights in sorted(kept.items()):
            trained.model.set_weights(weights)
            snapshots.append(take_snapshot(epoch, list_weights(model)))
    finally:
        trained.model.set_weights(final)
    if not write_snapshots(folder, name, snapshots, MOST_PAGE_BYTES):
        return {}
    return {"epochs": FILE, "curves": describe_curves(history)}


def describe_curves(history: list[dict[str, float]]) -> dict[str, list[float]]:
    """Thin a training's history out for the page.

    Args:
        history: A row an epoch.

    Returns:
        `epoch`, and each measured number by its name, to four digits; at most 60 points, the
        last epoch among them.
    """
    every = -(-len(history) // _MOST_POINTS)
    rows = history[::-every][::-1]
    names = [name for name in rows[0] if name not in _LEFT_OUT] if rows else []
    curves: dict[str, list[float]] = {"epoch": [int(row["epoch"]) for row in rows]}
    for name in names:
        curves[name] = [float(f"{row[name]:.4g}") for row in rows]
    return curves


def _require_fitting(kept: dict[int, list[np.ndarray]], model: keras.Model, path: Path) -> None:
    shapes = [tuple(weight.shape) for weight in model.weights]
    if any([array.shape for array in weights] != shapes for weights in kept.values()):
        raise RunError(
            "The weights that this run kept for the page are not those of its model",
            received=path,
            remedy="Remove the file, and the page does without; or train the run again with "
            f"{option('overwrite', True)}",
        )
