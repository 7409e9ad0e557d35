"""mini-batch-sgd: what an epoch deals out, the noise of a glance, and the way it ends."""

import numpy as np
import pytest

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.stochastic import mini_batch_sgd as lesson
from kerasdigits.training.batches import Batches

LESSON = "mini-batch-sgd"
SIZES = (1, 4, 16, 64, 256)
RATES = np.array([0.01, 0.03, 0.1, 0.3, 1])


@pytest.fixture
def three_or_seven(quick_run):
    data = quick_run.context.load_digits("3", "7")
    x = data.x_train.reshape(len(data.x_train), -1).astype("float64")
    return np.hstack([x, np.ones((len(x), 1))]), data.y_train.astype("float64")


def point_gradients(x, y, weights):
    """The gradient of (x w - y)**2 at each point, by hand."""
    return 2 * (x @ weights - y)[:, None] * x


def step_on_digits(weights, x, target):
    """The gradient of the mean cross-entropy of each copy: (p - t) x."""
    return x.T @ (1 / (1 + np.exp(-x @ weights)) - target[:, None]) / len(x)


def test_the_noise_of_the_gradient_falls_with_the_root_of_the_batch_size(quick_run):
    a = quick_run.arrays
    gradients = point_gradients(a["x"], a["y"], np.array([-1, 1]))
    np.testing.assert_allclose(a["gradients"], gradients, rtol=1e-5, atol=1e-9)
    one = gradients.std(axis=0)
    for size, drawn in zip(SIZES, a["drawn"], strict=True):
        error = np.sqrt(np.mean(np.sum((drawn - gradients.mean(axis=0)) ** 2, axis=1)))
        assert quick_run[f"noise_{size}"] == pytest.approx(error, rel=1e-6)
        assert error == pytest.approx(np.linalg.norm(one) / np.sqrt(size), rel=0.15)
    noise = [quick_run[f"noise_{size}"] for size in SIZES]
    assert np.polyfit(np.log(SIZES), np.log(noise), 1)[0] == pytest.approx(-0.5, abs=0.05)


def test_a_batch_of_one_is_one_of_the_points_and_any_of_them_comes_up(quick_run):
    a = quick_run.arrays
    apart = np.abs(a["drawn"][0][:, None] - a["gradients"][None]).max(axis=2)
    assert apart.min(axis=1).max() < 1e-9
    assert len(set(apart.argmin(axis=1))) > 95  # one is missed in 0.4 % of all seeds


def test_each_sample_comes_once_in_each_epoch_and_no_epoch_repeats_another(quick_run):
    orders = quick_run.arrays["orders"]
    np.testing.assert_array_equal(np.sort(orders, axis=1), [np.arange(orders.shape[1])] * 8)
    assert len({tuple(order) for order in orders}) == len(orders)
    rows = [(row[1], row[2], row[3], row[4]) for row in quick_run.table("batches")]
    assert rows == [("26", 6, 5, 2), ("12,396", 256, 49, 108), ("271", 256, 2, 15)]


@pytest.mark.each_backend
def test_the_trainings_are_the_orders_replayed_in_numpy(quick_run, three_or_seven):
    x, target = three_or_seven
    for size, name in ((1, "1"), (16, "16"), (256, "256"), (len(x), "all")):
        weights = np.zeros((65, 5))
        for order in quick_run.arrays["orders"]:
            for start in range(0, len(x), size):
                chosen = order[start : start + size]
                weights = weights - RATES * step_on_digits(weights, x[chosen], target[chosen])
        found = quick_run.weights[f"batches_of_{name}/weights"]
        np.testing.assert_allclose(found, weights, rtol=1e-4, atol=2e-5)
        logits = x @ weights
        losses = np.mean(np.log1p(np.exp(logits)) - target[:, None] * logits, axis=0)
        np.testing.assert_allclose(quick_run.arrays[f"losses_of_{name}"][-1], losses, atol=1e-5)


def train_to_the_end(x, target, size, rates=RATES, **how):
    batches = Batches(x, target, size, seed=0, **how)
    *_, weights = lesson.step_through(batches, 20, rates.astype("float32"))
    return weights


def test_one_batch_of_all_samples_is_batch_gradient_descent_bit_for_bit(three_or_seven):
    x, target = (array.astype("float32") for array in three_or_seven)
    target = target[:, None]
    one_batch = train_to_the_end(x, target, len(x), shuffled=False)
    loss_and_gradients = value_and_grad(lesson.cross_entropy, compiled=True)
    weights = np.zeros((65, 5), "float32")
    for _ in range(20):
        weights = weights - RATES.astype("float32") * loss_and_gradients(weights, x, target)[1]
    np.testing.assert_array_equal(one_batch, weights)
    shuffled = train_to_the_end(x, target, len(x))
    np.testing.assert_allclose(shuffled, weights, rtol=1e-3, atol=1e-5)


def test_a_column_learns_as_if_it_were_alone(three_or_seven):
    x, target = (array.astype("float32") for array in three_or_seven)
    side_by_side = train_to_the_end(x, target[:, None], 64)
    for column in range(len(RATES)):
        alone = train_to_the_end(x, target[:, None], 64, RATES[[column]])
        np.testing.assert_allclose(side_by_side[:, [column]], alone, rtol=1e-3, atol=1e-5)


def test_an_epoch_of_small_batches_takes_longer_than_one_of_large_batches(quick_run):
    assert quick_run["epoch_of_1"] > quick_run["epoch_of_256"]


def test_at_the_minimum_only_the_full_gradient_vanishes(quick_run):
    x, y = quick_run.arrays["x"], quick_run.arrays["y"]
    best = np.linalg.solve(x.T @ x, x.T @ y)
    gradients = point_gradients(x, y, best)
    assert quick_run["full_gradient"] < 1e-9
    single = np.sqrt(np.mean(np.sum(gradients**2, axis=1)))
    assert quick_run["single_rms"] == pytest.approx(single, rel=1e-5)


def test_a_constant_rate_bounces_and_an_annealed_one_settles(quick_run):
    a = quick_run.arrays
    places = np.tile([-1.0, 1.0], (2, 1))
    for t, point in enumerate(a["chosen"]):
        np.testing.assert_allclose(a["path"][t], places, atol=1e-5)
        error = places @ a["x"][point] - a["y"][point]
        rates = np.array([0.1, 0.1 / (1 + t / 50)])
        places = places - (rates * 2 * error)[:, None] * a["x"][point]
    best = np.linalg.solve(a["x"].T @ a["x"], a["x"].T @ a["y"])
    floor = np.mean((a["x"] @ best - a["y"]) ** 2)
    losses = np.mean((a["last"] @ a["x"].T - a["y"]) ** 2, axis=2).mean(axis=1)
    np.testing.assert_allclose(a["excess"][-1], losses - floor, atol=1e-6)
    assert quick_run["excess_constant"] == pytest.approx(a["excess"][-200:, 0].mean())
    assert quick_run["excess_annealed"] < 0.1 * quick_run["excess_constant"]


@pytest.mark.reference
def test_on_mnist_a_batch_of_16_gets_as_far_as_one_of_1_in_a_16th_of_the_steps(mnist_run):
    rows = {row[0]: row for row in mnist_run.table("sizes")}
    assert [rows[name][1] for name in ("1", "16", "256", "all")] == [12_396, 775, 49, 1]
    assert rows["16"][-1] < 1.25 * rows["1"][-1]
    assert rows["all"][-1] > 2 * rows["16"][-1]
