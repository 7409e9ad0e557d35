"""MovieLens 100K: 100,000 ratings of 1,682 films by 943 people (F. M. Harper, J. A. Konstan, 2015).

GroupLens lets nobody pass the files on, so they are read from a folder of the user's and are never
downloaded. `u.data` has user, item, stars and time, separated by tabs; `u.item` has an item's
number, title and more, separated by `|`, in the encoding latin-1. Both number from 1.
"""

from pathlib import Path

import numpy as np

from kerasdigits.data.column import Column
from kerasdigits.data.dataset import Dataset, regression
from kerasdigits.data.lookup import Search
from kerasdigits.data.rows import read_rows
from kerasdigits.errors import DataError, MissingDataError

NAME = "movielens-100k"
LICENCE = (
    "MovieLens 100K (F. M. Harper, J. A. Konstan, 2015; GroupLens: for research and teaching, not "
    "to be passed on or used for revenue)"
)
OUTPUT_NAME = "stars"
TEST_SHARE = 0.2
_FOLDERS = ("", "ml-100k", NAME)
_GENRES = 19  # columns g0 to g18 at the end of a line of u.item
_ITEM_FIELDS = 5 + _GENRES
# How accented letters look in latin-1 when they were written in UTF-8: é becomes Ã and ©.
_UTF_8 = tuple(f"Ã{chr(code)}" for code in range(0x80, 0xC0))


def load_movielens(search: Search, seed: int) -> Dataset:
    """Read `u.data` and `u.item`.

    Args:
        search: Where to look: in each folder, and in its sub-folders `ml-100k` and
            `movielens-100k`.
        seed: Chooses the fifth of the ratings that is held out.

    Returns:
        Ids of user and film, both from 0, `(n, 2)`; stars `(n, 1)` from 1 to 5.

    Raises:
        MissingDataError: The files are not there.
        DataError: A file is not what its name says.
    """
    folder = _find_folder(search)
    titles = _read_titles(folder / "u.item")
    users, films, stars = _read_ratings(folder / "u.data", len(titles))
    order = np.random.default_rng(seed).permutation(len(stars))
    test, train = np.split(order, [int(TEST_SHARE * len(stars))])
    x = np.stack([users, films], axis=1)
    people = tuple(f"user {number}" for number in range(1, int(users.max()) + 2))
    return regression(
        NAME,
        (x[train], stars[train, None]),
        (x[test], stars[test, None]),
        source=LICENCE,
        place=str(folder),
        output_name=OUTPUT_NAME,
        columns=(Column("user", people), Column("film", titles)),
    )


def _find_folder(search: Search) -> Path:
    places = [folder / name for folder in search.folders() for name in _FOLDERS]
    for place in places:
        if (place / "u.data").is_file() and (place / "u.item").is_file():
            return place
    raise MissingDataError(
        f"The files of {NAME} were not found, and may not be passed on",
        remedy=f"Unpack ml-100k of grouplens.org into {search.describe()}; `ratings` is built in",
    )


def _read_titles(path: Path) -> tuple[str, ...]:
    """Read the titles, in the order of the items' numbers."""
    rows = read_rows(path, "|", _ITEM_FIELDS, encoding="latin-1")
    numbers = [row[0] for row in rows]
    if numbers != [str(number) for number in range(1, len(rows) + 1)]:
        wrong = next(i for i, number in enumerate(numbers) if number != str(i + 1))
        raise DataError(
            f"The items of {path} are not numbered 1, 2, ...",
            received=f"{numbers[wrong]} in line {wrong + 1}",
            remedy="Take u.item as it was unpacked",
        )
    titles = tuple(row[1] for row in rows)
    garbled = [title for title in titles if any(pair in title for pair in _UTF_8)]
    if garbled:
        raise DataError(
            f"The titles of {path} are not in latin-1",
            received=garbled[0],
            remedy="It was saved as UTF-8: take u.item as it was unpacked",
        )
    return titles


def _read_ratings(path: Path, num_films: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read users and films, counted from 0, and stars."""
    rows = read_rows(path, "\t", 4)
    try:
        numbers = np.array([row[:3] for row in rows]).astype(np.int64)
    except (ValueError, OverflowError) as error:
        raise DataError(f"{path} has a field that is not a whole number", received=error) from None
    users, films, stars = numbers.T
    _refuse_outside(path, "user", users, 1, 10 * len(users))
    _refuse_outside(path, "item", films, 1, num_films)
    _refuse_outside(path, "rating", stars, 1, 5)
    return users - 1, films - 1, stars


def _refuse_outside(path: Path, what: str, numbers: np.ndarray, low: int, high: int) -> None:
    wrong = np.flatnonzero((numbers < low) | (numbers > high))
    if wrong.size:
        raise DataError(
            f"A {what} of {path} lies outside {low} to {high}",
            received=f"{numbers[wrong[0]]} in line {wrong[0] + 1}",
        )
