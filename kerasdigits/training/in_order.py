"""What Keras's `evaluate` and `predict` are given: arrays, or batches of what stays in a file."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np

from kerasdigits.data import StreamedArray


class InOrder(keras.utils.PyDataset):
    """Batches in the order of the samples, read as they are needed.

    Args:
        x: Inputs `(n, ...)`.
        y: Targets `(n, ...)`; None where only predictions are wanted.
        batch_size: Samples in a batch; the last one may be smaller.
    """

    def __init__(self, x: np.ndarray, y: np.ndarray | None, batch_size: int):
        super().__init__()
        self.x = x
        self.y = y
        self.batch_size = batch_size

    def __len__(self) -> int:
        """Give the number of batches."""
        return math.ceil(len(self.x) / self.batch_size)

    def __getitem__(self, index: int) -> tuple[np.ndarray, ...]:
        """Give a batch: inputs, and targets where there are any."""
        chosen = slice(index * self.batch_size, (index + 1) * self.batch_size)
        return (self.x[chosen],) if self.y is None else (self.x[chosen], self.y[chosen])


def give_in_order(x: np.ndarray, y: np.ndarray | None, batch_size: int) -> dict[str, Any]:
    """Give the arguments by which Keras's `evaluate` and `predict` take samples.

    Args:
        x: Inputs, `(n, ...)`, in memory or streamed.
        y: Targets; None where only predictions are wanted.
        batch_size: Samples in a batch.
    """
    if isinstance(x, StreamedArray):
        return {"x": InOrder(x, y, batch_size)}
    given = {"x": x, "batch_size": batch_size}
    return given if y is None else {**given, "y": y}
