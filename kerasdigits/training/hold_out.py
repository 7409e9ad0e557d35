"""How much of a training set is held out by default, to see over-fitting in the curves."""

import math

import numpy as np

from kerasdigits.data import Dataset

SHARE = 0.1
# The accuracy on n samples has a standard deviation of up to .5 / sqrt(n): .07 on these, which
# still shows a loss that turns. Fewer tell nothing, and would be missed among those trained on.
LEAST = 50


def choose_split(dataset: Dataset) -> float:
    """Choose the share of a training set to hold out where the user chose none.

    Args:
        dataset: The data.

    Returns:
        `SHARE`; 0 where that would be fewer than `LEAST` samples, or where a class has too few to
        be in both parts.
    """
    samples = len(dataset.y_train)
    held_out = math.ceil(samples * SHARE)
    if held_out < LEAST:
        return 0.0
    if dataset.task == "classification":
        counts = np.unique(dataset.y_train, return_counts=True)[1]
        if counts.min() < 2 or len(counts) > held_out:
            return 0.0
    return SHARE


def describe_split(dataset: Dataset, fraction: float) -> str:
    """Say in words what is trained on and what is held out.

    Args:
        dataset: The data.
        fraction: The share of its training half to hold out, in [0, 1).

    Returns:
        Such as `54,000 samples; 6,000 more are held out to show over-fitting`.
    """
    samples = len(dataset.y_train)
    held_out = math.ceil(samples * fraction)
    if held_out:
        kept = samples - held_out
        return f"{kept:,} samples; {held_out:,} more are held out to show over-fitting"
    if choose_split(dataset) == 0:
        return f"all {samples:,} samples; too few to hold some out"
    return f"all {samples:,} samples; none is held out"
