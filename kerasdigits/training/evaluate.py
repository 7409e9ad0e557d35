"""Measure a model on a data set; it never changes a weight."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits import plots
from kerasdigits.data import Dataset
from kerasdigits.errors import ModelError, option
from kerasdigits.files import replacing_file
from kerasdigits.models.outputs import as_probabilities
from kerasdigits.training.losses import LOSSES, identify_loss, make_targets
from kerasdigits.training.tta import predict_augmented

if TYPE_CHECKING:
    import keras

BATCH_SIZE = 256
_NUM_MOST_WRONG = 24


@dataclass(frozen=True)
class Evaluation:
    """What a model does on a data set.

    Attributes:
        loss: The key of the loss in `training.losses.LOSSES`.
        metrics: `loss`, and `accuracy`, or `mae` and `mse` of a regression.
        per_class: A row a class: `class`, `precision`, `recall`, `f1`, `samples`; none for a
            regression.
        confusion: `(num_classes, num_classes)` int64, rows true, columns predicted; or None.
        probabilities: `(n, num_outputs)` float32, after the link.
    """

    loss: str
    metrics: dict[str, float]
    probabilities: np.ndarray
    per_class: list[dict[str, float | str]] = field(default_factory=list)
    confusion: np.ndarray | None = None

    def to_json(self) -> dict[str, Any]:
        """Give all but the probabilities as JSON can hold it."""
        return {
            "loss": self.loss,
            "metrics": self.metrics,
            "per_class": self.per_class,
            "confusion": None if self.confusion is None else self.confusion.tolist(),
        }


def evaluate_model(
    model: keras.Model,
    dataset: Dataset,
    *,
    loss: str | None = None,
    split: str = "test",
    tta: int = 0,
) -> Evaluation:
    """Evaluate a model on the test (or training) half of a data set.

    Args:
        model: A model of inputs `(n, *dataset.input_shape)`.
        dataset: The data.
        loss: A key of `LOSSES` that the model was trained with, on raw outputs; None takes the loss
            that the model was compiled with, else cross-entropy or mae.
        split: `test` or `train`.
        tta: How many augmented copies of each image are predicted besides it; the probabilities
            are the mean of all (test-time augmentation). Loss and metrics are those of the mean.

    Returns:
        Its loss, metrics and mistakes.

    Raises:
        ModelError: The model does not fit the data, or puts out numbers that are not finite; or
            `tta` is asked of what does not tell classes of images apart.
    """
    from kerasdigits.training.in_order import give_in_order

    check_fits(model, dataset)
    if tta and (dataset.task == "regression" or len(dataset.input_shape) != 3):
        raise ModelError(
            "Test-time augmentation is for classes of images",
            received=f"{dataset.name}, {dataset.task} of samples {dataset.input_shape}",
            remedy=f"Leave {option('tta')} out",
        )
    x, y = pick(dataset, split)
    outputs = model.predict(**give_in_order(x, None, BATCH_SIZE), verbose=0)
    if not np.all(np.isfinite(outputs)):
        raise ModelError(
            "The model's outputs are not all finite",
            received=f"{np.sum(~np.isfinite(outputs)):,} of {outputs.size:,} outputs",
            remedy=f"Train it again with a lower {option('learning_rate')}",
        )
    raw = True
    if loss is None:
        loss, raw = identify_loss(model) or (None, not _are_probabilities(outputs))
    if dataset.task == "regression":
        return _evaluate_regression(outputs, y, loss or "mae")
    if tta:
        link = LOSSES[loss or "cross-entropy"].link if raw else "linear"
        outputs, raw = predict_augmented(model, x, tta, link), False
    return _evaluate_classification(outputs, y, dataset, loss or "cross-entropy", raw)


def pick(dataset: Dataset, split: str) -> tuple[np.ndarray, np.ndarray]:
    """Give the inputs and labels of the `test` or the `train` half of a data set."""
    if split == "test":
        return dataset.x_test, dataset.y_test
    return dataset.x_train, dataset.y_train


def check_fits(model: keras.Model, dataset: Dataset) -> None:
    """Check that a model takes a data set's samples and has an output for each class.

    Raises:
        ModelError: It does not.
    """
    expected = (None, *dataset.input_shape)
    received = model.input_shape
    if isinstance(received, (list, dict)) or not _shapes_agree(expected, tuple(received)):
        raise ModelError(
            f"The model does not take samples of {dataset.name}, {dataset.input_shape}",
            received=f"input shape {received}",
            remedy=f"Give the data set that it was trained on with {option('data')}",
        )
    classes = len(dataset.class_names)
    if classes and model.output_shape[-1] != classes:
        raise ModelError(
            f"The model does not tell the {classes} classes of {dataset.name} apart",
            received=f"output shape {model.output_shape}",
            remedy=f"Give the data set that it was trained on with {option('data')}",
        )


def save_evaluation(
    result: dict[str, Any], evaluation: Evaluation, dataset: Dataset, folder: Path, split: str
) -> dict[str, Any]:
    """Write an evaluation: its pictures, and `evaluation.json`.

    Args:
        result: What JSON is to hold of it.
        evaluation: What `evaluate_model` gave.
        dataset: The data.
        folder: Where to put the files; made when missing.
        split: `test` or `train`.

    Returns:
        The result with the paths of its `pictures`, as it was written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pictures = save_pictures(evaluation, dataset, folder, split)
    result = {**result, "pictures": [str(path) for path in pictures]}
    with replacing_file(folder / "evaluation.json") as temporary:
        temporary.write_text(json.dumps(result, indent=2, allow_nan=False) + "\n")
    return result


