"""What to train on what: the options of `fit` and `lr-find`, and the configuration they make."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerasdigits.commands.console.options import Command, data_dir_option, seed_option
from kerasdigits.errors import DataError
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
        help="digits, download-times, mnist, fashion-mnist, an .npz file, a folder of class "
        "folders of pictures, or a folder of IDX files.",
    ),
    click.option(
        "--classes",
        metavar="A,B,...",
        help="Keep only the classes of these names: 3,7 for the fastbook's first classifier.",
    ),
    data_dir_option,
    click.option(
        "--model", help="linear, logistic, mlp, cnn, or PATH.py:function.  [default: cnn]"
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
        help="Share of the training labels to replace by a wrong class.",
    ),
    click.option(
        "--validation-split",
        type=float,
        default=0.0,
        show_default=True,
        help="Share of the training set to hold out and watch.",
    ),
    seed_option,
)


def run_options(command: Command) -> Command:
    """Add the options that say what is trained on what, and how it steps."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


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
    from kerasdigits import data as data_room
    from kerasdigits.runs import FitConfig
    from kerasdigits.training.config import configure

    classes = options["classes"]
    if classes is not None:
        classes = tuple(name.strip() for name in classes.split(","))
    dataset = data_room.load(options["data"], data_dir=options["data_dir"], classes=classes)
    _refuse_augmented_numbers(options["augment"], dataset)
    fields = {field.name for field in dataclasses.fields(FitConfig)}
    choices = {name: value for name, value in options.items() if name in fields}
    model = choices["model"] or ("linear" if dataset.task == "regression" else "cnn")
    choices |= {
        "data": _make_absolute(choices["data"]),
        "model": _make_absolute(model),
        "classes": classes,
    }
    config = configure(task=dataset.task, train_samples=len(dataset.x_train), **choices)
    return config, dataset


def default_run_folder(data_name: str, model: str) -> Path:
    """Name the run folder of a data set and a model: `runs/digits-cnn`, `runs/mnist-3-7-mlp`."""
    name = model.rpartition(":")[2] if ":" in model else model
    return Path("runs") / f"{data_name}-{name}"


def _make_absolute(text: str) -> str:
    """Make the path in a data set's or model's name absolute: a run is used from any folder."""
    from kerasdigits.data import NAMES

    path, colon, function = text.rpartition(":") if ".py:" in text else (text, "", "")
    if text in NAMES or not Path(path).exists():
        return text
    return f"{Path(path).resolve()}{colon}{function}"


def _refuse_augmented_numbers(augment: bool | None, dataset: Dataset) -> None:
    if augment and len(dataset.input_shape) != 3:
        raise DataError(
            "Only images can be rotated, zoomed and shifted",
            received=f"--augment for samples of shape {dataset.input_shape}",
            remedy="Leave --augment out",
        )
