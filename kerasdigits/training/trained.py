"""A trained model, opened from a run folder or from any saved model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdigits import data
from kerasdigits.data import Dataset
from kerasdigits.errors import DataError, RunError, option
from kerasdigits.models.doors import Reading, refuse_unknown, require_something
from kerasdigits.models.keras2.files import state_version
from kerasdigits.models.keras2.version import KerasVersion
from kerasdigits.models.load import check_form, find_door, load_model
from kerasdigits.runs import RunFolder
from kerasdigits.training.own_code import load_model_of_run

if TYPE_CHECKING:
    import keras

MODEL_SUFFIXES = (".keras", ".h5", ".hdf5")


@dataclass(frozen=True)
class Trained:
    """A trained model and what is known of it.

    Attributes:
        model: The model.
        run: Its run, None for a bare file.
        version: The Keras that wrote a bare file, as far as the file states it.
    """

    model: keras.Model
    run: RunFolder | None
    version: KerasVersion | None = None

    @property
    def classes(self) -> tuple[str, ...] | None:
        """The names of the only classes that it was trained on; None for all."""
        return self.run.record.config.classes if self.run else None

    @property
    def loss(self) -> str | None:
        """The key of the loss in `training.losses.LOSSES`; None where no run tells."""
        return self.run.record.loss if self.run else None

    @property
    def link(self) -> str:
        """What turns the outputs into probabilities; `linear` where no run tells."""
        return self.run.record.link if self.run else "linear"

    @property
    def is_classifier(self) -> bool:
        """Whether its run says that it tells classes apart."""
        return self.run is not None and self.run.record.data.task == "classification"

    def evaluation_folder(self, split: str, tta: int = 0) -> Path | None:
        """Name the folder for what is measured on the `test` or `train` half; a run has one.

        What is measured with test-time augmentation has another.
        """
        if self.run is None:
            return None
        half = "" if split == "test" else f"-{split}"
        return self.run.path / f"evaluation{half}{'-tta' if tta else ''}"


def open_trained(
    path: Path,
    custom_objects: Sequence[str] = (),
    unsafe: bool = False,
    *,
    signature: str | None = None,
    download: bool = False,
    weights: Path | None = None,
    input_signature: object = None,
) -> Trained:
    """Open a run folder, or a model as `models.load.load_model` reads it.

    Args:
        path: The run folder, model file or model folder.
        custom_objects: `module:name` of what the model needs.
        unsafe: Run code that the file brings.
        signature: Which signature of a SavedModel is meant.
        download: Whether a model of a hub may be fetched.
        weights: The weights of a model that is only described; None for those beside it.
        input_signature: What a model takes that Keras cannot build by itself.

    Returns:
        The model, and its run when it has one.

    Raises:
        RunError: The run is missing or not complete.
        ModelError: The model cannot be read.
    """
    if (path / "run.json").exists():
        return open_run(path, custom_objects, unsafe)
    if find_door(path) is None:
        raise refuse_unknown(path)
    model = load_model(
        path,
        custom_objects=custom_objects,
        unsafe=unsafe,
        signature=signature,
        download=download,
        weights=weights,
        input_signature=input_signature,
    )
    return Trained(model, None, state_version(path))


def find_run(path: Path) -> RunFolder | None:
    """Look at a path before a backend is imported: what is missing is said at once.

    Args:
        path: A run folder, or a model of any form.

    Returns:
        The run, which is complete; None for a model.

    Raises:
        RunError: The run is not complete.
        ModelError: There is neither a run nor a whole model.
    """
    if (path / "run.json").exists():
        run = RunFolder(path)
        _require_model(run)
        return run
    require_something(path)
    check_form(path)
    return None


def open_run(path: Path, custom_objects: Sequence[str] = (), unsafe: bool = False) -> Trained:
    """Open a run folder; the arguments are those of `open_trained`.

    Raises:
        RunError: The run is missing or not complete.
        ModelError: Its model cannot be read.
    """
    run = RunFolder(path)
    _require_model(run)
    reading = Reading(custom_objects, unsafe)
    return Trained(load_model_of_run(run.model_path, run.record.config.model, reading), run)


def _require_model(run: RunFolder) -> None:
    if not run.model_path.is_file():
        diverged = run.record.status == "diverged"
        raise RunError(
            "This run has no trained model",
            received=f"{run.path} (status: {run.record.status})",
            remedy=f"Train again with a lower {option('learning_rate')} and "
            f"{option('overwrite', True)}"
            if diverged
            else f"Continue with: kerasdigits fit --resume --out {run.path}",
        )


def load_data_of(run: RunFolder | None, name: str | None, data_dir: Path | None) -> Dataset:
    """Load the data to measure a model on.

    Args:
        run: The model's run, None for a bare file.
        name: A data set's name or path; None for that of the model's run, which must be unchanged.
        data_dir: A folder to look in first.

    Returns:
        The data set, with the classes that the run was trained on.

    Raises:
        DataError: It cannot be found or used; the model has no run to name it; or it is not the
            one that the run was trained and tested on.
    """
    classes = None if run is None else run.record.config.classes
    if name is not None:
        return data.load(name, data_dir=data_dir, classes=classes)
    if run is None:
        raise DataError(
            "A model file does not say which data to measure it on",
            received=f"no {option('data')}",
            remedy=f"Name them with {option('data')}",
        )
    record = run.record
    dataset = data.load(record.config.data, data_dir=data_dir, classes=classes)
    if dataset.fingerprint != record.data.fingerprint:
        raise DataError(
            "These are not the data that the run was trained and tested on",
            received=record.config.data,
            remedy=f"Give {option('data')} to measure on these anyway",
        )
    return dataset
