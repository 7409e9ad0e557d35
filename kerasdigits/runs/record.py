"""The record of a run: what `run.json` holds, each field with its type."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from kerasdigits.runs.config import FitConfig
from kerasdigits.upgrade import Steps

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

SCHEMA = 1
# From each earlier schema to the next; a record of any version of kerasdigits can be read.
UPGRADES: Steps = {}

_Fields = TypeVar("_Fields", bound="DataclassInstance")


@dataclass(frozen=True)
class DataCard:
    """What a run knows of its data, which need not be at hand any more.

    Attributes:
        name: The data set's short name.
        source: Where the data came from and its licence, in a line.
        fingerprint: The sha256 of its arrays and class names, in hex.
        task: `classification` or `regression`.
        input_shape: The shape of one input, without the batch.
        class_names: A name for each label; () for a regression.
        preprocess: The recipe that makes an input from a picture, None for numbers.
        train_samples: How many samples were there to train on.
        test_samples: How many to test on.
        input_name: What the one number that goes in means, with its unit; None for anything else.
        output_name: The same of the number that comes out.
        columns: What each feature of a table is, as `data.column.describe_columns` writes it; ()
            for anything else.
    """

    name: str
    source: str
    fingerprint: str
    task: Literal["classification", "regression"]
    input_shape: tuple[int, ...]
    class_names: tuple[str, ...]
    preprocess: dict[str, Any] | None
    train_samples: int
    test_samples: int
    input_name: str | None = None
    output_name: str | None = None
    columns: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class RunRecord:
    """What is known of a run.

    Attributes:
        schema: The version of this form of a record, `SCHEMA`.
        kerasdigits: The version of kerasdigits that began the run.
        status: `training` (or interrupted), `complete`, or `diverged`: its loss became NaN.
        config: What it trains and how.
        loss: The key of its loss in `training.losses.LOSSES`.
        link: What turns the model's outputs into probabilities: `softmax`, `sigmoid`, `linear`.
        data: What it trains on.
        parameters: How many weights the model has.
        backend: The Keras backend that it began on.
        device: The device that it began on.
        versions: The versions that the result depends on, by name.
        history: A row an epoch: `epoch`, `loss`, metrics, `learning_rate`, `seconds`.
        metrics: `test_loss` and the like, of the trained model.
    """

    schema: int
    kerasdigits: str
    status: Literal["training", "complete", "diverged"]
    config: FitConfig
    loss: str
    link: str
    data: DataCard
    parameters: int
    backend: str
    device: str
    versions: dict[str, str]
    history: list[dict[str, float]]
    metrics: dict[str, float]

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> RunRecord:
        """Read a record, leaving out fields that later versions added.

        Args:
            content: What `run.json` holds.

        Returns:
            The record.

        Raises:
            ValueError: A field is missing or of another type; it says "config.model is 5".
        """
        return _read_fields(cls, content, "")

    def to_json(self) -> dict[str, Any]:
        """Write the record.

        Returns:
            What `run.json` holds, in the order of the fields. Names of input and output, and
            columns, stand in it only where the data set has them.
        """
        content = dataclasses.asdict(self)
        for name in ("input_name", "output_name", "columns"):
            if not content["data"][name]:
                del content["data"][name]
        return content


def _read_fields(cls: type[_Fields], content: dict[str, Any], place: str) -> _Fields:
    """Make a dataclass of what JSON holds; fields with a default may be missing."""
    hints = get_type_hints(cls)
    values = {}
    for field in dataclasses.fields(cls):
        name = place + field.name
        if field.name in content:
            values[field.name] = _read_value(hints[field.name], content[field.name], name)
        elif field.default is dataclasses.MISSING:
            raise ValueError(f"{name} is missing")
    return cls(**values)


def _read_value(hint: Any, value: Any, name: str) -> Any:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint) and isinstance(value, dict):
        return _read_fields(hint, value, f"{name}.")
    if not _is_of(hint, value):
        raise ValueError(f"{name} is {value!r}")
    return tuple(value) if isinstance(value, list) and _has_kind(hint, tuple) else value


def _is_of(hint: Any, value: Any) -> bool:
    """Tell whether a value of JSON is what a hint says; JSON has lists where we have tuples."""
    kind, parts = get_origin(hint), get_args(hint)
    if kind in (UnionType, Union):
        return any(_is_of(part, value) for part in parts)
    if kind is Literal:
        return value in parts
    if kind in (tuple, list):
        return isinstance(value, list) and all(_is_of(parts[0], item) for item in value)
    if kind is dict:
        return isinstance(value, dict) and all(_is_of(parts[1], item) for item in value.values())
    if hint is Any:
        return True
    if isinstance(value, bool):
        return hint is bool
    if hint is float:  # JSON of ours has no NaN: of an epoch that diverged, nothing is written
        return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
    return isinstance(value, hint)


def _has_kind(hint: Any, kind: type) -> bool:
    return kind in (get_origin(hint), *(get_origin(part) for part in get_args(hint)))
