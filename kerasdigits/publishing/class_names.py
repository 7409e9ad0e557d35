"""The names of a model's classes, as a developer has them: in a list or in a file."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from kerasdigits.errors import DataError

_NUMBERED = re.compile(r"(\d+)[\s:,]+(\S.*)")


def read_class_names(text: str) -> tuple[str, ...]:
    """Read class names, in the order of the model's outputs.

    Args:
        text: `cat,dog`; or a file: a JSON list, or a name a line, numbered from 0 or not (the
            `labels.txt` of Teachable Machine is numbered).

    Returns:
        The names, two at least, each once.

    Raises:
        DataError: The file cannot be read, or these are not names.
    """
    path = Path(text)
    if "," not in text and _looks_like_file(path):
        names = _read_file(path)
    else:
        names = [name.strip() for name in text.split(",")]
    return check_class_names(names)


def check_class_names(names: Sequence[str] | Path | str) -> tuple[str, ...]:
    """Take class names as a script has them.

    Args:
        names: The names, in the order of the model's outputs; or what `read_class_names` reads.

    Raises:
        DataError: They are fewer than two, or not different from each other; or as there.
    """
    if isinstance(names, Path | str):
        return read_class_names(str(names))
    if len(names) < 2 or not all(names) or len(set(names)) != len(names):
        raise DataError(
            "These are not names of classes",
            received=", ".join(names) or "none",
            remedy="Give two or more different names, such as cat,dog, or a file with one a line",
        )
    return tuple(names)


def _looks_like_file(path: Path) -> bool:
    return path.is_file() or path.suffix in (".txt", ".json") or len(path.parts) > 1


def _read_file(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        names = json.loads(text) if path.suffix == ".json" else text.splitlines()
    except (OSError, ValueError, RecursionError) as error:  # not UTF-8 is a ValueError, too
        reason = getattr(error, "strerror", None) or error
        raise DataError(
            f"The file of class names cannot be read: {reason}",
            received=path,
            remedy="Give a text file with one name a line, or the names themselves: cat,dog",
        ) from error
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise DataError(
            "The file of class names does not hold a list of names",
            received=path,
            remedy='Write it as ["cat", "dog"], or as a text file with one name a line',
        )
    return _drop_numbers([name.strip() for name in names if name.strip()])


def _drop_numbers(names: Sequence[str]) -> list[str]:
    """Drop the numbers before the names, where each name has its own."""
    found = [_NUMBERED.fullmatch(name) for name in names]
    if not all(match and int(match[1]) == index for index, match in enumerate(found)):
        return list(names)
    return [match[2] for match in found if match]
