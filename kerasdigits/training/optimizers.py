"""The optimizers and learning-rate schedules by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kerasdigits.training.precision import unwrap

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
    rate_shares: Mapping[str, float] | None = None,
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
        rate_shares: The share of the rate that a layer gets, by its name, as
            `layer_groups.share_rate` gives it; 1 for all others.

    Returns:
        The optimizer.
    """
    arguments: dict[str, Any] = {"momentum": 0.9} if name == "momentum" else {}
    if cycle_momentum:
        arguments["total_steps"] = total_steps
    if rate_shares is not None:
        arguments["rate_shares"] = rate_shares
    make = _find_class(name, cyclic=cycle_momentum, layerwise=rate_shares is not None)
    return make(
        make_schedule(schedule, learning_rate, total_steps, cycle_steps),
        # AdamW refuses None where the others refuse nothing; 0.0 means none everywhere.
        weight_decay=weight_decay if weight_decay or name == "adamw" else None,
        **arguments,
    )


def _find_class(
    name: str, *, cyclic: bool, layerwise: bool
) -> Callable[..., keras.optimizers.Optimizer]:
    """Find the class of a rule: Keras's, or one of ours that moves the momentum or shares rates."""
    import keras

    from kerasdigits.models import layer_rates, objects

    plain: dict[str, Callable[..., keras.optimizers.Optimizer]]
    cycling: dict[str, Callable[..., keras.optimizers.Optimizer]]
    if layerwise:
        plain = {
            "sgd": layer_rates.LayerwiseSGD,
            "momentum": layer_rates.LayerwiseSGD,
            "rmsprop": layer_rates.LayerwiseRMSprop,
            "adam": layer_rates.LayerwiseAdam,
            "adamw": layer_rates.LayerwiseAdam,  # its decay is decoupled as it is
        }
        cycling = {
            "momentum": layer_rates.LayerwiseCyclicSGD,
            "adam": layer_rates.LayerwiseCyclicAdam,
            "adamw": layer_rates.LayerwiseCyclicAdam,
        }
    else:
        plain = {
            "sgd": keras.optimizers.SGD,
            "momentum": keras.optimizers.SGD,
            "rmsprop": keras.optimizers.RMSprop,
            "adam": keras.optimizers.Adam,
            "adamw": keras.optimizers.AdamW,
        }
        cycling = {
            "momentum": objects.CyclicSGD,
            "adam": objects.CyclicAdam,
            "adamw": objects.CyclicAdamW,
        }
    return (cycling if cyclic else plain)[name]


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

    pairs = zip(_list_state(unwrap(source)), _list_state(unwrap(target)), strict=True)
    for theirs, ours in pairs:
        # A copy: jax's training step gives up the buffers of the variables that it updates.
        ours.assign(np.array(keras.ops.convert_to_numpy(theirs)))


def _list_state(optimizer: keras.optimizers.Optimizer) -> list[keras.Variable]:
    """List what an optimizer remembers, without its rate, which a schedule may replace."""
    return [variable for variable in optimizer.variables if variable.name != "learning_rate"]
