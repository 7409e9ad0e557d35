"""A folder with a sub-folder of pictures for each class."""

from collections import Counter
from pathlib import Path

import numpy as np

from kerasdigits.data.dataset import Dataset, classification
from kerasdigits.data.picture import read_image, read_size
from kerasdigits.data.resample import resample_area
from kerasdigits.data.split import split_validation
from kerasdigits.errors import DataError

HELD_OUT = 0.25
SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp")
LONGEST_SIDE = 128

Listing = dict[str, list[Path]]


def load_image_folder(folder: Path, seed: int, size: tuple[int, int] | None = None) -> Dataset:
    """Load pictures, one sub-folder a class; without `train/` and `test/` a quarter is held out.

    All pictures are area-resampled to one size: the given one, or the most common one in the
    training folders, shrunk so that no side is longer than 128. They stay grayscale when none has
    colour, else all become RGB.

    Args:
        folder: Holds `CLASS/PICTURE` files, or `train/CLASS/PICTURE` and `test/CLASS/PICTURE`.
            Files with other endings and hidden ones are passed over.
        seed: Chooses the quarter.
        size: Height and width of the inputs.

    Returns:
        The data set, with the recipe `resize`; class names are the sub-folders', sorted.

    Raises:
        DataError: There are not two classes, a class has too few pictures, the test folder has
            another class, or a file is no picture.
    """
    split = (folder / "train").is_dir() and (folder / "test").is_dir()
    train = list_classes(folder / "train" if split else folder)
    test = list_classes(folder / "test", fewest=1) if split else {}
    unknown = sorted(set(test) - set(train))
    if unknown:
        raise DataError(
            "The test folder has a class that the training folder lacks", received=unknown[0]
        )
    paths = [path for listing in (train, test) for part in listing.values() for path in part]
    size = size or find_size([path for part in train.values() for path in part])
    channels = 3 if any(_has_colour(path) for path in paths) else 1
    names = list(train)
    x_train, y_train = _read_listing(train, names, size, channels)
    if split:
        x_test, y_test = _read_listing(test, names, size, channels)
    else:
        x_train, y_train, x_test, y_test = split_validation(
            x_train, y_train, HELD_OUT, seed, "classification"
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


def _has_colour(path: Path) -> bool:
    pixels = read_image(path, 3)
    return bool((pixels != pixels[..., :1]).any())


def _read_listing(
    listing: Listing, names: list[str], size: tuple[int, int], channels: int
) -> tuple[np.ndarray, np.ndarray]:
    labels = [names.index(name) for name, paths in listing.items() for _ in paths]
    images = np.empty((len(labels), *size, channels), np.float32)
    for image, path in zip(images, (p for part in listing.values() for p in part), strict=True):
        pixels = read_image(path, channels).reshape(*read_size(path), channels)
        image[...] = resample_area(pixels, *size) / 255
    return np.clip(images, 0, 1), np.array(labels)
