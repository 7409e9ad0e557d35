"""A folder with a sub-folder of pictures for each class."""

from collections import Counter
from pathlib import Path
from typing import cast

import numpy as np

from kerasdigits.data.dataset import Dataset, classification
from kerasdigits.data.memory import is_too_large
from kerasdigits.data.picture import read_image, read_size
from kerasdigits.data.resample import resample_area
from kerasdigits.data.split import split_validation
from kerasdigits.data.streamed import take_rows
from kerasdigits.data.unpacked import unpack_pictures
from kerasdigits.errors import DataError

HELD_OUT = 0.25
SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp")
LONGEST_SIDE = 128

Listing = dict[str, list[Path]]


def load_image_folder(
    folder: Path, seed: int, size: tuple[int, int] | None = None, stream: bool | None = None
) -> Dataset:
    """Load pictures, one sub-folder a class; without `train/` and `test/` a quarter is held out.

    All pictures are area-resampled to one size: the given one, or the most common one in the
    training folders, shrunk so that no side is longer than 128. They stay grayscale when none has
    colour, else all become RGB.

    Args:
        folder: Holds `CLASS/PICTURE` files, or `train/CLASS/PICTURE` and `test/CLASS/PICTURE`.
            Files with other endings and hidden ones are passed over.
        seed: Chooses the quarter.
        size: Height and width of the inputs.
        stream: Unpack the pictures into a file instead of memory; None does where they are large
            beside the memory.

    Returns:
        The data set, with the recipe `resize`; class names are the sub-folders', sorted.

    Raises:
        DataError: There are not two classes, a class has too few pictures, the test folder has
            another class, or a file is not a picture.
    """
    split = (folder / "train").is_dir() and (folder / "test").is_dir()
    train = list_classes(folder / "train" if split else folder)
    test = list_classes(folder / "test", fewest=1) if split else {}
    unknown = sorted(set(test) - set(train))
    if unknown:
        raise DataError(
            "The test folder has a class that the training folder lacks", received=unknown[0]
        )
    size = size or find_size([path for part in train.values() for path in part])
    names = list(train)
    labels, test_labels = _number(train, names), _number(test, names)
    paths = [path for listing in (train, test) for part in listing.values() for path in part]
    x = _read_pictures(paths, size, stream)
    if split:
        count = len(labels)
        x_train, x_test = take_rows(x, slice(count)), take_rows(x, slice(count, None))
        y_train, y_test = labels, test_labels
    else:
        x_train, y_train, x_test, y_test = split_validation(
            x, labels, HELD_OUT, seed, "classification"
        )
    return classification(
        folder.resolve().name,
        (x_train, y_train),
        (x_test, y_test),
        class_names=names,
        source=f"pictures in {folder}",
    )


def list_classes(folder: Path, fewest: int = 2) -> Listing:
    """List the pictures of each class.

    Args:
        folder: Holds a sub-folder for each class.
        fewest: The fewest classes that will do.

    Returns:
        The sorted pictures by class name, sorted.

    Raises:
        DataError: There are fewer classes.
    """
    listing = {}
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        pictures = sorted(
            path
            for path in place.iterdir()
            if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
        )
        if pictures and not place.name.startswith("."):
            listing[place.name] = pictures
    if len(listing) < fewest:
        remedy = f"Make a sub-folder for each class with {', '.join(SUFFIXES)} files"
        received = f"{folder} with {len(listing)}"
        raise DataError("A folder of pictures needs two classes", received=received, remedy=remedy)
    return listing


def find_size(paths: list[Path]) -> tuple[int, int]:
    """Find the most common size of pictures, shrunk to at most 128 a side.

    Args:
        paths: The pictures.

    Returns:
        Height and width; the smaller of two that are as common.
    """
    counts = Counter(read_size(path) for path in paths)
    height, width = min(counts, key=lambda size: (-counts[size], size[0] * size[1], size))
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    return max(1, round(height * scale)), max(1, round(width * scale))


def _number(listing: Listing, names: list[str]) -> np.ndarray:
    """Give the labels of the pictures in a listing."""
    return np.array([names.index(name) for name, paths in listing.items() for _ in paths], int)


def _read_pictures(paths: list[Path], size: tuple[int, int], stream: bool | None) -> np.ndarray:
    """Decode pictures, `(n, h, w, channels)`, into memory or into a file."""
    if stream is None:
        stream = is_too_large(len(paths) * size[0] * size[1] * 3 * 4)
    if stream:
        unpacked = unpack_pictures((_read_picture(path, size) for path in paths), len(paths))
        return cast(np.ndarray, unpacked)  # typed as the array that it stands for
    return _stack([_read_picture(path, size) for path in paths])


def _read_picture(path: Path, size: tuple[int, int]) -> np.ndarray:
    pixels = read_image(path, 3)
    if (pixels == pixels[..., :1]).all():
        pixels = pixels[..., :1]
    return np.clip(resample_area(pixels, *size) / 255, 0, 1).astype(np.float32)


def _stack(images: list[np.ndarray]) -> np.ndarray:
    """Stack pictures; gray ones get three equal channels when any has colour."""
    channels = max(image.shape[2] for image in images)
    stacked = np.empty((len(images), *images[0].shape[:2], channels), np.float32)
    for place, image in zip(stacked, images, strict=True):
        place[...] = image
    return stacked
