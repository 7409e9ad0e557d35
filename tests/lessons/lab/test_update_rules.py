"""The rules written out in NumPy make the steps that Keras's optimizers make."""

from collections import defaultdict

import keras
import numpy as np
import pytest

from kerasdigits.lessons.lab.update_rules import adam, averaged, heavy_ball, rmsprop

CASES = {
    "sgd": (heavy_ball, {"rate": 0.03}, lambda: keras.optimizers.SGD(0.03)),
    "momentum": (
        heavy_ball,
        {"rate": 0.03, "beta": 0.8},
        lambda: keras.optimizers.SGD(0.03, momentum=0.8),
    ),
    "rmsprop": (
        rmsprop,
        {"rate": 0.02, "rho": 0.95},
        lambda: keras.optimizers.RMSprop(0.02, rho=0.95),
    ),
    "adam": (
        adam,
        {"rate": 0.02, "beta1": 0.8, "beta2": 0.99},
        lambda: keras.optimizers.Adam(0.02, beta_1=0.8, beta_2=0.99),
    ),
    "adam with its own settings": (adam, {"rate": 0.001}, lambda: keras.optimizers.Adam(0.001)),
}


def sample_gradients(steps=50):
    """Gradients of very different sizes, some of them zero."""
    rng = np.random.default_rng()
    gradients = rng.normal(size=(steps, 12)) * np.geomspace(1e-3, 10, 12)
    return (gradients * (rng.random((steps, 12)) > 0.1)).astype("float32")


def follow(rule, settings, gradients):
    """The weights after each step by a rule, from zero."""
    memory = defaultdict(float)
    return np.cumsum([rule(g, memory, **settings) for g in gradients], axis=0)


@pytest.mark.each_backend
@pytest.mark.parametrize("case", CASES)
def test_fifty_steps_on_unseen_gradients_are_those_of_keras(case):
    rule, settings, make = CASES[case]
    gradients, optimizer = sample_gradients(), make()
    variable = keras.Variable(np.zeros(12, "float32"))
    for gradient in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(gradient)], [variable])
    own = follow(rule, settings, gradients)[-1]
    np.testing.assert_allclose(own, keras.ops.convert_to_numpy(variable), atol=1e-5)


def test_an_averaged_gradient_is_the_heavy_ball_with_a_smaller_rate():
    gradients = sample_gradients(200).astype("float64")
    for beta in (0.5, 0.9, 0.99):
        ball = follow(heavy_ball, {"rate": (1 - beta) * 0.3, "beta": beta}, gradients)
        average = follow(averaged, {"rate": 0.3, "beta": beta}, gradients)
        np.testing.assert_allclose(average, ball, rtol=1e-9, atol=1e-12)


def test_adam_made_anew_or_with_betas_of_zero_steps_by_the_sign_of_the_gradient():
    gradients = sample_gradients().astype("float64")
    large = np.abs(gradients) > 0.01  # epsilon slows those that are nearly zero
    expected = -0.01 * np.sign(gradients[large])
    anew = np.array([adam(g, defaultdict(float), 0.01) for g in gradients])
    np.testing.assert_allclose(anew[large], expected, rtol=1e-3)
    memory = defaultdict(float)
    no_betas = np.array([adam(g, memory, 0.01, beta1=0, beta2=0) for g in gradients])
    np.testing.assert_allclose(no_betas[large], expected, rtol=1e-3)
