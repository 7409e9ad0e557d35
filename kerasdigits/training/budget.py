"""Train within a time: as many epochs as it allows, and a schedule that fits them."""

from __future__ import annotations

import dataclasses
import time
from typing import Any

import keras

from kerasdigits.data import Dataset
from kerasdigits.errors import ModelError, option
from kerasdigits.runs import FitConfig
from kerasdigits.training.batches import FollowEpochs
from kerasdigits.training.prepare import compile_model, make_batches
from kerasdigits.training.steps.loop import train_epochs

_TRIED_EPOCHS = 2  # the first compiles, the second shows what the others take
_TRIED_SHARE = 0.4  # of the budget; where the first passes it, there is no second
_KEPT_SHARE = 0.1  # of the budget, for what follows the last epoch, and for a slower machine
_KEPT_SECONDS = 2.0


def plan_within(config: FitConfig, dataset: Dataset, deadline: float) -> FitConfig:
    """Find by trial how many epochs end before a deadline; the schedule is that of a whole fit.

    Args:
        config: What to train and how; its epochs are replaced.
        dataset: The data that `config.data` names.
        deadline: When all must be done, by `time.monotonic`.

    Returns:
        The configuration with as many epochs as there is time for.

    Raises:
        ModelError: There is not even time for one, or the schedule has epochs of its own.
    """
    began = time.monotonic()
    budget = deadline - began
    if config.schedule == "sgdr":
        raise ModelError(
            "The cycles of sgdr set the number of epochs themselves",
            received=f"{option('budget')} with {option('schedule', 'sgdr')}",
            remedy="Choose another schedule",
        )
    ends = _try_epochs(config, dataset, began + _TRIED_SHARE * budget)
    first = ends[0] - began  # with all that is compiled, which the fit compiles again
    later = (ends[-1] - ends[0]) / (len(ends) - 1) if len(ends) > 1 else first
    left = deadline - time.monotonic() - _KEPT_SHARE * budget - _KEPT_SECONDS
    if left < first:
        raise ModelError(
            "There is no time for a single epoch",
            received=f"{option('budget')} with {budget:.0f} s left when training could begin",
            remedy=f"Give it {2 * (budget - left + first):.0f} s, or choose a smaller model",
        )
    return dataclasses.replace(config, epochs=1 + int((left - first) / later))


class EndInTime(keras.callbacks.Callback):
    """Stop a training after the last epoch that a deadline leaves time for.

    Args:
        deadline: When all must be done, by `time.monotonic`.
    """

    def __init__(self, deadline: float):
        super().__init__()
        self.deadline = deadline - _KEPT_SECONDS

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Remember when it began."""
        self.began = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Stop where another one like it would end too late."""
        now = time.monotonic()
        if now + (now - self.began) > self.deadline:
            self.model.stop_training = True


def _try_epochs(config: FitConfig, dataset: Dataset, until: float) -> list[float]:
    """Train a little, and give the times when the epochs ended."""
    ends: list[float] = []

    class Watch(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
            ends.append(time.monotonic())
            self.model.stop_training = ends[-1] > until

    model, loss = compile_model(config, dataset)
    batches, validation = make_batches(config, dataset, loss)
    train_epochs(
        model,
        batches,
        epochs=_TRIED_EPOCHS,
        validation=validation,
        callbacks=[FollowEpochs(batches), Watch()],
    )
    return ends
