"""A run as a notebook has it: its model, its record, and what is done with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kerasdigits.publishing.class_names import check_class_names

if TYPE_CHECKING:
    import keras
    import numpy as np

    from kerasdigits.publishing.publish import Publication
    from kerasdigits.runs import RunFolder, RunRecord
    from kerasdigits.training.evaluate import Evaluation
    from kerasdigits.training.predict import Prediction
    from kerasdigits.training.trained import Trained


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

        dataset = load_data_of(self._folder, data, as_path(data_dir))
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


def as_path(path: Path | str | None) -> Path | None:
    """Take a path as text, too; None stays None."""
    return None if path is None else Path(path)
