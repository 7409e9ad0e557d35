"""Mini-batches whose order depends on nothing but the seed and the epoch.

Keras's own shuffling draws from a generator that lives as long as the process, so a training that
was interrupted could not go on in the order of an uninterrupted one.
"""

from typing import Any

import keras
import numpy as np

from kerasdigits.training.augmentation import augment


class Batches(keras.utils.PyDataset):
    """Shuffled, optionally augmented mini-batches for `fit`.

    Args:
        x: Inputs `(n, ...)` float32.
        y: Targets `(n,)` or `(n, num_outputs)`.
        batch_size: Samples in a step; the last batch of an epoch may be smaller.
        seed: Of the order and the augmentation.
        augmented: Move the images at random; `x` must be `(n, height, width, channels)`.
    """

    def __init__(
        self,
        x: np.ndarray,
        y: np.ndarray,
        batch_size: int,
        seed: int,
        augmented: bool = False,
    ):
        super().__init__()
        self.x, self.y = x, y
        self.batch_size, self.seed, self.augmented = batch_size, seed, augmented
        self.start_epoch(0)

    def __len__(self) -> int:
        """Give the number of steps in an epoch."""
        return -(-len(self.x) // self.batch_size)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """Give the batch at a step of the present epoch."""
        chosen = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        x = self.x[chosen]
        if self.augmented:
            x = augment(x, np.random.default_rng([self.seed, self.epoch, index]))
        return x, self.y[chosen]

    def start_epoch(self, epoch: int) -> None:
        """Take up the order of an epoch, counted from 0."""
        self.epoch = epoch
        self.order = np.random.default_rng([self.seed, epoch]).permutation(len(self.x))


class FollowEpochs(keras.callbacks.Callback):
    """Tell `Batches` which epoch begins.

    The data set's own `on_epoch_end` cannot count them: before the first epoch Keras reads a batch
    to build the model, and on jax calls `on_epoch_end` after that too.

    Args:
        batches: What `fit` trains on.
    """

    def __init__(self, batches: Batches):
        super().__init__()
        self.batches = batches

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the epoch's order."""
        self.batches.start_epoch(epoch)
