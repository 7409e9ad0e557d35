"""Mini-batches whose order depends on nothing but the seed and the epoch.

Keras's own shuffling draws from a generator that lives as long as the process, so a training that
was interrupted could not go on in the order of an uninterrupted one.
"""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from kerasdigits.errors import ModelError
from kerasdigits.training.augmentation import draw_moves, move_images

# A seed for each generator of a model, and one more for torch's own. Always as many, whatever the
# model has, so that torch's seed does not depend on the number of its layers.
_MOST_GENERATORS = 999


class Batches(keras.utils.PyDataset):
    """Shuffled, optionally augmented mini-batches for `fit`, and for loops written by hand.

    A loop of one's own reads `for x, y in batches`, and calls `start_epoch` before each epoch.

    Args:
        x: Inputs `(n, ...)` float32.
        y: Targets `(n,)` or `(n, num_outputs)`.
        batch_size: Samples in a step; the last batch of an epoch may be smaller.
        seed: Of the order and the augmentation.
        augmented: Move the images at random; `x` must be `(n, height, width, channels)`.
        shuffled: Draw a new order for each epoch; else the samples come as they lie in `x`.
        kept: Which samples of `x` are trained on, `(k,)` int; None for all. The batches are those
            of `x[kept]`, which nobody has to copy.
    """

    def __init__(
        self,
        x: np.ndarray,
        y: np.ndarray,
        batch_size: int,
        seed: int,
        augmented: bool = False,
        shuffled: bool = True,
        kept: np.ndarray | None = None,
    ):
        super().__init__()
        self.x = x
        self.y = y
        self.batch_size = batch_size
        self.seed = seed
        self.augmented = augmented
        self.shuffled = shuffled
        self.kept = np.arange(len(x)) if kept is None else kept
        self.start_epoch(0)

    def __len__(self) -> int:
        """Give the number of steps in an epoch."""
        return -(-len(self.kept) // self.batch_size)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """Give the batch at a step of the present epoch."""
        chosen = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        x = self.x[chosen]
        if self.augmented:
            moves = self.moves[index * self.batch_size :][: len(chosen)]
            x = keras.ops.convert_to_numpy(move_images(keras.ops.convert_to_tensor(x), moves))
        return x, self.y[chosen]

    def __iter__(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Give the batches of the present epoch, one after the other."""
        return (self[index] for index in range(len(self)))

    def start_epoch(self, epoch: int) -> None:
        """Take up the order of an epoch, counted from 0."""
        self.epoch = epoch
        self.order = self.kept.copy()
        if self.shuffled:
            np.random.default_rng([self.seed, epoch]).shuffle(self.order)
        if self.augmented:
            self.moves = draw_moves(len(self.kept), np.random.default_rng([self.seed, epoch, 1]))


class FollowEpochs(keras.callbacks.Callback):
    """Make all that is random in an epoch depend on nothing but the seed and the epoch.

    It starts the order of `Batches`, and the generators of the layers that draw (Dropout and its
    kin), whose state Keras leaves out of a saved model. The data set's own `on_epoch_end` could not
    count the epochs: Keras reads a batch before the first one to build the model, and on jax calls
    `on_epoch_end` after that too.

    Args:
        batches: What `fit` trains on.
    """

    def __init__(self, batches: Batches):
        super().__init__()
        self.batches = batches

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the epoch's order and its random numbers."""
        self.batches.start_epoch(epoch)
        rng = np.random.default_rng([self.batches.seed, epoch, 0])
        *seeds, last = rng.integers(1, 1 << 30, _MOST_GENERATORS + 1)
        states = [v for v in self.model.variables if v.path.endswith("seed_generator_state")]
        if len(states) > _MOST_GENERATORS:
            raise ModelError(
                f"The model has more than {_MOST_GENERATORS} generators of random numbers",
                received=f"{len(states)} in layers such as Dropout",
                remedy="Let layers share a keras.random.SeedGenerator",
            )
        for state, seed in zip(states, seeds[: len(states)], strict=True):
            state.assign([seed, 0])
        if keras.config.backend() == "torch":
            import torch

            torch.manual_seed(int(last))  # torch's own dropout draws from here
