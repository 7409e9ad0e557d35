"""The public face for notebooks and scripts: what the commands do, as functions.

    import kerasdigits as kd

    run = kd.fit(data="digits", model="cnn", epochs=10)
    run.evaluate().metrics
    run.predict(["photo.jpg"])
    run.export("web/models/digits-cnn")

Importing it imports no Keras: the backend is chosen when the first function runs. All that a user
does wrong is raised as a `KerasdigitsError`, whose text is one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kerasdigits import backend as backend_room
from kerasdigits.models.public import load_model as load_model
from kerasdigits.run import Run as Run
from kerasdigits.run import as_path
from kerasdigits.training.fastest import order_backends

if TYPE_CHECKING:
    from kerasdigits.data import Dataset

Device = Literal["auto", "cpu", "gpu"]


def fit(
    data: str = "digits",
    model: str | None = None,
    *,
    out: Path | str | None = None,
    overwrite: bool = False,
    classes: Sequence[str] | None = None,
    optimizer: str | None = None,
    loss: str | None = None,
    learning_rate: float | None = None,
    schedule: str | None = None,
    cycles: int | None = None,
    cycle_len: int | None = None,
    cycle_mult: int | None = None,
    cycle_momentum: bool = False,
    batch_size: int | None = None,
    epochs: int | None = None,
    weight_decay: float | None = None,
    augment: bool | None = None,
    label_noise: float = 0.0,
    validation_split: float | None = None,
    precision: str = "float32",
    seed: int = 0,
    data_dir: Path | str | None = None,
    stream: bool | None = None,
    backend: str | None = None,
    device: Device = "auto",
    progress: bool = True,
) -> Run:
    """Train a model into a run folder, as `kerasdigits fit` does.

    What is None comes from the model's own recipe.

    Args:
        data: A name such as `digits` or `mnist`, an .npz file, a folder of pictures or IDX files.
        model: `linear`, `logistic`, `mlp`, `cnn`, `collab`, ..., or `PATH.py:function`.
        out: The run folder to write; None takes `runs/DATA-MODEL`.
        overwrite: Replace the run that is there; it is deleted when the new one starts.
        classes: The names of the only classes to keep: `["3", "7"]`.
        optimizer: `sgd`, `momentum`, `rmsprop`, `adam`, `adamw`.
        loss: `cross-entropy`, `mae`, ..., or Keras's and TensorFlow.js's names for them.
        learning_rate: The highest of the schedule, > 0.
        schedule: `constant`, `exponential`, `cosine`, `one-cycle`, `sgdr`.
        cycles: Cycles of `sgdr`, >= 1.
        cycle_len: Epochs of the first one, >= 1.
        cycle_mult: How many times longer each is than the last, >= 1.
        cycle_momentum: Let the momentum fall and rise against the rate of `one-cycle`.
        batch_size: Samples a step, >= 1.
        epochs: Rounds through the data, >= 1; more by default for a small data set.
        weight_decay: Decoupled, per unit of learning rate, >= 0.
        augment: Rotate, zoom and shift training images at random.
        label_noise: Share of the training labels to replace by a wrong class, in [0, 1).
        validation_split: Share to hold out, in [0, 1); None takes 0.1 of 500 samples or more.
        precision: What layers compute in: `float32`, `mixed_float16`, `mixed_bfloat16`.
        seed: Same seed and backend, same weights; 0 to 2**32 - 1.
        data_dir: A folder to look for data in first.
        stream: Read the inputs of an .npz file, or pictures, from the disk batch by batch; None
            does where they would take more than half of the free memory.
        backend: `tensorflow`, `jax` or `torch`; None takes that of a Keras that is imported
            already, what the user configured, else the one that trains this fastest of those
            that are installed.
        device: `auto` takes a GPU when there is one, `gpu` insists on it.
        progress: Show a bar or lines on stderr.

    Returns:
        The complete run.

    Raises:
        BackendError: The backend is not installed, or Keras runs on another one already.
        DataError: The data cannot be found or used.
        ModelError: The model is unknown, a number is out of its range, or the loss became NaN.
        RunError: Something is at `out` already.
    """
    from kerasdigits.training.plan import default_run_folder, plan_fit

    config, dataset = plan_fit(
        data,
        model,
        classes=classes,
        data_dir=as_path(data_dir),
        stream=stream,
        optimizer=optimizer,
        loss=loss,
        learning_rate=learning_rate,
        schedule=schedule,
        cycles=cycles,
        cycle_len=cycle_len,
        cycle_mult=cycle_mult,
        cycle_momentum=cycle_momentum,
        batch_size=batch_size,
        epochs=epochs,
        weight_decay=weight_decay,
        augment=augment,
        label_noise=label_noise,
        validation_split=validation_split,
        precision=precision,
        seed=seed,
    )
    candidates, _ = order_backends(config.model, config.epochs * len(dataset.x_train))
    backend_room.use(backend, device, candidates=candidates)
    from kerasdigits.training.fit import start
    from kerasdigits.training.trained import Trained

    folder = default_run_folder(dataset.name, config.model) if out is None else Path(out)
    fitted = start(config, dataset, folder, overwrite=overwrite, progress=progress)
    return Run(Trained(fitted.model, fitted.run))


def load_run(
    path: Path | str,
    *,
    custom_objects: Sequence[str] = (),
    unsafe: bool = False,
    backend: str | None = None,
    device: Device = "auto",
) -> Run:
    """Open what `fit` (or `kerasdigits fit`) left.

    Args:
        path: The run folder.
        custom_objects: `module:name` of classes and functions that the model needs.
        unsafe: Run the code that the model's file itself brings. Only for files that you trust.
        backend: `tensorflow`, `jax`, `torch`, or `numpy`, which only predicts; None chooses as
            `fit` does. The model may run on another backend than it was trained on.
        device: `auto` takes a GPU when there is one, `gpu` insists on it.

    Returns:
        The run.

    Raises:
        BackendError: The backend is not installed, or Keras runs on another one already.
        RunError: There is no complete run at the path.
        ModelError: Its model cannot be read.
    """
    backend_room.use(backend, device, candidates=backend_room.MEASURING_BACKENDS)
    from kerasdigits.training.trained import open_run

    return Run(open_run(Path(path), custom_objects, unsafe))


def load_data(
    name: str,
    *,
    classes: Sequence[str] | None = None,
    data_dir: Path | str | None = None,
    download: bool = True,
    stream: bool | None = None,
) -> Dataset:
    """Load a data set as NumPy arrays.

    Args:
        name: As `data` of `fit`.
        classes: The names of the only classes to keep, renumbered in this order; None for all.
        data_dir: A folder to look in first; then `KERASDIGITS_DATA` and Keras's cache.
        download: Whether a missing file may be downloaded.
        stream: As for `fit`; what stays on the disk is read when it is indexed, as an array is.

    Returns:
        `x_train, y_train, x_test, y_test` (inputs float32 in [0, 1]), `class_names`, and how a
        picture becomes an input.

    Raises:
        DataError: The name is unknown, a file is missing, or the data are unfit.
    """
    from kerasdigits import data

    folder = as_path(data_dir)
    return data.load(name, classes=classes, data_dir=folder, download=download, stream=stream)
