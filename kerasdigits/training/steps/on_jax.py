"""Steps on JAX: a compiled loop over many, or a compiled step called for each.

XLA computes a convolution inside a loop on a CPU several times slower than outside (measured: an
epoch of a small one takes 20 s instead of 2 s), so the program itself decides: the loop is taken
where it holds no convolution, or runs on a GPU. Both take the same steps.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import keras

from kerasdigits.training.batches import Batches
from kerasdigits.training.steps.epoch_steps import arrange_epoch, find_full_steps, take_batch

State = tuple[list[jax.Array], ...]


class JaxSteps:
    """The steps of an epoch on JAX.

    Args:
        model: Compiled, with all its state built.
        batches: What to train on.
    """

    def __init__(self, model: keras.Model, batches: Batches):
        self.model = model
        self.batches = batches
        self.full_steps = find_full_steps(batches)
        self.take_data()
        self.take_step = jax.jit(self._take_step, donate_argnums=0)
        self.take_steps = jax.jit(self._take_steps, donate_argnums=0)
        self.in_loop: bool | None = None

    def take_data(self) -> None:
        """Take over the batches' inputs and targets."""
        self.x, self.y = jnp.asarray(self.batches.x), jnp.asarray(self.batches.y)

    def start_epoch(self) -> None:
        """Take over the order, and the movements, of the batches' present epoch."""
        order, moves = arrange_epoch(self.batches)
        self.order, self.moves = jnp.asarray(order), jnp.asarray(moves)
        self.rest = len(self.batches.kept) % self.batches.batch_size

    def run(self, first: int, last: int) -> None:
        """Train on the batches from `first` to before `last`."""
        state: State = tuple([variable.value for variable in group] for group in self._groups())
        full = min(last, self.full_steps)
        if self.in_loop is None and first < full:
            self.in_loop = self._suits_a_loop(state)
        if self.in_loop and first < full:
            state = self.take_steps(state, self.x, self.y, self.order, self.moves, first, full)
        else:
            for step in range(first, full):
                state = self._call_step(state, step, self.batches.batch_size)
        if last > self.full_steps:
            state = self._call_step(state, self.full_steps, self.rest)
        for group, values in zip(self._groups(), state, strict=True):
            for variable, value in zip(group, values, strict=True):
                variable.assign(value)

    def _call_step(self, state: State, step: int, size: int) -> State:
        return self.take_step(
            state, self.x, self.y, self.order[step, :size], self.moves[step, :size]
        )

    def _take_step(self, state: State, x: Any, y: Any, chosen: Any, moves: Any) -> State:
        _, state = self.model.train_step(state, take_batch(x, y, chosen, moves))
        return tuple(list(group) for group in state)

    def _take_steps(
        self, state: State, x: Any, y: Any, order: Any, moves: Any, first: Any, last: Any
    ) -> State:
        def take_one(step: Any, state: State) -> State:
            return self._take_step(state, x, y, order[step], moves[step])

        return jax.lax.fori_loop(first, last, take_one, state)

    def _suits_a_loop(self, state: State) -> bool:
        if jax.default_backend() != "cpu":
            return True
        program = self.take_steps.lower(
            state, self.x, self.y, self.order, self.moves, 0, self.full_steps
        )
        return "stablehlo.convolution" not in program.as_text()

    def _groups(self) -> tuple[list[keras.Variable], ...]:
        """List the model's state as Keras's `train_step` takes it."""
        model = self.model
        return (
            model.trainable_variables,
            model.non_trainable_variables,
            model.optimizer.variables,
            model.metrics_variables,
        )
