"""lr-finder: no trace, the limit of a bowl, and rates that train as the saved weights show."""

import numpy as np
import pytest

from kerasdigits.lessons.stochastic import lr_finder as lesson

LESSON = "lr-finder"


def convolve(x, kernel, bias):
    """A 3x3 convolution of stride 2 with Keras's `same` padding, pixel by pixel."""
    sides = []
    for size in x.shape[1:3]:
        total = max((-(-size // 2) - 1) * 2 + 3 - size, 0)
        sides.append((total // 2, total - total // 2))
    x = np.pad(x, [(0, 0), *sides, (0, 0)])
    rows, columns = ((n - 3) // 2 + 1 for n in x.shape[1:3])
    out = np.zeros((len(x), rows, columns, kernel.shape[-1]))
    for row in range(rows):
        for column in range(columns):
            patch = x[:, 2 * row : 2 * row + 3, 2 * column : 2 * column + 3].reshape(len(x), -1)
            out[:, row, column] = patch @ kernel.reshape(-1, kernel.shape[-1]) + bias
    return out


def cross_entropy(weights, name, x, y):
    """The mean loss of a saved network, in float64."""
    parts = [weights[f"{name}/{number}"].astype("float64") for number in range(6)]
    hidden = np.maximum(convolve(x.astype("float64"), *parts[:2]), 0)
    hidden = np.maximum(convolve(hidden, *parts[2:4]), 0)
    logits = convolve(hidden, *parts[4:]).mean(axis=(1, 2))
    top = logits.max(axis=1)
    sums = np.log(np.exp(logits - top[:, None]).sum(axis=1)) + top
    return np.mean(sums - logits[np.arange(len(y)), y])


def descend(x, y, rate):
    """A hundred steps on the bowl; the loss at the end."""
    weights = np.zeros(x.shape[1])
    for _ in range(100):
        error = x @ weights - y[:, 0]
        weights = weights - rate * 2 * (error @ x) / len(x)
    return np.mean((x @ weights - y[:, 0]) ** 2)


def test_a_sweep_puts_back_every_weight_and_the_optimizers_memory(quick_run):
    weights = quick_run.weights
    before = {key: w for key, w in weights.items() if key.startswith("before/")}
    for key, array in before.items():
        np.testing.assert_array_equal(array, weights[key.replace("before", "after")])
    moments = [w for key, w in before.items() if int(key.split("/")[1]) >= 8]
    assert len(moments) == 12 and all(np.abs(moment).max() > 0 for moment in moments)


def test_the_rates_grow_by_one_factor_and_the_marks_lie_where_the_curve_says(quick_run):
    for steps in (100, 300):
        rates, smoothed = (quick_run.arrays[f"{k}_{steps}_steps"] for k in ("rates", "smoothed"))
        np.testing.assert_allclose(rates, np.geomspace(1e-7, 10, steps)[: len(rates)], rtol=1e-9)
        inner = slice(steps // 10, -5)
        slopes = np.diff(smoothed[inner]) / np.diff(np.log(rates[inner]))
        name = "rate_steepest" if steps == 300 else "rate_steepest_of_100"
        assert quick_run[name] == pytest.approx(rates[inner][slopes.argmin()])
    lowest = rates[inner][smoothed[inner].argmin()]
    assert quick_run["rate_minimum_10"] == pytest.approx(lowest / 10)
    assert quick_run["rate_valley"] < quick_run["rate_steepest"]


def test_the_sweep_by_hand_is_that_of_the_finder_and_so_are_the_marks_read_off_it(quick_run):
    model, batches = lesson.prepare(quick_run.context.load_digits(), quick_run.context.make_rng())
    model.train_on_batch(*batches[0])  # as before the sweep
    smoothed = lesson.sweep_by_hand(model, batches, np.geomspace(1e-7, 10, 300))
    found = quick_run.arrays["smoothed_300_steps"]
    assert len(smoothed) == pytest.approx(len(found), abs=2)
    calm = quick_run.arrays["rates_300_steps"] < 0.1  # beyond, any rounding grows
    np.testing.assert_allclose(smoothed[: calm.sum()], found[calm], rtol=1e-3)
    marks = lesson.read_curve(quick_run.arrays["rates_300_steps"], found, steps=300)
    expected = quick_run["rate_minimum_10"], quick_run["rate_steepest"]
    np.testing.assert_allclose(marks, expected)


def test_the_suggested_rate_trains_better_than_a_100th_and_100_times(quick_run, digits):
    names = ("steepest", "minimum_10", "valley", "steepest_of_100", "a_100th", "10_times")
    for name in names:
        found = cross_entropy(quick_run.weights, name, digits.x_test, digits.y_test)
        assert quick_run[f"loss_{name}"] == pytest.approx(found, rel=1e-3), name
    assert quick_run["loss_steepest"] < quick_run["loss_a_100th"] / 2
    assert quick_run["loss_steepest"] < quick_run["loss_100_times"] / 2
    for name, factor in (("a_100th", 0.01), ("10_times", 10), ("100_times", 100)):
        expected = factor * quick_run["rate_steepest"]
        assert quick_run[f"rate_{name}"] == pytest.approx(expected)


def test_on_a_bowl_the_suggestion_beats_a_100th_and_100_times(quick_run):
    x, y = quick_run.arrays["x"].astype("float64"), quick_run.arrays["y"].astype("float64")
    limit = 2 / np.linalg.eigvalsh(2 * x.T @ x / len(x)).max()
    assert quick_run["limit"] == pytest.approx(limit, rel=1e-4)
    rate = quick_run["rate_bowl"]
    losses = {}
    for name, factor in (("as_suggested", 1), ("a_100th", 0.01), ("100_times", 100)):
        losses[name] = descend(x, y, rate * factor)
        assert quick_run[f"bowl_{name}"] == pytest.approx(losses[name], rel=1e-2)
    assert losses["as_suggested"] < min(losses["a_100th"], losses["100_times"])
    assert quick_run.arrays["losses_bowl"][0] == pytest.approx(np.mean(y**2), rel=1e-4)


def test_a_bowl_breaks_soon_after_its_limit(rng):
    for seed in rng.integers(1 << 30, size=2):
        print("bowl", seed)
        x, y, _ = lesson.sample_bowl(np.random.default_rng(seed))
        limit = 2 / np.linalg.eigvalsh(2 * x.T.astype("float64") @ x / len(x)).max()
        sweep = lesson.find_on_bowl(x, y, limit)
        assert sweep.ended == "diverged"
        assert 1 < sweep.learning_rates[-1] / limit < 10  # below 6 in 99.9 % of 8,000 bowls
        assert sweep.suggestions[sweep.recommended] < limit


@pytest.mark.reference
def test_on_mnist_the_suggestion_lies_where_the_page_reads_it_and_trains_best(mnist_run, mnist):
    assert 0.01 < mnist_run["rate_docs"] < 0.03
    x, y = mnist.x_test[:2000], mnist.y_test[:2000]
    losses = {
        name: cross_entropy(mnist_run.weights, name, x, y)
        for name in ("steepest", "a_100th", "10_times")
    }
    assert losses["steepest"] < min(losses["a_100th"], losses["10_times"])
    assert losses["steepest"] == pytest.approx(mnist_run["loss_steepest"], rel=0.2)
