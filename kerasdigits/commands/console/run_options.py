"""What to train on what: the options of `fit` and `lr-find`, and the configuration they make."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import click

from kerasdigits.commands.console.options import Command, data_dir_option, seed_option
from kerasdigits.training.losses import LOSSES
from kerasdigits.training.optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from kerasdigits.data import Dataset
    from kerasdigits.runs import FitConfig

RECIPE = "[default: the model's]"
_OPTIONS = (
    click.option(
        "--data",
        default="digits",
        show_default=True,
        help="digits, download-times, mnist, fashion-mnist, ratings, movielens-100k, census, "
        "adult, an .npz file, a folder of class folders of pictures, or a folder of IDX files.",
    ),
    click.option(
        "--classes",
        metavar="A,B,...",
        help="Keep only these classes, by name: 3,7 for fastbook's first classifier.",
    ),
    data_dir_option,
    click.option(
        "--model",
        help="linear, logistic, mlp, cnn, conv-and-res, resnet18, collab, tabular, or "
        "PATH.py:function.  [default: cnn; collab or tabular for a table]",
    ),
    click.option("--optimizer", type=click.Choice(OPTIMIZERS), help=RECIPE),
    click.option(
        "--loss",
        metavar="NAME",
        help=f"{', '.join(LOSSES)}, or Keras's and TensorFlow.js's names for them.  {RECIPE}",
    ),
    click.option("--batch-size", type=int, help=RECIPE),
    click.option(
        "--weight-decay", type=float, help=f"Decoupled, per unit of learning rate.  {RECIPE}"
    ),
    click.option(
        "--augment/--no-augment",
        default=None,
        help=f"Rotate, zoom and shift training images at random.  {RECIPE}",
    ),
    click.option(
        "--label-noise",
        type=float,
        default=0.0,
        show_default=True,
        help="Share of the training labels to replace with a wrong class.",
    ),
    click.option(
        "--validation-split",
        type=float,
        help="Share of the training set to hold out, so that over-fitting shows.  [default: 0.1 "
        "of 500 samples or more]",
    ),
    seed_option,
)


def run_options(command: Command) -> Command:
    """Add the options that say what is trained on what, and how it steps."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def check_run(options: dict[str, Any]) -> None:
    """Refuse what is wrong whatever the data hold, before they are read.

    Args:
        options: As for `read_run`.

    Raises:
        DataError: There are no data of that name.
        ModelError: A name is unknown, or a number is out of its range.
    """
    from kerasdigits.data import check_name
    from kerasdigits.training.config import check_values

    check_values(options["model"], options)
    check_name(options["data"], options["data_dir"])


def read_run(options: dict[str, Any]) -> tuple[FitConfig, Dataset]:
    """Load the data and make the configuration that the options ask for.

    Args:
        options: The command's options by name; those that are called as fields of `FitConfig` are
            the user's choices.

    Returns:
        The configuration and its data.

    Raises:
        DataError: The data cannot be found or used.
        ModelError: The model is unknown, or a number is out of its range.
    """
    from kerasdigits.runs import FitConfig
    from kerasdigits.training.plan import plan_fit

    classes = options["classes"]
    if classes is not None:
        classes = [name.strip() for name in classes.split(",")]
    fields = {field.name for field in dataclasses.fields(FitConfig)} - {"data", "model", "classes"}
    choices = {name: value for name, value in options.items() if name in fields}
    return plan_fit(
        options["data"],
        options["model"],
        classes=classes,
        data_dir=options["data_dir"],
        **choices,
    )
