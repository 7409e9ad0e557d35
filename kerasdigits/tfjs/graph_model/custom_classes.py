"""The modules whose classes and functions a saved model needs."""

import json
import zipfile
from pathlib import Path

from kerasdigits.errors import ExportError

_KERAS = ("keras", "builtins", None)


def find_modules(path: Path) -> list[list[str]]:
    """List the custom classes and functions of a `.keras` file.

    Args:
        path: The file.

    Returns:
        `[module, name]` each, sorted.

    Raises:
        ExportError: One was defined in `__main__`, which no other process can import.
    """
    with zipfile.ZipFile(path) as archive:
        config = json.loads(archive.read("config.json"))
    config.pop("compile_config", None)
    found: set[tuple[str, str]] = set()
    stack: list[object] = [config]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack += value
        elif isinstance(value, dict):
            stack += value.values()
            module = value.get("module")
            if "class_name" in value and isinstance(module, str):
                name = value["config"] if value["class_name"] == "function" else None
                found.add((module, name if isinstance(name, str) else value["class_name"]))
    custom = sorted(
        [module, name] for module, name in found if module.partition(".")[0] not in _KERAS
    )
    for module, name in custom:
        if module == "__main__":
            raise ExportError(
                f"{name} is defined in the program itself, where TensorFlow's own process cannot "
                "find it",
                received="__main__",
                remedy="Move it to a module that can be imported, or export with "
                "KERAS_BACKEND=tensorflow",
            )
    return custom
