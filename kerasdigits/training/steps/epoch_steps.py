"""What the steps of all backends have in common: which batch a step takes, and Keras's state."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

import keras
import numpy as np

from kerasdigits.training.augmentation import move_images
from kerasdigits.training.batches import Batches


class EpochSteps(Protocol):
    """The steps of an epoch on one backend."""

    def take_data(self) -> None:
        """Take over the batches' inputs and targets anew, of the shapes that they had."""

    def start_epoch(self) -> None:
        """Take over the order, and the movements, of the batches' present epoch."""

    def held(self) -> AbstractContextManager[None]:
        """Let several runs follow each other; the model has their results after the block."""

    def run(self, first: int, last: int) -> None:
        """Train on the batches from `first` to before `last`; the model has their results then."""


def find_full_steps(batches: Batches) -> int:
    """Count the batches of an epoch that have the full size."""
    return len(batches.kept) // batches.batch_size


def arrange_epoch(batches: Batches) -> tuple[np.ndarray, np.ndarray]:
    """Give the present epoch by step: which samples, and how each is moved.

    Returns:
        `(steps, batch_size)` int32, and `(steps, batch_size, 4)` float32; with a last axis of 0
        where nothing is moved. A last smaller batch is filled up; no step reads what it is filled
        with.
    """
    steps, size = len(batches), batches.batch_size
    moves = batches.moves if batches.augmented else np.zeros((len(batches.kept), 0), "float32")
    missing = steps * size - len(batches.kept)
    order = np.pad(batches.order.astype("int32"), (0, missing))
    moves = np.pad(moves, ((0, missing), (0, 0)))
    return order.reshape(steps, size), moves.reshape(steps, size, moves.shape[1])


def choose(x: Any, y: Any, chosen: Any) -> tuple[Any, Any]:
    """Gather the inputs and targets of a batch on the device.

    Args:
        x: All inputs, `(n, ...)`.
        y: All targets, `(n, ...)`.
        chosen: Which samples, `(batch_size,)` int32.
    """
    return keras.ops.take(x, chosen, axis=0), keras.ops.take(y, chosen, axis=0)


def move_inputs(inputs: Any, moves: Any, move: Callable[[Any, Any], Any] = move_images) -> Any:
    """Move the images of a batch.

    Args:
        inputs: `(batch_size, ...)`.
        moves: How each is moved, `(batch_size, 4)`; `(batch_size, 0)` for not at all.
        move: What moves them: Keras's operations, or the backend's own kernel.
    """
    return move(inputs, moves) if moves.shape[-1] else inputs


def build_state(model: keras.Model, batches: Batches) -> None:
    """Make the variables that Keras makes at its first step: the optimizer's and the metrics'."""
    y = keras.ops.convert_to_tensor(batches.y[:1])
    x = keras.ops.convert_to_tensor(batches.x[:1])
    shape = getattr(model, "output_shape", None)
    if isinstance(shape, tuple):
        outputs = keras.ops.zeros((1, *shape[1:]))
    else:
        outputs = model(x, training=False)

    def measure() -> None:
        model.compute_loss(x=x, y=y, y_pred=outputs)
        model.compute_metrics(x, y, outputs)

    if keras.config.backend() == "jax":  # which would compile each operation
        import jax

        with keras.StatelessScope([(variable, variable.value) for variable in model.variables]):
            jax.eval_shape(measure)
    else:
        measure()
    model.reset_metrics()
    if not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
