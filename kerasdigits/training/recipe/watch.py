"""Watch a training: loss and accuracy on what is held out, after each epoch."""

from __future__ import annotations

import math
import time
from typing import Any

import keras
import numpy as np

from kerasdigits.errors import ModelError
from kerasdigits.models.outputs import as_probabilities

BATCH_SIZE = 256


class HeldOut:
    """What is held out, and a twin of the model that looks at it.

    The twin shares the model's layers and is never compiled, so that it need not be built anew with
    each of the compilations of a recipe.

    Args:
        model: A classifier of logits.
        x: Inputs `(n, ...)` float32.
        y: Labels `(n,)` int.
    """

    def __init__(self, model: keras.Model, x: np.ndarray, y: np.ndarray):
        self.twin = keras.Model(model.inputs[0], model.outputs[0], name="twin")
        self.x = x
        self.y = y

    def measure(self) -> tuple[float, float]:
        """Give the mean cross-entropy and the accuracy of the weights as they are.

        Raises:
            ModelError: The loss is not a finite number.
        """
        # `predict` makes a data set of its own each time: 80 ms on TensorFlow, of a short epoch.
        parts = [
            self.twin.predict_on_batch(self.x[start : start + BATCH_SIZE])
            for start in range(0, len(self.x), BATCH_SIZE)
        ]
        probabilities = as_probabilities(np.concatenate(parts), "softmax").astype("float64")
        right = probabilities[np.arange(len(self.y)), self.y]
        loss = float(-np.log(np.maximum(right, np.finfo("float64").tiny)).mean())
        if not math.isfinite(loss):
            raise ModelError(
                "The loss on what is held out stopped being a finite number",
                received=f"loss={loss}",
                remedy="Train on other data, or with another seed",
            )
        return loss, float(np.mean(probabilities.argmax(axis=1) == self.y))


class WatchEpochs(keras.callbacks.Callback):
    """Append a row for each epoch.

    Args:
        held_out: What to measure on.
        step: The number of the recipe's step.
        history: Receives the rows: `epoch` (counted through the whole recipe), `step`, `loss` and
            metrics of the training, `val_loss`, `val_accuracy`, `learning_rate`, `seconds`.
    """

    def __init__(self, held_out: HeldOut, step: int, history: list[dict[str, float]]):
        super().__init__()
        self.held_out = held_out
        self.step = step
        self.history = history

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Take the time."""
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Measure and append."""
        seconds = round(time.perf_counter() - self.began, 3)
        loss, accuracy = self.held_out.measure()
        self.history.append(
            {
                "epoch": len(self.history) + 1,
                "step": self.step,
                **{name: float(value) for name, value in (logs or {}).items()},
                "val_loss": loss,
                "val_accuracy": accuracy,
                "learning_rate": float(self.model.optimizer.learning_rate),
                "seconds": seconds,
            }
        )
