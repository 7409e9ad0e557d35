"""A folder of IDX files named like MNIST's: training images and labels, test images and labels."""

from pathlib import Path

import numpy as np

from kerasdigits.data.dataset import Dataset, classification
from kerasdigits.data.idx import read_idx
from kerasdigits.data.split import split_validation
from kerasdigits.errors import DataError

HELD_OUT = 0.25

_KINDS = {"images": "idx3", "labels": "idx1"}
_PARTS = {"train": "training", "t10k": "test"}


def find_idx(folder: Path, part: str) -> tuple[Path, Path] | None:
    """Find the images and labels of one part.

    Args:
        folder: Where to look; not in its sub-folders.
        part: `train` or `t10k` (MNIST's name of the test set).

    Returns:
        The two files, or None when one is missing.
    """
    found = []
    for kind, code in _KINDS.items():
        # `train-images-idx3-ubyte` on the original page, `train-images.idx3-ubyte` when unpacked.
        names = (f"{part}-{kind}{dash}{code}-ubyte{end}" for dash in "-." for end in ("", ".gz"))
        path = next((folder / name for name in names if (folder / name).is_file()), None)
        if path is None:
            return None
        found.append(path)
    return found[0], found[1]


def read_part(folder: Path, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Read the images and labels of one part.

    Args:
        folder: Where the files are.
        part: `train` or `t10k`.

    Returns:
        Images and labels as stored.

    Raises:
        DataError: A file is missing or unfit.
    """
    paths = find_idx(folder, part)
    if paths is None:
        raise DataError(f"The folder holds no IDX {_PARTS[part]} files", received=folder)
    images, labels = paths
    return read_idx(images), read_idx(labels)


def load_idx_folder(folder: Path, seed: int) -> Dataset:
    """Load a folder of IDX files; without test files a stratified quarter is held out.

    Args:
        folder: Holds `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, `t10k-...` for the
            test set, each with `.gz` or without.
        seed: Chooses the quarter.

    Returns:
        The data set, with the recipe `resize`.

    Raises:
        DataError: The training files are missing, or a file is unfit.
    """
    train = read_part(folder, "train")
    if find_idx(folder, "t10k"):
        test = read_part(folder, "t10k")
    else:
        x_train, y_train, x_test, y_test = split_validation(
            *train, HELD_OUT, seed, "classification"
        )
        train, test = (x_train, y_train), (x_test, y_test)
    return classification(folder.name, train, test, source=f"IDX files in {folder}")
