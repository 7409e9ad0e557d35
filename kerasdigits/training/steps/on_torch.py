"""Steps on PyTorch: the operations of one step are recorded, and replayed for each batch.

Keras's layers, losses, metrics and optimizers decide in Python what to compute, anew in each step;
for a small model that takes several times as long as computing it. The record holds the operations
alone, backward pass and updates included, and works on the model's own variables.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import keras
import torch

from kerasdigits.tfjs.reference.keras_altered import keeping_what_layers_assign
from kerasdigits.training.batches import Batches
from kerasdigits.training.steps.epoch_steps import arrange_epoch, find_full_steps, move_inputs
from kerasdigits.training.steps.fused_normalization import normalizing_by
from kerasdigits.training.steps.recorded_step import simplify
from kerasdigits.training.steps.recording import record
from kerasdigits.training.steps.torch_kernels import move, normalize

# Below as many products of a weight and a sample in a step, threads wait for each other longer than
# they compute: the small models of a course are ten times slower where another program runs, too.
_PRODUCTS_FOR_ONE_THREAD = 10_000_000

# In an epoch of as many full steps the smaller last one is not worth a record of its own, which
# takes as long as 20 to 700 steps.
_MANY_STEPS = 256

Step = Callable[[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor], Any]


class TorchSteps:
    """The steps of an epoch on PyTorch.

    Args:
        model: Compiled, with all its state built.
        batches: What to train on.
    """

    def __init__(self, model: keras.Model, batches: Batches):
        self.model = model
        self.batches = batches
        self.full_steps = find_full_steps(batches)
        self.rest = len(batches.kept) % batches.batch_size
        self.take_data()
        self.recorded: dict[int, Step] = {}  # by batch size
        self.places: list[int] = []  # where a record writes
        self.recordable = True
        # By the model alone, not by a measurement: another number of threads may sum in another
        # order, and the same seed is to give the same weights.
        convolves = any(len(variable.shape) > 2 for variable in model.trainable_variables)
        products = sum(math.prod(variable.shape) for variable in model.trainable_variables)
        self.small = not convolves and products * batches.batch_size < _PRODUCTS_FOR_ONE_THREAD

    def take_data(self) -> None:
        """Take over the batches' inputs and targets."""
        self.y = keras.ops.convert_to_tensor(self.batches.y)
        on_cpu, x = self.y.device.type == "cpu", self.batches.x
        if on_cpu and x.dtype == "float32" and x.flags.writeable:
            self.x = torch.from_numpy(x)  # shares its memory, where Keras copies it
        else:
            self.x = keras.ops.convert_to_tensor(x)

    def start_epoch(self) -> None:
        """Take over the order, and the movements, of the batches' present epoch."""
        order, moves = arrange_epoch(self.batches)
        self.order = torch.as_tensor(order, device=self.x.device).long().unbind(0)
        self.moves = torch.as_tensor(moves, device=self.x.device).unbind(0)

    def held(self) -> AbstractContextManager[None]:
        """Let several runs follow each other: they work on the model's own variables."""
        return nullcontext()

    def run(self, first: int, last: int) -> None:
        """Train on the batches from `first` to before `last`."""
        threads = torch.get_num_threads()
        try:
            if self.small:
                torch.set_num_threads(1)
            self._run(first, last)
        finally:
            torch.set_num_threads(threads)

    def _run(self, first: int, last: int) -> None:
        self.model.train()
        if self.places != self._find_places():  # a callback has given a variable other memory
            self.recorded.clear()
        for step in range(first, last):
            size = self.batches.batch_size if step < self.full_steps else self.rest
            chosen, moves = self.order[step], self.moves[step]
            if size != len(chosen):
                chosen, moves = chosen[:size], moves[:size]
            if size not in self.recorded:
                worth_it = step < self.full_steps or self.full_steps < _MANY_STEPS
                self.recorded[size] = self.record(chosen, moves) if worth_it else self._take_step
                self.places = self._find_places()
            with torch.no_grad():
                self.recorded[size](self.x, self.y, chosen, moves)
        self.model.eval()

    def _take_step(
        self, x: torch.Tensor, y: torch.Tensor, chosen: torch.Tensor, moves: torch.Tensor
    ) -> tuple[()]:
        inputs = move_inputs(x.index_select(0, chosen), moves, move)
        with (
            torch.enable_grad(),
            normalizing_by(normalize, self.model),
            keeping_what_layers_assign(),
        ):
            self.model.train_step((inputs, y.index_select(0, chosen)))
        return ()

    def record(self, chosen: torch.Tensor, moves: torch.Tensor) -> Step:
        """Record a step on a batch, and leave the model as it was.

        A step that decides in Python by what it has computed cannot be recorded, and is taken by
        Keras.
        """
        before = [variable.value.detach().clone() for variable in self._variables()]
        random_state = torch.get_rng_state()
        try:
            data = (self.x, self.y, chosen, moves)
            return simplify(record(self._take_step, data), data)
        except Exception:  # whatever a layer of the user's makes of a recording
            self.recordable = False
            return self._take_step
        finally:
            self.model.zero_grad()
            torch.set_rng_state(random_state)
            with torch.no_grad():
                for variable, value in zip(self._variables(), before, strict=True):
                    variable.value.copy_(value)

    def _find_places(self) -> list[int]:
        return [variable.value.data_ptr() for variable in self._variables()]

    def _variables(self) -> list[keras.Variable]:
        return [
            *self.model.variables,
            *self.model.optimizer.variables,
            *self.model.metrics_variables,
        ]
