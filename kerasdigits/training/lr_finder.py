"""The learning-rate finder: train for a moment at growing rates, and see which ones help.

Smith 2015 (arXiv 1506.01186), in the form of fastai 2 (fastai/callback/schedule.py): the rate grows
by the same factor with every batch, from far too small to far too large, and the losses by rate
tell where learning begins, where it is fastest and where it breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from kerasdigits.deferred import without_importing_tensorflow
from kerasdigits.errors import ModelError
from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.optimizers import copy_state
from kerasdigits.training.plan import check_sweep

# fastai 2's: the weight of the past in the smoothed loss, and what share of its best ends a sweep.
_SMOOTHING = 0.98
_DIVERGED = 4.0
_LAST_STEPS = 5  # left out of the suggestions, with the first tenth: there the loss bursts
_LEAST_FALL = (
    0.01  # of the smoothed loss, in a share of its first value; less does not count as learning
)


@dataclass(frozen=True)
class LearningRateSweep:
    """What a sweep over the learning rates found.

    Attributes:
        learning_rates: `(n,)` float64, the rate of each step taken.
        losses: `(n,)` float64, of each step's batch before the step.
        smoothed: `(n,)` float64, the losses' moving average.
        ended: Why it ended: `diverged` (the smoothed loss passed four times its best), `no number`
            (the loss was NaN or infinite; that step is left out) or `end` (of the rates).
        suggestions: Learning rates by name, `steepest`, `minimum/10` and `valley`; empty where the
            losses never fell.
    """

    learning_rates: np.ndarray
    losses: np.ndarray
    smoothed: np.ndarray
    ended: str
    suggestions: dict[str, float]

    @property
    def recommended(self) -> str:
        """The name of the suggestion to begin with; there must be one.

        fastai 2 begins with the valley. On the small models here that is timid: of 22 trainings of
        1 to 10 epochs, `steepest` ended with the lowest test loss of the three in 16.
        """
        return "steepest"


def find_learning_rate(
    model: keras.Model,
    batches: Batches,
    *,
    start: float = 1e-7,
    end: float = 10.0,
    steps: int = 300,
) -> LearningRateSweep:
    """Train a model for a moment at growing learning rates, and put it back as it was.

    The model itself takes no step of its own: another one that shares its layers does, with a copy
    of its optimizer. Afterwards each weight and each random state is what it was before. A
    `train_step` of the model's own is not used.

    Args:
        model: A compiled model, trained or not.
        batches: What to train on, begun anew as often as it takes; the sweep draws its order and
            its dropout from the batches' seed.
        start: The first rate, > 0.
        end: The last rate, > `start`.
        steps: Batches to train on, >= 20. With fastai's 100 the steepest point wandered between
            0.03 and 3 on the digits cnn, with 300 between 0.010 and 0.018.

    Returns:
        The losses by rate, and what they suggest.

    Raises:
        ModelError: The model is not compiled, or a number is out of its range.
    """
    _check(model, start, end, steps)
    learning_rates = np.geomspace(start, end, steps)
    losses, smoothed = [], []
    ended = "end"
    average = 0.0
    with _kept_as_it_was(model, batches):
        trainer = _make_trainer(model)
        for step, (x, y) in enumerate(_repeat(batches, trainer, steps)):
            trainer.optimizer.learning_rate = learning_rates[step]
            loss = float(trainer.train_on_batch(x, y))
            if not np.isfinite(loss):
                ended = "no number"
                break
            losses.append(loss)
            average = _SMOOTHING * average + (1 - _SMOOTHING) * loss
            smoothed.append(average / (1 - _SMOOTHING ** (step + 1)))
            if smoothed[-1] > _DIVERGED * min(smoothed):
                ended = "diverged"
                break
    taken = learning_rates[: len(losses)]
    shown = slice(steps // 10, -_LAST_STEPS)
    suggestions = _suggest(taken[shown], np.array(smoothed[shown]))
    return LearningRateSweep(taken, np.array(losses), np.array(smoothed), ended, suggestions)


def _check(model: keras.Model, start: float, end: float, steps: int) -> None:
    if not getattr(model, "compiled", False):
        raise ModelError(
            "The learning-rate finder needs a compiled model", remedy="Call model.compile first"
        )
    check_sweep(start, end, steps)


@contextmanager
def _kept_as_it_was(model: keras.Model, batches: Batches) -> Iterator[None]:
    """Bring weights, random states and the batches' epoch back at the end, come what may."""
    values = [np.array(keras.ops.convert_to_numpy(variable)) for variable in model.variables]
    epoch = batches.epoch
    torch_state = None
    if keras.config.backend() == "torch":
        import torch

        torch_state = torch.get_rng_state()  # torch's own dropout draws from here
    try:
        yield
    finally:
        for variable, value in zip(model.variables, values, strict=True):
            variable.assign(value)
        batches.start_epoch(epoch)
        if torch_state is not None:
            torch.set_rng_state(torch_state)


class _Trainer(keras.Model):
    """A model of the same layers, to be compiled apart from the one that has them."""

    def __init__(self, model: keras.Model):
        super().__init__(name="sweep")  # TensorFlow refuses the underscore of this class
        self.model = model

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        return self.model(inputs, training=training)


def _make_trainer(model: keras.Model) -> _Trainer:
    """Compile with a copy of the model's optimizer, as far as it has come, at a rate of its own."""
    with without_importing_tensorflow():
        config = model.optimizer.get_config()
    optimizer = type(model.optimizer).from_config({**config, "learning_rate": 1.0})
    optimizer.build(model.trainable_variables)
    if model.optimizer.built:
        copy_state(model.optimizer, optimizer)
    trainer = _Trainer(model)
    trainer.compile(optimizer, model.loss)
    return trainer


def _repeat(
    batches: Batches, trainer: keras.Model, steps: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give batches, epoch after epoch, until there were enough."""
    follow = FollowEpochs(batches)
    follow.set_model(trainer)
    for step in range(steps):
        epoch, index = divmod(step, len(batches))
        if index == 0:
            follow.on_epoch_begin(epoch)
        yield batches[index]


def _suggest(learning_rates: np.ndarray, smoothed: np.ndarray) -> dict[str, float]:
    """Read the three suggestions off a part of the curve, as fastai 2 defines them."""
    if len(smoothed) < 2 or smoothed.min() > smoothed[0] - _LEAST_FALL * abs(smoothed[0]):
        return {}
    slopes = np.diff(smoothed) / np.diff(np.log(learning_rates))
    return {
        "steepest": float(learning_rates[slopes.argmin()]),
        "minimum/10": float(learning_rates[smoothed.argmin()]) / 10,
        "valley": float(learning_rates[_find_valley(smoothed)]),
    }


def _find_valley(smoothed: np.ndarray) -> int:
    """Find the middle of the longest valley: of the longest falling subsequence.

    Its length is counted back from its last point, as if its points lay side by side; the middle is
    a third and half a third of that, each rounded down.
    """
    lengths = np.ones(len(smoothed), int)
    for i in range(1, len(smoothed)):
        lengths[i] += lengths[:i][smoothed[:i] > smoothed[i]].max(initial=0)
    last = int(lengths.argmax())
    first = max(0, last - int(lengths[last]))
    third = (last - first) / 3
    return first + int(third) + int(third / 2)
