"""Read what a learner wrote: a Python file or a notebook; and save what can be saved of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from kerasdigits.errors import PracticeError
from kerasdigits.practice.exercise import Exercise, find_exercise, recognise

_LARGEST = 4 * 2**20


def read_answer(path: Path, name: str | None = None) -> tuple[Exercise, str]:
    """Read a learner's file.

    Args:
        path: A `.py` or `.ipynb` file.
        name: The exercise; None: the one that the file names.

    Returns:
        The exercise, and the text of the code.

    Raises:
        PracticeError: There is no such file, it cannot be read, or it is no answer to any exercise.
    """
    if not path.is_file():
        raise PracticeError("There is no such file", received=path)
    if path.stat().st_size > _LARGEST:
        raise PracticeError("The file is too large for an exercise", received=path)
    try:
        text = path.read_text(encoding="utf-8")
        source = _join_cells(text) if path.suffix == ".ipynb" else text
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        kind = "a notebook" if path.suffix == ".ipynb" else "a text file in UTF-8"
        raise PracticeError(f"The file is not {kind}", received=path) from error
    exercise = find_exercise(name) if name else recognise(source, path.stem)
    if exercise is None:
        raise PracticeError(
            "The file does not say which exercise it is",
            received=path,
            remedy="Begin it with the line `# kerasdigits practice: NAME`",
        )
    return exercise, source


def _join_cells(text: str) -> str:
    """Join the code of a notebook, without the cells that check it and without magic."""
    cells = []
    for cell in json.loads(text)["cells"]:
        checks = cell.get("metadata", {}).get("nbgrader", {}).get("grade", False)
        if cell["cell_type"] == "code" and not checks:
            source = cell["source"]
            cells.append(source if isinstance(source, str) else "".join(source))
    joined = "\n\n".join(cells) + "\n"
    return re.sub(r"^(\s*)([%!].*)$", r"\1pass  # \2", joined, flags=re.MULTILINE)


def salvage(exercise: Exercise, source: str) -> tuple[str, dict[str, str]]:
    """Put those holes of a broken file that are whole into the exercise as it was handed out.

    Args:
        exercise: What the file is an answer to.
        source: Its text, which does not compile or kills its process.

    Returns:
        A text that runs, and why each of the other holes cannot be checked, as it follows its name.
    """
    saved = exercise.cut()
    broken = {}
    for name in exercise.holes:
        block = re.search(rf"^def {name}\b.*?(?=^[^\s)\]}}#]|\Z)", source, re.MULTILINE | re.DOTALL)
        if block is None:
            broken[name] = "is not in the file any more"
            continue
        first = source.count("\n", 0, block.start())
        try:
            compile("\n" * first + block[0], "file", "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            line, what = getattr(error, "lineno", None), getattr(error, "msg", str(error))
            broken[name] = f"is not valid Python: {what} (line {line})"
            continue
        own = re.compile(rf"^def {name}\b.*?(?=^[^\s)\]}}#]|\Z)", re.MULTILINE | re.DOTALL)
        saved = own.sub(lambda _, text=block[0]: text, saved, count=1)  # type: ignore[misc]
    return saved, broken
