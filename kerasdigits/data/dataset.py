"""The data set that every room passes on: checked, scaled, named."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from kerasdigits.data.arrays import (
    check_finite,
    check_labels,
    check_lengths,
    scale_images,
    take_numbers,
    whole_labels,
)
from kerasdigits.data.classes import name_classes
from kerasdigits.data.column import Column, check_ids
from kerasdigits.data.streamed import iterate_blocks, take_rows
from kerasdigits.errors import DataError

Task = Literal["classification", "regression"]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Training and test arrays with what is needed to use them; made by `classification` below.

    Attributes:
        name: Short name, fit for a folder's name.
        x_train: Images `(n, h, w, channels)` float32 in [0, 1], or numbers `(n, features)` float32;
            a `StreamedArray` that stands for them where they stay in a file.
        y_train: Labels `(n,)` int32, or for a regression targets `(n, 1)` float32.
        x_test: As `x_train`.
        y_test: As `y_train`.
        class_names: A name for each label; () for a regression.
        task: `classification` or `regression`.
        preprocess: The recipe that makes an input from a drawing (see `preprocess`), or None.
        source: Where the data came from and its licence, in a line.
        place: The file or folder that they were read from; empty for what is embedded.
        input_name: What the one number that goes in means, with its unit; None for anything else.
        output_name: The same of the number that comes out.
        columns: What each feature of a table is; () for anything else.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]
    task: Task
    preprocess: dict | None
    source: str
    place: str = ""
    input_name: str | None = None
    output_name: str | None = None
    columns: tuple[Column, ...] = ()

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one input: `(h, w, channels)` or `(features,)`."""
        return self.x_train.shape[1:]

    @cached_property
    def fingerprint(self) -> str:
        """The sha256 of the four arrays (shape, dtype and bytes) and the class names, in hex.

        A table's columns count too.
        """
        digest = hashlib.sha256(repr(self.class_names).encode())
        if self.columns:
            digest.update(repr(self.columns).encode())
        for array in (self.x_train, self.y_train, self.x_test, self.y_test):
            digest.update(f"{array.shape}{array.dtype.str}".encode())
            for block in iterate_blocks(array):
                digest.update(np.ascontiguousarray(block).data)
        return digest.hexdigest()

    def select_classes(self, names: Sequence[str]) -> "Dataset":
        """Keep some classes only, renumbered 0, 1, ... in the order given.

        Args:
            names: At least two different class names, such as `["3", "7"]`.

        Returns:
            A data set named, say, `mnist-3-7`.

        Raises:
            DataError: A name is unknown or given twice, there are fewer than two, or a part would
                be empty.
        """
        names = [str(name) for name in names]
        unknown = [name for name in names if name not in self.class_names]
        if unknown or len(names) < 2 or len(set(names)) != len(names):
            known = ", ".join(self.class_names) or "none, this is a regression"
            remedy = f"Give at least two different classes out of: {known}"
            raise DataError(
                f"These classes of {self.name} cannot be selected",
                received=", ".join(names),
                remedy=remedy,
            )
        numbers = np.full(len(self.class_names), -1, np.int32)
        numbers[[self.class_names.index(name) for name in names]] = np.arange(len(names))
        x_train, y_train = _keep_numbered(self.x_train, numbers[self.y_train], "train")
        x_test, y_test = _keep_numbered(self.x_test, numbers[self.y_test], "test")
        return replace(
            self,
            name=f"{self.name}-{'-'.join(name.replace('/', '') for name in names)}",
            x_train=x_train,
            y_train=y_train,
            x_test=x_test,
            y_test=y_test,
            class_names=tuple(names),
        )


