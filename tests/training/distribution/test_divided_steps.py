"""Steps that are divided among devices are those of one device, in this process.

Several real devices and processes are for test_several_processes.py; JAX has two here
(conftest.py), TensorFlow and PyTorch one, whose own step is held against Keras's.
"""

import keras
import numpy as np
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.distribution.devices import ALONE, Distribution, join
from kerasdigits.training.steps import loop

pytestmark = pytest.mark.each_backend


@pytest.fixture
def distribution(monkeypatch, tmp_path):
    if keras.config.backend() == "jax":
        with join() as found:
            assert found.replicas == 2
            yield found
    elif keras.config.backend() == "tensorflow":
        import tensorflow as tf

        yield Distribution(engine=tf.distribute.MirroredStrategy(["CPU:0"]), mirrors=True)
    else:
        import torch

        torch.distributed.init_process_group(
            "gloo", init_method=f"file://{tmp_path}/meet", rank=0, world_size=1
        )
        yield Distribution()
        torch.distributed.destroy_process_group()


def make_model():
    keras.utils.set_random_seed(3)
    layers = [
        keras.layers.Flatten(),
        keras.layers.Dense(6, activation="relu", kernel_regularizer="l2"),
        keras.layers.Dense(3),
    ]
    model = keras.Sequential([keras.Input((8, 8, 1)), *layers])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.Adam(0.01)
    model.compile(optimizer, loss, metrics=["accuracy"])
    optimizer.build(model.trainable_variables)
    return model


def test_divided_steps_give_the_weights_and_the_curve_of_one_device(rng, monkeypatch, distribution):
    """Two epochs of 4 full batches and one of 5 samples, which two devices cannot divide."""
    x = rng.random((69, 8, 8, 1), dtype="float32")
    y = rng.integers(0, 3, 69)
    found = []
    for divided in (False, True):
        used = distribution if divided else ALONE
        if divided:
            monkeypatch.setattr(
                loop,
                "_make_steps_of_one",
                lambda model, batches, _: loop._make_divided_steps(model, batches, distribution),
            )
        with used.scope():
            model = make_model()
        batches = Batches(x, y, 16, seed=1)
        follow = FollowEpochs(batches)
        loop.train_epochs(model, batches, epochs=2, callbacks=[follow], distribution=used)
        found.append((model, model.history.history))
    (one, right), (several, curve) = found
    for name, values in right.items():
        np.testing.assert_allclose(curve[name], values, rtol=1e-5)
    # Sums over shares, in another order: the last bits of a sum, which Adam's first steps may
    # enlarge. A share that is left out or counted twice changes the third digit.
    for ours, theirs in zip(several.get_weights(), one.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=2e-6)


def test_what_keras_trains_by_itself_is_not_divided():
    model = make_model()
    model.run_eagerly = True
    with pytest.raises(ModelError, match=r"own training loop.*2 devices.*Leave distribute out"):
        loop.train_epochs(model, [], epochs=1, distribution=Distribution(replicas=2))
