"""A small data set whole, in a script beside the model, so that the page can train on it.

    globalThis.kerasdigitsData[NAME] = {
      "shape": [8, 8, 1], "train": 1347, "test": 450, "min": 0, "scale": 0.0625,
      "inputs": BASE64, "labels": BASE64
    }

A byte a number, `value = byte * scale + min`; the training samples first, then those held out.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np

from kerasdigits.errors import DataError
from kerasdigits.publishing.run_data import load_run_data
from kerasdigits.tfjs.format.model_js import write_registration
from kerasdigits.training.trained import Trained

FILE = "data.js"
MOST_BYTES = 200_000
# Data sets that come with the package: whoever has it has them, so that they can be written again.
_EMBEDDED = ("digits",)


def write_data(trained: Trained, name: str, folder: Path) -> dict[str, Any]:
    """Write `data.js` into a model folder, where a run's data set is embedded and small.

    Args:
        trained: A run's model.
        name: The name under which the model is registered on the page.
        folder: The model folder.

    Returns:
        `data`, the file's name, for model.json; {} where there is no file.
    """
    if trained.run is None:
        return {}
    config = trained.run.record.config
    if config.data not in _EMBEDDED or config.classes is not None:
        return {}
    try:
        dataset = load_run_data(trained.run)
    except DataError:  # another version's data: this one's would not be what the run learned from
        return {}
    inputs = np.concatenate([dataset.x_train, dataset.x_test])
    labels = np.concatenate([dataset.y_train, dataset.y_test])
    stored = store_in_bytes(inputs)
    if stored is None:
        return {}
    values, minimum, scale = stored
    content = {
        "shape": list(dataset.input_shape),
        "train": len(dataset.x_train),
        "test": len(dataset.x_test),
        "min": minimum,
        "scale": scale,
        "inputs": base64.b64encode(values.tobytes()).decode("ascii"),
        "labels": base64.b64encode(labels.astype("uint8").tobytes()).decode("ascii"),
    }
    script = write_registration("kerasdigitsData", name, content)
    if len(script) > MOST_BYTES:
        return {}
    (folder / FILE).write_text(script, encoding="ascii", newline="\n")
    return {"data": FILE}


def store_in_bytes(values: np.ndarray) -> tuple[np.ndarray, float, float] | None:
    """Store numbers that lie on a grid of at most 256 steps, exactly.

    Args:
        values: float32 of any shape.

    Returns:
        uint8 of the same shape, the smallest number and the step; None where they lie otherwise.
    """
    distinct = np.unique(values.astype(np.float64))
    if len(distinct) > 256:
        return None
    minimum = float(distinct[0])
    scale = float(np.diff(distinct).min()) if len(distinct) > 1 else 1.0
    steps = np.rint((values - minimum) / scale)
    if steps.max() > 255 or not np.array_equal((steps * scale + minimum).astype("f4"), values):
        return None
    return steps.astype(np.uint8), minimum, scale
