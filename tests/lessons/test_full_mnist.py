"""full-mnist: every share, loss and mistake computed again in NumPy from the saved weights."""

import numpy as np
import pytest

from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.course.registry import find_lesson
from kerasdigits.lessons.networks import full_mnist as lesson
from kerasdigits.training.augmentation import augment

LESSON = "full-mnist"
RECIPES = ("logistic_sgd", "net_sgd", "net_adam", "net_one_cycle", "logistic_one_cycle")


def compute_logits(run, name, x):
    """The dense layers that were saved under a name, in float64."""
    arrays = take(run, name)
    x = x.reshape(len(x), -1).astype("float64")
    for kernel, bias in zip(arrays[:-2:2], arrays[1:-2:2], strict=True):
        x = x @ kernel + bias
        x[x < 0] = 0
    return x @ arrays[-2] + arrays[-1]


def take(run, name):
    """The arrays that were saved under a name, in their order."""
    count = sum(key.startswith(f"{name}/") for key in run.weights)
    return [run.weights[f"{name}/{number}"] for number in range(count)]


def compute_cnn(run, name, x):
    """Five convolutions of stride 2, each with its normalization, in float64."""
    arrays = take(run, name)
    for i in range(0, len(arrays), 6):
        kernel, bias, gamma, beta, mean, variance = arrays[i : i + 6]
        size = kernel.shape[0]
        sides = [(max((-(-n // 2) - 1) * 2 + size - n, 0), n) for n in x.shape[1:3]]
        rows, columns = (-(-n // 2) for _, n in sides)
        pads = [(total // 2, total - total // 2) for total, _ in sides]
        padded = np.pad(x.astype("float64"), [(0, 0), *pads, (0, 0)])
        x = bias.astype("float64")
        for a in range(size):
            for b in range(size):
                patch = padded[:, a : a + 2 * rows - 1 : 2, b : b + 2 * columns - 1 : 2]
                x = x + patch @ kernel[a, b]
        x = np.maximum(x, 0) if i + 6 < len(arrays) else x
        x = gamma * (x - mean) / np.sqrt(variance + 1e-5) + beta
    return x.reshape(len(x), -1)


def hold_out(data):
    """The last sixth of the training half."""
    size = len(data.x_train) * 5 // 6
    return data.x_train[size:], data.y_train[size:]


def check_shares(run, data):
    """Compare every printed share with that of the saved weights; give the shares of the starts."""
    x, y = hold_out(data)
    for name in RECIPES:
        right = compute_logits(run, f"{name}_0", x).argmax(axis=1) == y
        assert run[name] == pytest.approx(right.mean(), abs=1e-9)
        column = 1 + RECIPES.index(name)
        for label, row in enumerate(run.table("by_digit")):
            assert float(row[column]) == pytest.approx(right[y == label].mean(), abs=5.1e-4)
    for name in ("net", "logistic"):
        said = compute_logits(run, f"{name}_one_cycle_0", data.x_test).argmax(axis=1)
        assert run[f"test_{name}"] == pytest.approx(np.mean(said == data.y_test))
    shares = []
    for n in (None, 0, 1, 2, 3):
        x_test = data.x_test if n is None else augment(data.x_test, run.context.make_rng(9, n))
        logits = compute_logits(run, "net_one_cycle_0", x_test)
        shares.append(np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True))
    right = np.mean(np.mean(shares, axis=0).argmax(axis=1) == data.y_test)
    assert run["test_tta"] == pytest.approx(right, abs=2 / len(data.y_test))
    return np.array(
        [
            [
                np.mean(compute_logits(run, f"{name}_{start}", x).argmax(axis=1) == y)
                for name in ("net_sgd", "net_adam")
            ]
            for start in range(len(run.arrays["shares_of_starts"]))
        ]
    )


def check_mistakes(run, data):
    """The logits, the confusions and the ten worst of the network by one-cycle."""
    x, y = hold_out(data)
    logits = compute_logits(run, "net_one_cycle_0", x)
    np.testing.assert_allclose(run.arrays["logits"], logits, atol=1e-3)
    np.testing.assert_array_equal(run.arrays["read_as"], logits.argmax(axis=1))
    for label in range(10):
        counts = np.bincount(logits.argmax(axis=1)[y == label], minlength=10)
        np.testing.assert_array_equal(run.arrays["confusion"][label], counts)
    cost = np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(y)), y]
    worst = run.arrays["worst"]
    assert len(worst) == len(set(worst)) == 10
    np.testing.assert_allclose(np.sort(cost)[-10:][::-1], cost[worst], atol=1e-3)
    np.testing.assert_allclose(run.arrays["cost"], cost[worst], atol=1e-3)


def test_every_share_and_every_mistake_is_that_of_the_saved_weights(quick_run, digits):
    shares = check_shares(quick_run, digits)
    check_mistakes(quick_run, digits)
    np.testing.assert_allclose(quick_run.arrays["shares_of_starts"], shares)
    assert quick_run["least_gain"] == pytest.approx(np.min(shares[:, 1] - shares[:, 0]))


def train_in_numpy(start, x, y, orders):
    """The linear model by SGD with the gradient written out, (softmax - truth) x, and decay."""
    kernel, bias = (array.astype("float64") for array in start)
    losses = []
    for order in orders:
        for i in range(0, len(order), 64):
            chosen = order[i : i + 64]
            inputs, truth = x[chosen], np.eye(10)[y[chosen]]
            powers = np.exp(inputs @ kernel + bias)
            shares = powers / powers.sum(axis=1, keepdims=True)
            losses.append(-np.mean(np.log((shares * truth).sum(axis=1))))
            error = (shares - truth) / len(chosen)
            kernel, bias = ((1 - 0.02 * 2e-5) * array for array in (kernel, bias))
            kernel, bias = kernel - 0.02 * inputs.T @ error, bias - 0.02 * error.sum(axis=0)
    return kernel, bias, np.array(losses)


def sample_plan(context, x, epochs):
    """The start and the orders that the lesson samples for its first training."""
    rng, bound = context.make_rng(0), x.shape[1] ** -0.5
    start = [rng.uniform(-bound, bound, shape) for shape in ((x.shape[1], 10), (10,))]
    orders = []
    for epoch in range(epochs):
        orders.append(np.arange(len(x)))
        np.random.default_rng([context.seed, epoch]).shuffle(orders[-1])
    return start, orders


def check_against_numpy(weights, losses, plan, x, y):
    kernel, bias, expected = train_in_numpy(plan[0], x.astype("float64"), y, plan[1])
    np.testing.assert_allclose(losses, expected, atol=1e-4)
    np.testing.assert_allclose(weights["logistic_sgd_0/0"], kernel, atol=1e-4)
    np.testing.assert_allclose(weights["logistic_sgd_0/1"], bias, atol=1e-4)


@pytest.mark.each_backend
def test_on_each_backend_the_linear_model_learns_what_numpy_learns(digits, rng):
    context = Context(seed=int(rng.integers(2**31)))
    x, y = digits.x_train[:200].reshape(200, -1), digits.y_train[:200]
    model, losses = lesson.train(
        lesson.RECIPES["logistic_sgd"], x, y, epochs=3, seed=context.seed, rng=context.make_rng(0)
    )
    weights = {f"logistic_sgd_0/{n}": array for n, array in enumerate(model.get_weights())}
    check_against_numpy(weights, losses, sample_plan(context, x, 3), x, y)


def test_the_linear_model_learns_what_numpy_learns_batch_by_batch(quick_run, digits):
    size = len(digits.x_train) * 5 // 6
    x, y = digits.x_train[:size].reshape(size, -1), digits.y_train[:size]
    losses = quick_run.arrays["losses_logistic_sgd"]
    plan = sample_plan(quick_run.context, x, 10)
    check_against_numpy(quick_run.weights, losses, plan, x, y)
    assert quick_run["last_logistic_sgd"] == pytest.approx(losses[-50:].mean())


def test_the_loss_falls_with_every_recipe_and_most_with_one_cycle(quick_run):
    last = {}
    for name in RECIPES:
        losses = quick_run.arrays[f"losses_{name}"]
        last[name] = losses[-50:].mean()
        assert quick_run[f"last_{name}"] == pytest.approx(last[name])
        assert last[name] < losses[:10].mean() - 0.1
    assert last["net_one_cycle"] == min(last.values())
    assert quick_run["latin_1"] == 256
    assert quick_run["utf_8"] == 128


def test_the_larger_networks_have_the_parameters_that_the_text_says_and_start_like_pytorch(rng):
    counts = {"units": 785 * 512 + 513 * 512 + 513 * 10}
    counts["cnn"] = 26 * 8 + 73 * 16 + 145 * 32 + 289 * 64 + 577 * 10 + 4 * (8 + 16 + 32 + 64 + 10)
    text = find_lesson(LESSON).text
    for name, count in counts.items():
        model = lesson.LONGER[name].build()
        assert model.count_params() == count
        assert f"{count:,}" in text
        lesson.sample_start(model, rng)
        for layer in model.layers:
            if hasattr(layer, "kernel"):
                kernel, _ = layer.get_weights()
                bound = np.prod(kernel.shape[:-1]) ** -0.5
                assert 0.5 * bound < np.abs(kernel).max() <= bound


@pytest.mark.reference
def test_on_mnist_adam_beats_sgd_from_each_start_and_the_weights_give_every_answer(
    mnist_run, mnist
):
    assert len(hold_out(mnist)[0]) == 10_000
    shares = check_shares(mnist_run, mnist)
    assert shares.shape == (3, 2)
    check_mistakes(mnist_run, mnist)
    assert np.min(shares[:, 1] - shares[:, 0]) > 0.02
    assert all(len(mnist_run.arrays[f"losses_{name}"]) == 782 for name in RECIPES)
    assert mnist_run["net_one_cycle"] > mnist_run["logistic_one_cycle"] + 0.02
    assert mnist_run["test_tta"] < mnist_run["test_net"] + 0.005  # it need not help
    for name, compute, parameters in (
        ("units", compute_logits, 669_706),
        ("cnn", compute_cnn, 30_802),
    ):
        said = compute(mnist_run, f"{name}_0", mnist.x_test).argmax(axis=1)
        share = np.mean(said == mnist.y_test)
        assert mnist_run[f"test_{name}"] == pytest.approx(share, abs=2e-4)
        assert sum(array.size for array in take(mnist_run, f"{name}_0")) == parameters
    assert mnist_run["test_cnn"] > mnist_run["test_units"]
