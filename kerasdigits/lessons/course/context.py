"""What a lesson is given, and where it puts what it found."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kerasdigits.data import Dataset, load
from kerasdigits.errors import LessonError, MissingDataError
from kerasdigits.lessons.course.sheet import Sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure as MatplotlibFigure

DataChoice = Literal["auto", "real", "embedded"]
Cell = str | int | float


@dataclass(frozen=True)
class Number:
    """A number that the lesson prints; `data` names the set that it was measured on."""

    name: str
    value: float
    label: str
    data: str | None
    format: str
    infinite: str


@dataclass(frozen=True)
class Table:
    """A table; cells that are numbers are formatted when shown."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    line: int = 0


@dataclass(frozen=True)
class Figure:
    """What matplotlib drew, what it shows for those who cannot see it, and the arrays behind it."""

    name: str
    plot: MatplotlibFigure
    alt: str
    caption: str
    arrays: tuple[str, ...]
    line: int = 0


@dataclass
class Context:
    """A lesson's surroundings: data, randomness, and the record of what it found.

    Attributes:
        seed: What all randomness comes from.
        quick: Train less: minutes become seconds.
        data: `auto` takes MNIST when it is on this machine, `real` insists on it (and downloads
            it), `embedded` never looks for it.
        data_dir: Where to look for data first.
        note: Takes a line about the progress.
        sheet: How the lesson's results are named, from the TOML file beside it.
        file: The lesson's file; tables and figures remember the line in it that recorded them.
        datasets: The data sets that were loaded, by name.
        numbers: The numbers recorded so far, by name.
        blocks: The tables and figures recorded so far, in order.
        arrays: The arrays recorded so far, by name.
        weights: The trained weights recorded so far, by name.
    """

    seed: int = 0
    quick: bool = False
    data: DataChoice = "auto"
    data_dir: Path | None = None
    note: Callable[[str], None] = lambda text: None
    sheet: Sheet | None = None
    file: Path | None = None
    datasets: dict[str, Dataset] = field(default_factory=dict)
    numbers: dict[str, Number] = field(default_factory=dict)
    blocks: list[Table | Figure] = field(default_factory=list)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    weights: dict[str, np.ndarray] = field(default_factory=dict)
    _digits: Dataset | None = None

    def make_rng(self, *stream: int) -> np.random.Generator:
        """Make a NumPy generator that depends on the seed and, where there are several, a stream.

        All randomness of a lesson comes from here, so that each backend sees the same numbers.
        """
        return np.random.default_rng([self.seed, *stream])

    def load_digits(self, *classes: str) -> Dataset:
        """Load handwritten digits: MNIST (28x28) or the scans embedded in scikit-learn (8x8).

        Args:
            classes: `"3", "7"` keeps these two, renumbered 0 and 1; none keeps all ten.

        Returns:
            The data set, always with the same test half; its name is `mnist` or `digits`, with
            the classes: `mnist-3-7`.

        Raises:
            DataError: MNIST was insisted on and cannot be had, or its file is damaged.
        """
        self._digits = self._digits or self._find_digits()
        return self._keep(self._digits.select_classes(classes) if classes else self._digits)

    def load(self, name: str) -> Dataset:
        """Load an embedded data set by its name, such as `download-times`."""
        return self._keep(load(name, download=False))

    def load_either(self, real: str, made: str) -> Dataset:
        """Load a real data set where it is on this machine, else one that is made by a known rule.

        Args:
            real: Its name, such as `movielens-100k`; left out when the data are to be embedded.
            made: The name of the other; the lesson's seed makes it.

        Returns:
            The data set; its `name` tells which of them it is.

        Raises:
            DataError: The real one was insisted on and cannot be had, or its file is damaged.
        """
        if self.data != "embedded":
            try:
                return self._keep(load(real, data_dir=self.data_dir, download=False))
            except MissingDataError:
                if self.data == "real":
                    raise
        return self._keep(load(made, seed=self.seed))

    def record_numbers(
        self,
        found: Mapping[str, Any] | None = None,
        /,
        *,
        data: Dataset | None = None,
        **numbers: Any,
    ) -> None:
        """Record numbers of the result; each is printed beside its reference, if one fits.

        Args:
            found: Numbers by names that are made in the lesson: `{f"accuracy_{name}": 0.95}`.
            data: The data set that they were measured on; None when they need none.
            numbers: By name: `accuracy_l1=0.95`. Numbers, or arrays of one element of any backend.
                References, claims and the sheet's labels refer to the names.
        """
        for name, value in itertools.chain((found or {}).items(), numbers.items()):
            self._refuse_twice(name, self.numbers)
            shown = self._sheet.find_number(name)
            self.numbers[name] = Number(
                name=name,
                value=float(_to_numpy(value).item()),
                label=shown.label,
                data=data.name if data else None,
                format=shown.format,
                infinite=shown.infinite,
            )

    def record_table(self, name: str, rows: Sequence[Sequence[Cell]], **values: Any) -> None:
        """Record a table; the first column is aligned to the left, the others to the right.

        Args:
            name: Its name in the sheet, where its title and columns stand.
            rows: Strings and numbers; give a string where its form matters.
            values: What fills the `{name}` in its title and columns.
        """
        self._refuse_twice(name, [block.name for block in self.blocks])
        shown = self._sheet.find_table(name)
        columns = tuple(column.format(**values) for column in shown.columns)
        plain = tuple(tuple(_to_cell(cell) for cell in row) for row in rows)
        if any(len(row) != len(columns) for row in plain):
            raise LessonError(
                "A row of a table does not have one cell for each column", received=name
            )
        title = shown.title.format(**values)
        self.blocks.append(Table(name, title, columns, plain, _find_line(self.file)))

    def record_figure(
        self, name: str, plot: MatplotlibFigure, arrays: Mapping[str, Any], **values: Any
    ) -> None:
        """Record a figure and the arrays that it shows.

        Args:
            name: Its name in the sheet, where its caption stands; `mean-images` becomes
                `mean-images.png`.
            plot: Made by `lessons.course.figures`.
            arrays: The arrays behind it by name, each recorded as by `record_array`.
            values: What fills the `{name}` in its caption and its text for those who cannot see it.
        """
        self._refuse_twice(name, [block.name for block in self.blocks])
        for key, array in arrays.items():
            self.record_array(key, array)
        shown = self._sheet.find_figure(name)
        alt, caption = (text.format(**values) for text in (shown.alt, shown.caption))
        line = _find_line(self.file)
        self.blocks.append(Figure(name, plot, alt, caption, tuple(arrays), line))

    def record_array(self, name: str, array: Any) -> None:
        """Record an array in `arrays.npz`: whatever a reader needs to recompute the figures."""
        self._refuse_twice(name, self.arrays)
        self.arrays[name] = _to_numpy(array)

    def record_weights(self, name: str, weights: Mapping[str, Any]) -> None:
        """Record trained weights in `weights.npz`.

        Args:
            name: Of the model: `linear`.
            weights: Arrays by name: `{"kernel": ..., "bias": ...}` becomes `linear/kernel`, ...
        """
        for key, array in weights.items():
            self._refuse_twice(f"{name}/{key}", self.weights)
            self.weights[f"{name}/{key}"] = _to_numpy(array)

    @property
    def _sheet(self) -> Sheet:
        if self.sheet is None:
            raise LessonError("This context has no sheet to name the results by")
        return self.sheet

    def _find_digits(self) -> Dataset:
        if self.data == "embedded":
            return load("digits")
        try:
            return load("mnist", data_dir=self.data_dir, download=self.data == "real")
        except MissingDataError:
            if self.data == "real":
                raise
            return load("digits")

    def _keep(self, dataset: Dataset) -> Dataset:
        """Remember what the results rest on, and say it once."""
        if dataset.name not in self.datasets:
            self.note(f"Data: {dataset.name}, {dataset.source}")
        return self.datasets.setdefault(dataset.name, dataset)

    def _refuse_twice(self, name: str, taken: Any) -> None:
        if name in taken:
            raise LessonError("A lesson records two things under the same name", received=name)


def _find_line(file: Path | None) -> int:
    """Find the line of a lesson's file that the program stands at; 0 where it is outside of it."""
    frame = inspect.currentframe()
    while frame is not None:
        if file is not None and frame.f_code.co_filename == str(file):
            return frame.f_lineno
        frame = frame.f_back
    return 0


def _to_numpy(value: Any) -> np.ndarray:
    if isinstance(value, (np.ndarray, np.generic, int, float, list, tuple)):
        return np.asarray(value)
    import keras

    return keras.ops.convert_to_numpy(value)


def _to_cell(cell: Any) -> Cell:
    return cell if isinstance(cell, str | int | float) else _to_numpy(cell).item()
