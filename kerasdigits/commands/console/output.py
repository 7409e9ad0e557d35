"""Print: results on stdout, notes on stderr."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import click

from kerasdigits.errors import as_printed

# The version of what `--json` prints, of all commands; kerasdigits/schemas says what it is.
SCHEMA = 1
# Below so many columns a table that does not fit is taken apart; from there on cells may have
# several lines, where no word has to be broken for it.
_NARROW = 60
# How a cell begins that holds a number, perhaps with its unit; a dash stands for none.
_NUMBER = re.compile(r"[-+]?[\d.]|-?$")


def say(text: str, quiet: bool = False) -> None:
    """Print a note on stderr, unless the user asked for quiet."""
    if not quiet:
        click.echo(as_printed(text), err=True)


def show_line(text: str) -> None:
    """Print a line on stdout, of which a part may be a stranger's, such as the name of a layer."""
    click.echo(as_printed(text))


def show(result: dict[str, Any], as_json: bool, render: Callable[[dict[str, Any]], None]) -> None:
    """Print a result on stdout, as JSON or for a person."""
    if as_json:
        click.echo(json.dumps({"schema": SCHEMA, **result}, indent=2, allow_nan=False))
    else:
        render(result)


def show_numbers(title: str, numbers: dict[str, Any]) -> None:
    """Print named numbers in two columns under a title."""
    click.secho(as_printed(title), bold=True)
    width = max(map(len, numbers))
    for name, value in numbers.items():
        shown = f"{value:.4f}" if isinstance(value, float) else str(value)
        show_line(f"  {name.replace('_', ' '):<{width}}  {shown}")


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; the first column and those of words begin at the left, numbers end right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.measure import Measurement
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    rows = [[as_printed(cell) for cell in row] for row in rows]
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for index, name in enumerate(columns):
        cells = [row[index] for row in rows]
        numbers = index > 0 and all(map(_NUMBER.match, cells))
        # A column is narrowed between words; a word is not broken.
        longest = max(len(word) for cell in (name, *cells) for word in cell.split() or [""])
        table.add_column(
            name,
            justify="right" if numbers else "left",
            min_width=longest,
            no_wrap=longest == max(map(len, (name, *cells))),
        )
    for row in rows:
        table.add_row(*map(Text, row))  # as it is: a class may be called [bold]
    console = Console(highlight=False)
    indented = Padding(table, (0, 0, 0, 2), expand=False)
    room = console.options.update(max_width=10_000)
    wanted = Measurement.get(console, room, indented)
    click.secho(title, bold=True)
    if console.width < max(wanted.minimum, min(wanted.maximum, _NARROW)):
        _show_rows(columns, rows)
    else:
        console.print(indented)


def _show_rows(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that is too wide as one paragraph a row: its first cell, then the others."""
    width = max(map(len, columns[1:]), default=0)
    for row in rows:
        click.echo(f"  {row[0]}")
        for name, value in zip(columns[1:], row[1:], strict=True):
            click.echo(f"    {name:<{width}}  {' '.join(value.split())}".rstrip())
