"""Predict picture files, through a run's own preprocessing, or numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.data import preprocess
from kerasdigits.errors import DataError, KerasdigitsError, ModelError
from kerasdigits.models.outputs import as_probabilities

if TYPE_CHECKING:
    import keras

    from kerasdigits.runs import DataCard


PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp")


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


def read_images(paths: list[Path], recipe: dict) -> np.ndarray:
    """Turn picture files of any size into inputs.

    Args:
        paths: PNG or JPEG files.
        recipe: The run's preprocessing.

    Returns:
        `(n, height, width, channels)` float32.

    Raises:
        DataError: A file is missing, is not a picture, or shows no ink.
    """
    return np.stack([preprocess.from_file(path, recipe) for path in paths])


def read_numbers(model: keras.Model, texts: list[str]) -> np.ndarray:
    """Turn texts into inputs: each holds one sample, its features separated by commas.

    Args:
        model: A model of inputs `(n, features)`.
        texts: `"5.0"`, or `"1.5,2"` for two features.

    Returns:
        `(n, features)` float32.

    Raises:
        DataError: A text is not a list of numbers.
        ModelError: There are too few or too many of them.
    """
    return np.array([_parse_numbers(text, model.input_shape[-1]) for text in texts], "float32")


def read_samples(
    model: keras.Model, data: DataCard, inputs: Sequence[Path | str] | np.ndarray
) -> tuple[np.ndarray, list[str]]:
    """Turn what a user has into inputs of a run's model.

    Args:
        model: The run's model.
        data: What the run knows of its data.
        inputs: Picture files; texts of numbers, for a model of numbers; or an array
            `(n, *input_shape)`, float in [0, 1] or uint8, with or without the axis of a single
            channel.

    Returns:
        `(n, *input_shape)` float32, and what each is called.

    Raises:
        DataError: A file is missing or is not a picture, or the array has another shape.
        ModelError: A text has too few or too many numbers.
    """
    if isinstance(inputs, np.ndarray):
        return _shape_array(inputs, data.input_shape), [f"[{i}]" for i in range(len(inputs))]
    sources = [str(item) for item in inputs]
    if data.preprocess is None:
        return read_numbers(model, sources), sources
    return read_images([Path(source) for source in sources], data.preprocess), sources


@dataclass(frozen=True)
class Readable:
    """What could be read of what was given.

    Attributes:
        samples: `(n, *input_shape)` float32; None where nothing could be read.
        sources: What each is called.
        failures: What else was given -> why it could not be read.
    """

    samples: np.ndarray | None
    sources: list[str]
    failures: dict[str, KerasdigitsError]


def read_each(model: keras.Model, data: DataCard, inputs: Sequence[tuple[str, str]]) -> Readable:
    """Turn into inputs what can be, and tell what cannot.

    Args:
        model: The run's model.
        data: What the run knows of its data.
        inputs: What each is called, and the picture file or the text of numbers itself.
    """
    read, sources, failures = [], [], {}
    for name, text in inputs:
        try:
            read.append(read_samples(model, data, [text])[0])
            sources.append(name)
        except KerasdigitsError as error:
            failures[name] = error
    return Readable(np.concatenate(read) if read else None, sources, failures)


def list_pictures(folder: Path) -> list[Path]:
    """List the picture files that a folder itself holds, by name.

    Args:
        folder: The folder.

    Raises:
        DataError: There are none.
    """
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)
    if not found:
        raise DataError(
            "This folder holds no pictures",
            received=folder,
            remedy=f"Give one with files that end with {', '.join(PICTURES)}",
        )
    return found


def predict_samples(
    model: keras.Model, x: np.ndarray, sources: list[str], class_names: Sequence[str], link: str
) -> list[Prediction]:
    """Predict.

    Args:
        model: The model.
        x: Its inputs, `(n, ...)` float32.
        sources: What each sample is called.
        class_names: A name for each output; none for a regression.
        link: What turns a classifier's outputs into probabilities.

    Returns:
        A prediction for each sample, in order.
    """
    outputs = as_probabilities(model.predict(x, verbose=0), link)
    if class_names:
        rows = zip(sources, outputs, strict=True)
        return [_name_classes(source, row, class_names) for source, row in rows]
    return [
        Prediction(source, None, {"prediction": float(row[0])})
        for source, row in zip(sources, outputs, strict=True)
    ]


def _name_classes(source: str, row: np.ndarray, class_names: Sequence[str]) -> Prediction:
    order = np.argsort(-row, kind="stable")
    return Prediction(source, class_names[order[0]], {class_names[i]: float(row[i]) for i in order})


def _shape_array(array: np.ndarray, input_shape: tuple[int, ...]) -> np.ndarray:
    samples = array
    if input_shape[-1] == 1 and samples.shape[1:] == input_shape[:-1]:
        samples = samples[..., None]
    if samples.shape[1:] != input_shape:
        raise DataError(
            f"The model takes arrays of shape (n, {', '.join(map(str, input_shape))})",
            received=array.shape,
            remedy="Give files instead of arrays to have pictures of other sizes prepared",
        )
    scale = 255 if samples.dtype == np.uint8 else 1
    return samples.astype("float32") / scale


def _parse_numbers(text: str, count: int) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise DataError(
            "This model predicts from numbers", received=text, remedy="Give numbers such as 5.0"
        ) from error
    if len(numbers) != count or not np.all(np.isfinite(numbers)):
        raise ModelError(
            f"This model takes {count} finite {'number' if count == 1 else 'numbers'} per sample",
            received=text,
            remedy="Separate the features of one sample by commas",
        )
    return numbers
