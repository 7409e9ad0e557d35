"""What a column of a table of numbers and categories is."""

from dataclasses import dataclass

import numpy as np

from kerasdigits.errors import DataError


@dataclass(frozen=True)
class Column:
    """A column of a data set's inputs `(n, features)`.

    Attributes:
        name: What it is called.
        categories: What each id 0, 1, ... stands for; () for a column of plain numbers.
    """

    name: str
    categories: tuple[str, ...] = ()


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
