"""What is wrong with a command line, in one line: what, `Received:`, where to read on."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from kerasdigits.errors import KerasdigitsError, ask_if_meant


class WrongUsage(click.UsageError):
    """A usage error that is shown as one line, like every other error, and exits with 2.

    Args:
        error: What click says.
        typed: The arguments as they were typed, without the program's name.
    """

    def __init__(self, error: click.UsageError, typed: Sequence[str]):
        super().__init__(explain(error, typed), error.ctx)

    def show(self, file: object = None) -> None:
        """Print the line on stderr."""
        click.echo(f"Error: {self.message}", err=True)


def explain(error: click.UsageError, typed: Sequence[str]) -> str:
    """Say what is wrong, what was typed, and where to read how it is meant.

    Args:
        error: What click says.
        typed: The arguments as they were typed, without the program's name.

    Returns:
        One line.
    """
    # Of an option without its value click does not say which command it is of.
    command = [] if not typed or typed[0].startswith("-") else [typed[0]]
    program = error.ctx.command_path if error.ctx else " ".join(["kerasdigits", *command])
    received = _find_typed(error, typed) or " ".join(typed) or "no arguments"
    remedy = f"See {program} --help"
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter):
        what = f"{_name(error)} {_describe(error)}"
    else:
        what = error.format_message()
    # Behind the full stop click asks whether one meant another name.
    what, _, meant = " ".join(what.split()).partition(". ")
    meant = meant or _guess_choice(error, received)
    remedy = f"{meant.rstrip('.')} {remedy}" if meant else remedy
    return str(KerasdigitsError(what.rstrip("."), received=received, remedy=remedy))


def _guess_choice(error: click.UsageError, received: str) -> str:
    """Ask whether one of an option's choices is meant."""
    kind = getattr(getattr(error, "param", None), "type", None)
    if not isinstance(kind, click.Choice):
        return ""
    return ask_if_meant(received, map(str, kind.choices))


def _name(error: click.BadParameter) -> str:
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    return error.param.make_metavar(error.ctx) if error.param and error.ctx else "An argument"


def _describe(error: click.BadParameter) -> str:
    """Say what a value must be."""
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"must be one of {', '.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange):
        low, high = kind.min, kind.max
        return "must be a whole number" + (
            f" from {low} to {high}" if high is not None else f" of at least {low}"
        )
    if kind is click.INT:
        return "must be a whole number"
    if kind is click.FLOAT:
        return "must be a number"
    return f"cannot be used: {error.message}"


def _find_typed(error: click.UsageError, typed: Sequence[str]) -> str | None:
    """Find the part of the command line that an error is about."""
    option = getattr(error, "option_name", None)
    if option is not None:
        return option
    command = re.match(r"No such command '(.+?)'", error.message)
    if command:
        return command[1]
    param = getattr(error, "param", None)
    if isinstance(error, click.MissingParameter) or not isinstance(param, click.Option):
        return None
    values = [
        value
        for name, value in zip(typed, [*typed[1:], ""], strict=True)
        for spelled in param.opts
        if name == spelled
    ]
    glued = [item.partition("=")[2] for item in typed if item.partition("=")[0] in param.opts]
    return next(iter([*values, *filter(None, glued)]), None)
