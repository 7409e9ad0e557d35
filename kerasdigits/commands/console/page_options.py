"""How the page shows a model: the options of `export`, and the presentation they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kerasdigits.commands.console.options import Command, InputRange
from kerasdigits.publishing.class_names import read_class_names

if TYPE_CHECKING:
    from kerasdigits.publishing.presentation import Presentation

_OPTIONS = (
    click.option("--name", help="The model's name on the page.  [default: that of its folder]"),
    click.option("--title", help="What the page calls it instead of its name."),
    click.option(
        "--classes",
        metavar="A,B,...|FILE",
        help="The names of the classes, in the order of the outputs, or a file with one a line.",
    ),
    click.option(
        "--preprocess",
        type=click.Choice(["mnist", "uci", "resize", "none"]),
        help="How the page makes an input of a drawing: as MNIST's digits were made, or the 8x8 "
        "UCI digits, or merely resized; none for a model that takes no pictures.  [default: the "
        "run's; mnist for a bare model of 28x28]",
    ),
    click.option(
        "--input-range",
        type=InputRange(),
        help="The numbers of the darkest and the brightest pixel: 0..1, 0..255 or -1..1.  "
        "[default: 0..1, or what the model's first layers tell]",
    ),
    click.option(
        "--dark-on-white",
        is_flag=True,
        help="The model was trained on dark ink on white paper; drawings are given to it so.",
    ),
)
_FIELDS = ("name", "title", "preprocess", "input_range", "dark_on_white")


def page_options(command: Command) -> Command:
    """Add the options that say how the page shows a model."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_presentation(options: dict[str, Any]) -> Presentation:
    """Make the presentation that the options ask for.

    Args:
        options: The values of `page_options` by name.

    Returns:
        The presentation.

    Raises:
        DataError: The file of class names cannot be read, or holds none.
        ExportError: The options exclude each other.
    """
    from kerasdigits.publishing.presentation import Presentation

    classes = options["classes"]
    names = None if classes is None else read_class_names(classes)
    presentation = Presentation(class_names=names, **{name: options[name] for name in _FIELDS})
    presentation.require_sound()
    return presentation
