"""List the schemas, and read one that stands by itself."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_OTHER = re.compile(r"^urn:kerasdigits:([a-z-]+)(?=#|$)")


def list_schemas() -> list[str]:
    """Name the schemas: `run`, `fit`, `lesson-run`, ..."""
    return sorted(file.stem.replace("_", "-") for file in _FOLDER.glob("*.json"))


def read_schema(name: str) -> dict[str, Any]:
    """Read a schema.

    Args:
        name: One of `list_schemas`.

    Returns:
        The schema, with those that it refers to among its `$defs`: a validator needs nothing else.
    """
    schema = _read(name)
    waiting, known = [schema], {name}
    while waiting:
        for other in sorted(_find_others(waiting.pop()) - known):
            known.add(other)
            found = _read(other)
            schema.setdefault("$defs", {})[other] = found
            waiting.append(found)
    return schema


def _read(name: str) -> dict[str, Any]:
    file = _FOLDER / f"{name.replace('-', '_')}.json"
    schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return schema


def _find_others(part: Any) -> set[str]:
    """Find the schemas that a part of one refers to."""
    if isinstance(part, list):
        return {name for item in part for name in _find_others(item)}
    if not isinstance(part, dict):
        return set()
    names = {name for item in part.values() for name in _find_others(item)}
    found = _OTHER.match(str(part.get("$ref", "")))
    return names | {found[1]} if found else names
