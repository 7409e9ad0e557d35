"""Mini-batches whose images are changed at random before they are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasdigits.training.batches import Batches

PADDING = 3  # pixels; as in fast.ai course v3, lesson 7 (`rand_pad`)


class ChangedBatches(Batches):
    """Batches as the class that it is derived from gives them, with the images changed.

    Args:
        *args: As `Batches` takes them.
        change: Takes images `(n, height, width, channels)` and a generator of random numbers, and
            gives others of the same shape; the same for the same seed, epoch and batch.
        **kwargs: As `Batches` takes them.
    """

    def __init__(
        self,
        *args: Any,
        change: Callable[[np.ndarray, np.random.Generator], np.ndarray],
        **kwargs: Any,
    ):
        self.change = change
        super().__init__(*args, **kwargs)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """Give the batch at a step of the present epoch."""
        x, y = super().__getitem__(index)
        return self.change(x, np.random.default_rng([self.seed, self.epoch, index])), y


def pad_and_crop(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Move each image by up to three pixels, up or down and to either side.

    Args:
        images: `(n, height, width, channels)`; zeros are added on each side before the cut.
        rng: The source of randomness.

    Returns:
        New images of the same shape and dtype.
    """
    rows, columns = images.shape[1:3]
    around = (PADDING, PADDING)
    padded = np.pad(images, [(0, 0), around, around, (0, 0)])
    places = rng.integers(0, 2 * PADDING + 1, (len(images), 2))
    return np.stack(
        [
            image[up : up + rows, left : left + columns]
            for image, (up, left) in zip(padded, places, strict=True)
        ]
    )
