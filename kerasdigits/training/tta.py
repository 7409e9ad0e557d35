"""Test-time augmentation: the mean over an image and moved copies of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.models.outputs import as_probabilities
from kerasdigits.training.augmentation import augment

if TYPE_CHECKING:
    import keras

BATCH_SIZE = 256
PIECE = 1024  # images that are moved at once


def predict_augmented(
    model: keras.Model, x: np.ndarray, copies: int, link: str, seed: int = 0
) -> np.ndarray:
    """Average a classifier's probabilities over each image and augmented copies of it.

    Source: fastai 0.7 averages the image and four copies; all count the same.

    Args:
        model: Its outputs become probabilities by `link`.
        x: Images `(n, height, width, channels)` float32.
        copies: How many, >= 0; each is moved as in `fit`'s augmentation.
        link: As `models.outputs.as_probabilities` takes it: `softmax`, `sigmoid`, `linear`.
        seed: Of the copies: the same copies for the same seed.

    Returns:
        Probabilities `(n, num_classes)` float32.
    """
    total = _predict(model, x, link)
    for number in range(copies):
        rng = np.random.default_rng([seed, number])
        # In pieces: a copy of a whole test set of large images may not fit into memory.
        for start in range(0, len(x), PIECE):
            piece = slice(start, start + PIECE)
            total[piece] += _predict(model, augment(x[piece], rng), link)
    return (total / (copies + 1)).astype("float32")


def _predict(model: keras.Model, x: np.ndarray, link: str) -> np.ndarray:
    outputs = model.predict(x, batch_size=BATCH_SIZE, verbose=0)
    return as_probabilities(outputs, link).astype("float64")
