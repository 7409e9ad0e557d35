"""The optimizers and learning-rate schedules by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras

OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam", "adamw")
SCHEDULES = ("constant", "exponential", "cosine", "one-cycle", "sgdr")
HAVE_MOMENTUM = ("momentum", "adam", "adamw")


def make_optimizer(
    name: str,
    learning_rate: float,
    schedule: str,
    total_steps: int,
    weight_decay: float,
    *,
    cycle_steps: Sequence[int] = (),
    cycle_momentum: bool = False,
) -> keras.optimizers.Optimizer:
    """Make a Keras optimizer.

    Args:
        name: One of `OPTIMIZERS`; `momentum` is heavy-ball SGD with momentum 0.9.
        learning_rate: The highest rate, > 0.
        schedule: One of `SCHEDULES`.
        total_steps: Steps of the whole training, >= 1.
        weight_decay: Decoupled decay (`w -= learning_rate * weight_decay * w`, before the step and
            of every weight, biases too), 0 for none.
        cycle_steps: Steps of each cycle of `sgdr`.
        cycle_momentum: Let the momentum (Adam's `beta_1`) of one of `HAVE_MOMENTUM` fall from 0.95
            to 0.85 and come back, as `one-cycle` raises the rate and lowers it.

    Returns:
        The optimizer.
    """
    import keras

    from kerasdigits.models import objects

    classes = {
        "sgd": keras.optimizers.SGD,
        "momentum": objects.CyclicSGD if cycle_momentum else keras.optimizers.SGD,
        "rmsprop": keras.optimizers.RMSprop,
        "adam": objects.CyclicAdam if cycle_momentum else keras.optimizers.Adam,
        "adamw": objects.CyclicAdamW if cycle_momentum else keras.optimizers.AdamW,
    }
    arguments: dict[str, Any] = {"momentum": 0.9} if name == "momentum" else {}
    if cycle_momentum:
        arguments["total_steps"] = total_steps
    return classes[name](
        make_schedule(schedule, learning_rate, total_steps, cycle_steps),
        # AdamW refuses None where the others refuse nothing; 0.0 means none everywhere.
        weight_decay=weight_decay if weight_decay or name == "adamw" else None,
        **arguments,
    )


def make_schedule(
    name: str, learning_rate: float, total_steps: int, cycle_steps: Sequence[int] = ()
) -> float | keras.optimizers.schedules.LearningRateSchedule:
    """Make a learning-rate schedule over a whole training.

    Args:
        name: `constant`; `exponential` (down to a hundredth); `cosine` (down to 0);
            `one-cycle` (up from a 25th during the first quarter, then down to a 100,000th);
            `sgdr` (down to 0 by a cosine in each cycle, and up again at once).
        learning_rate: The highest rate, > 0.
        total_steps: Steps of the whole training, >= 1.
        cycle_steps: Steps of each cycle of `sgdr`, which sum up to `total_steps`.

    Returns:
        A number, or a Keras schedule of the step.
    """
    import keras

    from kerasdigits.models.objects import OneCycle, WarmRestarts

    schedules = keras.optimizers.schedules
    if name == "exponential":
        return schedules.ExponentialDecay(learning_rate, total_steps, decay_rate=0.01)
    if name == "cosine":
        return schedules.CosineDecay(learning_rate, total_steps)
    if name == "one-cycle":
        return OneCycle(learning_rate, total_steps)
    if name == "sgdr":
        return WarmRestarts(learning_rate, cycle_steps)
    return learning_rate


def copy_state(source: keras.optimizers.Optimizer, target: keras.optimizers.Optimizer) -> None:
    """Give an optimizer what another one remembers: its steps, momenta and mean squares.

    Args:
        source: A built optimizer.
        target: One of the same rule, built for the same variables; its learning rate stays.
    """
    import keras
    import numpy as np

    pairs = zip(_list_state(source), _list_state(target), strict=True)
    for theirs, ours in pairs:
        # A copy: jax's training step gives up the buffers of the variables that it updates.
        ours.assign(np.array(keras.ops.convert_to_numpy(theirs)))


def _list_state(optimizer: keras.optimizers.Optimizer) -> list[keras.Variable]:
    """List what an optimizer remembers, without its rate, which a schedule may replace."""
    return [variable for variable in optimizer.variables if variable.name != "learning_rate"]
