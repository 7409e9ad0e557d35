"""tfjs-linear-regression: each step replayed in NumPy, in Keras and in TensorFlow.js."""

import numpy as np
import pytest

from kerasdigits.lessons.browser import tfjs_linear_regression as lesson
from kerasdigits.lessons.course.context import Context

LESSON = "tfjs-linear-regression"


def read_training_half(data):
    """Sizes and times, (20,) both."""
    return data.x_train[:, 0].astype(float), data.y_train[:, 0].astype(float)


def replay(start, x, y, epochs):
    """Kernel and bias by epoch, full batch, mean absolute error, rate 0.01: sample by sample."""
    kernel, bias = map(float, start)
    path = [(kernel, bias)]
    for _ in range(epochs):
        signs = [np.sign(kernel * size + bias - time) for size, time in zip(x, y, strict=True)]
        step = sum(sign * size for sign, size in zip(signs, x, strict=True)) / len(x)
        kernel, bias = kernel - 0.01 * step, bias - 0.01 * sum(signs) / len(x)
        path.append((kernel, bias))
    return np.array(path)


@pytest.mark.each_backend
def test_keras_and_tensorflow_js_take_the_same_200_steps_from_one_start(quick_run, download_times):
    sizes, times = read_training_half(download_times)
    keras_path = quick_run.arrays["keras_path"]
    expected = replay(keras_path[0], sizes, times, epochs=200)
    javascript = quick_run.arrays["javascript_path"]
    assert keras_path.shape == javascript.shape == (201, 2)
    assert np.abs(expected[-1] - expected[0]).max() > 0.01, "nothing was learned"
    np.testing.assert_allclose(keras_path, expected, atol=1e-4)
    np.testing.assert_allclose(javascript, expected, atol=1e-4)
    kernel, bias = javascript[-1].astype(float)
    error = np.abs(kernel * sizes + bias - times).mean()
    assert quick_run["evaluated"] == pytest.approx(error, rel=1e-4)


@pytest.mark.each_backend
def test_the_start_keeps_clear_of_ties_and_evaluate_moves_nothing(quick_run, download_times):
    sizes, times = read_training_half(download_times)
    path = quick_run.arrays["keras_path"].astype(float)
    path = replay(path[0], sizes, times, epochs=199)
    assert np.abs(path[:, :1] * sizes + path[:, 1:] - times).min() > 1e-6
    assert quick_run["moved_by_evaluate"] == 0


def test_no_other_line_has_a_lower_mean_distance_than_the_best_one(quick_run, download_times, rng):
    sizes, times = read_training_half(download_times)
    best = np.array([quick_run["best_kernel"], quick_run["best_bias"]])
    lines = best + rng.normal(0, [0.003, 0.02], (20_000, 2))
    errors = np.abs(lines[:, :1] * sizes + lines[:, 1:] - times).mean(axis=1)
    assert errors.min() >= quick_run["best_train"] - 1e-7
    assert errors.min() < quick_run["best_train"] + 1e-3
    assert quick_run["lowest_last"] > quick_run["best_train"]
    assert quick_run["highest_last"] > 2 * quick_run["lowest_last"], "it came to rest"


def test_smaller_batches_come_down_in_fewer_epochs(quick_run):
    firsts = [np.argmax(quick_run.arrays[f"errors_by_{size}"] < 0.06) for size in (1, 4, 20)]
    assert 0 < firsts[0] <= firsts[1] <= firsts[2]


def test_without_node_the_comparison_is_left_out_with_a_note(monkeypatch, download_times):
    notes = []
    monkeypatch.setattr(lesson, "missing_checker", lambda: "Node.js is not installed")
    context = Context(note=notes.append)
    model = lesson.build_model(np.array([[0.5, 0.0]]))
    assert lesson.train_in_javascript(context, model, download_times, epochs=2) is None
    assert notes == ["TensorFlow.js is left out: Node.js is not installed"]


@pytest.mark.each_backend
def test_the_steps_one_by_one_are_those_of_fit(download_times):
    start = np.array([[0.5, 0.0]])
    model = lesson.build_model(start)
    model.fit(download_times.x_train, download_times.y_train, epochs=5, shuffle=False, verbose=0)
    path = lesson.train_in_keras(lesson.build_model(start), download_times, epochs=5)
    np.testing.assert_allclose(path[-1], lesson.read_line(model), atol=1e-6)
