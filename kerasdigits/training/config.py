"""Make the configuration of a fit: the architecture's own recipe, and what the user chose."""

import dataclasses
import math
from collections.abc import Callable, Mapping
from typing import Any

from kerasdigits.errors import ModelError, option
from kerasdigits.models.custom import find_model_file
from kerasdigits.models.registry import ARCHITECTURES, find, require_task
from kerasdigits.runs import FitConfig
from kerasdigits.training.losses import LOSSES, find_loss
from kerasdigits.training.optimizers import HAVE_MOMENTUM, OPTIMIZERS, SCHEDULES
from kerasdigits.training.precision import PRECISIONS

# A small data set has few steps in an epoch: a classifier's own number of epochs is raised to give
# this many, which 1,347 scans of 8 x 8 pixels need (docs/LOG.md has the numbers).
_MINIMUM_STEPS = 1000
# 1 + 2 + 4 epochs, as in fastai's dogs and cats: so many cycles, each so many times as long as the
# one before.
_CYCLES = 3
_CYCLE_MULT = 2
_MOST_EPOCHS = 1_000_000
_DEFAULT = "cnn"  # of a classifier; no default of other tasks allows what it does not
# What a number must be, and in words.
_RANGES: dict[str, tuple[Callable[[float], bool], str]] = {
    "learning_rate": (lambda rate: 0 < rate < math.inf, "a finite number above 0"),
    "batch_size": (lambda size: size >= 1, "1 or more"),
    "epochs": (lambda epochs: epochs >= 1, "1 or more"),
    "validation_split": (lambda share: 0 <= share < 1, "at least 0 and below 1"),
    "weight_decay": (lambda decay: 0 <= decay < math.inf, "0 or more"),
    "label_noise": (lambda share: 0 <= share < 1, "at least 0 and below 1"),
    "cycles": (lambda cycles: 1 <= cycles <= 20, "from 1 to 20"),
    "cycle_len": (lambda length: length >= 1, "1 or more"),
    "cycle_mult": (lambda times: times >= 1, "1 or more"),
}
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
        train_samples: Size of its training half; a small one gets more epochs by default, and
            so does one of which much is held out.
        **given: Fields of `FitConfig` that the user chose; None means not chosen.

    Returns:
        The configuration, checked.

    Raises:
        ModelError: The architecture is unknown, a number is out of its range, or two choices do
            not fit each other.
    """
    require_task(model, task)
    recipe = _CUSTOM_RECIPE[task] if ":" in model else find(model).recipe
    if task not in LOSSES[recipe["loss"]].tasks and task in find_tasks(model):
        recipe = {**recipe, "loss": ARCHITECTURES["linear"].recipe["loss"]}
    chosen = {key: value for key, value in given.items() if value is not None}
    check_values(model, chosen)
    config = FitConfig(data=data, model=model, **{**recipe, **chosen})
    _check_schedule(dataclasses.asdict(config))
    _check_task(config, task)
    held_out = math.ceil(train_samples * config.validation_split)
    steps = math.ceil((train_samples - held_out) / config.batch_size)
    needed = math.ceil(_MINIMUM_STEPS / steps) if task == "classification" else 1
    if config.schedule == "sgdr":
        return _plan_cycles(config, chosen.get("epochs"), needed)
    if "epochs" not in chosen:
        config = dataclasses.replace(config, epochs=max(config.epochs, needed))
    return config


def find_tasks(model: str) -> tuple[str, ...]:
    """Give the tasks that an architecture learns; the user's own are taken to learn any."""
    return ("classification", "regression") if ":" in model else find(model).tasks


def check_values(model: str | None, given: Mapping[str, Any]) -> None:
    """Refuse a name that is unknown and a number out of its range, whatever the data are.

    Args:
        model: An architecture's name, or `PATH.py:function`; None for the default one.
        given: Fields of `FitConfig` that the user chose; None means not chosen.

    Raises:
        ModelError: The first that is wrong.
    """
    if model is not None:
        find_model_file(model) if ":" in model else find(model)
    if given.get("loss") is not None:
        find_loss(given["loss"])
    for name, known in (
        ("optimizer", OPTIMIZERS),
        ("schedule", SCHEDULES),
        ("precision", PRECISIONS),
    ):
        if given.get(name) not in (None, *known):
            raise ModelError(
                f"There is no {name} of that name",
                received=given[name],
                remedy=f"Choose one of {', '.join(known)}",
            )
    for name, (holds, expected) in _RANGES.items():
        value = given.get(name)
        if value is not None and not holds(value):
            raise ModelError(f"{option(name)} must be {expected}", received=value)
    recipe = ARCHITECTURES[_DEFAULT].recipe
    if model is not None:
        recipe = _CUSTOM_RECIPE["classification"] if ":" in model else find(model).recipe
    _check_schedule(
        {**recipe, **{name: value for name, value in given.items() if value is not None}}
    )


def _check_schedule(chosen: Mapping[str, Any]) -> None:
    """Refuse a choice that has no use beside the schedule and the optimizer."""
    schedule, optimizer = chosen["schedule"], chosen["optimizer"]
    for name in ("cycles", "cycle_len", "cycle_mult"):
        if chosen.get(name) is not None and schedule != "sgdr":
            raise ModelError(
                f"{option(name)} belongs to the sgdr schedule",
                received=option("schedule", schedule),
                remedy=f"Choose {option('schedule', 'sgdr')}, or leave {option(name)} out",
            )
    if chosen.get("cycle_momentum") and not (
        schedule == "one-cycle" and optimizer in HAVE_MOMENTUM
    ):
        raise ModelError(
            f"{option('cycle_momentum')} needs the one-cycle schedule and an optimizer with "
            "momentum",
            received=f"{option('schedule', schedule)}, {option('optimizer', optimizer)}",
            remedy=f"Choose one-cycle and one of {', '.join(HAVE_MOMENTUM)}, or leave it out",
        )


def _check_task(config: FitConfig, task: str) -> None:
    """Refuse a choice that has no use for the task."""
    find_loss(config.loss, task)
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
