"""Train step by step, and keep what each step's batch cost."""

import keras
import numpy as np

from kerasdigits.training.batches import Batches


def train_and_watch(model: keras.Model, batches: Batches, epochs: int) -> np.ndarray:
    """Train a compiled model on every batch of some epochs.

    Keras's `fit` reports the mean loss of an epoch so far; this gives the loss of each batch.

    Args:
        model: Layers that draw random numbers do not start anew with each epoch, as in a fit.
        batches: What to train on.
        epochs: How often to go through them, >= 0.

    Returns:
        `(epochs * len(batches),)` float64, the loss of each batch before its step.
    """
    losses = []
    for epoch in range(epochs):
        batches.start_epoch(epoch)
        losses += [float(model.train_on_batch(x, y)) for x, y in batches]
    return np.array(losses, "float64")
