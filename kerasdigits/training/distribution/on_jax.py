"""Steps on several JAX devices, of one process or of several: one program, divided by XLA.

The program is that of one device, so its sums run over the whole batch whatever is in it: batch
normalization, Dropout's masks, clipped gradients. Only the batch is divided; model and optimizer
lie on each device. Between the steps Keras has them on one device of each process, where it
evaluates, predicts and saves as ever; a `keras.distribution` that is set would divide those, too.
"""

from __future__ import annotations

from typing import Any

import jax
import keras
import numpy as np

from kerasdigits.training.batches import Batches
from kerasdigits.training.distribution.devices import Distribution
from kerasdigits.training.distribution.share import divides
from kerasdigits.training.steps.on_jax import JaxSteps, State


class DividedJaxSteps(JaxSteps):
    """The steps of an epoch on several devices.

    Args:
        model: Compiled, with all its state built.
        batches: What to train on; each process has all of it.
        distribution: Over what.
    """

    def __init__(self, model: keras.Model, batches: Batches, distribution: Distribution):
        self.distribution = distribution
        mesh = distribution.engine.device_mesh.backend_mesh
        self.everywhere = jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec())
        super().__init__(model, batches)

    def _put(self, values: Any) -> jax.Array:
        """Put the same values on each device; each process puts them on its own."""
        devices = self.everywhere.addressable_devices
        copies = [jax.device_put(np.asarray(values), device) for device in devices]
        return jax.make_array_from_single_device_arrays(values.shape, self.everywhere, copies)

    def _share(self, batch: tuple[Any, Any]) -> tuple[Any, Any]:
        if not divides(batch[0].shape[0], self.distribution.replicas):
            return batch
        engine = self.distribution.engine
        inputs, targets = (
            keras.distribution.distribute_tensor(part, engine.get_data_layout(part.shape))
            for part in batch
        )
        return inputs, targets

    def _read_state(self) -> State:
        return tuple([self._put(value) for value in group] for group in super()._read_state())

    def _write_state(self, state: State) -> None:
        super()._write_state(
            tuple([value.addressable_data(0) for value in group] for group in state)
        )
