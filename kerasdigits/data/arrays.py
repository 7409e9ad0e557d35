"""Check arrays and bring them to the one form that models see: the only place that scales."""

import numpy as np

from kerasdigits.data.aligned import make_aligned
from kerasdigits.data.streamed import StreamedArray, iterate_blocks
from kerasdigits.errors import DataError

_WHITE = 255
_LEAST_WHITE = 128
_LARGEST_LABEL = np.iinfo(np.int32).max


def scale_images(parts: list[np.ndarray]) -> list[np.ndarray]:
    """Scale images to [0, 1] and give them a channel axis; the parts are scaled alike.

    Integers (uint8 as a rule) lie in 0..255 and are divided by 255, unless none is above 1: such
    images are black and white already. Floats lie in [0, 1] and stay; whole-numbered floats in
    0..255 with a pixel of at least 128 are 8-bit images by another name and are divided by 255.
    Anything else (say 0..16, or standardized pixels) is refused: a wrong guess would train well
    here and fail in the browser.

    Args:
        parts: Training and test images, each `(n, h, w)` or `(n, h, w, 1 or 3)`.

    Returns:
        The parts, each `(n, h, w, channels)` float32 in [0, 1].

    Raises:
        DataError: The shape, dtype or range is wrong, or a pixel is NaN or infinite.
    """
    shaped = [_add_channels(part) for part in parts]
    if len({part.shape[1:] for part in shaped}) > 1:
        received = " and ".join(str(part.shape[1:]) for part in shaped)
        raise DataError("Training and test images differ in shape", received=received)
    for part in shaped:
        check_finite(part, "Pixel")
    divisor = _find_divisor(shaped)
    return [_divide(part, divisor) for part in shaped]


def take_numbers(parts: list[np.ndarray], what: str = "Feature") -> list[np.ndarray]:
    """Check tables of numbers, `(n, features)`, and give them as float32; they are not scaled.

    Args:
        parts: Training and test numbers.
        what: What one of the numbers is called in an error.

    Returns:
        The parts as float32.

    Raises:
        DataError: The shape or dtype is wrong, or a number is NaN, infinite or beyond float32.
    """
    for part in parts:
        _check_numeric(part)
        if part.ndim != 2 or 0 in part.shape:
            remedy = "Give (n, features), (n, h, w) or (n, h, w, channels)"
            raise DataError("The inputs have the wrong shape", received=part.shape, remedy=remedy)
        check_finite(part, what)
    if len({part.shape[1] for part in parts}) > 1:
        received = " and ".join(str(part.shape) for part in parts)
        raise DataError(
            "Training and test inputs differ in their number of features", received=received
        )
    return [_cast_finite(part, what) for part in parts]


def check_labels(labels: np.ndarray, num_classes: int, part: str) -> np.ndarray:
    """Check the labels of one part against the number of classes.

    Args:
        labels: `(n,)` or `(n, 1)`; integers, or floats that are whole numbers.
        num_classes: Labels lie in 0..num_classes - 1.
        part: The part's name in an error, such as `y_train`.

    Returns:
        `(n,)` int32.

    Raises:
        DataError: A label is not whole, negative, or too large.
    """
    labels = whole_labels(labels, part)
    wrong = np.flatnonzero((labels < 0) | (labels >= num_classes))
    if wrong.size:
        raise DataError(
            f"A label of {part} lies outside 0..{num_classes - 1}",
            received=f"{labels[wrong[0]]} at index {wrong[0]}",
            remedy="Number the classes from 0, without gaps",
        )
    return labels.astype(np.int32)


def whole_labels(labels: np.ndarray, part: str) -> np.ndarray:
    """Return labels as `(n,)` int64, or refuse what are not class numbers.

    Args:
        labels: `(n,)` or `(n, 1)`.
        part: The part's name in an error.

    Returns:
        `(n,)` int64.

    Raises:
        DataError: The shape or dtype is wrong, or a label is not a whole number or is beyond int32.
    """
    _check_numeric(labels)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1:
        remedy = "Give one class number per sample (the argmax of one-hot rows)"
        raise DataError(f"{part} has the wrong shape", received=labels.shape, remedy=remedy)
    if np.issubdtype(labels.dtype, np.floating):
        wrong = np.flatnonzero(~np.isfinite(labels) | (labels != np.round(labels)))
        if wrong.size:
            received = f"{labels[wrong[0]]} at index {wrong[0]}"
            raise DataError(f"A label of {part} is not a whole number", received=received)
    wrong = np.flatnonzero(np.abs(labels.astype(np.float64)) > _LARGEST_LABEL)
    if wrong.size:
        received = f"{labels[wrong[0]]} at index {wrong[0]}"
        raise DataError(f"A label of {part} is not a class number", received=received)
    return labels.astype(np.int64)


