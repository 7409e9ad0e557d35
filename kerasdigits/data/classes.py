"""Class numbers and class names: what a classification's labels may be."""

from collections.abc import Iterable

import numpy as np

from kerasdigits.data.arrays import check_labels
from kerasdigits.errors import DataError

_REMEDY = "Number the classes from 0, without gaps"


def name_classes(labels: np.ndarray, names: Iterable[object] | None = None) -> tuple[str, ...]:
    """Check the training labels, and name their classes.

    Args:
        labels: `(n,)` integers.
        names: A name for each class, str or UTF-8 bytes; without, the numbers are the names.

    Returns:
        The names, by label.

    Raises:
        DataError: A label is negative or has no name, a class has no sample, there is only one
            class, or a name is empty or given twice.
    """
    if names is None:
        present = _check_gaps(labels)
        names = tuple(str(label) for label in range(len(present)))
    else:
        names = _check_names(names)
        check_labels(labels, len(names), "y_train")
        _check_every_class(labels, names)
    if len(names) < 2:
        raise DataError("There is only one class", received=", ".join(names))
    return names


def _check_gaps(labels: np.ndarray) -> np.ndarray:
    """Return the labels in use; a label of 400 million costs no more than one of 4."""
    present = np.unique(labels)
    if present[0] < 0:
        received = f"{present[0]} at index {int(labels.argmin())} of y_train"
        raise DataError("A label is negative", received=received, remedy=_REMEDY)
    gaps = np.flatnonzero(present != np.arange(len(present)))
    if gaps.size:
        received = f"label {gaps[0]}, while {present[-1]} is the largest"
        raise DataError("A class has no training sample", received=received, remedy=_REMEDY)
    return present


def _check_names(names: Iterable[object]) -> tuple[str, ...]:
    try:
        texts = tuple(name.decode() if isinstance(name, bytes) else str(name) for name in names)
    except UnicodeDecodeError as error:
        raise DataError("A class name is not UTF-8", received=error.object) from None
    for index, text in enumerate(texts):
        if not text.strip():
            raise DataError("A class name is empty", received=f"{text!r} for label {index}")
        if text in texts[:index]:
            received = f"{text!r} for labels {texts.index(text)} and {index}"
            raise DataError("A class name is given twice", received=received)
    return texts


def _check_every_class(labels: np.ndarray, names: tuple[str, ...]) -> None:
    absent = np.setdiff1d(np.arange(len(names)), labels)
    if absent.size:
        received = f"label {absent[0]} ({names[absent[0]]})"
        raise DataError("A class has no training sample", received=received, remedy=_REMEDY)
