"""From a drawing or a picture to a model's input: three recipes, shared with the page.

`web/src/ink/preprocess.ts` implements the same algorithm; `tests/golden/preprocess.json` pins both
to 1e-6. A recipe is data (a small dict that travels with the data set, the run and the exported
model), never code:

    {"recipe": "mnist", "size": [28, 28]}
        what made MNIST: a 20x20 box, the centre of mass in the middle
    {"recipe": "uci", "size": [8, 8]}
        what made scikit-learn's digits: a 32x32 bitmap, counted in 4x4 blocks; an 8x8 picture with
        ink in its first and last row (as all 1,797 have) is a result already: only rounded to 1/16
    {"recipe": "resize", "size": [height, width], "channels": 1 or 3}
        the whole picture, area-resampled

Two more keys are for models that were trained on other numbers than ours, 0 (no ink) to 1:

    "range": [0, 255]
        the numbers of the darkest and the brightest pixel
    "dark_on_white": true
        drawings are dark ink on a white ground; the pictures that `resize` takes stay as they are
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TypeGuard

import numpy as np

from kerasdigits.data.picture import read_image, to_ink
from kerasdigits.data.resample import resample_area
from kerasdigits.data.uci_bitmap import count_blocks, make_bitmap
from kerasdigits.errors import DataError

INK = 0.1
"""The faintest ink: rows and columns of the ink's box hold a pixel of at least this (of 1)."""

CENTRE = 14.0
"""Where MNIST's centre of mass lies, pixel `i` at coordinate `i`: on the 10,000 test images the
rows have mean 13.993, the columns 14.008, and all lie in [13.50, 14.50], which is what an integer
shift to 14 leaves."""

MNIST_SIZE = (28, 28)
MNIST_BOX = 20
UCI_SIZE = (8, 8)
RECIPES = {"mnist": MNIST_SIZE, "uci": UCI_SIZE, "resize": None}
_TIE = 1e-6


def apply(ink: np.ndarray, preprocess: dict) -> np.ndarray:
    """Turn ink (or, for `resize`, a picture) into one input of a model.

    Args:
        ink: `(h, w)`, uint8 in 0..255 or float in [0, 1]; 0 means no ink. `resize` also
            takes `(h, w, 1 or 3)`.
        preprocess: The recipe (see the module).

    Returns:
        `(height, width, channels)` float32 in the recipe's range, [0, 1] where it has none.
        Without ink, `mnist` and `uci` give an even ground.

    Raises:
        DataError: The recipe is unknown, its size does not fit, or the picture is empty or not
            finite.
    """
    height, width, channels = check_recipe(preprocess)
    picture = _check_picture(ink)
    if preprocess["recipe"] == "resize":
        return _fit_range(_apply_resize(picture, height, width, channels), preprocess)
    result = _apply_to_ink(picture, preprocess["recipe"])
    if preprocess.get("dark_on_white"):
        result = 1 - result
    return _fit_range(result[..., None], preprocess)


def _apply_to_ink(picture: np.ndarray, recipe: str) -> np.ndarray:
    if picture.ndim != 2:
        raise DataError("Ink must be an array of two dimensions", received=f"shape {picture.shape}")
    box = crop_to_ink(picture)
    if box is None:
        return np.zeros(MNIST_SIZE if recipe == "mnist" else UCI_SIZE)
    if recipe == "mnist":
        return _apply_mnist(box)
    if picture.shape == UCI_SIZE and box.shape[0] == picture.shape[0]:
        # Such a picture came out of this recipe: its greys are counts, which a bitmap would lose.
        return np.floor(picture * 16 + 0.5 + _TIE) / 16
    return count_blocks(make_bitmap(box))


def _fit_range(result: np.ndarray, preprocess: dict) -> np.ndarray:
    """Give numbers in [0, 1] the range that the model was trained on."""
    low, high = preprocess.get("range", (0, 1))
    return (low + (high - low) * result.astype(np.float64)).astype(np.float32)


def from_file(path: Path | str, preprocess: dict) -> np.ndarray:
    """Read a picture file and turn it into one input of a model.

    Args:
        path: A PNG or JPEG of any size; dark on light and light on dark both work (see
            `picture.to_ink`).
        preprocess: The recipe (see the module).

    Returns:
        `(height, width, channels)` float32 in the recipe's range.

    Raises:
        DataError: The file is missing, is not a picture, or shows no ink.
    """
    _, _, channels = check_recipe(preprocess)
    if preprocess["recipe"] == "resize":
        return apply(read_image(path, channels), preprocess)
    ink = to_ink(read_image(path))
    if crop_to_ink(ink) is None:
        raise DataError("The picture shows no ink", received=path, remedy="Draw darker or crop it")
    return apply(ink, preprocess)


