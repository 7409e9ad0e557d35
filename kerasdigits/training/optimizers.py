"""The optimizers and learning-rate schedules by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam", "adamw")
SCHEDULES = ("constant", "exponential", "cosine", "one-cycle")


def make_optimizer(
    name: str, learning_rate: float, schedule: str, total_steps: int, weight_decay: float
) -> keras.optimizers.Optimizer:
    """Make a Keras optimizer.

    Args:
        name: One of `OPTIMIZERS`; `momentum` is heavy-ball SGD with momentum 0.9.
        learning_rate: The highest rate, > 0.
        schedule: One of `SCHEDULES`.
        total_steps: Steps of the whole training, >= 1.
        weight_decay: Decoupled decay (`w -= learning_rate * weight_decay * w`), 0 for none.

    Returns:
        The optimizer.
    """
    import keras

    classes = {
        "sgd": keras.optimizers.SGD,
        "momentum": keras.optimizers.SGD,
        "rmsprop": keras.optimizers.RMSprop,
        "adam": keras.optimizers.Adam,
        "adamw": keras.optimizers.AdamW,
    }
    arguments = {"momentum": 0.9} if name == "momentum" else {}
    return classes[name](
        make_schedule(schedule, learning_rate, total_steps),
        # AdamW refuses None where the others refuse nothing; 0.0 means none everywhere.
        weight_decay=weight_decay if weight_decay or name == "adamw" else None,
        **arguments,
    )


def make_schedule(
    name: str, learning_rate: float, total_steps: int
) -> float | keras.optimizers.schedules.LearningRateSchedule:
    """Make a learning-rate schedule over a whole training.

    Args:
        name: `constant`; `exponential` (down to a hundredth); `cosine` (down to 0);
            `one-cycle` (up from a 25th during the first quarter, then down to a 100,000th).
        learning_rate: The highest rate, > 0.
        total_steps: Steps of the whole training, >= 1.

    Returns:
        A number, or a Keras schedule of the step.
    """
    import keras

    from kerasdigits.models.objects import OneCycle

    schedules = keras.optimizers.schedules
    if name == "exponential":
        return schedules.ExponentialDecay(learning_rate, total_steps, decay_rate=0.01)
    if name == "cosine":
        return schedules.CosineDecay(learning_rate, total_steps)
    if name == "one-cycle":
        return OneCycle(learning_rate, total_steps)
    return learning_rate
