"""1958: a 3 or a 7, by a weighted sum of the pixels."""

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.practice.milestones.milestone import Milestone, Tell

if TYPE_CHECKING:
    from kerasdigits.data import Dataset

_CLASSES = (3, 7)
_STEPS = 200
_LEARNING_RATE = 1.0


def rerun(mine: SimpleNamespace, data: "Dataset", tell: Tell, folder: Path) -> dict[str, Any]:
    """Learn 3 against 7 by gradient descent on all images at once."""
    images, targets = _choose(data.x_train, data.y_train)
    rows = images.reshape(len(images), -1)

    def gradient(place: np.ndarray) -> np.ndarray:
        slopes, slope = mine.mnist_gradient(rows, targets, place[:-1], place[-1])
        return np.append(slopes, slope)

    places = mine.descend(gradient, np.zeros(rows.shape[1] + 1), _LEARNING_RATE, _STEPS)
    held_out, expected = _choose(data.x_test, data.y_test)
    accuracy = 0.0
    for step in (0, 1, 10, 50, _STEPS):
        scores = mine.linear1(held_out, places[step][:-1], float(places[step][-1]))
        accuracy = float(np.mean((np.asarray(scores) > 0) == (expected == 1)))
        tell(f"after {step:3} steps: {accuracy:.1%} of {len(expected)} held-out digits are right")
    return {"accuracy": accuracy, "images": len(images)}


def _choose(images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Take the 3s and the 7s: images `(n, rows, columns)`, and 1 for a 3."""
    chosen = np.isin(labels, _CLASSES)
    return images[chosen][..., 0].astype(float), (labels[chosen] == _CLASSES[0]).astype(int)


PERCEPTRON = Milestone(
    name="perceptron",
    year=1958,
    title="A 3 or a 7, by a weighted sum",
    story="Frank Rosenblatt's perceptron saw through 400 photocells, weighed what they saw, and "
    "changed its weights until its answers were right. Yours sees the pixels of real scans.",
    needs={"linear-classifier": ("linear1", "mnist_gradient"), "gradient-descent": ("descend",)},
    rerun=rerun,
    asked={"accuracy": 0.95},
)
