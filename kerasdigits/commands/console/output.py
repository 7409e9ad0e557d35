"""Print: results on stdout, notes on stderr."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import click

from kerasdigits.errors import as_printed

# The version of what `--json` prints, of all commands; kerasdigits/schemas says what it is.
SCHEMA = 1
# Below so many columns a table that does not fit is taken apart; from there on cells are folded.
_NARROW = 60


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
    """Print a table; columns after the first are aligned to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table
    from rich.text import Text

    rows = [[as_printed(cell) for cell in row] for row in rows]
    table = Table(title=title, box=SIMPLE_HEAD, title_justify="left", title_style="bold")
    for index, name in enumerate(columns):
        table.add_column(name, justify="left" if index == 0 else "right", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))  # as it is: a class may be called [bold]
    console = Console(highlight=False)
    wanted = Measurement.get(console, console.options.update(max_width=10_000), table).maximum
    if console.width < min(wanted, _NARROW):
        _show_rows(title, columns, rows)
    else:
        console.print(table)


def _show_rows(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that is too wide as one paragraph a row: its first cell, then the others."""
    click.secho(title, bold=True)
    width = max(map(len, columns[1:]), default=0)
    for row in rows:
        click.echo(f"  {row[0]}")
        for name, value in zip(columns[1:], row[1:], strict=True):
            click.echo(f"    {name:<{width}}  {' '.join(value.split())}".rstrip())
