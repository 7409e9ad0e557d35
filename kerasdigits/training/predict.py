"""Predict picture files through a run's own preprocessing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.data import preprocess
from kerasdigits.errors import DataError, ModelError
from kerasdigits.models.outputs import as_probabilities

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Prediction:
    """One picture's answer.

    Attributes:
        source: The file, or the numbers as given.
        label: The likeliest class; None for a regression.
        values: Probability by class name, the likeliest first; or `{"prediction": number}`.
    """

    source: str
    label: str | None
    values: dict[str, float]


def predict_images(
    model: keras.Model, paths: list[Path], recipe: dict, class_names: list[str], link: str
) -> list[Prediction]:
    """Classify picture files of any size.

    Args:
        model: A classifier of inputs `(n, height, width, channels)`.
        paths: PNG or JPEG files.
        recipe: The run's preprocessing.
        class_names: A name for each output.
        link: What turns its outputs into probabilities.

    Returns:
        A prediction for each file, in order.

    Raises:
        DataError: A file is missing or is no picture.
    """
    x = np.stack([preprocess.from_file(path, recipe) for path in paths])
    probabilities = as_probabilities(model.predict(x, verbose=0), link)
    return [
        _name_classes(str(path), row, class_names)
        for path, row in zip(paths, probabilities, strict=True)
    ]


def predict_numbers(model: keras.Model, texts: list[str]) -> list[Prediction]:
    """Predict from numbers: each text holds one sample, its features separated by commas.

    Args:
        model: A regression of inputs `(n, features)`.
        texts: `"5.0"`, or `"1.5,2"` for two features.

    Returns:
        A prediction for each text, in order.

    Raises:
        DataError: A text is no list of numbers.
        ModelError: There are too few or too many of them.
    """
    x = np.array([_parse_numbers(text, model.input_shape[-1]) for text in texts], dtype="float32")
    outputs = model.predict(x, verbose=0)
    return [
        Prediction(text, None, {"prediction": float(row[0])})
        for text, row in zip(texts, outputs, strict=True)
    ]


def _name_classes(source: str, row: np.ndarray, class_names: list[str]) -> Prediction:
    order = np.argsort(-row, kind="stable")
    return Prediction(source, class_names[order[0]], {class_names[i]: float(row[i]) for i in order})


def _parse_numbers(text: str, count: int) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise DataError(
            "This model predicts from numbers", received=text, remedy="Give numbers such as 5.0"
        ) from error
    if len(numbers) != count or not np.all(np.isfinite(numbers)):
        raise ModelError(
            f"This model takes {count} finite number(s) a sample",
            received=text,
            remedy="Separate the features of one sample by commas",
        )
    return numbers
