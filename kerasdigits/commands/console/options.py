"""The options that several commands share."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kerasdigits import backend

Command = Callable[..., Any]


class InputSpec(click.ParamType):
    """An input's sizes without the batch, and its dtype: `224,224,3`, `128:int32`."""

    name = "SHAPE[:DTYPE]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[tuple[int | None, ...], str]:
        """Give `(shape, dtype)`; the shape begins with None for the batch."""
        if isinstance(value, tuple):
            return value
        sizes, _, dtype = value.partition(":")
        known = ("float32", "int32", "bool")
        if dtype not in ("", *known):
            self.fail(f"{dtype} is not one of {', '.join(known)}", param, ctx)
        parts = [part.strip() for part in sizes.split(",")] if sizes.strip() else []
        if not all(part.isdecimal() and int(part) > 0 for part in parts):
            self.fail(f"{sizes} is not a list of sizes such as 224,224,3", param, ctx)
        return (None, *map(int, parts)), dtype or "float32"


class CustomObject(click.ParamType):
    """A class or function by its module and name: `layers:Doubled`."""

    name = "MODULE:NAME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Give it as it is."""
        module, _, name = value.rpartition(":")
        if not module or not name.isidentifier():
            self.fail(f"{value} is not MODULE:NAME, such as layers:Doubled", param, ctx)
        return value


class InputRange(click.ParamType):
    """The numbers of the darkest and the brightest pixel: `0..255`."""

    name = "LOW..HIGH"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        """Give `(low, high)`."""
        if isinstance(value, tuple):
            return value
        low, dots, high = value.partition("..")
        try:
            ends = float(low), float(high)
        except ValueError:
            ends = 0.0, 0.0
        if not (dots and all(map(math.isfinite, ends)) and ends[0] < ends[1]):
            self.fail(f"{value} is not a range such as 0..255 or -1..1", param, ctx)
        return ends


class Duration(click.ParamType):
    """A time in seconds or minutes: `60s`, `5m`, `90`."""

    name = "TIME"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Give seconds."""
        if isinstance(value, float):
            return value
        text = value.strip()
        unit = {"s": 1, "m": 60}.get(text[-1:], 0)
        try:
            seconds = float(text[:-1]) * unit if unit else float(text)
        except ValueError:
            seconds = math.nan
        if not 0 < seconds < math.inf:
            self.fail(f"{value} is not a time such as 60s or 5m", param, ctx)
        return seconds


class NumberList(click.ParamType):
    """Numbers with commas between: `0.01,0.03`.

    Args:
        number: `int` or `float`, which reads each of them.
        least: The least that each may be; None for any.
        most: The most that each may be; None for any.
    """

    name = "A,B,..."

    def __init__(
        self, number: type[int] | type[float], least: int | None = None, most: int | None = None
    ):
        self.number = number
        self.least = least
        self.most = most

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int | float, ...]:
        """Give them in their order, each once."""
        if isinstance(value, tuple):
            return value
        try:
            numbers = [self.number(part) for part in value.split(",")]
        except ValueError:
            example = "32,64" if self.number is int else "0.01,0.03"
            self.fail(f"{value} is not a list of numbers such as {example}", param, ctx)
        for one in numbers:
            if (self.least is not None and one < self.least) or (
                self.most is not None and one > self.most
            ):
                self.fail(f"{one} is not in the range {self.least} to {self.most}", param, ctx)
        return tuple(dict.fromkeys(numbers))


def backend_options(command: Command) -> Command:
    """Add `--backend` and `--device`."""
    command = click.option(
        "--device",
        type=click.Choice(backend.DEVICES),
        default="auto",
        show_default=True,
        help="auto uses a GPU if there is one; gpu requires one.",
    )(command)
    return click.option(
        "--backend",
        "backend_name",
        metavar="NAME",
        help="tensorflow, jax or torch (numpy where nothing is trained).  [default: "
        "KERAS_BACKEND, then keras.json, then the best installed for the command]",
    )(command)


def loading_options(command: Command) -> Command:
    """Add `--custom-objects` and `--unsafe`."""
    command = click.option(
        "--unsafe",
        is_flag=True,
        help="Run the code in a model file (Lambda layers and what else `inspect` calls code) and "
        "read the files that it names; only for files you trust as a program.",
    )(command)
    return click.option(
        "--custom-objects",
        multiple=True,
        type=CustomObject(),
        help="A class or function that the model needs; its module is imported.  [repeatable]",
    )(command)


def data_dir_option(command: Command) -> Command:
    """Add `--data-dir`."""
    return click.option(
        "--data-dir",
        type=click.Path(path_type=Path),
        help="Look for data files here first.  [then: KERASDIGITS_DATA, Keras's cache, download]",
    )(command)


def seed_option(command: Command) -> Command:
    """Add `--seed`."""
    return click.option(
        "--seed",
        type=click.IntRange(0, 2**32 - 1),
        default=0,
        show_default=True,
        help="Same seed and backend, same weights.",
    )(command)


def jobs_option(command: Command) -> Command:
    """Add `--jobs`."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="How many processes to work in; each needs the memory of one.",
    )(command)


def output_options(command: Command) -> Command:
    """Add `--json` and `--quiet`."""
    command = click.option(
        "--quiet", "-q", is_flag=True, help="Print no progress and no notes on stderr."
    )(command)
    return click.option(
        "--json", "as_json", is_flag=True, help="Print the result as one JSON object."
    )(command)
