"""depth: exact teeth, the bound on one layer, and networks whose answers NumPy computes again."""

import keras
import numpy as np
import pytest

from kerasdigits.lessons.lab.many_starts import sample_kinks, split_starts
from kerasdigits.lessons.networks import depth as lesson

LESSON = "depth"
MIDDLES = (np.arange(1 << 16) + 0.5) / (1 << 16)


def tent(x):
    return np.minimum(2 * x, 2 - 2 * x)


def teeth(x):
    for _ in range(6):
        x = tent(x)
    return x


def take(run, name):
    """The saved layers of a network."""
    arrays = [run.weights[key] for key in run.weights if key.startswith(f"{name}/")]
    return list(zip(arrays[::2], arrays[1::2], strict=True))


def run_dense(net, x):
    *hidden, (kernel, bias) = net
    for k, b in hidden:
        x = np.where(x @ k + b > 0, x @ k + b, 0)
    return x @ kernel + bias


def convolve(x, kernel, bias):
    """3x3 of stride 2, padded as TensorFlow does: an even side at its end only."""
    pads = [(0, 1) if side % 2 == 0 else (1, 1) for side in x.shape[1:3]]
    x = np.pad(x, [(0, 0), *pads, (0, 0)])
    rows, columns = ((side - 1) // 2 for side in x.shape[1:3])
    total = bias.astype("float64")
    for i in range(3):
        for j in range(3):
            total = total + x[:, i : i + 2 * rows : 2, j : j + 2 * columns : 2] @ kernel[i, j]
    return total


def read_right(run, data):
    """The shares that `simple_net` and the convolutional network read right, and their sizes."""
    said = {"net": run_dense(take(run, "net"), data.x_test.reshape(len(data.x_test), -1)) > 0}
    x, layers = data.x_test, take(run, "cnn")
    for i, (kernel, bias) in enumerate(layers):
        x = convolve(x, kernel, bias)
        x = x if i == len(layers) - 1 else np.maximum(x, 0)
    assert x.shape[1:] == (1, 1, 2)
    said["cnn"] = x[:, 0, 0, 1] > x[:, 0, 0, 0]
    return {name: np.mean(np.ravel(values) == data.y_test) for name, values in said.items()}


@pytest.mark.each_backend
def test_on_each_backend_six_folds_are_exact_at_hidden_places(rng):
    model = lesson.build_dense(1, 2, 2, 2, 2, 2, 2, 1)
    model.set_weights([array for layer in lesson.fold(6) for array in layer])
    x = rng.uniform(size=(500, 1)).astype("float32")
    output = keras.ops.convert_to_numpy(model(x))
    np.testing.assert_array_equal(output, teeth(x.astype("float64")))


@pytest.mark.each_backend
def test_the_first_of_ten_starts_side_by_side_ends_where_keras_ends(rng):
    seed = int(rng.integers(2**31))
    sizes = (1, 2, 2, 2, 1)
    ten = lesson.train_ten(sizes, 3, np.random.default_rng(seed))
    rng = np.random.default_rng(seed)
    (start, *_) = split_starts(sample_kinks(rng, 10, sizes))
    x, y = (values[4::8].astype("float32") for values in (lesson.GRID, lesson.SAW))
    orders = [rng.permutation(len(x)) for _ in range(3)]
    model = lesson.train_once([array for layer in start for array in layer], x, y, orders)
    ended = [array for layer in ten[0] for array in layer]
    assert len(ended) == len(model.get_weights()) == 8
    for ours, keras_has in zip(ended, model.get_weights(), strict=True):
        np.testing.assert_allclose(ours, keras_has, atol=1e-4)


def test_six_layers_of_two_units_are_exact_on_32_teeth(quick_run):
    x = quick_run.arrays["x"]
    np.testing.assert_array_equal(quick_run.arrays["deep_output"], teeth(x.astype("float64")))
    assert quick_run["deep_parameters"] == 37
    assert quick_run["deep_error"] == 0
    assert quick_run["net_parameters"] == 784 * 30 + 30 + 30 + 1
    assert quick_run["cnn_parameters"] == 40 + 296 + 1_168 + 4_640 + 578


def test_one_layer_of_the_same_budget_misses_by_hand_and_trained(quick_run):
    target = teeth(MIDDLES)
    bound = (1 - 12 / 32) / 12
    for name in ("deep", "shallow", "deep_trained", "shallow_trained"):
        net = take(quick_run, name)
        assert sum(array.size for layer in net for array in layer) == 37
        error = np.mean((run_dense(net, MIDDLES[:, None])[:, 0] - target) ** 2)
        assert quick_run[f"{name}_error"] == pytest.approx(error, rel=1e-3, abs=1e-12)
        if name.startswith("shallow"):
            assert error >= bound
            assert quick_run["deep_error"] < error / 2


def test_no_single_layer_beats_the_bound_whatever_its_weights(rng):
    target = teeth(MIDDLES)
    for _ in range(20):
        width = int(rng.integers(1, 32))
        kinks = (
            np.sort(rng.uniform(0, 1, width - 1))
            if rng.random() < 0.5
            else np.arange(1, width) / 64
        )
        basis = np.maximum(MIDDLES[:, None] - np.append(0, kinks), 0)
        basis = np.hstack([basis, np.ones((len(basis), 1))])[::16]
        best = np.linalg.lstsq(basis, target[::16], rcond=None)[0]
        assert np.mean((basis @ best - target[::16]) ** 2) >= (1 - width / 32) / 12 - 1e-5


def test_joined_dots_lie_on_a_hidden_curve_and_each_unit_adds_one_kink(rng):
    places = np.append(0, np.sort(rng.uniform(0, 1, 20)))
    values = rng.normal(size=21)
    net = lesson.join_dots(places, values)
    x = np.append(rng.uniform(0, places[-1], 500), places)
    output = lesson.forward(net, x[:, None])[:, 0]
    np.testing.assert_allclose(output, np.interp(x, places, values), atol=1e-8)
    assert len(net[0][1]) == 20


def test_twice_the_width_is_a_quarter_of_the_error_and_depth_folds_a_square(quick_run):
    x, errors = (np.arange(8192) + 0.5) / 8192, []
    for width in 2 ** np.arange(1, 10):
        dots = np.linspace(0, 1, width + 1)
        curve = [np.sin(9 * at + quick_run.arrays["phase"]) for at in (x, dots)]
        errors.append(np.abs(np.interp(x, dots, curve[1]) - curve[0]).max())
    np.testing.assert_allclose(quick_run.arrays["errors"], errors, atol=1e-9)
    assert quick_run["width_power"] == pytest.approx(-2, abs=0.1)
    bound = 1 / 4.0 ** np.arange(2, 11)
    np.testing.assert_allclose(quick_run.arrays["squares"], bound, rtol=0.01)
    assert quick_run["error_jump"] >= 0.5
    assert quick_run["error_outside"] > 100 * quick_run["error_curve"]


def test_the_shares_read_right_come_from_the_saved_weights(quick_run, digits):
    data = digits.select_classes(["3", "7"])
    shares = read_right(quick_run, data)
    for name, share in shares.items():
        assert quick_run[name] == pytest.approx(share, abs=1e-6)
    # A quick run is short: from some starts one of the networks has not begun to learn.
    assert max(shares.values()) > 0.8


@pytest.mark.reference
def test_on_mnist_fewer_parameters_in_convolutions_read_more(mnist_run, mnist):
    shares = read_right(mnist_run, mnist.select_classes(["3", "7"]))
    for name, share in shares.items():
        assert mnist_run[name] == pytest.approx(share, abs=1e-3)
    assert shares["cnn"] > shares["net"] > 0.98
    assert mnist_run["shallow_trained_error"] >= (1 - 12 / 32) / 12
