"""Plan a fit: load its data and complete its configuration, for the commands and for notebooks."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kerasdigits import data as data_room
from kerasdigits.data import NAMES, Dataset
from kerasdigits.errors import DataError, ModelError, option
from kerasdigits.runs import FitConfig
from kerasdigits.training.config import check_values, configure
from kerasdigits.training.hold_out import choose_split

LEAST_STEPS = 20  # fewer batches make no curve to read


def plan_fit(
    data: str,
    model: str | None,
    *,
    classes: Sequence[str] | None = None,
    data_dir: Path | None = None,
    stream: bool | None = None,
    **choices: Any,
) -> tuple[FitConfig, Dataset]:
    """Load the data and make the configuration that the choices ask for.

    Args:
        data: A data set's name or path.
        model: An architecture's name, or `PATH.py:function`; None takes `linear` for a regression,
            `cnn` for classes, and for a table `collab` or `tabular`.
        classes: The names of the only classes to keep; None for all.
        data_dir: A folder to look for data in first.
        stream: As for `data.load`.
        choices: Other fields of `FitConfig`; None means the model's own recipe, and for
            `validation_split` a tenth of a data set that is large enough.

    Returns:
        The configuration and its data.

    Raises:
        DataError: The data cannot be found or used.
        ModelError: The model is unknown, or a number is out of its range.
    """
    check_values(model, choices)
    classes = None if classes is None else tuple(classes)
    dataset = data_room.load(data, data_dir=data_dir, classes=classes, stream=stream)
    return plan_for(dataset, data, model, classes=classes, **choices), dataset


def plan_for(
    dataset: Dataset,
    data: str,
    model: str | None,
    *,
    classes: tuple[str, ...] | None = None,
    **choices: Any,
) -> FitConfig:
    """Make the configuration that the choices ask for, of data that are loaded.

    Args:
        dataset: The data.
        data: The name or path that they were loaded by.
        model: As for `plan_fit`, and so are the others.
        classes: The names of the only classes that were kept.
        choices: Other fields of `FitConfig`.

    Returns:
        The configuration.

    Raises:
        DataError: The choices do not fit the data.
        ModelError: The model is unknown, or a number is out of its range.
    """
    _refuse_augmented_numbers(choices.get("augment"), dataset)
    model = model or _choose_model(dataset)
    if choices.get("validation_split") is None:
        choices["validation_split"] = choose_split(dataset)
    return configure(
        data=make_absolute(data),
        model=make_absolute(model) if ":" in model else model,  # a folder may be called mlp
        task=dataset.task,
        train_samples=len(dataset.x_train),
        classes=classes,
        **choices,
    )


def check_sweep(start: float, end: float, steps: int) -> None:
    """Check the rates of a learning-rate sweep.

    Args:
        start: The first rate.
        end: The last rate.
        steps: Batches from the first to the last.

    Raises:
        ModelError: The rates do not grow from above 0 to a finite one, or the steps are too few.
    """
    if not 0 < start < end < math.inf:
        raise ModelError(
            "The rates must grow from a start above 0 to a finite end",
            received=f"{start} to {end}",
            remedy=f"Change {option('start')} or {option('end')}",
        )
    if steps < LEAST_STEPS:
        raise ModelError(f"{option('steps')} must be {LEAST_STEPS} or more", received=steps)


def require_tensorboard() -> None:
    """Check that TensorBoard is installed.

    Raises:
        ModelError: It is not.
    """
    if importlib.util.find_spec("tensorboard") is None:
        raise ModelError(
            "TensorBoard is not installed",
            received=option("tensorboard", True),
            remedy="Install it: pip install 'kerasdigits[tensorboard]'",
        )


def default_run_folder(data_name: str, model: str) -> Path:
    """Name the run folder of a data set and a model: `runs/digits-cnn`, `runs/mnist-3-7-mlp`."""
    name = model.rpartition(":")[2] if ":" in model else model
    return Path("runs") / f"{data_name}-{name}"


def _choose_model(dataset: Dataset) -> str:
    """Choose an architecture for whoever named none."""
    if dataset.columns:
        rates = dataset.task == "regression" and len(dataset.columns) == 2
        return "collab" if rates and all(c.categories for c in dataset.columns) else "tabular"
    return "linear" if dataset.task == "regression" else "cnn"


def make_absolute(text: str) -> str:
    """Make the path in a data set's or model's name absolute: a run is used from any folder.

    Args:
        text: A name, a path, or `PATH.py:function`.

    Returns:
        The name as it is; a path that exists, absolute.
    """
    path, colon, function = text.rpartition(":") if ".py:" in text else (text, "", "")
    if text in NAMES or not Path(path).exists():
        return text
    return f"{Path(path).resolve()}{colon}{function}"


def _refuse_augmented_numbers(augment: bool | None, dataset: Dataset) -> None:
    if augment and len(dataset.input_shape) != 3:
        raise DataError(
            "Only images can be rotated, zoomed and shifted",
            received=f"{option('augment', True)} for samples of shape {dataset.input_shape}",
            remedy=f"Leave {option('augment')} out",
        )
