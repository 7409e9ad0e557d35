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
from kerasdigits.training.optimizers import HAVE_MOMENTUM

if TYPE_CHECKING:
    from kerasdigits.data import Dataset

# A small data set has few steps in an epoch: a classifier's own number of epochs is raised to give
# this many, which 1,347 scans of 8 x 8 pixels need (docs/LOG.md has the figures).
_MINIMUM_STEPS = 1000
# Three cycles, each twice as long as the one before: 1 + 2 + 4 epochs in fastai's dogs and cats.
_CYCLES, _CYCLE_MULT = 3, 2
_MOST_EPOCHS = 1_000_000
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
        schedule: `constant`, `exponential`, `cosine`, `one-cycle` or `sgdr`.
        weight_decay: Decoupled decay per unit of learning rate, >= 0.
        augment: Rotate, zoom and shift the training images at random.
        seed: Of the split, the first weights, the order and the augmentation.
        classes: The names of the only classes to tell apart; None for all.
        cycles: Cycles of `sgdr`, >= 1; None for another schedule.
        cycle_len: Epochs of its first cycle, >= 1.
        cycle_mult: How many times longer each cycle is than the one before, >= 1.
        cycle_momentum: Let the momentum fall and rise against the rate of `one-cycle`.
        label_noise: Share of the training labels to replace by a wrong class, in [0, 1).
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
    cycles: int | None = None
    cycle_len: int | None = None
    cycle_mult: int | None = None
    cycle_momentum: bool = False
    label_noise: float = 0.0

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
            ModelError: The architecture is unknown, a number is out of its range, or two choices do
                not fit each other.
        """
        recipe = _CUSTOM_RECIPE[task] if ":" in model else find(model).recipe
        if task == "regression" and "regression" in find_tasks(model):
            recipe = {**recipe, "loss": ARCHITECTURES["linear"].recipe["loss"]}
        chosen = {key: value for key, value in given.items() if value is not None}
        config = cls(data=data, model=model, **{**recipe, **chosen})
        config.check()
        if config.label_noise and task != "classification":
            raise ModelError(
                "Only the labels of classes can be replaced by wrong ones",
                received=f"label_noise={config.label_noise} for a {task}",
            )
        steps = math.ceil(train_samples / config.batch_size)
        needed = math.ceil(_MINIMUM_STEPS / steps) if task == "classification" else 1
        if config.schedule == "sgdr":
            return _plan_cycles(config, chosen.get("epochs"), needed)
        if "epochs" not in chosen:
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

    def cycle_epochs(self) -> list[int]:
        """Give the epochs of each cycle of `sgdr`; none for another schedule."""
        if self.schedule != "sgdr":
            return []
        return [self.cycle_len * self.cycle_mult**cycle for cycle in range(self.cycles)]

    def check(self) -> None:
        """Check the numbers, and that what belongs to a schedule comes with it.

        Raises:
            ModelError: One is out of its range, or has no use here.
        """
        ranges = {
            "learning_rate": (0 < self.learning_rate < math.inf, "a finite number over 0"),
            "batch_size": (self.batch_size >= 1, "1 or more"),
            "epochs": (self.epochs >= 1, "1 or more"),
            "validation_split": (0 <= self.validation_split < 1, "at least 0 and under 1"),
            "weight_decay": (0 <= self.weight_decay < math.inf, "0 or more"),
            "label_noise": (0 <= self.label_noise < 1, "at least 0 and under 1"),
            "cycles": (self.cycles is None or 1 <= self.cycles <= 20, "from 1 to 20"),
            "cycle_len": (self.cycle_len is None or self.cycle_len >= 1, "1 or more"),
            "cycle_mult": (self.cycle_mult is None or self.cycle_mult >= 1, "1 or more"),
        }
        for name, (holds, expected) in ranges.items():
            if not holds:
                raise ModelError(f"{name} must be {expected}", received=getattr(self, name))
        for name in ("cycles", "cycle_len", "cycle_mult"):
            if getattr(self, name) is not None and self.schedule != "sgdr":
                raise ModelError(
                    f"{name} belongs to the sgdr schedule",
                    received=f"schedule {self.schedule}",
                    remedy="Choose the sgdr schedule, or leave it out",
                )
        if self.cycle_momentum and not (
            self.schedule == "one-cycle" and self.optimizer in HAVE_MOMENTUM
        ):
            raise ModelError(
                "cycle_momentum needs the one-cycle schedule and an optimizer with momentum",
                received=f"schedule {self.schedule}, optimizer {self.optimizer}",
                remedy=f"Choose one-cycle and one of {', '.join(HAVE_MOMENTUM)}, or leave it out",
            )


def _plan_cycles(config: FitConfig, epochs: int | None, needed: int) -> FitConfig:
    """Complete the cycles of `sgdr`; their sum is the number of epochs.

    Args:
        config: With the cycles that the user chose.
        epochs: What the user chose, None for what the cycles make.
        needed: The fewest epochs to take where neither they nor `cycle_len` are chosen.

    Returns:
        The configuration with its cycles and epochs.

    Raises:
        ModelError: No cycles of these numbers make the chosen epochs, or they make too many.
    """
    cycles, mult = config.cycles or _CYCLES, config.cycle_mult or _CYCLE_MULT
    shape = sum(mult**cycle for cycle in range(cycles))
    cycle_len = config.cycle_len or max(1, math.ceil((epochs or needed) / shape))
    total = cycle_len * shape
    if total > _MOST_EPOCHS:
        raise ModelError(
            f"The cycles make more than {_MOST_EPOCHS:,} epochs",
            received=f"cycles {cycles}, cycle_len {cycle_len}, cycle_mult {mult}",
        )
    config = dataclasses.replace(
        config, cycles=cycles, cycle_len=cycle_len, cycle_mult=mult, epochs=total
    )
    if epochs not in (None, total):
        cycle_epochs = " + ".join(map(str, config.cycle_epochs()))
        raise ModelError(
            f"The cycles do not make the epochs: {cycle_epochs} = {total}",
            received=f"epochs {epochs}",
            remedy="Leave the epochs out, or change cycles, cycle_len or cycle_mult",
        )
    return config


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
