"""A frozen body stays as it is, and its head learns the same from activations computed once."""

import keras
import numpy as np
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.frozen_body import freeze_body, precompute, split_body, unfreeze

layers = keras.layers


def build_model():
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(4, 3, name="conv"),
            layers.BatchNormalization(name="normalization"),
            layers.ReLU(name="relu"),
            layers.GlobalAveragePooling2D(name="pool"),
            layers.Dropout(0.3, name="dropout"),
            layers.Dense(3, name="outputs"),
        ]
    )


def train(model, x, y, epochs=2):
    batches = Batches(x, y, batch_size=8, seed=5)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), loss)
    follow = FollowEpochs(batches)
    model.fit(batches, epochs=epochs, shuffle=False, callbacks=[follow], verbose=0)


@pytest.mark.each_backend
def test_a_head_on_activations_computed_once_learns_what_it_learns_on_the_frozen_body(rng):
    x = rng.random((24, 8, 8, 1), dtype="float32")
    y = rng.integers(0, 3, 24)
    model = build_model()
    mean, variance = model.get_layer("normalization").get_weights()[2:]
    model.get_layer("normalization").set_weights(
        [rng.random(4) + 1, rng.random(4), mean + 0.1, variance + 0.5]
    )
    start = model.get_weights()
    freeze_body(model, "pool")
    body, head = split_body(model, "pool")
    train(head, precompute(body, x), y)
    by_head = model.get_weights()
    model.set_weights(start)
    train(model, x, y)
    by_model = model.get_weights()
    for before, after, shared in zip(start[:-2], by_model[:-2], by_head[:-2], strict=True):
        np.testing.assert_array_equal(after, before)
        np.testing.assert_array_equal(shared, before)
    for ours, theirs, before in zip(by_head[-2:], by_model[-2:], start[-2:], strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
        assert np.abs(ours - before).max() > 1e-3
    unfreeze(model)
    assert len(model.trainable_weights) == 6


def test_what_draws_random_numbers_or_is_led_past_cannot_be_computed_once(rng):
    body, _ = split_body(build_model(), "dropout")
    with pytest.raises(ModelError, match=r"change every epoch\. Received: layer dropout"):
        precompute(body, np.zeros((2, 8, 8, 1)))
    with pytest.raises(ModelError, match=r"no layer of that name\. Received: pol"):
        freeze_body(build_model(), "pol")
    inputs = keras.Input((4,))
    inside = layers.Dense(4, name="inside")(inputs)
    model = keras.Model(inputs, layers.Dense(2)(layers.Add()([inputs, inside])))
    with pytest.raises(ModelError, match="a connection leads past that layer"):
        split_body(model, "inside")
