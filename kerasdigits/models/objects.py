"""The Keras objects of our own that a saved model may name; importing this registers them."""

import itertools
import math
from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

_register = keras.saving.register_keras_serializable(package="kerasdigits")


@_register
class MnistLoss(keras.losses.Loss):
    """Mean absolute error of `sigmoid(logits)` against one-hot targets.

    Source: fastbook chapter 4, `mnist_loss`: the distance of each sigmoid from its target.
    Shapes: targets and logits `(n, num_classes)`.
    """

    def __init__(self, name: str = "mnist_loss", **kwargs: Any):
        super().__init__(name=name, **kwargs)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Give the loss of each sample, `(n,)`."""
        y_true = ops.cast(y_true, y_pred.dtype)
        return ops.mean(ops.abs(y_true - ops.sigmoid(y_pred)), axis=-1)


@_register
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """Leslie Smith's one-cycle learning rate: warm up by a cosine, then anneal by a cosine.

    Source: Smith 2018 (arXiv 1803.09820) with fastai's constants (fastai/callback/schedule.py):
    it starts at `max / 25`, peaks after a quarter of the steps and ends at `max / 100,000`.

    Args:
        maximum_learning_rate: The peak, > 0.
        total_steps: Steps of the whole training, >= 1.
        warmup_fraction: Share of the steps before the peak, in (0, 1).
    """

    def __init__(
        self, maximum_learning_rate: float, total_steps: int, warmup_fraction: float = 0.25
    ):
        self.maximum_learning_rate = maximum_learning_rate
        self.total_steps = total_steps
        self.warmup_fraction = warmup_fraction

    def __call__(self, step: Any) -> Any:
        """Give the learning rate of a step, counted from 0."""
        high = self.maximum_learning_rate
        done = ops.cast(step, "float32") / self.total_steps
        return _there_and_on(done, self.warmup_fraction, high / 25, high, high / 1e5)

    def get_config(self) -> dict[str, Any]:
        """Give the arguments of the constructor."""
        return {
            "maximum_learning_rate": self.maximum_learning_rate,
            "total_steps": self.total_steps,
            "warmup_fraction": self.warmup_fraction,
        }


@_register
class WarmRestarts(keras.optimizers.schedules.LearningRateSchedule):
    """Cosine annealing that starts again from the highest rate: SGDR.

    Source: Loshchilov and Hutter 2017 (arXiv 1608.03983): in step `i` of a cycle of `n` steps the
    rate is `max / 2 * (1 + cos(pi * i / n))`. After the last cycle it stays at 0. There is no
    warm-up; fastai 0.7 ran the first twentieth of an epoch at a hundredth of the rate, fastai 2
    gave that up. Keras's `CosineDecayRestarts` is the same curve, but finds the cycle by float32
    logarithms, which miss restarts: compiled, with a first cycle of 1,666 steps and a factor of 6,
    it gives 0 at step 1,666 where the next cycle starts at the highest rate.

    Args:
        maximum_learning_rate: The rate that each cycle starts with, > 0.
        cycle_steps: Steps of each cycle, >= 1.
    """

    def __init__(self, maximum_learning_rate: float, cycle_steps: Sequence[int]):
        self.maximum_learning_rate = maximum_learning_rate
        self.cycle_steps = list(cycle_steps)

    def __call__(self, step: Any) -> Any:
        """Give the learning rate of a step, counted from 0."""
        step = ops.cast(step, "int32")
        starts = list(itertools.accumulate(self.cycle_steps[:-1], initial=0))
        cycle = ops.sum(ops.cast(step >= ops.array(starts, "int32"), "int32")) - 1
        steps_done = ops.cast(step - ops.take(ops.array(starts, "int32"), cycle), "float32")
        steps = ops.take(ops.array(self.cycle_steps, "float32"), cycle)
        return _cosine(self.maximum_learning_rate, 0.0, steps_done / steps)

    def get_config(self) -> dict[str, Any]:
        """Give the arguments of the constructor."""
        return {
            "maximum_learning_rate": self.maximum_learning_rate,
            "cycle_steps": self.cycle_steps,
        }


class _CyclesMomentum(keras.optimizers.Optimizer):
    """What the optimizers below share: momentum that falls while the one-cycle rate rises.

    Source: fastai's constants again: from 0.95 to 0.85 in the first quarter of the steps, and back.
    """

    def __init__(self, *args: Any, total_steps: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.total_steps = total_steps

    def momentum_now(self) -> Any:
        """Give the momentum of the present step."""
        done = ops.cast(self.iterations, "float32") / self.total_steps
        return _there_and_on(done, 0.25, 0.95, 0.85, 0.95)

    def get_config(self) -> dict[str, Any]:
        """Give the arguments of the constructor."""
        return {**super().get_config(), "total_steps": self.total_steps}


@_register
class CyclicSGD(_CyclesMomentum, keras.optimizers.SGD):
    """Heavy-ball SGD whose momentum goes the one-cycle way.

    Args:
        total_steps: Steps of the whole training, >= 1.
        *args: As Keras's SGD takes them; its momentum must be over 0, and is not used.
        **kwargs: The same.
    """

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Take a step: `v = momentum * v - learning_rate * gradient`, `w += v`."""
        velocity = self.momentums[self._get_variable_index(variable)]
        self.assign(velocity, self.momentum_now() * velocity - learning_rate * gradient)
        self.assign_add(variable, velocity)


class _CyclesBeta(_CyclesMomentum):
    """Adam's momentum is its `beta_1`; the bias correction uses that of the step, as fastai's."""

    beta_1: Any  # Adam's constant; within a step, the momentum of now

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Take Adam's step with the momentum of now."""
        constant, self.beta_1 = self.beta_1, self.momentum_now()
        try:
            super().update_step(gradient, variable, learning_rate)
        finally:
            self.beta_1 = constant


@_register
class CyclicAdam(_CyclesBeta, keras.optimizers.Adam):
    """Adam whose `beta_1` goes the one-cycle way; arguments as `CyclicSGD`."""


@_register
class CyclicAdamW(_CyclesBeta, keras.optimizers.AdamW):
    """AdamW whose `beta_1` goes the one-cycle way; arguments as `CyclicSGD`."""


def _there_and_on(done: Any, turn: float, start: float, middle: float, end: float) -> Any:
    """Go from `start` to `middle` as `done` goes from 0 to `turn`, then to `end` at 1."""
    first = _cosine(start, middle, done / turn)
    second = _cosine(middle, end, (done - turn) / (1 - turn))
    return ops.where(done < turn, first, second)


def _cosine(start: float, end: float, fraction: Any) -> Any:
    """Go from `start` to `end` along half a cosine as `fraction` goes from 0 to 1."""
    fraction = ops.clip(fraction, 0.0, 1.0)
    return end + (start - end) * (1 + ops.cos(math.pi * fraction)) / 2
