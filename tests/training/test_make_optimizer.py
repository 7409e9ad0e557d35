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
def test_an_optimizer_takes_the_steps_of_its_rule(name, decay, rng):
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


def rounding(rate):
    """What a cosine in float32 may be off at a highest rate: some ten roundings of 6e-8 each."""
    return 1e-6 * rate


def cosine_between(start, end, share):
    return start + (end - start) * (1 - math.cos(math.pi * share)) / 2


def test_one_cycle_climbs_a_quarter_and_falls_to_a_hundred_thousandth(rng):
    rate, steps = rng.uniform(1e-4, 0.1), int(rng.integers(10, 2_000))
    schedule = make_schedule("one-cycle", rate, steps)
    for step in rng.integers(steps, size=6):
        done = step / steps
        if done < 0.25:
            expected = cosine_between(rate / 25, rate, done / 0.25)
        else:
            expected = cosine_between(rate, rate / 1e5, (done - 0.25) / 0.75)
        assert float(schedule(int(step))) == pytest.approx(expected, rel=1e-4, abs=rounding(rate))


def test_sgdr_starts_each_cycle_at_the_highest_rate_and_anneals_to_nothing(rng):
    rate, cycles = rng.uniform(1e-4, 0.1), int(rng.integers(2, 4))
    first, mult = int(rng.integers(2, 7)), int(rng.integers(1, 4))
    lengths = [first * mult**cycle for cycle in range(cycles)]
    schedule = make_schedule("sgdr", rate, sum(lengths), lengths)
    expected = [
        rate / 2 * (1 + math.cos(math.pi * step / length))
        for length in lengths
        for step in range(length)
    ]
    received = [float(schedule(step)) for step in range(sum(lengths))]
    np.testing.assert_allclose(received, expected, rtol=0, atol=rounding(rate))
    assert np.sum(np.diff(received) > 0) == cycles - 1
    assert float(schedule(sum(lengths))) == pytest.approx(0, abs=rounding(rate))


def test_sgdr_restarts_where_kerass_logarithms_miss_the_step():
    """CosineDecayRestarts of Keras 3.15, compiled, gives 0 at step 1,666 of these cycles."""
    schedule = make_schedule("sgdr", 0.1, 1666 * 43, [1666, 6 * 1666, 36 * 1666])
    for step, expected in ((1665, 0.0), (1666, 0.1), (7 * 1666, 0.1), (7 * 1666 - 1, 0.0)):
        assert float(schedule(step)) == pytest.approx(expected, abs=1e-7)


def test_sgdr_is_kerass_own_curve_where_that_finds_the_restarts(rng):
    first = int(rng.integers(5, 30))
    theirs = keras.optimizers.schedules.CosineDecayRestarts(0.05, first, t_mul=2.0)
    ours = make_schedule("sgdr", 0.05, 7 * first, [first, 2 * first, 4 * first])
    for step in rng.integers(7 * first, size=4):
        assert float(ours(int(step))) == pytest.approx(float(theirs(int(step))), abs=1e-8)


@pytest.mark.parametrize("name", ["momentum", "adam", "adamw"])
def test_the_momentum_of_one_cycle_falls_and_rises_against_its_rate(name, rng):
    """The update rules in NumPy, with the momentum and the rate of each step."""
    decay = 0.3
    gradients = rng.normal(size=(24, 6)).astype("float32")
    start = rng.normal(size=6).astype("float32")
    optimizer = make_optimizer(name, 0.02, "one-cycle", 24, decay, cycle_momentum=True)
    received = descend(optimizer, gradients, start)
    w, v, m, s = start.astype("float64"), 0.0, 0.0, 0.0
    for step, g in enumerate(gradients.astype("float64")):
        done = step / 24
        if done < 0.25:
            rate = cosine_between(0.02 / 25, 0.02, done / 0.25)
            momentum = cosine_between(0.95, 0.85, done / 0.25)
        else:
            rate = cosine_between(0.02, 0.02 / 1e5, (done - 0.25) / 0.75)
            momentum = cosine_between(0.85, 0.95, (done - 0.25) / 0.75)
        w = w - rate * decay * w
        if name == "momentum":
            v = momentum * v - rate * g
            w = w + v
        else:
            m, s = momentum * m + (1 - momentum) * g, 0.999 * s + 0.001 * g**2
            corrected = math.sqrt(1 - 0.999 ** (step + 1)) / (1 - momentum ** (step + 1))
            w = w - rate * corrected * m / (np.sqrt(s) + 1e-7)
    np.testing.assert_allclose(received, w, atol=2e-5)
    plain = descend(make_optimizer(name, 0.02, "one-cycle", 24, decay), gradients, start)
    assert np.abs(plain - w).max() > 1e-3  # the cycle makes a difference that the test can see


def test_constant_is_a_plain_number():
    assert make_schedule("constant", 0.2, 50) == 0.2