def check_recipe(preprocess: dict | None) -> tuple[int, int, int]:
    """Check a recipe and return the shape of its result.

    Args:
        preprocess: The recipe (see the module).

    Returns:
        height, width, channels.

    Raises:
        DataError: The recipe is unknown, or its size, channels, range or ink do not fit it.
    """
    if not isinstance(preprocess, dict) or preprocess.get("recipe") not in RECIPES:
        raise DataError("Unknown recipe", received=preprocess, remedy=f"Use {', '.join(RECIPES)}")
    recipe = preprocess["recipe"]
    size = preprocess.get("size", RECIPES[recipe])
    if not _is_size(size) or (RECIPES[recipe] and tuple(size) != RECIPES[recipe]):
        wanted = RECIPES[recipe] or "[height, width] of at least 1"
        raise DataError(f"The recipe {recipe!r} needs size {wanted}", received=size)
    channels = preprocess.get("channels", 1)
    if channels not in ((1, 3) if recipe == "resize" else (1,)):
        raise DataError(
            f"The recipe {recipe!r} cannot produce this number of channels", received=channels
        )
    if not _is_range(preprocess.get("range", (0, 1))):
        raise DataError(
            "A range is two finite numbers, the lower first", received=preprocess["range"]
        )
    if not isinstance(preprocess.get("dark_on_white", False), bool):
        raise DataError("dark_on_white is true or false", received=preprocess["dark_on_white"])
    return int(size[0]), int(size[1]), channels


def crop_to_ink(ink: np.ndarray) -> np.ndarray | None:
    """Crop to the rows and columns that hold ink.

    Args:
        ink: `(h, w)` float in [0, 1].

    Returns:
        A view of the box, or None when no pixel reaches `INK`.
    """
    inked = ink >= INK
    if not inked.any():
        return None
    rows = np.flatnonzero(inked.any(axis=1))
    columns = np.flatnonzero(inked.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _apply_mnist(box: np.ndarray) -> np.ndarray:
    scale = MNIST_BOX / max(box.shape)
    height, width = (max(1, _round(length * scale)) for length in box.shape)
    digit = np.clip(resample_area(box, height, width), 0, 1)
    canvas = np.zeros(MNIST_SIZE)
    top = _place(digit.sum(axis=1), canvas.shape[0])
    left = _place(digit.sum(axis=0), canvas.shape[1])
    canvas[top : top + height, left : left + width] = digit
    return canvas


def _place(profile: np.ndarray, side: int) -> int:
    """Return the offset that brings the profile's centre of mass to `CENTRE`, kept inside the
    side."""
    centre_of_mass = (profile * np.arange(profile.size)).sum() / profile.sum()
    return min(max(_round(CENTRE - centre_of_mass), 0), side - profile.size)


def _apply_resize(picture: np.ndarray, height: int, width: int, channels: int) -> np.ndarray:
    planes = picture if picture.ndim == 3 else picture[..., None]
    if planes.shape[2] not in (1, channels):
        raise DataError(f"The recipe gives {channels} channels", received=f"shape {picture.shape}")
    result = np.clip(resample_area(planes, height, width), 0, 1)
    return np.repeat(result, channels // planes.shape[2], axis=2).astype(np.float32)


def _check_picture(picture: np.ndarray) -> np.ndarray:
    picture = np.asarray(picture)
    if picture.ndim not in (2, 3) or picture.size == 0:
        raise DataError(
            "A picture must have a height, a width and, optionally, channels",
            received=picture.shape,
        )
    if picture.dtype == np.uint8:
        return picture / 255
    if not np.issubdtype(picture.dtype, np.floating) or not np.isfinite(picture).all():
        raise DataError("A picture must be uint8 or finite float", received=picture.dtype)
    if picture.min() < 0 or picture.max() > 1:
        received = f"{picture.min():g} to {picture.max():g}"
        raise DataError("A float picture must lie in [0, 1]", received=received)
    return picture.astype(np.float64)


def _is_size(size: object) -> TypeGuard[Sequence[int]]:
    return (
        isinstance(size, (list, tuple))
        and len(size) == 2
        and all(type(length) is int and length >= 1 for length in size)
    )


def _is_range(ends: object) -> bool:
    return (
        isinstance(ends, (list, tuple))
        and len(ends) == 2
        and all(type(end) in (int, float) and math.isfinite(end) for end in ends)
        and ends[0] < ends[1]
    )


def _round(value: float) -> int:
    """Round half up; the tie margin makes Python and the page agree on exact halves."""
    return int(np.floor(value + 0.5 + _TIE))