def check_finite(values: np.ndarray, what: str) -> None:
    """Refuse NaN and infinity.

    Args:
        values: `(n, ...)`, any numeric dtype.
        what: What a value is called in an error.

    Raises:
        DataError: With the index of the first such value.
    """
    if not np.issubdtype(values.dtype, np.floating):
        return
    received = _find_infinite(values, values.dtype)
    if received:
        raise DataError(f"{what} values must be finite", received=received)


def check_lengths(x: np.ndarray, y: np.ndarray, part: str) -> None:
    """Refuse a part without samples, or with different numbers of inputs and labels.

    Args:
        x: Inputs.
        y: Labels or targets.
        part: `train` or `test`.

    Raises:
        DataError: In these cases.
    """
    if x.ndim == 0 or y.ndim == 0 or len(x) != len(y):
        received = f"{x.shape} and {y.shape}"
        raise DataError(f"x_{part} and y_{part} differ in length", received=received)
    if len(x) == 0:
        raise DataError(f"The {part} set is empty", received=x.shape)


def _check_numeric(values: np.ndarray) -> None:
    if not np.issubdtype(values.dtype, np.number) and values.dtype != bool:
        raise DataError("The array is not numeric", received=f"dtype {values.dtype}")
    if np.issubdtype(values.dtype, np.complexfloating):
        raise DataError("The array is complex", received=f"dtype {values.dtype}")


def _cast_finite(values: np.ndarray, what: str) -> np.ndarray:
    """Cast finite numbers to float32, or refuse the first that becomes infinite there."""
    received = _find_infinite(values, np.dtype(np.float32))
    if received:
        remedy = "Scale the values: the largest float32 is 3.4e38"
        raise DataError(f"{what} values must fit into float32", received=received, remedy=remedy)
    return _divide(values, 1)


def _find_infinite(values: np.ndarray, dtype: np.dtype) -> str:
    """Say which value is the first that is not finite in a dtype, and how many are; or nothing."""
    first, count, start = "", 0, 0
    for block in iterate_blocks(values):
        with np.errstate(over="ignore"):
            wrong = np.argwhere(~np.isfinite(block.astype(dtype, copy=False)))
        if wrong.size and not first:
            place = (int(wrong[0][0]) + start, *(int(i) for i in wrong[0][1:]))
            first = f"{block[tuple(wrong[0])]} at index {place}"
        count += len(wrong)
        start += len(block)
    return first and f"{first}, {count} in all"


def _divide(values: np.ndarray, divisor: int) -> np.ndarray:
    """Divide numbers, which become float32; those that are streamed, when they are read."""
    if isinstance(values, StreamedArray):
        return values.divide(divisor)
    out = make_aligned(values.shape)
    return np.divide(values, np.float32(divisor), out=out, dtype=np.float32)


def _add_channels(images: np.ndarray) -> np.ndarray:
    _check_numeric(images)
    if images.ndim == 3 and isinstance(images, StreamedArray):
        images = images.add_channels()
    elif images.ndim == 3:
        images = images[..., None]
    if images.ndim != 4 or images.shape[3] not in (1, 3) or 0 in images.shape:
        remedy = "Give (n, h, w) or (n, h, w, 1 or 3)"
        raise DataError("The images have the wrong shape", received=images.shape, remedy=remedy)
    return images


def _find_divisor(parts: list[np.ndarray]) -> int:
    low, high, whole = np.inf, -np.inf, True
    for block in (block for part in parts for block in iterate_blocks(part)):
        low, high = min(low, float(block.min())), max(high, float(block.max()))
        if whole and np.issubdtype(block.dtype, np.floating):
            whole = bool((block == np.round(block)).all())
    if low >= 0 and high <= 1:
        return 1
    floating = any(np.issubdtype(part.dtype, np.floating) for part in parts)
    if low >= 0 and high <= _WHITE:
        if not floating:
            return _WHITE
        if high >= _LEAST_WHITE and whole:
            return _WHITE
    raise DataError(
        "Pixels must be uint8 in 0..255 or float in [0, 1]",
        received=f"{parts[0].dtype} from {low:g} to {high:g}",
        remedy="Scale the images before saving them",
    )
