"""Steps in several PyTorch processes: each takes its share, and DDP averages the gradients.

DDP hears of a step only where the model that it wraps is called, which Keras's `fit` never does.
"""

from __future__ import annotations

import keras
import torch
from torch.nn.parallel import DistributedDataParallel

from kerasdigits.training.batches import Batches
from kerasdigits.training.distribution.devices import Distribution
from kerasdigits.training.distribution.share import count_batch, counts, find_share
from kerasdigits.training.steps.epoch_steps import move_inputs
from kerasdigits.training.steps.on_torch import Step, TorchSteps


class DdpSteps(TorchSteps):
    """The steps of an epoch in one of several processes.

    Args:
        model: Compiled, with all its state built.
        batches: What to train on; each process has all of it.
        distribution: Over what.
    """

    def __init__(self, model: keras.Model, batches: Batches, distribution: Distribution):
        super().__init__(model, batches)
        self.distribution = distribution
        self.wrapped = DistributedDataParallel(model)

    def run(self, first: int, last: int) -> None:
        """Train on the batches from `first` to before `last`; then all know all metrics."""
        variables = [variable.value for variable in self.model.metrics_variables]
        before = [value.detach().clone() for value in variables]
        super().run(first, last)
        with torch.no_grad():
            for value, start in zip(variables, before, strict=True):
                counted = value - start
                torch.distributed.all_reduce(counted)
                value.copy_(start + counted)

    def record(self, chosen: torch.Tensor, moves: torch.Tensor) -> Step:
        """Record nothing: a record would hold no word to the other processes."""
        return self._take_step

    def _take_step(
        self, x: torch.Tensor, y: torch.Tensor, chosen: torch.Tensor, moves: torch.Tensor
    ) -> tuple[()]:
        size, replicas, number = len(chosen), self.distribution.replicas, self.distribution.rank
        share = find_share(size, replicas, number)
        inputs, targets = x.index_select(0, chosen[share]), y.index_select(0, chosen[share])
        inputs = move_inputs(inputs, moves[share])
        model = self.model
        model.zero_grad()
        with torch.enable_grad():
            outputs = self.wrapped(inputs, training=True)
            loss = model.compute_loss(x=inputs, y=targets, y_pred=outputs)
            loss.backward()
        weights = model.trainable_weights
        model.optimizer.apply([weight.value.grad for weight in weights], weights)
        if counts(size, replicas, number):
            count_batch(model, inputs, targets, outputs.detach(), loss.detach())
        return ()
