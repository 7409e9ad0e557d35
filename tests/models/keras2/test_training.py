"""Compile settings of Keras 2 mean in Keras 3 what they meant, and it trains on by them."""

import keras
import numpy as np
import pytest
from keras import layers

from kerasdigits.models.keras2.loss_weights import name_losses

SEQUENTIAL = {"class_name": "Sequential", "config": {}}
MODEL = {"class_name": "Functional", "config": {"output_layers": [["zeta", 0, 0], ["alpha", 0, 0]]}}
X, TARGETS = np.ones((4, 3), "float32"), [np.zeros((4, 1)), np.ones((4, 1))]


def two_outputs():
    """The first output is 3 off its target, the second 1."""
    entry = keras.Input((3,))
    zeta = layers.Dense(1, name="zeta", kernel_initializer="ones")(entry)
    alpha = layers.Dense(1, name="alpha", kernel_initializer="zeros")(entry)
    return keras.Model(entry, [zeta, alpha])


# What tf_keras 2.21.0 evaluates: the weight of an output that has none is 1.
@pytest.mark.parametrize("loss", [["mse", "mse"], "mse", {"zeta": "mse", "alpha": "mse"}])
@pytest.mark.parametrize(
    ("weights", "expected"), [({"zeta": 2.0, "alpha": 0.0}, 18), ({"zeta": 2.0}, 19)]
)
def test_weights_by_name_go_to_the_outputs_that_they_name(loss, weights, expected):
    settings = name_losses({"loss": loss, "loss_weights": weights}, MODEL)
    model = two_outputs()
    model.compile("sgd", **settings)
    found = model.evaluate(X, TARGETS, return_dict=True, verbose=0)
    assert found["loss"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("settings", "model"),
    [
        ({"loss": ["mse", "mse"], "loss_weights": [1.0, 2.0]}, MODEL),
        ({"loss": "mse", "loss_weights": None}, MODEL),
        ({"loss": "mse", "loss_weights": {"other": 1.0}}, MODEL),
        (
            {"loss": "mse", "loss_weights": {"zeta": 1.0}},
            {"class_name": "Sequential", "config": {}},
        ),
        ({"loss": ["mse"] * 3, "loss_weights": {"zeta": 1.0}}, MODEL),
    ],
)
def test_what_names_no_outputs_stays_as_it_is(settings, model):
    assert name_losses(settings, model) == settings
