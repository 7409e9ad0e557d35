"""Keep the weights after a few epochs in the run folder, for the page to look back."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np

from kerasdigits.runs import RunFolder
from kerasdigits.runs.snapshots import choose_epochs, read_snapshots, write_snapshots


class KeepSnapshots(keras.callbacks.Callback):
    """Write the weights down at the start and after a few epochs, where they are small.

    It stands before whoever writes checkpoints: a training that goes on from one then finds all
    snapshots until there.

    Args:
        run: The run; `config.epochs` says how long it is.
        first_epoch: After how many epochs the training begins; later snapshots are of one that was
            killed, and are made again.
    """

    def __init__(self, run: RunFolder, first_epoch: int):
        super().__init__()
        self.run = run
        self.first_epoch = first_epoch
        self.kept = read_snapshots(run.snapshots_path, first_epoch)

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Keep the start."""
        sizes = [math.prod(weight.shape) for weight in self.model.weights]
        self.chosen = choose_epochs(self.run.record.config.epochs, sizes)
        self._keep(self.first_epoch)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Keep an epoch that was chosen."""
        self._keep(epoch + 1)

    def _keep(self, epoch: int) -> None:
        if epoch in self.chosen and epoch not in self.kept:
            self.kept[epoch] = _copy_weights(self.model)
            write_snapshots(self.run.snapshots_path, self.kept)


def _copy_weights(model: keras.Model) -> list[np.ndarray]:
    """Copy the weights; what PyTorch gives would change with the next step."""
    arrays = [keras.ops.convert_to_numpy(weight) for weight in model.weights]
    # NumPy's files hold no bfloat16, which is of kind V.
    return [np.array(a, dtype="float32" if a.dtype.kind == "V" else None) for a in arrays]
