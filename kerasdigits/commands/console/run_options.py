"""What to train on what: the options of `fit` and `lr-find`, and the configuration they make."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kerasdigits.commands.console.completion import complete_architectures, complete_data
from kerasdigits.commands.console.options import Command, data_dir_option, seed_option
from kerasdigits.training.losses import LOSSES
from kerasdigits.training.optimizers import OPTIMIZERS
from kerasdigits.training.precision import PRECISIONS

if TYPE_CHECKING:
    from kerasdigits.data import Dataset
    from kerasdigits.runs import FitConfig

RECIPE = "[default: the model's]"
_BATCH_SIZE = click.option("--batch-size", type=int, help=RECIPE)
_OPTIONS = (
    click.option(
        "--data",
        shell_complete=complete_data,
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
        shell_complete=complete_architectures,
        help="linear, logistic, mlp, cnn, conv-and-res, resnet18, collab, tabular, or "
        "PATH.py:function.  [default: cnn; collab or tabular for a table]",
    ),
    click.option("--optimizer", type=click.Choice(OPTIMIZERS), help=RECIPE),
    click.option(
        "--loss",
        metavar="NAME",
        help=f"{', '.join(LOSSES)}, or Keras's and TensorFlow.js's names for them.  {RECIPE}",
    ),
    _BATCH_SIZE,
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
        "--precision",
        type=click.Choice(PRECISIONS),
        default="float32",
        show_default=True,
        help="What layers compute in; the mixed ones pay on a GPU, and keep weights in float32.",
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


def swept_run_options(command: Command) -> Command:
    """Add the same for a sweep, which takes batch sizes and seeds as lists of its own."""
    for option in reversed(_OPTIONS):
        if option not in (_BATCH_SIZE, seed_option):
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
    (config,), dataset = read_runs(options, [{}])
    return config, dataset


def read_runs(
    options: dict[str, Any], choices: Sequence[dict[str, Any]]
) -> tuple[list[FitConfig], Dataset]:
    """Load the data once and make a configuration for each of several choices.

    Args:
        options: As for `read_run`.
        choices: Other values for some of them, a dict a configuration.

    Returns:
        The configurations and their data.

    Raises:
        DataError: The data cannot be found or used.
        ModelError: The model is unknown, or a number is out of its range.
    """
    from kerasdigits import data
    from kerasdigits.runs import FitConfig
    from kerasdigits.training.plan import plan_for

    classes = options["classes"]
    if classes is not None:
        classes = tuple(name.strip() for name in classes.split(","))
    dataset = data.load(
        options["data"],
        data_dir=options["data_dir"],
        classes=classes,
        stream=options.get("stream"),
    )
    fields = {field.name for field in dataclasses.fields(FitConfig)} - {"data", "model", "classes"}
    configs = [
        plan_for(
            dataset,
            options["data"],
            options["model"],
            classes=classes,
            **{name: value for name, value in {**options, **chosen}.items() if name in fields},
        )
        for chosen in choices
    ]
    return configs, dataset
