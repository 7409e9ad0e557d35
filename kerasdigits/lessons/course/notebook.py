"""A lesson as a Jupyter notebook: its text and code as cells, and a last cell that runs it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import nbformat

from kerasdigits.errors import LessonError
from kerasdigits.files import replacing_file
from kerasdigits.lessons.course.cells import show_cell
from kerasdigits.lessons.course.context import Context, Figure, Table
from kerasdigits.lessons.course.registry import Lesson, find_lesson

_LAST_CELL = """\
from kerasdigits.lessons.course.notebook import open_context, show_results

context = open_context({name!r}, quick=True)
run(context)
show_results(context)"""


def write_notebook(lesson: Lesson, path: Path) -> None:
    """Write a lesson as a notebook of format 4.5, without outputs.

    Args:
        lesson: Which one.
        path: The `.ipynb` file; it must not exist.

    Raises:
        LessonError: The file exists.
    """
    if path.exists():
        raise LessonError(
            "The notebook exists already, perhaps with your work in it",
            received=path,
            remedy="Choose another file with --out",
        )
    made = nbformat.v4
    head, *parts = lesson.read()
    cells = [made.new_markdown_cell(f"# {head.content.strip()}")]
    for part in parts:
        new_cell = made.new_markdown_cell if part.kind == "text" else made.new_code_cell
        cells.append(new_cell(part.content.strip()))
    cells.append(made.new_code_cell(_LAST_CELL.format(name=lesson.name)))
    save_cells(cells, path, name=lesson.name)


def save_cells(cells: list[dict[str, Any]], path: Path, name: str, **metadata: Any) -> None:
    """Save cells as a notebook for Python, checked against the format's schema.

    Args:
        cells: As nbformat makes them.
        path: The `.ipynb` file.
        name: Of what they teach; cells are numbered by it, where nbformat would draw at random:
            the same lesson is the same file.
        **metadata: Of the notebook, besides its kernel.
    """
    for number, cell in enumerate(cells):
        cell["id"] = f"{name}-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    told = {"kernelspec": kernel, **metadata}
    with replacing_file(path) as temporary:
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=told), str(temporary))


def open_context(name: str, **options: Any) -> Context:
    """Make what a lesson's `run` takes, as `kerasdigits lesson run` does.

    Args:
        name: The lesson.
        options: Those of `Context`: `quick=True`, `seed=1`, `data="embedded"`.

    Returns:
        A fresh context.
    """
    lesson = find_lesson(name)
    return Context(note=print, sheet=lesson.read_sheet(), file=lesson.path, **options)


def show_results(context: Context) -> None:
    """Show the tables and figures that a lesson recorded below the cell; needs IPython."""
    from IPython.display import Image, Markdown, display

    for block in context.blocks:
        if isinstance(block, Figure):
            picture = io.BytesIO()
            block.plot.savefig(picture, format="png", dpi=110)
            display(Image(picture.getvalue()), Markdown(block.caption))
        elif isinstance(block, Table):
            rows = [map(show_cell, row) for row in block.rows]
            lines = [block.columns, ["---"] * len(block.columns), *rows]
            table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
            display(Markdown(f"**{block.title}**\n\n{table}"))
