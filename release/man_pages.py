"""Write a man page for each command into `man/man1`: `python release/man_pages.py`.

What they say is what `--help` says, asked of Click. Form: man-pages(7), man(7) of Linux.
"""

import inspect
import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from kerasdigits.cli import COMMANDS, main
from kerasdigits.version import __version__

FOLDER = Path(__file__).parents[1] / "man" / "man1"
# What Click reads as "leave the lines of this paragraph as they are".
UNWRAPPED = "\b"


def escape(text: str) -> str:
    """Keep backslashes, hyphens that one may copy, and lines that begin as a request would."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line[:1] in ".'" else line for line in text.splitlines())


def list_parts(context: click.Context) -> Iterator[click.Context]:
    """List the commands of a group, in its order."""
    if isinstance(group := context.command, click.Group):
        for name in group.list_commands(context):
            if command := group.get_command(context, name):
                yield click.Context(command, info_name=name, parent=context)


def list_commands(context: click.Context | None = None) -> Iterator[click.Context]:
    """Walk through the tree of commands, each before its parts."""
    context = context or click.Context(main, info_name="kerasdigits")
    yield context
    for part in list_parts(context):
        yield from list_commands(part)


def summarize(context: click.Context) -> str:
    """Say in one sentence what a command does."""
    return COMMANDS.get(context.command_path.partition(" ")[2]) or (
        context.command.get_short_help_str(200)
    )


def write_paragraphs(text: str) -> Iterator[str]:
    """Write the paragraphs of a help text; examples and tables keep their lines."""
    for paragraph in filter(None, inspect.cleandoc(text).split("\n\n")):
        if not paragraph.startswith(UNWRAPPED):
            yield from (".PP", escape(" ".join(paragraph.split())))
            continue
        title, *lines = paragraph.removeprefix(UNWRAPPED).strip("\n").splitlines()
        if title.endswith(":") and lines:
            yield f".SH {escape(title.rstrip(':').upper())}"
        else:
            lines = [title, *lines]
        yield from (".nf", escape(inspect.cleandoc("\n".join(lines))), ".fi")


def write_list(title: str, rows: list[tuple[str, str]]) -> Iterator[str]:
    """Write a section of names and what each is."""
    if rows:
        yield f".SH {title}"
    for name, text in rows:
        yield from (".TP", f".B {escape(name)}", escape(" ".join(text.split())))


def write_page(context: click.Context) -> str:
    """Write the page of one command.

    Args:
        context: The command, with its parents.

    Returns:
        The page's source, without a date: the same bytes from the same code.
    """
    command, path = context.command, context.command_path
    name = path.replace(" ", "-")
    records = [parameter.get_help_record(context) for parameter in command.get_params(context)]
    parts = [
        (f"{part.command_path.replace(' ', '-')}(1)", summarize(part))
        for part in list_parts(context)
    ]
    lines = [
        f'.TH "{escape(name.upper())}" "1" "" "kerasdigits {__version__}" "kerasdigits"',
        ".SH NAME",
        f"{escape(name)} \\- {escape(summarize(context).rstrip('.'))}",
        ".SH SYNOPSIS",
        f".B {escape(path)}",
        escape(" ".join(command.collect_usage_pieces(context))),
        ".SH DESCRIPTION",
        *list(write_paragraphs(command.help or ""))[1:],
        *write_list("COMMANDS", parts),
        *write_list("OPTIONS", [record for record in records if record and record[1]]),
        *write_paragraphs(command.epilog or ""),
    ]
    return "\n".join(lines) + "\n"


def write_pages(folder: Path = FOLDER) -> list[Path]:
    """Write all pages; what the folder held before is gone.

    Args:
        folder: Where to: `man1`, as man(1) looks for it.

    Returns:
        The pages, in the order of the commands.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pages = []
    for context in list_commands():
        page = folder / f"{context.command_path.replace(' ', '-')}.1"
        page.write_text(write_page(context), encoding="utf-8")
        pages.append(page)
    return pages


if __name__ == "__main__":
    print(f"{len(write_pages())} pages in {FOLDER}")
