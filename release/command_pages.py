"""What there is to say of each command, asked of Click, for man pages and the site."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

import click

from kerasdigits.cli import COMMANDS, main

# What Click reads as "leave the lines of this paragraph as they are".
_UNWRAPPED = "\b"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a help text.

    Attributes:
        text: Its words on one line; or its lines, if they are to stay.
        keeps_lines: Whether they are: examples and tables.
        title: What stands above them, such as `Examples`; empty for none.
    """

    text: str
    keeps_lines: bool = False
    title: str = ""


@dataclass(frozen=True)
class CommandPage:
    """One command.

    Attributes:
        path: All that is typed: `kerasdigits lesson run`.
        summary: What it does, in a sentence.
        usage: What follows the path: `[OPTIONS] NAME`.
        description: Its help text.
        options: Pairs of names and text, such as `--json` and what it does.
        notes: What `--help` ends with.
        parts: The commands of a group.
    """

    path: str
    summary: str
    usage: str
    description: list[Paragraph]
    options: list[tuple[str, str]]
    notes: list[Paragraph]
    parts: "list[CommandPage]"

    def __iter__(self) -> Iterator["CommandPage"]:
        """Walk through the command and all below it."""
        yield self
        for part in self.parts:
            yield from part


def read_commands(context: click.Context | None = None) -> CommandPage:
    """Read a command and all below it.

    Args:
        context: The command; None reads the whole program.

    Returns:
        What stands on its page.
    """
    context = context or click.Context(main, info_name="kerasdigits")
    command = context.command
    records = [option.get_help_record(context) for option in command.get_params(context)]
    below = [read_commands(part) for part in _list_parts(context)]
    return CommandPage(
        path=context.command_path,
        summary=COMMANDS.get(context.command_path.partition(" ")[2])
        or command.get_short_help_str(200),
        usage=" ".join(command.collect_usage_pieces(context)),
        description=list(_read_paragraphs(command.help)),
        options=[(names, " ".join(text.split())) for names, text in filter(None, records) if text],
        notes=list(_read_paragraphs(command.epilog)),
        parts=below,
    )


def _list_parts(context: click.Context) -> Iterator[click.Context]:
    if isinstance(group := context.command, click.Group):
        for name in group.list_commands(context):
            if command := group.get_command(context, name):
                yield click.Context(command, info_name=name, parent=context)


def _read_paragraphs(text: str | None) -> Iterator[Paragraph]:
    for paragraph in filter(None, inspect.cleandoc(text or "").split("\n\n")):
        if not paragraph.startswith(_UNWRAPPED):
            yield Paragraph(" ".join(paragraph.split()))
            continue
        title, *lines = paragraph.removeprefix(_UNWRAPPED).strip("\n").splitlines()
        if not (title.endswith(":") and lines):
            title, lines = "", [title, *lines]
        yield Paragraph(inspect.cleandoc("\n".join(lines)), True, title.rstrip(":"))
