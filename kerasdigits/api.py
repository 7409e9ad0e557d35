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
from kerasdigits.publishing.class_names import check_class_names

if TYPE_CHECKING:
    import keras
    import numpy as np

    from kerasdigits.data import Dataset
    from kerasdigits.publishing.publish import Publication
    from kerasdigits.runs import RunFolder, RunRecord
    from kerasdigits.training.evaluate import Evaluation
    from kerasdigits.training.predict import Prediction
    from kerasdigits.training.trained import Trained

Device = Literal["auto", "cpu", "gpu"]


class Run:
    """A trained model with all that is known of how it was trained.

    Made by `fit` and `load_run`, not by hand.

    Args:
        trained: The model and its run.
    """

    def __init__(self, trained: Trained):
        self._trained = trained

    def __repr__(self) -> str:
        metrics = ", ".join(f"{name} {value:.4f}" for name, value in self.metrics.items())
        return f"<Run {self.path}: {metrics}>"

    @property
    def model(self) -> keras.Model:
        """The Keras model, compiled; `model.keras` in the run's folder opens in plain Keras too."""
        return self._trained.model

    @property
    def path(self) -> Path:
        """The run's folder."""
        return self._folder.path

    @property
    def record(self) -> RunRecord:
        """What `run.json` holds: configuration, data, versions, history, metrics."""
        return self._folder.record

    @property
    def history(self) -> list[dict[str, float]]:
        """A row an epoch: `epoch`, `loss`, metrics, `learning_rate`, `seconds`."""
        return self.record.history

    @property
    def metrics(self) -> dict[str, float]:
        """What the fit ended with on the test set: `test_loss`, `test_accuracy`, ..."""
        return self.record.metrics

    def evaluate(
        self,
        data: str | None = None,
        *,
        split: Literal["test", "train"] = "test",
        data_dir: Path | str | None = None,
        tta: int = 0,
    ) -> Evaluation:
        """Measure the model; no weight changes.

        Args:
            data: A data set's name or path; None takes the run's own, which must be unchanged.
            split: The part of it to measure on.
            data_dir: A folder to look for data in first.
            tta: How many moved copies of each image are averaged with it (test-time augmentation).

        Returns:
            Loss, metrics, a row for each class, the confusion matrix, the probabilities.

        Raises:
            DataError: The data cannot be found, or are not those of the run.
            ModelError: The model does not fit the data.
        """
        from kerasdigits.training.evaluate import evaluate_model
        from kerasdigits.training.trained import load_data_of

        dataset = load_data_of(self._folder, data, _as_path(data_dir))
        return evaluate_model(self.model, dataset, loss=self._trained.loss, split=split, tta=tta)

    def predict(self, inputs: Sequence[Path | str] | np.ndarray) -> list[Prediction]:
        """Say what the model sees.

        Args:
            inputs: PNG or JPEG files of any size, which the run's own recipe prepares; or an array
                of inputs as the run's data have them: `(n, *input_shape)`, float in [0, 1] or
                uint8, the axis of a single channel may be left out. For a model of numbers: texts
                such as `"1.5,2"`, or an array `(n, features)`.

        Returns:
            A prediction for each input, in order: its class and the probability of each.

        Raises:
            DataError: A file is missing, is not a picture, or shows no ink; or an array has another
                shape.
        """
        from kerasdigits.training.predict import predict_samples, read_samples

        samples, sources = read_samples(self.model, self.record.data, inputs)
        data = self.record.data
        return predict_samples(self.model, samples, sources, data.class_names, self.record.link)

    def export(
        self,
        path: Path | str,
        *,
        overwrite: bool = False,
        check: Literal["auto", "require", "off"] = "auto",
        format: Literal["auto", "layers", "graph"] = "auto",
        quantize: Literal["none", "float16", "uint16", "uint8"] = "none",
        training_calls: Literal["inference", "as-called"] = "inference",
        name: str | None = None,
        title: str | None = None,
        classes: Sequence[str] | Path | str | None = None,
        preprocess: Literal["mnist", "uci", "resize", "none"] | None = None,
        input_range: tuple[float, float] | None = None,
        dark_on_white: bool = False,
    ) -> Publication:
        """Write a model folder that TensorFlow.js loads with no helper.

        Args:
            path: The folder to make; where it lies in the `models` folder of our page, the page
                lists it.
            overwrite: Replace a model folder that already exists.
            check: Ask TensorFlow.js, in Node, whether it agrees: `auto` where Node is found.
            format: `layers` can be trained further in the browser, `graph` carries any model;
                `auto` takes layers where that is exact and complete.
            quantize: Store each weight in two bytes or one; the effect on the outputs is measured.
            training_calls: What layers compute that the model calls with `training=True`: what
                `predict` does, or what `model(x)` does.
            name: The model's name on the page; None takes that of its folder.
            title: What the page calls it instead of its name.
            classes: The names of the classes, or a file with one a line; None takes the run's.
            preprocess: How the page makes an input of a drawing; None takes the run's recipe.
            input_range: The numbers of the darkest and the brightest pixel, such as `(0, 255)`.
            dark_on_white: Whether drawings are given to the model as dark ink on white paper.

        Returns:
            The folder, the exporter's report with TensorFlow.js's verdict, and notes.

        Raises:
            DataError: The class names cannot be read, or are not names.
            ExportError: The model cannot be carried exactly, the folder is taken, the check failed,
                or what the page is told does not fit the model. Nothing is left behind then.
            SiteError: The page around the folder is not ours.
        """
        from kerasdigits import tfjs
        from kerasdigits.publishing.destinations import find_destination
        from kerasdigits.publishing.presentation import Presentation
        from kerasdigits.publishing.publish import publish

        names = None if classes is None else check_class_names(classes)
        return publish(
            self._trained,
            find_destination(self.path, Path(path), name=name),
            overwrite=overwrite,
            check=check,
            format=format,
            quantization=None if quantize == "none" else tfjs.Quantization(quantize),
            training_calls=training_calls,
            presentation=Presentation(preprocess, names, name, title, input_range, dark_on_white),
        )

    @property
    def _folder(self) -> RunFolder:
        if self._trained.run is None:
            raise TypeError("A Run is made by fit and load_run")
        return self._trained.run


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
            already, what the user configured, else the fastest that is installed.
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
        data_dir=_as_path(data_dir),
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
    backend_room.use(backend, device, candidates=backend_room.FITTING_BACKENDS)
    from kerasdigits.training.fit import start
    from kerasdigits.training.trained import Trained

    folder = default_run_folder(dataset.name, config.model) if out is None else Path(out)
    fitted = start(config, dataset, folder, overwrite=overwrite, progress=progress)
    return Run(Trained(fitted.model, fitted.run))


def load_run(path: Path | str, *, backend: str | None = None, device: Device = "auto") -> Run:
    """Open what `fit` (or `kerasdigits fit`) left.

    Args:
        path: The run folder.
        backend: `tensorflow`, `jax`, `torch`, or `numpy`, which only predicts; None chooses as
            `fit` does. The model may run on another backend than it was trained on.
        device: `auto` takes a GPU when there is one, `gpu` insists on it.

    Returns:
        The run.

    Raises:
        BackendError: The backend is not installed, or Keras runs on another one already.
        RunError: There is no complete run at the path.
    """
    backend_room.use(backend, device, candidates=backend_room.MEASURING_BACKENDS)
    from kerasdigits.training.trained import open_run

    return Run(open_run(Path(path)))


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

    folder = _as_path(data_dir)
    return data.load(name, classes=classes, data_dir=folder, download=download, stream=stream)


def _as_path(path: Path | str | None) -> Path | None:
    return None if path is None else Path(path)
