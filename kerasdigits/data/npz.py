"""The user's own arrays in an .npz file, in the layout of `keras.datasets.mnist`."""

import math
import zipfile
from pathlib import Path
from typing import cast

import numpy as np

from kerasdigits.data.arrays import check_lengths, whole_labels
from kerasdigits.data.classes import name_classes
from kerasdigits.data.dataset import Dataset, classification
from kerasdigits.data.memory import is_too_large
from kerasdigits.data.split import split_validation
from kerasdigits.data.stored_npz import Member, find_members
from kerasdigits.errors import DataError, option

HELD_OUT = 0.25
ARRAYS = ("x_train", "y_train", "x_test", "y_test", "class_names")
_INPUTS = ("x_train", "x_test")


def read_npz(path: Path | str, stream: bool | None = False) -> dict[str, np.ndarray]:
    """Read the arrays of an .npz file; nothing in it is executed (no pickles).

    Args:
        path: The file.
        stream: Leave the inputs in the file, as `StreamedArray`s; None leaves large ones there.

    Returns:
        `x_train` and `y_train`, and those of `x_test`, `y_test` and `class_names` that it has.

    Raises:
        DataError: The file is missing, corrupt or pickled, lacks an array, or is compressed and
            `stream` is True.
    """
    try:
        members = _choose_streamed(Path(path), stream)
        # Opened here: NumPy leaves a file that it cannot read open.
        with Path(path).open("rb") as opened:
            file = np.load(opened, allow_pickle=False)
            names = getattr(file, "files", [])  # a bare .npy array has none
            wanted = [name for name in ARRAYS if name in names and name not in members]
            arrays = {name: file[name] for name in wanted}
        for name, member in members.items():
            # What is streamed is typed as the array that it stands for.
            arrays[name] = cast(np.ndarray, member.map(Path(path)))
    except DataError:
        raise
    except FileNotFoundError:
        raise DataError("There is no such file", received=path) from None
    except PermissionError as error:
        raise DataError("The file cannot be read", received=error) from None
    except Exception as error:  # flipped bytes make zipfile, zlib, tokenize and NumPy raise it all
        # NumPy takes whatever it does not know for a pickle, so only a zip's word counts.
        if "pickle" in str(error) and zipfile.is_zipfile(path):
            remedy = "Save plain numeric arrays with numpy.savez"
            raise DataError(
                "The .npz file holds Python objects, which are code", received=path, remedy=remedy
            ) from None
        raise DataError(
            "This is not an .npz file, or it is truncated or corrupt", received=path
        ) from None
    missing = [name for name in ("x_train", "y_train") if name not in arrays]
    if missing or ("x_test" in arrays) != ("y_test" in arrays):
        remedy = "Save x_train, y_train, and optionally x_test, y_test, class_names"
        raise DataError(f"{path} lacks arrays", received=", ".join(names) or "none", remedy=remedy)
    return arrays


def _choose_streamed(path: Path, stream: bool | None) -> dict[str, Member]:
    """Find the inputs that are to stay in the file."""
    if stream is False:
        return {}
    try:
        found = find_members(path, _INPUTS)
    except (ValueError, zipfile.BadZipFile):
        return {}  # reading it will say what is wrong
    # What is neither images nor a table will be refused, as an array.
    found = {name: member for name, member in found.items() if len(member.shape) > 1}
    compressed = any(member.offset is None for member in found.values())
    if stream is None:
        wanted = sum(math.prod(member.shape) * 4 for member in found.values())
        return {} if compressed or not is_too_large(wanted) else found
    if compressed:
        raise DataError(
            "A compressed .npz file cannot be streamed",
            received=path,
            remedy=f"Write it with numpy.savez, not savez_compressed, or leave {option('stream')} "
            "out",
        )
    return found


def load_npz(path: Path, seed: int, stream: bool | None = None) -> Dataset:
    """Load a classification from an .npz file; without a test set a stratified quarter is held out.

    Args:
        path: Holds `x_train` (images `(n, h, w)` or `(n, h, w, 1 or 3)`, or `(n, features)`),
            `y_train` (class numbers from 0), perhaps `x_test`, `y_test` and `class_names`
            (text, or UTF-8 bytes; different, none empty).
        seed: Chooses the quarter.
        stream: Leave the inputs in the file; None does where they are large beside the memory.

    Returns:
        The data set, with the recipe `resize` for images.

    Raises:
        DataError: The file or an array is unfit.
    """
    arrays = read_npz(path, stream)
    train = arrays["x_train"], arrays["y_train"]
    class_names = arrays["class_names"].ravel().tolist() if "class_names" in arrays else None
    if "x_test" in arrays:
        test = arrays["x_test"], arrays["y_test"]
    else:
        train, test = _hold_out(*train, class_names, seed)
    return classification(path.stem, train, test, class_names=class_names, source=f"file {path}")


def _hold_out(
    x: np.ndarray, y: np.ndarray, class_names: list | None, seed: int
) -> tuple[tuple, tuple]:
    check_lengths(x, y, "train")
    y = whole_labels(y, "y_train")
    # A label that is not a class is to be called that, not a class too small to be split.
    name_classes(y, class_names)
    x_train, y_train, x_test, y_test = split_validation(x, y, HELD_OUT, seed, "classification")
    return (x_train, y_train), (x_test, y_test)
