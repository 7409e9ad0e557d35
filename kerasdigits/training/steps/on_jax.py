"""Steps on JAX: a compiled loop over many, or a compiled step called for each.

XLA computes a convolution inside a loop on a CPU several times slower than outside (measured: an
epoch of a small one takes 20 s instead of 2 s), so the program itself decides: the loop is taken
where it holds no convolution, or runs on a GPU. Both take the same steps.

A step that is called gets its batch from NumPy: on a CPU copying the chosen samples is quicker than
any call of JAX's that would choose them, and the data need not lie in memory twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jax
import keras
from jax.dtypes import canonicalize_dtype

from kerasdigits.training.batches import Batches
from kerasdigits.training.steps.epoch_steps import (
    arrange_epoch,
    choose,
    find_full_steps,
    move_inputs,
)

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
        self.state: State | None = None  # while it is held
        self.take_step = jax.jit(self._take_step, donate_argnums=0)
        self.take_steps = jax.jit(self._take_steps, donate_argnums=0)
        self.in_loop = self.full_steps > 0 and self._suits_a_loop()
        self.take_data()

    def take_data(self) -> None:
        """Take over the batches' inputs and targets."""
        if self.in_loop:
            self.x, self.y = self._put(self.batches.x), self._put(self.batches.y)

    def start_epoch(self) -> None:
        """Take over the order, and the movements, of the batches' present epoch."""
        self.order, self.moves = arrange_epoch(self.batches)
        self.rest = len(self.batches.kept) % self.batches.batch_size
        if self.in_loop:
            self.device_order = self._put(self.order), self._put(self.moves)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Give the model its state back after several runs, rather than after each."""
        self.state = self._read_state()
        try:
            yield
        finally:
            self._write_state(self.state)
            self.state = None

    def run(self, first: int, last: int) -> None:
        """Train on the batches from `first` to before `last`."""
        if self.state is None:
            with self.held():
                self.run(first, last)
            return
        full = min(last, self.full_steps)
        if self.in_loop and first < full:
            data = (self.x, self.y, *self.device_order)
            self.state = self.take_steps(self.state, *data, first, full)
        else:
            for step in range(first, full):
                self.state = self._call_step(self.state, step, self.batches.batch_size)
        if last > self.full_steps:
            self.state = self._call_step(self.state, self.full_steps, self.rest)

    def _call_step(self, state: State, step: int, size: int) -> State:
        chosen = self.order[step, :size]
        inputs, targets = self.batches.x[chosen], self.batches.y[chosen]
        return self.take_step(state, inputs, targets, self.moves[step, :size])

    def _take_step(self, state: State, inputs: Any, targets: Any, moves: Any) -> State:
        batch = self._share((move_inputs(inputs, moves), targets))
        _, state = self.model.train_step(state, batch)
        return tuple(list(group) for group in state)

    def _take_steps(
        self, state: State, x: Any, y: Any, order: Any, moves: Any, first: Any, last: Any
    ) -> State:
        def take_one(step: Any, state: State) -> State:
            inputs, targets = choose(x, y, order[step])
            return self._take_step(state, inputs, targets, moves[step])

        return jax.lax.fori_loop(first, last, take_one, state)

    def _suits_a_loop(self) -> bool:
        if jax.default_backend() != "cpu":
            return True
        data = (self.batches.x, self.batches.y, *arrange_epoch(self.batches))
        shapes = [jax.ShapeDtypeStruct(one.shape, canonicalize_dtype(one.dtype)) for one in data]
        program = self.take_steps.lower(self._read_state(), *shapes, 0, self.full_steps)
        return "stablehlo.convolution" not in program.as_text()

    def _put(self, values: Any) -> jax.Array:
        """Put values on the device; unlike `asarray`, this shares aligned memory on a CPU."""
        return jax.device_put(values)

    def _share(self, batch: tuple[Any, Any]) -> tuple[Any, Any]:
        """Divide a batch among devices: here there is one."""
        return batch

    def _read_state(self) -> State:
        return tuple([variable.value for variable in group] for group in self._groups())

    def _write_state(self, state: State) -> None:
        for group, values in zip(self._groups(), state, strict=True):
            for variable, value in zip(group, values, strict=True):
                variable.assign(value)

    def _groups(self) -> tuple[list[keras.Variable], ...]:
        """List the model's state as Keras's `train_step` takes it."""
        model = self.model
        return (
            model.trainable_variables,
            model.non_trainable_variables,
            model.optimizer.variables,
            model.metrics_variables,
        )
