"""A document of an earlier version becomes one of this version; one of a later version is refused.

Each kind of document states the version of its form. What reads it keeps a table of steps: the
function under 1 makes a document of version 2 of one of version 1, and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kerasdigits.errors import KerasdigitsError

Document = dict[str, Any]
Steps = Mapping[int, Callable[[Document], Document]]


def upgrade(
    document: Document,
    newest: int,
    steps: Steps,
    *,
    path: Path,
    error: type[KerasdigitsError],
    key: str = "schema",
) -> Document:
    """Bring a document to the version that is read here.

    Args:
        document: What was read; it stays as it is.
        newest: The version that is read here, >= 1.
        steps: From each earlier version to the next.
        path: The file, for an error.
        error: What is raised.
        key: Where the document states its version.

    Returns:
        The document, of version `newest`.

    Raises:
        error: It states no version, or one that is not read here.
    """
    version = document.get(key)
    if type(version) is not int or version < 1:
        raise error(
            "This file does not state the version of its form",
            received=f"{path}: {key} {version!r}",
            remedy="Give a file that kerasdigits wrote",
        )
    if version > newest:
        raise error(
            "This file was written by a later kerasdigits",
            received=f"{path}: {key} {version}, where {newest} is the latest that is read here",
            remedy="Update kerasdigits",
        )
    while version < newest:
        document = {**steps[version](document), key: version + 1}
        version += 1
    return document
