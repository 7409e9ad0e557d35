"""lr-schedules: the recorded rates are the closed form; the ends are those of the saved weights."""

import keras
import numpy as np
import pytest

from kerasdigits.lessons.stochastic import lr_schedules as lesson
from kerasdigits.training.batches import Batches
from kerasdigits.training.optimizers import make_optimizer

LESSON = "lr-schedules"
ENDS = ("cosine-7", "sgdr-1", "sgdr-3", "sgdr-7", "one-cycle-7", "constant-7")


def cosine(start, end, share):
    return end + (start - end) * (1 + np.cos(np.pi * np.clip(share, 0, 1))) / 2


def restart(highest, lengths):
    return np.concatenate([cosine(highest, 0, np.arange(n) / n) for n in lengths])


def measure(weights, x, y):
    """The mean loss and accuracy of a saved network on 8 x 8 images, in float64, by loops."""
    for layer in range(3):
        kernel, bias = (w.astype("float64") for w in weights[2 * layer : 2 * layer + 2])
        side = x.shape[1] // 2
        x = np.pad(x.astype("float64"), [(0, 0), (0, 1), (0, 1), (0, 0)])
        out = np.empty((len(x), side, side, kernel.shape[-1]))
        for row in range(side):
            for column in range(side):
                patch = x[:, 2 * row : 2 * row + 3, 2 * column : 2 * column + 3]
                out[:, row, column] = np.tensordot(patch, kernel, 3) + bias
        x = np.maximum(out, 0) if layer < 2 else out
    logits = x.mean(axis=(1, 2))
    sums = np.log(np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1))
    losses = sums + logits.max(axis=1) - logits[np.arange(len(y)), y]
    return losses.mean(), np.mean(logits.argmax(axis=1) == y)


def test_the_rates_that_trained_are_the_closed_forms(quick_run):
    arrays, steps = quick_run.arrays, 22
    total, done = 7 * steps, np.arange(154) / 154
    lengths = (steps, 2 * steps, 4 * steps)
    np.testing.assert_allclose(arrays["rates_sgdr"], restart(0.01, lengths), rtol=0, atol=1e-8)
    assert np.sum(np.diff(arrays["rates_sgdr"]) > 0) == 2
    np.testing.assert_allclose(arrays["rates_cosine"], restart(0.01, [total]), atol=1e-8)
    np.testing.assert_allclose(arrays["rates_constant"], 0.01, atol=1e-8)
    for name, (start, middle, end) in {
        "rates_one-cycle": (0.01 / 25, 0.01, 1e-7),
        "momenta_one-cycle": (0.95, 0.85, 0.95),
    }.items():
        falling = cosine(middle, end, (done - 0.25) / 0.75)
        expected = np.where(done < 0.25, cosine(start, middle, done / 0.25), falling)
        np.testing.assert_allclose(arrays[name], expected, rtol=1e-4, atol=1e-8)
    told = {
        "rates_sgdr": 0.01 * lesson.restart(lengths),
        "rates_one-cycle": 0.01 * lesson.one_cycle(total),
        "momenta_one-cycle": lesson.one_cycle(total, start=0.95, top=0.85, end=0.95),
    }
    for name, rates in told.items():
        np.testing.assert_allclose(arrays[name], rates, rtol=1e-4, atol=1e-8)


def test_hidden_cycles_follow_the_closed_form_and_kerass_own_curve(rng):
    first, rate = int(rng.integers(2, 6)), rng.uniform(1e-3, 0.05)
    data = type("Data", (), {})()
    data.x_test, data.y_test = np.zeros((1, 1), "float32"), np.zeros(1, int)
    for mult in (1, 2, 3):
        lengths = [first * mult**cycle for cycle in range(3)]
        print("cycles", lengths, rate)
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)])
        batches = Batches(np.ones((sum(lengths), 1), "float32"), np.zeros(sum(lengths)), 1, 0)
        optimizer = make_optimizer("sgd", rate, "sgdr", sum(lengths), 0.0, cycle_steps=lengths)
        rates = lesson.train(model, optimizer, batches, 1, data).rates
        np.testing.assert_allclose(rates, restart(rate, lengths), rtol=0, atol=1e-6 * rate)
        assert np.sum(np.diff(rates) > 0) == 2
        if mult == 2:  # for some other factors Keras misses restarts
            theirs = keras.optimizers.schedules.CosineDecayRestarts(rate, first, t_mul=2.0)
            expected = [float(theirs(step)) for step in range(sum(lengths))]
            np.testing.assert_allclose(rates, expected, rtol=0, atol=1e-6 * rate)


