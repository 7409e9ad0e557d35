"""What a published classifier still knows: its accuracy as TensorFlow.js measures it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.errors import DataError, ExportError
from kerasdigits.models.outputs import as_probabilities
from kerasdigits.publishing.run_data import load_run_data
from kerasdigits.runs import RunFolder
from kerasdigits.tfjs.proof.check import NodeChecker
from kerasdigits.training.evaluate import BATCH_SIZE

if TYPE_CHECKING:
    import keras

# JavaScript on one core reads some hundred digits a second; a thousand tell 0.1 % apart.
MOST_SAMPLES = 1_000


@dataclass(frozen=True)
class ExportedAccuracy:
    """The same test samples in Keras and in TensorFlow.js.

    Attributes:
        samples: How many.
        keras: The accuracy of the Keras model, 0 to 1.
        tfjs: The accuracy of the exported model in TensorFlow.js.
        other_class: How many samples get another class than in Keras.
        note: Why it was not measured on the test set; None when it was.
    """

    samples: int
    keras: float
    tfjs: float
    other_class: int
    note: str | None = None


def measure_exported(run: RunFolder, model: keras.Model, folder: Path) -> ExportedAccuracy:
    """Classify test samples by a run's model and by its model folder.

    Args:
        run: A run of a classifier.
        model: Its Keras model.
        folder: The model folder that was exported from it, quantized or not.

    Returns:
        Both accuracies: on the test set (evenly chosen samples of a large one) where the run's data
        are at hand and unchanged, else on the few samples that the run keeps, with a note.

    Raises:
        ExportError: TensorFlow.js cannot run the folder.
    """
    x, y, note = _choose_samples(run)
    ours = as_probabilities(
        model.predict(x, batch_size=BATCH_SIZE, verbose=0), run.record.link
    ).argmax(axis=-1)
    batches = [[x[start : start + BATCH_SIZE]] for start in range(0, len(x), BATCH_SIZE)]
    with NodeChecker() as checker:
        answer = checker.ask(folder, batches, parity=False)
    if not answer.get("ok"):
        raise ExportError(
            "TensorFlow.js cannot run the exported model", received=answer.get("error")
        )
    theirs = np.concatenate([outputs[0] for outputs in answer["batches"]]).argmax(axis=-1)
    return ExportedAccuracy(
        samples=len(y),
        keras=float(np.mean(ours == y)),
        tfjs=float(np.mean(theirs == y)),
        other_class=int(np.sum(ours != theirs)),
        note=note,
    )


def _choose_samples(run: RunFolder) -> tuple[np.ndarray, np.ndarray, str | None]:
    """Take samples of the run's test set, or those that it keeps and why."""
    try:
        dataset = load_run_data(run)
    except DataError as error:
        return _take_kept(run, str(error))
    count = len(dataset.x_test)
    chosen = np.linspace(0, count - 1, min(count, MOST_SAMPLES)).astype(int)
    return dataset.x_test[chosen], dataset.y_test[chosen], None


def _take_kept(run: RunFolder, reason: str) -> tuple[np.ndarray, np.ndarray, str]:
    samples = run.read_samples()
    count = len(samples["y"])
    note = f"accuracy measured on the {count} samples that the run keeps, not on its test set: "
    return samples["x"], samples["y"], note + reason
