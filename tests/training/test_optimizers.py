"""The optimizers and schedules take the steps that their definitions say."""

import math

import keras
import numpy as np
import pytest

from kerasdigits.training.optimizers import OPTIMIZERS, make_optimizer, make_schedule

pytestmark = pytest.mark.each_backend


def descend(optimizer, gradients, start):
    variable = keras.Variable(start)
    for gradient in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(gradient)], [variable])
    return keras.ops.convert_to_numpy(variable)


def replay(name, gradients, w, rate, decay):
    """The update rules in NumPy; decay is decoupled."""
    v = m = s = np.zeros_like(w)
    for step, g in enumerate(gradients, start=1):
        w = w - rate * decay * w
        if name in ("sgd", "momentum"):
            v = (0.9 if name == "momentum" else 0.0) * v - rate * g
            w = w + v
        elif name == "rmsprop":
            s = 0.9 * s + 0.1 * g**2
            w = w - rate * g / np.sqrt(s + 1e-7)
        else:
            m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
            corrected = math.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            w = w - rate * corrected * m / (np.sqrt(s) + 1e-7)
    return w


@pytest.mark.parametrize("decay", [0.0, 0.3])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_takes_the_steps_of_its_rule(name, decay):
    rng = np.random.default_rng()
    gradients = rng.normal(size=(20, 6)).astype("float32")
    start = rng.normal(size=6).astype("float32")
    optimizer = make_optimizer(name, 0.01, "constant", 20, decay)
    expected = replay(name, gradients.astype("float64"), start.astype("float64"), 0.01, decay)
    np.testing.assert_allclose(descend(optimizer, gradients, start), expected, atol=2e-5)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("exponential", lambda t: 0.2 * 0.01**t),
        ("cosine", lambda t: 0.1 * (1 + math.cos(math.pi * t))),
    ],
)
def test_a_schedule_follows_its_curve(name, expected):
    schedule = make_schedule(name, 0.2, 50)
    for step in (0, 1, 20, 49, 50):
        assert float(schedule(step)) == pytest.approx(expected(step / 50), rel=1e-4, abs=1e-7)


def test_constant_is_a_plain_number():
    assert make_schedule("constant", 0.2, 50) == 0.2
