"""optimizers: rules held to Keras's; the spreadsheet, momentum and digits, replayed in NumPy."""

from collections import defaultdict

import keras
import numpy as np
import pytest

from kerasdigits.lessons.lab.excel_line import make_excel_line
from kerasdigits.lessons.stochastic.optimizers import adam, averaged, heavy_ball, rmsprop

LESSON = "optimizers"
BETA = 0.9
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


def read_mlp(weights, name, x):
    """The classes that a saved network reads in x."""
    w1, b1, w2, b2 = (weights[f"{name}/{part}"] for part in range(4))
    return np.argmax(np.maximum(x @ w1 + b1, 0) @ w2 + b2, axis=1)


def descend_rows(step, epochs):
    """a and b after each epoch through the spreadsheet's rows, from 1 and 1."""
    x, y = make_excel_line()
    a, b, ends = 1.0, 1.0, [(1.0, 1.0)]
    for _ in range(epochs):
        for at, right in zip(x, y, strict=True):
            error = a * at + b - right
            change = step(np.array([2 * error * at, 2 * error]))
            a, b = a + change[0], b + change[1]
        ends.append((a, b))
    return np.array(ends)


def make_steps():
    """The four rules once more, each in its textbook form."""
    state = {"v": 0.0, "s": 0.0, "m": 0.0, "q": 0.0, "t": 0}

    def ball(g):
        state["v"] = BETA * state["v"] + g  # Polyak's, with the rate outside
        return -2e-5 * state["v"]

    def rmsprop(g):
        state["s"] = 0.9 * state["s"] + 0.1 * g * g
        return -0.02 * g / np.sqrt(state["s"])

    def adam(g):
        state["t"] += 1
        state["m"] = 0.9 * state["m"] + 0.1 * g
        state["q"] = 0.9 * state["q"] + 0.1 * g * g
        corrected = state["m"] / (1 - 0.9 ** state["t"]), state["q"] / (1 - 0.9 ** state["t"])
        return -0.1 * corrected[0] / np.sqrt(corrected[1])

    return {"sgd": lambda g: -1e-4 * g, "momentum": ball, "rmsprop": rmsprop, "adam": adam}


@pytest.mark.parametrize("name", ["sgd", "momentum", "rmsprop", "adam"])
def test_the_spreadsheets_paths_are_the_rules_replayed_row_by_row(quick_run, name):
    path = quick_run.arrays[f"path_{name}"]
    shown = min(len(path) - 1, 200)
    expected = descend_rows(make_steps()[name], shown)
    np.testing.assert_allclose(path[: shown + 1], expected, rtol=1e-4, atol=1e-4)
    reached = np.flatnonzero(path[:, 1] > 28)[0]
    assert quick_run[f"epochs_{name}"] == reached
    x, y = make_excel_line()
    error = np.mean((path[-1, 0] * x + path[-1, 1] - y) ** 2)
    assert quick_run[f"mse_{name}"] == pytest.approx(error, rel=1e-5)


def test_rules_that_divide_by_the_gradients_size_reach_the_target_sooner_and_then_hover(quick_run):
    epochs = [quick_run[f"epochs_{name}"] for name in ("adam", "rmsprop", "momentum", "sgd")]
    assert epochs == sorted(epochs)
    assert epochs[0] <= 20 < epochs[1] <= 100 < epochs[2]
    assert epochs[3] > 1_000
    assert quick_run["mse_adam"] > quick_run["mse_rmsprop"] > quick_run["mse_momentum"]


def count_steps(x, y, start, rate, beta, reached):
    """Full-batch heavy ball, from the formula of the gradient, until `reached(mse)`."""
    (a, b), change, steps = start, np.zeros(2), 0
    while not reached(np.mean((error := a * x + b - y) ** 2)):
        change = beta * change - rate * np.array([2 * np.mean(error * x), 2 * np.mean(error)])
        (a, b), steps = (a + change[0], b + change[1]), steps + 1
    return steps


