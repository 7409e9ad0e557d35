"""Make the configuration of a fit: the architecture's own recipe, and what the user chose."""

import dataclasses
import math
from typing import Any

from kerasdigits.errors import ModelError, option
from kerasdigits.models.registry import ARCHITECTURES, find
from kerasdigits.runs import FitConfig
from kerasdigits.training.optimizers import HAVE_MOMENTUM

# A small data set has few steps in an epoch: a classifier's own number of epochs is raised to give
# this many, which 1,347 scans of 8 x 8 pixels need (docs/LOG.md has the numbers).
_MINIMUM_STEPS = 1000
# 1 + 2 + 4 epochs, as in fastai's dogs and cats: so many cycles, each so many times as long as the
# one before.
_CYCLES = 3
_CYCLE_MULT = 2
_MOST_EPOCHS = 1_000_000
# For an architecture of the user's own, which has no recipe in the registry.
_CUSTOM_RECIPE = {
    "classification": ARCHITECTURES["mlp"].recipe,
    "regression": ARCHITECTURES["linear"].recipe,
}


def configure(data: str, model: str, task: str, train_samples: int, **given: Any) -> FitConfig:
    """Complete a configuration with the architecture's own recipe.

    Args:
        data: A data set's name or path.
        model: An architecture's name, or `PATH.py:function`.
        task: The data set's task.
        train_samples: Size of its training half; a small one gets more epochs by default.
        **given: Fields of `FitConfig` that the user chose; None means not chosen.

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
    config = FitConfig(data=data, model=model, **{**recipe, **chosen})
    _check_ranges(config)
    _check_choices(config, task)
    steps = math.ceil(train_samples / config.batch_size)
    needed = math.ceil(_MINIMUM_STEPS / steps) if task == "classification" else 1
    if config.schedule == "sgdr":
        return _plan_cycles(config, chosen.get("epochs"), needed)
    if "epochs" not in chosen:
        config = dataclasses.replace(config, epochs=max(config.epochs, needed))
    return config


def find_tasks(model: str) -> tuple[str, ...]:
    """Give the tasks that an architecture learns; the user's own are taken to learn any."""
    return ("classification", "regression") if ":" in model else find(model).tasks


def _check_ranges(config: FitConfig) -> None:
    """Refuse a number out of its range."""
    ranges = {
        "learning_rate": (0 < config.learning_rate < math.inf, "a finite number above 0"),
        "batch_size": (config.batch_size >= 1, "1 or more"),
        "epochs": (config.epochs >= 1, "1 or more"),
        "validation_split": (0 <= config.validation_split < 1, "at least 0 and below 1"),
        "weight_decay": (0 <= config.weight_decay < math.inf, "0 or more"),
        "label_noise": (0 <= config.label_noise < 1, "at least 0 and below 1"),
        "cycles": (config.cycles is None or 1 <= config.cycles <= 20, "from 1 to 20"),
        "cycle_len": (config.cycle_len is None or config.cycle_len >= 1, "1 or more"),
        "cycle_mult": (config.cycle_mult is None or config.cycle_mult >= 1, "1 or more"),
    }
    for name, (holds, expected) in ranges.items():
        if not holds:
            raise ModelError(f"{option(name)} must be {expected}", received=getattr(config, name))


def _check_choices(config: FitConfig, task: str) -> None:
    """Refuse a choice that has no use beside the others."""
    for name in ("cycles", "cycle_len", "cycle_mult"):
        if getattr(config, name) is not None and config.schedule != "sgdr":
            raise ModelError(
                f"{option(name)} belongs to the sgdr schedule",
                received=option("schedule", config.schedule),
                remedy=f"Choose {option('schedule', 'sgdr')}, or leave {option(name)} out",
            )
    if config.cycle_momentum and not (
        config.schedule == "one-cycle" and config.optimizer in HAVE_MOMENTUM
    ):
        raise ModelError(
            f"{option('cycle_momentum')} needs the one-cycle schedule and an optimizer with "
            "momentum",
            received=f"{option('schedule', config.schedule)}, "
            f"{option('optimizer', config.optimizer)}",
            remedy=f"Choose one-cycle and one of {', '.join(HAVE_MOMENTUM)}, or leave it out",
        )
    if config.label_noise and task != "classification":
        raise ModelError(
            "Only class labels can be replaced by wrong ones",
            received=f"{option('label_noise', config.label_noise)} for a {task}",
            remedy=f"Leave {option('label_noise')} out",
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
    cycles = config.cycles or _CYCLES
    mult = config.cycle_mult or _CYCLE_MULT
    shape = sum(mult**cycle for cycle in range(cycles))
    cycle_len = config.cycle_len or max(1, math.ceil((epochs or needed) / shape))
    total = cycle_len * shape
    if total > _MOST_EPOCHS:
        raise ModelError(
            f"The cycles make more than {_MOST_EPOCHS:,} epochs",
            received=f"{option('cycles', cycles)}, {option('cycle_len', cycle_len)}, "
            f"{option('cycle_mult', mult)}",
            remedy="Give fewer cycles, or shorter ones",
        )
    config = dataclasses.replace(
        config, cycles=cycles, cycle_len=cycle_len, cycle_mult=mult, epochs=total
    )
    if epochs not in (None, total):
        cycle_epochs = " + ".join(map(str, config.cycle_epochs()))
        raise ModelError(
            f"The cycles do not add up to the epochs: {cycle_epochs} = {total}",
            received=option("epochs", epochs),
            remedy=f"Leave {option('epochs')} out, or change {option('cycles')}, "
            f"{option('cycle_len')} or {option('cycle_mult')}",
        )
    return config
