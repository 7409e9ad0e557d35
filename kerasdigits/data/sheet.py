"""The few samples that show what a data set is: put aside by a run, and shown on the page."""

import numpy as np

from kerasdigits.data.dataset import Dataset

_SEED = 0  # the same samples each time


def choose_samples(dataset: Dataset, count: int) -> dict[str, np.ndarray]:
    """Choose test samples: the first of each class, then any.

    Not the first of the rest: where data lie in the order of their classes, those are of one class.

    Args:
        dataset: The data set; of a regression, its first samples are chosen.
        count: How many, or all where there are fewer.

    Returns:
        `x` and `y`, in the order in which they are to be shown.
    """
    order = np.arange(len(dataset.x_test))
    if dataset.task == "classification":
        _, first = np.unique(dataset.y_test, return_index=True)
        rest = np.setdiff1d(order, first)
        order = np.concatenate([first, np.random.default_rng(_SEED).permutation(rest)])
    chosen = order[:count]
    return {"x": dataset.x_test[chosen], "y": dataset.y_test[chosen]}