def test_momentum_is_ten_times_faster_in_a_narrow_valley_and_hardly_faster_in_a_round_one(
    quick_run,
):
    x, y = quick_run.arrays["line_narrow"]
    for number, rate, beta in ((1, 2e-4, 0.9), (3, 3.9e-4, 0.9), (4, 3.9e-4, 0.99)):
        steps = count_steps(x, y, (1, 1), rate, beta, lambda mse: mse < 1)
        assert quick_run[f"narrow_{number}"] == pytest.approx(steps, abs=1)
    assert 9.5 < quick_run["narrow_0"] / quick_run["narrow_1"] < 10.5
    x, y = quick_run.arrays["line_round"]
    slope, intercept = np.polyfit(x, y, 1)
    floor = np.mean((slope * x + intercept - y) ** 2)
    for number, beta in enumerate((0, 0.5, 0.9)):
        steps = count_steps(x, y, (-1, 1), 0.1, beta, lambda mse: mse < 1.01 * floor)
        assert quick_run[f"round_{number}"] == pytest.approx(steps, abs=1)
    assert quick_run["round_1"] < 0.7 * quick_run["round_0"]
    assert quick_run["round_2"] > 0.2 * quick_run["round_0"]  # least of 3,000 draws: 0.28


def test_the_condition_numbers_are_those_of_the_points(quick_run):
    for name in ("narrow", "round"):
        x, _ = quick_run.arrays[f"line_{name}"]
        trace, determinant = np.mean(x**2) + 1, np.mean(x**2) - np.mean(x) ** 2
        root = np.sqrt(trace**2 - 4 * determinant)
        condition = (trace + root) / (trace - root)
        assert quick_run[f"condition_{name}"] == pytest.approx(condition, rel=1e-6)
        assert quick_run[f"limit_{name}"] == pytest.approx(2 / (trace + root), rel=1e-6)


@pytest.mark.each_backend
def test_the_paths_in_the_valley_come_from_its_slope(quick_run):
    sgd, ball, rmsprop, _ = quick_run.arrays["valley_paths"]
    factors = 1 - 0.035 * np.array([1, 50])
    steps = np.arange(61)[:, None]
    np.testing.assert_allclose(sgd, [-9, 1.5] * factors**steps, atol=1e-5)
    change = np.diff(ball, axis=0)
    expected = 0.9 * change[:-1] - 0.01 * np.array([1, 50]) * ball[1:-1]
    np.testing.assert_allclose(change[1:], expected, atol=1e-5)
    np.testing.assert_allclose(rmsprop[1], [-9 + 0.2 / 0.1**0.5, 1.5 - 0.2 / 0.1**0.5], atol=1e-5)


def test_the_networks_read_the_digits_as_well_as_it_says(quick_run):
    data = quick_run.context.load_digits()
    cut = len(data.x_train) * 5 // 6
    x = data.x_train[cut:].reshape(-1, 64)
    for name in ("sgd", "adam", "rebuilt"):
        right = read_mlp(quick_run.weights, name, x) == data.y_train[cut:]
        assert quick_run[f"accuracy_{name}"] == pytest.approx(right.mean(), abs=1e-6)
    assert quick_run["accuracy_adam"] > quick_run["accuracy_sgd"]
    assert quick_run["loss_adam"] < quick_run["loss_sgd"]


def test_rmsprop_does_not_average_its_steps_and_adam_corrects_its_first(quick_run):
    assert quick_run["swing_rmsprop"] == pytest.approx(1, rel=1e-5)
    assert quick_run["swing_averaged"] == pytest.approx(0.1 / 1.9, rel=1e-5)  # 0.1 / (1 + 0.9)
    assert quick_run["first_adam"] == pytest.approx(1, rel=1e-4)
    assert quick_run["first_plain"] == pytest.approx(10**0.5)


@pytest.mark.reference
def test_on_mnist_adam_without_its_memory_is_worse_than_adam(mnist_run, mnist):
    x = mnist.x_train[50_000:].reshape(-1, 784)
    shares = {
        name: np.mean(read_mlp(mnist_run.weights, name, x) == mnist.y_train[50_000:])
        for name in ("sgd", "rebuilt", "adam")
    }
    assert shares["sgd"] < shares["rebuilt"] < shares["adam"]  # of 17 seeds, by 0.008 at least
    for name, share in shares.items():
        assert mnist_run[f"accuracy_{name}"] == pytest.approx(share, abs=1e-6)
