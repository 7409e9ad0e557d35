"""What a fit is made of: one record, kept in the run folder, enough to repeat it."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdigits import data as data_room
from kerasdigits.errors import ModelError
from kerasdigits.models.registry import ARCHITECTURES, find

if TYPE_CHECKING:
    from kerasdigits.data import Dataset

# A small data set has few steps in an epoch: a classifier's own number of epochs is raised to give
# this many, which 1,347 scans of 8 x 8 pixels need (docs/LOG.md has the figures).
_MINIMUM_STEPS = 1000
# For an architecture of the user's own, which has no recipe in the registry.
_CUSTOM_RECIPE = {
    "classification": ARCHITECTURES["mlp"].recipe,
    "regression": ARCHITECTURES["linear"].recipe,
}


@dataclass(frozen=True)
class FitConfig:
    """The full configuration of a fit.

    Attributes:
        data: A data set's name or path.
        model: An architecture's name, or `PATH.py:function`.
        optimizer: `sgd`, `momentum`, `rmsprop`, `adam` or `adamw`.
        loss: A key of `training.losses.LOSSES`.
        learning_rate: The highest rate of the schedule, > 0.
        batch_size: Samples in a step, >= 1.
        epochs: Passes over the training set, >= 1.
        validation_split: Share of the training set to hold out, in [0, 1).
        schedule: `constant`, `exponential`, `cosine` or `one-cycle`.
        weight_decay: Decoupled decay per unit of learning rate, >= 0.
        augment: Rotate, zoom and shift the training images at random.
        seed: Of the split, the first weights, the order and the augmentation.
        classes: The names of the only classes to tell apart; None for all.
    """

    data: str
    model: str
    optimizer: str
    loss: str
    learning_rate: float
    batch_size: int
    epochs: int
    schedule: str = "constant"
    validation_split: float = 0.0
    weight_decay: float = 0.0
    augment: bool = False
    seed: int = 0
    classes: list[str] | None = None

    @classmethod
    def with_recipe(
        cls, data: str, model: str, task: str, train_samples: int, **given: Any
    ) -> FitConfig:
        """Complete a configuration with the architecture's own recipe.

        Args:
            data: A data set's name or path.
            model: An architecture's name, or `PATH.py:function`.
            task: The data set's task.
            train_samples: Size of its training half; a small one gets more epochs by default.
            **given: Fields that the user chose; None means not chosen.

        Returns:
            The configuration, checked.

        Raises:
            ModelError: The architecture is unknown, or a number is out of its range.
        """
        recipe = _CUSTOM_RECIPE[task] if ":" in model else find(model).recipe
        if task == "regression" and "regression" in find_tasks(model):
            recipe = {**recipe, "loss": ARCHITECTURES["linear"].recipe["loss"]}
        chosen = {key: value for key, value in given.items() if value is not None}
        config = cls(data=data, model=model, **{**recipe, **chosen})
        config.check()
        if "epochs" not in chosen and task == "classification":
            steps = math.ceil(train_samples / config.batch_size)
            needed = math.ceil(_MINIMUM_STEPS / steps)
            config = dataclasses.replace(config, epochs=max(config.epochs, needed))
        return config

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> FitConfig:
        """Read a configuration from a run's record, ignoring fields of later versions."""
        names = {field.name for field in dataclasses.fields(cls)}
        return cls(**{key: value for key, value in fields.items() if key in names})

    def to_dict(self) -> dict[str, Any]:
        """Give the fields as a dictionary that JSON can hold."""
        return dataclasses.asdict(self)

    def check(self) -> None:
        """Check the numbers.

        Raises:
            ModelError: One is out of its range.
        """
        ranges = {
            "learning_rate": (0 < self.learning_rate < math.inf, "a finite number over 0"),
            "batch_size": (self.batch_size >= 1, "1 or more"),
            "epochs": (self.epochs >= 1, "1 or more"),
            "validation_split": (0 <= self.validation_split < 1, "at least 0 and under 1"),
            "weight_decay": (0 <= self.weight_decay < math.inf, "0 or more"),
        }
        for name, (holds, expected) in ranges.items():
            if not holds:
                raise ModelError(f"{name} must be {expected}", received=getattr(self, name))


def load_data(name: str, classes: list[str] | None, data_dir: Path | None) -> Dataset:
    """Load what a configuration trains on.

    Args:
        name: The data set's name or path.
        classes: The names of the only classes to keep, renumbered in this order; None for all.
        data_dir: A folder to look in first.

    Returns:
        The data set.

    Raises:
        DataError: It cannot be found or used, or has no such class.
    """
    dataset = data_room.load(name, data_dir=data_dir)
    return dataset if classes is None else dataset.select_classes(classes)


def find_tasks(model: str) -> tuple[str, ...]:
    """Give the tasks that an architecture learns; the user's own are taken to learn any."""
    return ("classification", "regression") if ":" in model else find(model).tasks
