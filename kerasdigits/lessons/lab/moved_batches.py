"""Mini-batches of images that are moved by a few pixels at random: padded, and cut out."""

from __future__ import annotations

import numpy as np

from kerasdigits.training.batches import Batches

PADDING = 3  # pixels; as in fast.ai course v3, lesson 7 (`rand_pad`)


class MovedBatches(Batches):
    """Batches as the class that it is derived from gives them, with each image moved."""

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """Give the batch at a step of the present epoch."""
        x, y = super().__getitem__(index)
        rng = np.random.default_rng([self.seed, self.epoch, index])
        return pad_and_crop(x, PADDING, rng), y


def pad_and_crop(images: np.ndarray, padding: int, rng: np.random.Generator) -> np.ndarray:
    """Move each image by up to `padding` pixels, up or down and to either side.

    Args:
        images: `(n, height, width, channels)`.
        padding: Rows and columns of zeros that are added on each side before the cut.
        rng: The source of randomness.

    Returns:
        New images of the same shape and dtype.
    """
    rows, columns = images.shape[1:3]
    padded = np.pad(images, [(0, 0), (padding, padding), (padding, padding), (0, 0)])
    places = rng.integers(0, 2 * padding + 1, (len(images), 2))
    return np.stack(
        [
            image[up : up + rows, left : left + columns]
            for image, (up, left) in zip(padded, places, strict=True)
        ]
    )
