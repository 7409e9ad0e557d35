"""Test samples for the page: those that the model misreads, and some that it reads."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.errors import DataError
from kerasdigits.publishing.run_data import load_run_data
from kerasdigits.runs import RunFolder
from kerasdigits.tfjs.format.model_js import write_registration
from kerasdigits.training.evaluate import Evaluation, evaluate_model, most_wrong

if TYPE_CHECKING:
    import keras

FILE = "tests.js"
MOST_SAMPLES = 300
# Base64 takes 4 characters for 3 bytes: at most 150 kB of text.
MOST_BYTES = 112_500
# Pixels are whole numbers of these parts: bytes, and the counts of the UCI digits' blocks.
_DIVISORS = (255, 16)
_LONGEST_RUN = 255


@dataclass(frozen=True)
class TestSamples:
    """Samples of a test set, and what a model made of the whole of it.

    Attributes:
        indices: `(n,)`, their places in the test set; the misread ones first.
        wrong: How many of them Keras misreads.
        labels: `(n,)` int, their true classes.
        inputs: `(n, height, width, channels)` float32.
        confusion: `(num_classes, num_classes)`, rows true, columns predicted, of the whole set.
    """

    indices: np.ndarray
    wrong: int
    labels: np.ndarray
    inputs: np.ndarray
    confusion: np.ndarray

    def to_script(self, name: str) -> str:
        """Write the classic script that registers them with the page.

        Args:
            name: The model's name on the page.

        Returns:
            `globalThis.kerasdigitsTests[NAME] = ...`, ASCII.
        """
        content = {
            "version": 1,
            "size": int(self.confusion.sum()),
            "confusion": self.confusion.tolist(),
            "indices": self.indices.tolist(),
            "wrong": self.wrong,
            "labels": self.labels.tolist(),
            "inputs": _record(self.inputs),
        }
        return write_registration("kerasdigitsTests", name, content)

    def write(self, name: str, folder: Path) -> dict[str, Any]:
        """Write the script into a model folder.

        Args:
            name: The model's name on the page.
            folder: The model folder.

        Returns:
            `tests`, the file's name, for model.json.
        """
        (folder / FILE).write_text(self.to_script(name), encoding="ascii", newline="\n")
        return {"tests": FILE}


def choose_test_samples(
    run: RunFolder, model: keras.Model, evaluation: Evaluation | None = None
) -> TestSamples:
    """Evaluate a run's model on its whole test set, and choose samples for the page.

    Two of three are misread ones as long as there are any: first the most confident mistake of each
    pair of classes, then the other ones by their confidence. The rest is drawn with the run's
    seed, in turn from each class, from what the model reads correctly.

    Args:
        run: A run of a classifier of pictures.
        model: Its Keras model.
        evaluation: What it does on its test set, where that is known already.

    Returns:
        At most 300 samples, fewer where they would be more than 150 kB of text.

    Raises:
        DataError: The run's data are not at hand, or have changed.
        ModelError: The model's outputs are not finite.
    """
    dataset = load_run_data(run)
    x, y = dataset.x_test, dataset.y_test
    evaluation = evaluation or evaluate_model(model, dataset, loss=run.record.loss)
    if evaluation.confusion is None:
        raise DataError("The run does not tell classes apart", received=dataset.task)
    predicted = evaluation.probabilities.argmax(axis=1)
    mistakes = _spread(most_wrong(evaluation.probabilities, y), y, predicted)
    wrong: list[int] = []
    right: list[int] = []
    left = MOST_BYTES
    for index in itertools.islice(
        _mix(mistakes, _deal(y, predicted, run.record.config.seed)), MOST_SAMPLES
    ):
        left -= len(_encode(x[index])[1])
        if left < 0:
            break
        (right if predicted[index] == y[index] else wrong).append(index)
    indices = np.array([*wrong, *right], np.int64)
    return TestSamples(indices, len(wrong), y[indices], x[indices], evaluation.confusion)


def _spread(mistakes: np.ndarray, y: np.ndarray, predicted: np.ndarray) -> list[int]:
    """Put the first mistake of each pair of classes before all the others."""
    pairs: set[tuple[int, int]] = set()
    first: list[int] = []
    later: list[int] = []
    for index in mistakes:
        pair = (int(y[index]), int(predicted[index]))
        (later if pair in pairs else first).append(int(index))
        pairs.add(pair)
    return first + later


def _deal(y: np.ndarray, predicted: np.ndarray, seed: int) -> list[int]:
    """Shuffle what was read correctly, and take it in turn from each class."""
    shuffled = np.random.default_rng(seed).permutation(np.flatnonzero(predicted == y))
    hands = [shuffled[y[shuffled] == label] for label in np.unique(y)]
    rounds = itertools.zip_longest(*hands)
    return [int(index) for dealt in rounds for index in dealt if index is not None]


def _mix(mistakes: list[int], others: list[int]) -> Iterator[int]:
    """Yield two mistakes and one of the others, and so on; what is left when one list ends."""
    wrong, right = iter(mistakes), iter(others)
    while batch := [*itertools.islice(wrong, 2), *itertools.islice(right, 1)]:
        yield from batch


def _record(inputs: np.ndarray) -> dict[str, object]:
    """Write samples as text; `input = byte / divisor` where they are whole numbers of parts."""
    divisor, encoded = _encode(inputs)
    return {
        "shape": list(inputs.shape),
        "divisor": divisor,
        "data": base64.b64encode(encoded).decode("ascii"),
    }


def _encode(inputs: np.ndarray) -> tuple[int | None, bytes]:
    """Encode numbers as bytes with short runs of 0, or as float32 where that would change them."""
    for divisor in _DIVISORS:
        levels = np.rint(inputs * np.float32(divisor))
        exact = np.array_equal(levels / np.float32(divisor), inputs)
        if exact and levels.size and levels.min() >= 0 and levels.max() <= 255:
            return divisor, _shorten_zeros(levels.astype(np.uint8).tobytes())
    return None, inputs.astype("<f4").tobytes()


def _shorten_zeros(data: bytes) -> bytes:
    """Write each run of zeros as a 0 and its length: most of a drawing is empty."""
    written = bytearray()
    for value, run in itertools.groupby(data):
        length = len(list(run))
        if value:
            written += bytes([value]) * length
            continue
        while length:
            part = min(length, _LONGEST_RUN)
            written += bytes([0, part])
            length -= part
    return bytes(written)
