"""When cycles end: at over-fitting, seen in the loss on what is held out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np

RISES = 2  # cycles in a row; a single rise may be chance


def has_overfitted(losses: Sequence[float]) -> bool:
    """Tell whether the loss rose over the last two cycles, one after the other.

    Args:
        losses: On what is held out: before the first cycle, and after each.
    """
    last = losses[-RISES - 1 :]
    return len(last) > RISES and all(after > before for before, after in itertools.pairwise(last))


class StopAtOverfitting(keras.callbacks.Callback):
    """Stop after the cycle that completes two rises, and remember the best cycle's weights.

    Args:
        epochs: Of each cycle.
        measure: Gives the loss on what is held out, of the epoch that has just ended.
        start: The loss before the first cycle.

    Attributes:
        losses: Before the first cycle, and after each.
    """

    def __init__(self, epochs: Sequence[int], measure: Callable[[], float], start: float):
        super().__init__()
        self.ends = set(itertools.accumulate(epochs))
        self.measure = measure
        self.losses = [start]

    @property
    def overfitted(self) -> bool:
        """Whether it stopped because of over-fitting."""
        return has_overfitted(self.losses)

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Remember the weights that the cycles begin with."""
        self.best = _copy_weights(self.model)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Look at the loss where a cycle ends."""
        if epoch + 1 not in self.ends:
            return
        loss = self.measure()
        if loss < min(self.losses):
            self.best = _copy_weights(self.model)
        self.losses.append(loss)
        if self.overfitted:
            self.model.stop_training = True


def _copy_weights(model: keras.Model) -> list[np.ndarray]:
    return [np.array(array) for array in model.get_weights()]
