"""Adult: does somebody earn more than $50,000 a year? (R. Kohavi, B. Becker, 1996, UCI.)

48,842 people of the United States' census of 1994: six numbers and eight categories of each. The
files `adult.data` and `adult.test` are read from a folder of the user's.
"""

from pathlib import Path

import numpy as np

from kerasdigits.data.dataset import Dataset
from kerasdigits.data.lookup import Search
from kerasdigits.data.rows import read_rows
from kerasdigits.data.table import Field, describe_table
from kerasdigits.errors import DataError, MissingDataError

NAME = "adult"
LICENCE = "Adult (R. Kohavi, B. Becker, UCI Machine Learning Repository, 1996; CC BY 4.0)"
CLASS_NAMES = ("<=50K", ">50K")
FIELDS = (
    Field("age", is_number=True),
    Field("workclass"),
    Field("fnlwgt", is_number=True),
    Field("education"),
    Field("education-num", is_number=True),
    Field("marital-status"),
    Field("occupation"),
    Field("relationship"),
    Field("race"),
    Field("sex"),
    Field("capital-gain", is_number=True),
    Field("capital-loss", is_number=True),
    Field("hours-per-week", is_number=True),
    Field("native-country"),
)
_FOLDERS = ("", NAME)


def load_adult(search: Search, seed: int) -> Dataset:
    """Read `adult.data` and `adult.test`.

    Args:
        search: Where to look: in each folder, and in its sub-folder `adult`.
        seed: Not used: the source fixes the test set.

    Returns:
        Tables `(n, 14)` as `table.describe_table` makes them, and the two classes.

    Raises:
        MissingDataError: The files are not there.
        DataError: A file is not what its name says.
    """
    folder = _find_folder(search)
    train, y_train = _read(folder / "adult.data")
    test, y_test = _read(folder / "adult.test")
    return describe_table(
        NAME,
        FIELDS,
        (train, y_train),
        (test, y_test),
        class_names=CLASS_NAMES,
        source=LICENCE,
        place=str(folder),
    )


def _find_folder(search: Search) -> Path:
    for folder in search.folders():
        for name in _FOLDERS:
            place = folder / name
            if (place / "adult.data").is_file() and (place / "adult.test").is_file():
                return place
    raise MissingDataError(
        f"The files of {NAME} were not found",
        remedy=f"Put adult.data and adult.test (archive.ics.uci.edu) into {search.describe()}; "
        "`census` is built in",
    )


def _read(path: Path) -> tuple[list[list[str]], np.ndarray]:
    """Read the rows and the class of each; the test file writes a full stop after it."""
    rows = read_rows(path, ",", len(FIELDS) + 1, skip="|")
    answers = [row[-1].rstrip(".") for row in rows]
    for number, answer in enumerate(answers, 1):
        if answer not in CLASS_NAMES:
            raise DataError(
                f"Row {number} of {path} ends with another class than {' and '.join(CLASS_NAMES)}",
                received=answer,
            )
    return [row[:-1] for row in rows], np.array([CLASS_NAMES.index(answer) for answer in answers])
