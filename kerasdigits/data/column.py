"""What a column of a table of numbers and categories is."""

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from kerasdigits.errors import DataError


@dataclass(frozen=True)
class Scale:
    """From the numbers of a column to what people wrote: `number * deviation + mean`.

    Attributes:
        mean: What was taken away from each value.
        deviation: What it was then divided by, > 0.
        low: The least value in training, as it was written.
        high: The largest.
    """

    mean: float
    deviation: float
    low: float
    high: float


@dataclass(frozen=True)
class Column:
    """A column of a data set's inputs `(n, features)`.

    Attributes:
        name: What it is called.
        categories: What each id 0, 1, ... stands for; () for a column of plain numbers.
        scale: How plain numbers were standardized; None where they were not. It is not part of the
            data set's fingerprint, which the numbers themselves are.
    """

    name: str
    categories: tuple[str, ...] = ()
    scale: Scale | None = field(default=None, repr=False)


def describe_columns(columns: tuple[Column, ...]) -> tuple[dict[str, Any], ...]:
    """Write columns as a run and a page keep them.

    Args:
        columns: Of a data set.

    Returns:
        For each its `name`, and either `categories` or, where numbers were standardized, `mean`,
        `deviation`, `low` and `high`; fit for JSON.
    """
    return tuple(_describe(column) for column in columns)


def _describe(column: Column) -> dict[str, Any]:
    if column.categories:
        return {"name": column.name, "categories": list(column.categories)}
    return {"name": column.name, **(asdict(column.scale) if column.scale else {})}


def check_ids(x: np.ndarray, columns: tuple[Column, ...], part: str) -> None:
    """Refuse inputs that do not fit the columns that describe them.

    Args:
        x: `(n, features)`.
        columns: One for each feature.
        part: The part's name in an error, such as `x_train`.

    Raises:
        DataError: There are more or fewer columns than features, or an id has no category.
    """
    if x.ndim != 2 or x.shape[1] != len(columns):
        received = f"{x.shape} and {len(columns)} columns"
        raise DataError(f"{part} has other columns than its description", received=received)
    for number, column in enumerate(columns):
        size = len(column.categories)
        ids = x[:, number]
        wrong = np.flatnonzero((ids < 0) | (ids >= size) | (ids != np.round(ids)))
        if size and wrong.size:
            raise DataError(
                f"An id of the column {column.name} in {part} lies outside 0..{size - 1}",
                received=f"{ids[wrong[0]]:g} in row {wrong[0]}",
                remedy="Number the categories from 0, without gaps",
            )
