"""Spoil a share of the training labels, to see what a model makes of mistakes."""

import numpy as np


def add_label_noise(y: np.ndarray, fraction: float, num_classes: int, seed: int) -> np.ndarray:
    """Replace the labels of some samples by another class, each of the others as likely.

    Args:
        y: `(n,)` int labels in [0, num_classes).
        fraction: Share of the samples to spoil, in [0, 1); rounded to whole samples.
        num_classes: The classes, >= 2.
        seed: Of the choice of the samples and of their new labels.

    Returns:
        New labels of the same shape and dtype; exactly `round(fraction * n)` of them are wrong.
    """
    # The 1 keeps this stream apart from the orders of the epochs, which draw from [seed, epoch].
    rng = np.random.default_rng([seed, 0, 0, 1])
    chosen = rng.choice(len(y), round(fraction * len(y)), replace=False)
    noisy = y.copy()
    # A shift by 1 to num_classes - 1 never leads back to the label itself.
    noisy[chosen] = (y[chosen] + rng.integers(1, num_classes, len(chosen))) % num_classes
    return noisy
