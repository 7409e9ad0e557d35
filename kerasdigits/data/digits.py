"""scikit-learn's digits: 1,797 real scans of 8x8 pixels, embedded in scikit-learn."""

import importlib.util
from pathlib import Path

import numpy as np

from kerasdigits.data.dataset import Dataset, classification
from kerasdigits.data.lookup import Search
from kerasdigits.data.split import split_validation

HELD_OUT = 0.25
PREPROCESS = {"recipe": "uci", "size": [8, 8]}
SOURCE = (
    "UCI Optical Recognition of Handwritten Digits (E. Alpaydin, C. Kaynak, 1998), the 1,797 scans "
    "in scikit-learn; CC BY 4.0"
)

_FULL_BLOCK = 16


def load_digits(search: Search, seed: int) -> Dataset:
    """Load the digits; a stratified quarter is the test set.

    Args:
        search: Not used: the data is embedded.
        seed: Chooses the quarter.

    Returns:
        1,347 training and 450 test images `(n, 8, 8, 1)`, ten classes.
    """
    images, labels = _read_scans()
    # Each pixel counts the ink of a 4x4 block: 0..16.
    images = (images / _FULL_BLOCK).astype("float32").reshape(-1, 8, 8, 1)
    x_train, y_train, x_test, y_test = split_validation(
        images, labels, HELD_OUT, seed, "classification"
    )
    return classification(
        "digits",
        (x_train, y_train),
        (x_test, y_test),
        preprocess=PREPROCESS,
        source=SOURCE,
    )


def _read_scans() -> tuple[np.ndarray, np.ndarray]:
    """Read scikit-learn's file without scikit-learn, whose import takes ten times as long.

    Returns:
        `(1797, 64)` float64 in 0..16, and `(1797,)` int64.
    """
    package = importlib.util.find_spec("sklearn")
    for folder in package.submodule_search_locations or () if package else ():
        path = Path(folder, "datasets", "data", "digits.csv.gz")
        if path.is_file():
            table = np.loadtxt(path, delimiter=",")
            return table[:, :-1], table[:, -1].astype(np.int64)
    from sklearn import datasets

    images, labels = datasets.load_digits(return_X_y=True)
    return images, labels