def save_pictures(
    evaluation: Evaluation, dataset: Dataset, folder: Path, split: str = "test"
) -> list[Path]:
    """Draw the confusion matrix and the most-wrong images.

    Args:
        evaluation: What `evaluate_model` gave for the same data and half.
        dataset: The data.
        folder: Where to put them; made when missing.
        split: `test` or `train`.

    Returns:
        The paths written: none for a regression.
    """
    if evaluation.confusion is None:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "confusion-matrix.png"]
    plots.save_confusion_matrix(paths[0], evaluation.confusion, dataset.class_names)
    if len(dataset.input_shape) == 3:
        paths.append(folder / "most-wrong.png")
        x, y = pick(dataset, split)
        order = most_wrong(evaluation.probabilities, y)[:_NUM_MOST_WRONG]
        plots.save_most_wrong(
            paths[1],
            x[order],
            y[order],
            evaluation.probabilities[order],
            dataset.class_names,
            dataset.source,
        )
    return paths


def most_wrong(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Order the misread samples, the most confidently wrong first.

    Args:
        probabilities: `(n, num_classes)`.
        labels: `(n,)` int.

    Returns:
        Indices of the samples whose likeliest class is not their label.
    """
    rows = np.arange(len(labels))
    excess = probabilities.max(axis=1) - probabilities[rows, labels]
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    return wrong[np.argsort(-excess[wrong], kind="stable")]


def _evaluate_classification(
    outputs: np.ndarray, y: np.ndarray, dataset: Dataset, loss: str, raw: bool
) -> Evaluation:
    entry = LOSSES[loss]
    classes = range(len(dataset.class_names))
    probabilities = as_probabilities(outputs, entry.link if raw else "linear")
    predicted = probabilities.argmax(axis=1)
    confusion = _count_pairs(y, predicted, len(classes))
    right, samples, answers = confusion.diagonal(), confusion.sum(axis=1), confusion.sum(axis=0)
    precision, recall = _divide(right, answers), _divide(right, samples)
    f1 = _divide(2 * right, samples + answers)
    targets = make_targets(y, loss, len(classes), "classification")
    return Evaluation(
        loss=loss,
        metrics={
            "loss": _keras_loss(loss, outputs, targets, raw),
            "accuracy": float(np.mean(predicted == y)),
        },
        probabilities=probabilities,
        per_class=[
            {
                "class": dataset.class_names[i],
                "precision": float(precision[i]),
                "recall": float(recall[i]),
                "f1": float(f1[i]),
                "samples": int(samples[i]),
            }
            for i in classes
        ],
        confusion=confusion,
    )


def _count_pairs(labels: np.ndarray, predicted: np.ndarray, num_classes: int) -> np.ndarray:
    """Count how often each class was taken for each: rows true, columns predicted."""
    pairs = labels.astype(np.int64) * num_classes + predicted
    return np.bincount(pairs, minlength=num_classes**2).reshape(num_classes, num_classes)


def _divide(counts: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Divide counts; of nothing, 0."""
    return np.divide(counts, by, out=np.zeros(len(by)), where=by > 0)


def _evaluate_regression(outputs: np.ndarray, y: np.ndarray, loss: str) -> Evaluation:
    value = _keras_loss(loss, outputs, y, raw=True)
    error = outputs.astype("float64") - y
    metrics = {
        "loss": value,
        "mae": float(np.mean(np.abs(error))),
        "mse": float(np.mean(error**2)),
    }
    return Evaluation(loss=loss, metrics=metrics, probabilities=outputs)


def _keras_loss(loss: str, outputs: np.ndarray, targets: np.ndarray, raw: bool) -> float:
    import keras

    make = LOSSES[loss].make if raw else LOSSES[loss].make_linked
    return float(keras.ops.convert_to_numpy(make()(targets, outputs)))


def _are_probabilities(outputs: np.ndarray) -> bool:
    return bool(np.all(outputs >= 0) and np.allclose(outputs.sum(axis=-1), 1, atol=1e-3))


def _shapes_agree(expected: tuple[int | None, ...], received: tuple[int | None, ...]) -> bool:
    return len(expected) == len(received) and all(
        a is None or b is None or a == b for a, b in zip(expected, received, strict=True)
    )
