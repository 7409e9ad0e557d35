"""Steps on a model that TensorFlow mirrors on several devices of one process."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from kerasdigits.training.batches import Batches
from kerasdigits.training.distribution.devices import Distribution
from kerasdigits.training.distribution.share import count_batch, counts, find_share
from kerasdigits.training.steps.epoch_steps import choose, move_inputs
from kerasdigits.training.steps.on_tensorflow import TensorFlowSteps


class MirroredSteps(TensorFlowSteps):
    """The steps of an epoch on several devices.

    The step is that of Keras's `train_step`, but for the metrics of a batch that all devices take.
    Keras divides each device's loss by their number, and its optimizer sums up their gradients.

    Args:
        model: Compiled in the strategy's scope, with all its state built.
        batches: What to train on.
        distribution: Over what.
    """

    def __init__(self, model: keras.Model, batches: Batches, distribution: Distribution):
        self.distribution = distribution
        super().__init__(model, batches, total_steps=0)

    def _compile(self, by_xla: bool) -> None:
        self.take_steps = tf.function(self._take_steps, autograph=False)

    def _take_one(self, x: Any, y: Any, chosen: Any, moves: Any) -> None:
        self.distribution.engine.run(self._take_share, args=(x, y, chosen, moves))

    def _take_share(self, x: Any, y: Any, chosen: Any, moves: Any) -> None:
        """Take a device's share of a step, on that device."""
        context = tf.distribute.get_replica_context()
        number = int(tf.get_static_value(context.replica_id_in_sync_group))
        size, replicas = chosen.shape[0], self.distribution.replicas
        share = find_share(size, replicas, number)
        inputs, targets = choose(x, y, chosen[share])
        inputs = move_inputs(inputs, moves[share])
        model = self.model
        with tf.GradientTape() as tape:
            outputs = model(inputs, training=True)
            loss = model.compute_loss(x=inputs, y=targets, y_pred=outputs)
        weights = model.trainable_weights
        model.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
        if counts(size, replicas, number):
            count_batch(model, inputs, targets, outputs, loss * replicas)
