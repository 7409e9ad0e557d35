"""The Keras objects of our own that a saved model may name; importing this registers them."""

import math
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
        rising = _cosine(high / 25, high, done / self.warmup_fraction)
        falling = _cosine(
            high, high / 1e5, (done - self.warmup_fraction) / (1 - self.warmup_fraction)
        )
        return ops.where(done < self.warmup_fraction, rising, falling)

    def get_config(self) -> dict[str, Any]:
        """Give the arguments of the constructor."""
        return {
            "maximum_learning_rate": self.maximum_learning_rate,
            "total_steps": self.total_steps,
            "warmup_fraction": self.warmup_fraction,
        }


def _cosine(start: float, end: float, fraction: Any) -> Any:
    """Go from `start` to `end` along half a cosine as `fraction` goes from 0 to 1."""
    fraction = ops.clip(fraction, 0.0, 1.0)
    return end + (start - end) * (1 + ops.cos(math.pi * fraction)) / 2
