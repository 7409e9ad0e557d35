"""The 3s and 7s of fastbook's chapter 4, in the order in which the book has them."""

import numpy as np


def take_threes_and_sevens(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lay out all 3s, then all 7s, in a row of pixels each.

    The book lists a folder of files that are named by the number of the image, and sorts the names:
    `10000.png` stands before `2.png`. It does not shuffle, so the order matters.

    Args:
        x: All ten digits `(n, height, width, 1)`, in MNIST's order.
        y: Their labels `(n,)`.

    Returns:
        `(m, pixels)`, and targets `(m, 1)` float32: 1 for a 3, 0 for a 7.
    """
    order = [i for digit in (3, 7) for i in sorted(np.flatnonzero(y == digit), key=str)]
    return x[order].reshape(len(order), -1), (y[order] == 3).astype("float32")[:, None]
