"""The epochs of a training: as Keras's `fit` goes through them, on steps that run on the device."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import keras
import numpy as np

from kerasdigits.data import StreamedArray
from kerasdigits.errors import ModelError, option
from kerasdigits.training.batches import Batches
from kerasdigits.training.distribution.devices import ALONE, Distribution
from kerasdigits.training.in_order import give_in_order
from kerasdigits.training.steps.epoch_steps import EpochSteps, build_state
from kerasdigits.training.steps.streamed import StreamedSteps

_EVALUATED_AT_ONCE = 256
# How often a bar moves and Ctrl-C is heard, in seconds; it changes no number.
_PAUSE = 0.25
_FIRST_STEPS = 8
_STEADY_STEPS = 64


def train_epochs(
    model: keras.Model,
    batches: Batches,
    *,
    epochs: int,
    first_epoch: int = 0,
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    distribution: Distribution = ALONE,
) -> None:
    """Train as `model.fit(batches, ...)` does, to the same numbers and faster.

    Callbacks hear of a batch once for several, as with Keras's `steps_per_execution`. What our
    steps do not carry goes to Keras's `fit`: a model with a `fit` of its own, one that is not
    compiled by the backend, one that is distributed over devices.

    Args:
        model: A compiled model.
        batches: What to train on; a callback starts their epochs.
        epochs: Epochs of the whole training.
        first_epoch: The epoch to begin with, from 0.
        validation: Inputs and targets to evaluate after each epoch, or None.
        callbacks: As Keras's `fit` takes them.
        distribution: Over which devices.

    Raises:
        ModelError: Our steps do not carry the model, and several devices are to share it.
    """
    if not carries(model, batches):
        _refuse_to_divide(distribution)
        model.fit(
            batches,
            epochs=epochs,
            initial_epoch=first_epoch,
            shuffle=False,
            validation_data=validation,
            verbose=0,
            callbacks=list(callbacks),
        )
        return
    with distribution.scope():
        build_state(model, batches)
    steps = _make_steps(model, batches, epochs * len(batches), distribution)
    listeners = keras.callbacks.CallbackList(
        list(callbacks), add_history=True, model=model, epochs=epochs, steps=len(batches), verbose=0
    )
    pace = _Pace(steady=distribution.processes > 1)
    model.stop_training = False
    logs: dict[str, float] = {}
    listeners.on_train_begin()
    for epoch in range(first_epoch, epochs):
        model.reset_metrics()
        listeners.on_epoch_begin(epoch)
        logs = _run_epoch(model, steps, len(batches), listeners, pace)
        if validation is not None:
            logs |= _validate(model, validation)
        listeners.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    model.optimizer.finalize_variable_values(model.trainable_variables)
    listeners.on_train_end(logs)


class _Pace:
    """How many steps to take without a pause.

    Args:
        steady: Always as many: several processes must make the same pauses.
    """

    def __init__(self, steady: bool):
        self.steady = steady
        self.steps = _STEADY_STEPS if steady else _FIRST_STEPS

    def adapt(self, seconds: float) -> None:
        """Take more steps at a time, or fewer, so that they take about as long as a pause lasts."""
        if self.steady:
            return
        wanted = self.steps * _PAUSE / max(seconds, 1e-6)
        self.steps = max(1, int(min(wanted, 8 * self.steps)))


def _run_epoch(
    model: keras.Model,
    steps: EpochSteps,
    count: int,
    listeners: keras.callbacks.CallbackList,
    pace: _Pace,
) -> dict[str, float]:
    """Take the steps of an epoch, or of its beginning if a callback stops it; give its metrics."""
    steps.start_epoch()
    first = 0
    logs: dict[str, float] = {}
    while first < count and not model.stop_training:
        last = min(count, first + pace.steps)
        began = time.perf_counter()
        listeners.on_train_batch_begin(first)
        steps.run(first, last)
        logs = _read_metrics(model)
        if last - first == pace.steps:  # a remainder tells nothing of the pace
            pace.adapt(time.perf_counter() - began)
        listeners.on_train_batch_end(last - 1, dict(logs))
        first = last
    return logs or _read_metrics(model)


def _read_metrics(model: keras.Model) -> dict[str, float]:
    """Read the metrics of an epoch so far; this waits for the device."""
    return {name: float(value) for name, value in model.get_metrics_result().items()}


def _validate(model: keras.Model, held_out: tuple[np.ndarray, np.ndarray]) -> dict[str, float]:
    x, y = held_out
    batches = math.ceil(len(x) / _EVALUATED_AT_ONCE)
    if batches == 1:  # Keras's `evaluate` takes ten times as long to begin, on TensorFlow
        results = model.test_on_batch(np.asarray(x), y, return_dict=True)
    else:
        # Batches of one size where that is possible: JAX compiles for each size anew.
        size = math.ceil(len(x) / batches)
        results = model.evaluate(**give_in_order(x, y, size), verbose=0, return_dict=True)
    return {f"val_{name}": float(value) for name, value in results.items()}


def carries(model: keras.Model, batches: Batches) -> bool:
    """Tell whether our steps compute what Keras's `fit` would."""
    own = any(
        getattr(type(model), name) is not getattr(keras.Model, name)
        for name in ("fit", "make_train_function")
    )
    compiled = keras.config.backend() != "jax" or model.jit_compile
    return (
        type(batches) is Batches
        and not own
        and not model.run_eagerly
        and bool(compiled)
        and keras.distribution.distribution() is None
    )


def _refuse_to_divide(distribution: Distribution) -> None:
    if distribution.replicas > 1:
        raise ModelError(
            "Keras's own training loop would not take this model to the weights of one device",
            received=f"{distribution.replicas} devices",
            remedy=f"Leave {option('distribute')} out",
        )


def _make_steps(
    model: keras.Model, batches: Batches, total_steps: int, distribution: Distribution
) -> EpochSteps:
    def make(batches: Batches) -> EpochSteps:
        if distribution.replicas > 1:
            return _make_divided_steps(model, batches, distribution)
        return _make_steps_of_one(model, batches, total_steps)

    return StreamedSteps(batches, make) if isinstance(batches.x, StreamedArray) else make(batches)


def _make_steps_of_one(model: keras.Model, batches: Batches, total_steps: int) -> EpochSteps:
    if keras.config.backend() == "jax":
        from kerasdigits.training.steps.on_jax import JaxSteps

        return JaxSteps(model, batches)
    if keras.config.backend() == "torch":
        from kerasdigits.training.steps.on_torch import TorchSteps

        return TorchSteps(model, batches)
    from kerasdigits.training.steps.on_tensorflow import TensorFlowSteps

    return TensorFlowSteps(model, batches, total_steps)


def _make_divided_steps(
    model: keras.Model, batches: Batches, distribution: Distribution
) -> EpochSteps:
    if keras.config.backend() == "jax":
        from kerasdigits.training.distribution.on_jax import DividedJaxSteps

        return DividedJaxSteps(model, batches, distribution)
    if keras.config.backend() == "torch":
        from kerasdigits.training.distribution.on_torch import DdpSteps

        return DdpSteps(model, batches, distribution)
    from kerasdigits.training.distribution.on_tensorflow import MirroredSteps

    return MirroredSteps(model, batches, distribution)
