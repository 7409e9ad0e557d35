"""Steps on TensorFlow: a function that loops over many, of which XLA compiles all or the step.

As on JAX, XLA computes convolutions on a CPU much slower inside a loop than outside: TensorFlow
itself goes through the loop then, and calls a compiled step. Keras gives XLA up as soon as
TensorFlow's operations must be repeatable, because XLA does not know the repeatable form of some of
them; such a one raises an error before anything is computed, and then the steps go on without XLA.
XLA takes about two seconds to compile a small model, and then half a millisecond less for each
step: a training of few steps does without.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kerasdigits.data.aligned import ALIGNMENT
from kerasdigits.training.batches import Batches
from kerasdigits.training.steps.epoch_steps import (
    arrange_epoch,
    choose,
    find_full_steps,
    move_inputs,
)
from kerasdigits.training.steps.fused_normalization import normalizing_by
from kerasdigits.training.steps.tensorflow_kernels import move, normalize

# From so many steps on, XLA is worth its compilation.
WORTH_COMPILING = 2000


class TensorFlowSteps:
    """The steps of an epoch on TensorFlow.

    Args:
        model: Compiled, with all its state built.
        batches: What to train on.
        total_steps: Of the whole training, whether it is resumed or not: the choice for or against
            XLA, whose Dropout draws other masks, must be the same.
    """

    def __init__(self, model: keras.Model, batches: Batches, total_steps: int):
        self.model = model
        self.batches = batches
        self.full_steps = find_full_steps(batches)
        self.rest = len(batches.kept) % batches.batch_size
        self.take_data()
        worth_it = total_steps >= WORTH_COMPILING
        self._compile(by_xla=worth_it and all(layer.supports_jit for layer in model.layers))

    def take_data(self) -> None:
        """Take over the batches' inputs and targets."""
        self.x = _share(self.batches.x)
        self.y = tf.convert_to_tensor(self.batches.y)

    def start_epoch(self) -> None:
        """Take over the order, and the movements, of the batches' present epoch."""
        order, moves = arrange_epoch(self.batches)
        self.order, self.moves = tf.constant(order), tf.constant(moves)

    def held(self) -> AbstractContextManager[None]:
        """Let several runs follow each other: they work on the model's own variables."""
        return nullcontext()

    def run(self, first: int, last: int) -> None:
        """Train on the batches from `first` to before `last`."""
        data = (self.x, self.y, self.order, self.moves)
        self.take_steps(*data, tf.constant(first), tf.constant(last))

    def _compile(self, by_xla: bool) -> None:
        """Make the functions, and see which suit the model; no variable changes."""
        self.by_xla = by_xla
        self.take_step = tf.function(self._take_step, jit_compile=by_xla, autograph=False)
        chosen, moves = (array[0, : self.rest or None] for array in arrange_epoch(self.batches))
        if by_xla and not self._knows_all(chosen, moves):
            self._compile(by_xla=False)
            return
        on_gpu = bool(tf.config.list_physical_devices("GPU"))
        whole = by_xla and (on_gpu or not self._convolves(chosen, moves))
        self.take_steps = tf.function(self._take_steps, jit_compile=whole, autograph=False)

    def _knows_all(self, chosen: Any, moves: Any) -> bool:
        """Tell whether XLA can compile a step."""
        make_program = self.take_step.experimental_get_compiler_ir(
            *choose(self.x, self.y, chosen), tf.constant(moves)
        )
        try:
            make_program(stage="hlo")
        except (tf.errors.OpError, ValueError):
            return False
        return True

    def _convolves(self, chosen: Any, moves: Any) -> bool:
        batch = choose(self.x, self.y, chosen)
        function = self.take_step.get_concrete_function(*batch, tf.constant(moves))
        return any("Conv" in operation.type for operation in function.graph.get_operations())

    def _take_step(self, inputs: Any, targets: Any, moves: Any) -> None:
        if self.by_xla:  # which fuses Keras's operations, and does not know all of these kernels
            self.model.train_step((move_inputs(inputs, moves), targets))
            return
        with normalizing_by(normalize, self.model):
            self.model.train_step((move_inputs(inputs, moves, move), targets))

    def _take_one(self, x: Any, y: Any, chosen: Any, moves: Any) -> None:
        self.take_step(*choose(x, y, chosen), moves)

    def _take_steps(self, x: Any, y: Any, order: Any, moves: Any, first: Any, last: Any) -> None:
        """Take the full batches among these steps, then the smaller one if it is among them.

        Both in one call, because a call costs as much as several steps of a small model.
        """

        def loop(first: Any, last: Any, size: int) -> None:
            def take_one(step: Any) -> tuple[Any]:
                self._take_one(x, y, order[step][:size], moves[step][:size])
                return (step + 1,)

            tf.while_loop(lambda step: step < last, take_one, (first,))

        if self.full_steps:
            loop(first, tf.minimum(last, self.full_steps), self.batches.batch_size)
        if self.rest:
            loop(tf.maximum(first, self.full_steps), last, self.rest)


def _share(array: np.ndarray) -> tf.Tensor:
    """Make a tensor of an array; on a CPU they share the memory of an aligned one."""
    on_gpu = bool(tf.config.list_physical_devices("GPU"))
    if on_gpu or array.ctypes.data % ALIGNMENT or not array.flags.carray:
        return tf.convert_to_tensor(array)
    return tf.experimental.dlpack.from_dlpack(array.__dlpack__())
