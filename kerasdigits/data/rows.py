"""Text files of rows: one a line, all of the same number of fields."""

import csv
from collections.abc import Iterable
from pathlib import Path

from kerasdigits.errors import DataError

_SEPARATORS = {",": "commas", "\t": "tabs", "|": "|", ";": "semicolons", "::": "::", " ": "spaces"}


def read_rows(
    path: Path, separator: str, fields: int, *, encoding: str = "utf-8", skip: str | None = None
) -> list[list[str]]:
    """Read a text file of rows.

    Args:
        path: The file.
        separator: One character between two fields; `,` allows quotes around a field.
        fields: How many each row has.
        encoding: Of the text.
        skip: Lines that begin so are left out; empty ones always are.

    Returns:
        The fields of each row, without spaces around them; at least one row.

    Raises:
        DataError: The text is in another encoding, there is no row, or a row has more or fewer
            fields; the message says which separator it seems to have instead.
    """
    try:
        text = path.read_text(encoding=encoding)
    except UnicodeDecodeError as error:
        received = f"byte {error.object[error.start]:#04x} at {error.start} of {path}"
        remedy = f"Save it as {encoding}, or unpack the original again"
        raise DataError(
            f"The file is not in {encoding}", received=received, remedy=remedy
        ) from None
    except OSError as error:
        raise DataError("A file of the data cannot be read", received=error) from None
    lines = text.splitlines()
    kept = [
        number
        for number, line in enumerate(lines, 1)
        if line.strip() and not (skip and line.startswith(skip))
    ]
    if not kept:
        raise DataError("A file of the data is empty", received=path)
    try:
        rows = [
            [field.strip() for field in row]
            for row in _split([lines[number - 1] for number in kept], separator)
        ]
    except csv.Error as error:
        raise DataError(f"{path} cannot be read as rows", received=error) from None
    for number, row in zip(kept, rows, strict=False):
        if len(row) != fields:
            raise _explain_row(path, number, lines[number - 1], separator, fields, len(row))
    return rows


def _split(lines: list[str], separator: str) -> Iterable[list[str]]:
    """Split lines into fields; only where commas separate them may quotes hold a comma together."""
    return csv.reader(lines) if separator == "," else [line.split(separator) for line in lines]


def _explain_row(
    path: Path, number: int, line: str, separator: str, fields: int, found: int
) -> DataError:
    """Say what is wrong with a row; another separator when one of those known fits."""
    others = [
        name
        for other, name in _SEPARATORS.items()
        if other != separator and line.count(other) + 1 == fields
    ]
    if others:
        remedy = f"It seems to be separated by {others[0]}; {_SEPARATORS[separator]} are needed"
    else:
        remedy = "Take the file as it was unpacked"
    return DataError(
        f"Line {number} of {path} has not {fields} fields", received=found, remedy=remedy
    )
