"""Hold documents to their schemas, and there to the keys that these describe.

The schemas themselves let other keys stand, so that a later version may add some. Here none may:
what writes a new key must describe it, too.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from kerasdigits.schemas import list_schemas, read_schema

# The files that hold a document, and where it is in them.
FILES = {
    "run.json": ("run", ()),
    "model.json": ("model-metadata", ("userDefinedMetadata", "kerasdigits")),
    "result.json": ("lesson-result", ()),
    "evaluation.json": ("evaluate", ()),
    "sweep.json": ("sweep", ()),
}


def close(schema: Any) -> Any:
    """Refuse, in a schema, all keys that it does not describe."""
    if isinstance(schema, list):
        return [close(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: close(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict):
        closed.setdefault("additionalProperties", False)
    return closed


@functools.cache
def make_validator(name: str, *, closed: bool = True) -> Draft202012Validator:
    schema = read_schema(name)
    return Draft202012Validator(close(schema) if closed else schema)


def find_faults(name: str, document: Any, *, closed: bool = True) -> list[str]:
    """Say what of a document its schema refuses, and where."""
    document = json.loads(json.dumps(document))  # tuples, as they are written
    errors = make_validator(name, closed=closed).iter_errors(document)
    return [f"{name}{error.json_path[1:]}: {error.message}" for error in errors]


def hold(name: str, document: Any) -> None:
    faults = find_faults(name, document)
    assert not faults, "\n".join(faults)


def hold_printed(arguments: Sequence[object], stdout: str) -> None:
    """Hold what a command printed with --json to its schema."""
    words = [str(argument) for argument in arguments]
    name = "-".join(words[: 2 if words[0] in ("lesson", "practice") else 1])
    assert name in list_schemas(), f"what {name} prints has no schema"
    hold(name, json.loads(stdout))


def hold_files(folder: Path) -> None:
    """Hold the documents that lie in a folder to their schemas."""
    for file, (name, place) in FILES.items():
        if (folder / file).is_file():
            document = json.loads((folder / file).read_text(encoding="utf-8"))
            for key in place:
                document = document.get(key, {})
            if document:
                hold(name, document)
