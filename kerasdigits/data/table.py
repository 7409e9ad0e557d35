"""Rows of text as a table of numbers: ids of categories, standardized numbers, gaps filled.

What fast.ai calls FillMissing, Categorify and Normalize. All that is learned for it (categories,
medians, means, deviations) is learned from the training rows alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kerasdigits.data.column import Column, Scale
from kerasdigits.data.dataset import Dataset, classification
from kerasdigits.errors import DataError

MISSING = ("?", "", "NA", "nan")
UNKNOWN = "(missing or never seen)"  # category 0 of each column
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Field:
    """A field of the rows.

    Attributes:
        name: What it is called.
        is_number: Whether it holds a number; else a category.
    """

    name: str
    is_number: bool = False


def describe_table(
    name: str,
    fields: Sequence[Field],
    train: tuple[Rows, np.ndarray],
    test: tuple[Rows, np.ndarray],
    *,
    class_names: Sequence[str],
    source: str,
    place: str = "",
) -> Dataset:
    """Make a data set of rows of text.

    Categories come first and numbers last. A category's id is its place in the alphabet, from 1;
    0 stands for what is missing, and for what no training row has. A number is filled by the
    median, divided by its deviation after its mean is taken away; where training rows lack it, a
    further category says which did.

    Args:
        name: Short name.
        fields: What the rows hold.
        train: Rows and classes `(n,)`.
        test: The same.
        class_names: A name for each class.
        source: Where the data came from.
        place: The file or folder.

    Returns:
        The data set; its `columns` name the categories.

    Raises:
        DataError: A field that should be a number is not one, or a class has no row.
    """
    made = [_make_column(field, number, train[0], test[0]) for number, field in enumerate(fields)]
    parts = sorted((part for some in made for part in some), key=_is_number)
    x_train, x_test = (
        np.stack([values[i] for _, values in parts], axis=1).astype("float32") for i in (0, 1)
    )
    return classification(
        name,
        (x_train, train[1]),
        (x_test, test[1]),
        class_names=class_names,
        source=source,
        place=place,
        columns=tuple(column for column, _ in parts),
    )


Made = tuple[Column, tuple[np.ndarray, np.ndarray]]


def _is_number(made: Made) -> bool:
    return not made[0].categories


def _make_column(field: Field, number: int, train: Rows, test: Rows) -> list[Made]:
    texts = [[row[number] for row in rows] for rows in (train, test)]
    if field.is_number:
        return _standardize(field.name, [_read_numbers(field.name, some) for some in texts])
    known = sorted(set(texts[0]) - set(MISSING))
    places = {text: place for place, text in enumerate(known, 1)}
    ids = tuple(np.array([places.get(text, 0) for text in some]) for some in texts)
    return [(Column(field.name, (UNKNOWN, *known)), (ids[0], ids[1]))]


def _read_numbers(name: str, texts: list[str]) -> np.ndarray:
    """Read numbers; NaN where one is missing."""
    try:
        values = np.array([np.nan if text in MISSING else float(text) for text in texts])
    except ValueError as error:
        raise DataError(f"A value of {name} is not a number", received=error) from None
    if np.isinf(values).any():
        raise DataError(
            f"A value of {name} is infinite", received=texts[int(np.isinf(values).argmax())]
        )
    return values


def _standardize(name: str, parts: list[np.ndarray]) -> list[Made]:
    gaps = [np.isnan(part) for part in parts]
    present = parts[0][~gaps[0]]
    if not present.size:
        raise DataError(f"No training row has a value of {name}", received=f"{len(gaps[0])} rows")
    filled = [
        np.where(gap, np.median(present), part) for gap, part in zip(gaps, parts, strict=True)
    ]
    mean, deviation = filled[0].mean(), filled[0].std() or 1.0
    train, test = ((part - mean) / deviation for part in filled)
    scale = Scale(float(mean), float(deviation), float(present.min()), float(present.max()))
    made: list[Made] = [(Column(name, scale=scale), (train, test))]
    if gaps[0].any():
        made.append((Column(f"{name} is missing", ("no", "yes")), (gaps[0], gaps[1])))
    return made