def test_the_table_tells_the_losses_and_the_noise_of_the_saved_weights(quick_run, digits):
    rows = quick_run.table("ends")
    assert [row[0] for row in rows] == list(ENDS)
    x, y = digits.x_train[:512], digits.y_train[:512]
    for row, sharpness in zip(rows, quick_run.arrays["sharpness"], strict=True):
        weights = [quick_run.weights[f"{row[0]}/{n}"] for n in range(6)]
        expected = measure(weights, digits.x_test, digits.y_test)
        np.testing.assert_allclose(row[1:3], expected, rtol=1e-4)
        rng, losses = quick_run.context.make_rng(1), []
        for _ in range(4):
            noise = [rng.normal(size=w.shape) * np.sqrt(np.mean(w**2)) for w in weights]
            pairs = list(zip(weights, noise, strict=True))
            losses.append([measure([w + s * e for w, e in pairs], x, y)[0] for s in (0, 0.2)])
        np.testing.assert_allclose(row[3:], np.mean(losses, axis=0), rtol=1e-3)
        np.testing.assert_allclose(row[3:], sharpness[::2], rtol=1e-9)
    assert quick_run.arrays["tests_sgdr"][0, 0] == pytest.approx(rows[1][1])
    quartiles = np.percentile(1 / (np.sqrt(quick_run.arrays["squares"]) + 1e-7), [25, 75])
    assert quick_run["spread"] == pytest.approx(quartiles[1] / quartiles[0], rel=1e-4)
    assert quick_run["spread"] > 1.5


def test_each_restart_carries_balls_to_the_flat_well_and_so_does_one_long_cycle(quick_run):
    w, rng, shares = np.repeat([-1.0, 1.0], 500), quick_run.context.make_rng(2), []
    for rate in restart(0.04, (100, 200, 400)):
        sharp, flat = 20 * (w + 1) ** 2, 2 * (w - 1) ** 2
        lower = np.minimum(sharp, flat)
        parts = np.exp(-(sharp - lower) / 0.05), np.exp(-(flat - lower) / 0.05)
        slope = (parts[0] * 40 * (w + 1) + parts[1] * 4 * (w - 1)) / (parts[0] + parts[1])
        w = w - rate * (slope + 4.5 * rng.normal(size=1000))
        shares.append(np.mean(w > -0.5))
    np.testing.assert_allclose(quick_run.arrays["shares_restarts"], shares, atol=0.01)
    assert quick_run["flat_low"] == pytest.approx(0.5, abs=0.02)
    assert 0.52 < quick_run["flat_1"] < quick_run["flat_2"] < quick_run["flat_3"]
    assert quick_run["flat_cosine"] == pytest.approx(quick_run["flat_3"], abs=0.06)


def test_annealing_settles_in_the_well_where_it_began(quick_run):
    starts = quick_run.context.make_rng(3).uniform(-2, 2, 1000)
    barrier = np.sort(np.roots([4, 0, -8, 1]).real)[1]
    assert barrier == pytest.approx(0.126, abs=1e-3)
    assert quick_run["share_lowest"] == pytest.approx(np.mean(starts < barrier))


@pytest.mark.reference
def test_on_mnist_a_tenth_of_the_rate_is_worse_and_one_cycle_is_as_good(mnist_run):
    high, low, cycle = (mnist_run.arrays[f"shares_docs_{n}"] for n in ("high", "low", "one_cycle"))
    assert min(len(high), len(low), len(cycle)) == 2
    assert np.mean(cycle) > np.mean(low)
    assert np.mean(cycle) > np.mean(high) - 0.005
