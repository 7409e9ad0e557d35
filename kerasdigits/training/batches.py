"""Mini-batches whose order depends on nothing but the seed and the epoch.

Keras's own shuffling draws from a generator that lives as long as the process, so a training that
was interrupted could not go on in the order of an uninterrupted one.
"""

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
        first_epoch: The epoch to start with, from 0.
        augmented: Move the images at random; `x` must be `(n, height, width, channels)`.
    """

    def __init__(
        self,
        x: np.ndarray,
        y: np.ndarray,
        batch_size: int,
        seed: int,
        first_epoch: int = 0,
        augmented: bool = False,
    ):
        super().__init__()
        self.x, self.y = x, y
        self.batch_size, self.seed, self.augmented = batch_size, seed, augmented
        self._start(first_epoch)

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

    def on_epoch_end(self) -> None:
        """Go to the order of the next epoch; Keras calls this."""
        self._start(self.epoch + 1)

    def _start(self, epoch: int) -> None:
        self.epoch = epoch
        self.order = np.random.default_rng([self.seed, epoch]).permutation(len(self.x))
