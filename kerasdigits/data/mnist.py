"""MNIST: 70,000 handwritten digits of 28x28 pixels (Y. LeCun, C. Cortes, C. Burges)."""

from pathlib import Path

from kerasdigits.data.dataset import Dataset, classification
from kerasdigits.data.download import RemoteFile
from kerasdigits.data.idx_folder import find_idx, read_part
from kerasdigits.data.lookup import Search
from kerasdigits.data.npz import read_npz
from kerasdigits.errors import DataError

PREPROCESS = {"recipe": "mnist", "size": [28, 28]}
CLASS_NAMES = tuple("0123456789")
LICENCE = "MNIST (Y. LeCun, C. Cortes; CC BY-SA 3.0)"

# The checksum is the one in keras/src/datasets/mnist.py.
FILE = RemoteFile("mnist.npz", "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1")


def load_mnist(search: Search, seed: int) -> Dataset:
    """Load MNIST from `mnist.npz` (Keras's layout) or the four IDX files, else download it.

    Args:
        search: Where to look: in each folder for `mnist.npz`, then for the IDX files in it and in
            its sub-folder `mnist`.
        seed: Not used: MNIST has a test set.

    Returns:
        60,000 training and 10,000 test images `(n, 28, 28, 1)`, ten classes.

    Raises:
        DataError: The files are not found, cannot be downloaded, or are unfit.
    """
    for folder in search.folders():
        if (folder / FILE.name).is_file():
            return _load_keras_file(folder / FILE.name)
        for place in (folder, folder / "mnist"):
            if find_idx(place, "train") and find_idx(place, "t10k"):
                return _make(read_part(place, "train"), read_part(place, "t10k"), place)
    return _load_keras_file(search.fetch("mnist", [FILE])[0])


def _load_keras_file(path: Path) -> Dataset:
    arrays = read_npz(path)
    if "x_test" not in arrays:
        raise DataError("mnist.npz lacks the test set", received=path)
    train, test = ((arrays[f"x_{part}"], arrays[f"y_{part}"]) for part in ("train", "test"))
    return _make(train, test, path)


def _make(train: tuple, test: tuple, path: Path) -> Dataset:
    for images, _ in (train, test):
        if images.shape[1:] != (28, 28):
            raise DataError(f"{path} is not MNIST (28x28)", received=images.shape)
    return classification(
        "mnist",
        train,
        test,
        class_names=CLASS_NAMES,
        preprocess=PREPROCESS,
        source=LICENCE,
        place=str(path),
    )