def classification(
    name: str,
    train: tuple[np.ndarray, np.ndarray],
    test: tuple[np.ndarray, np.ndarray],
    *,
    class_names: Sequence[str] | None = None,
    preprocess: dict | None = None,
    source: str,
    place: str = "",
    columns: tuple[Column, ...] = (),
) -> Dataset:
    """Check and scale arrays and make a data set for classification.

    Args:
        name: Short name.
        train: Inputs (images as in `arrays.scale_images`, or `(n, features)`) and labels.
        test: The same.
        class_names: A name for each label; without, the numbers up to the largest training label.
        preprocess: The recipe; without, images get `resize` at their own size.
        source: Where the data came from.
        place: The file or folder, where `source` does not say it.
        columns: What each feature of a table is.

    Returns:
        The data set.

    Raises:
        DataError: An array is unfit; a label lies outside the classes; a class has no sample; a
            class name is empty or given twice; an id has no category.
    """
    (x_train, y_train), (x_test, y_test) = train, test
    check_lengths(x_train, y_train, "train")
    check_lengths(x_test, y_test, "test")
    x_train, x_test, preprocess = _take_inputs([x_train, x_test], preprocess)
    _check_columns(x_train, x_test, columns)
    names = name_classes(whole_labels(y_train, "y_train"), class_names)
    return Dataset(
        name=name,
        x_train=x_train,
        y_train=check_labels(y_train, len(names), "y_train"),
        x_test=x_test,
        y_test=check_labels(y_test, len(names), "y_test"),
        class_names=names,
        task="classification",
        preprocess=preprocess,
        source=source,
        place=place,
        columns=columns,
    )


def regression(
    name: str,
    train: tuple[np.ndarray, np.ndarray],
    test: tuple[np.ndarray, np.ndarray],
    *,
    source: str,
    place: str = "",
    input_name: str | None = None,
    output_name: str | None = None,
    columns: tuple[Column, ...] = (),
) -> Dataset:
    """Check numbers and make a data set for regression; nothing is scaled.

    Args:
        name: Short name.
        train: Inputs `(n, features)` and targets `(n, 1)`.
        test: The same.
        source: Where the data came from.
        place: The file or folder, where `source` does not say it.
        input_name: What a single input means, with its unit.
        output_name: What the target means, with its unit.
        columns: What each feature of a table is.

    Returns:
        The data set.

    Raises:
        DataError: An array is unfit, or an id has no category.
    """
    for part, (x, y) in {"train": train, "test": test}.items():
        check_lengths(x, y, part)
        check_finite(y, "Target")
    x_train, x_test = take_numbers([train[0], test[0]])
    y_train, y_test = take_numbers([train[1], test[1]], "Target")
    _check_columns(x_train, x_test, columns)
    return Dataset(
        name=name,
        x_train=x_train,
        y_train=y_train,
        x_test=x_test,
        y_test=y_test,
        class_names=(),
        task="regression",
        preprocess=None,
        source=source,
        place=place,
        input_name=input_name,
        output_name=output_name,
        columns=columns,
    )


def _check_columns(x_train: np.ndarray, x_test: np.ndarray, columns: tuple[Column, ...]) -> None:
    for part, x in (("x_train", x_train), ("x_test", x_test)):
        if columns:
            check_ids(x, columns, part)


def _keep_numbered(x: np.ndarray, y: np.ndarray, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Keep the samples whose class has a number, at least 0; there must be one."""
    kept = y >= 0
    x, y = take_rows(x, np.flatnonzero(kept)), y[kept]
    check_lengths(x, y, part)
    return x, y


def _take_inputs(
    parts: list[np.ndarray], preprocess: dict | None
) -> tuple[np.ndarray, np.ndarray, dict | None]:
    """Bring training and test inputs to the models' form; images without a recipe get `resize`."""
    if any(part.ndim == 2 for part in parts):
        x_train, x_test = take_numbers(parts)
        return x_train, x_test, preprocess
    x_train, x_test = scale_images(parts)
    height, width, channels = x_train.shape[1:]
    resize = {"recipe": "resize", "size": [height, width], "channels": channels}
    return x_train, x_test, preprocess or resize
