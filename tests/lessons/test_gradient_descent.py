"""gradient-descent: each loss is a replayed step; the plateau is far above the floor."""

import numpy as np
import pytest

LESSON = "gradient-descent"


def replay(features: np.ndarray, speed: np.ndarray, rate: float, steps: int) -> np.ndarray:
    parameters, losses = np.array([-0.7658, -0.7506, 1.3525]), []
    for _ in range(steps + 1):
        error = features @ parameters - speed
        losses.append(np.mean(error**2))
        parameters = parameters - rate * 2 / len(speed) * features.T @ error
    return np.array(losses)


def make_features(t: np.ndarray) -> np.ndarray:
    return np.stack([t**2, t, np.ones_like(t)], axis=1)


@pytest.mark.each_backend
def test_each_loss_is_that_of_the_step_replayed_in_numpy(quick_run):
    t, speed = quick_run.arrays["t"], quick_run.arrays["speed"]
    expected = replay(make_features(t), speed, 1e-5, 10)
    np.testing.assert_allclose(quick_run.arrays["losses"], expected, rtol=1e-5)
    u = (t - 9.5) / np.std(np.arange(20))
    expected = replay(make_features(u), speed, 0.3, 60)
    np.testing.assert_allclose(quick_run.arrays["losses_standardised"], expected, rtol=1e-5)


def test_the_speeds_are_the_books_curve_with_noise_of_3(run, rng):
    noise = []
    for seed in rng.integers(1 << 30, size=3):
        arrays = run(LESSON, seed=int(seed)).arrays
        noise.append(arrays["speed"] - 0.75 * (arrays["t"] - 9.5) ** 2 - 1)
    assert not np.array_equal(noise[0], noise[1])
    assert np.std(noise) == pytest.approx(3, abs=1.4)  # 60 draws: a deviation of 0.27


def test_the_plateau_is_no_minimum_and_standardising_reaches_it(quick_run):
    features = make_features(quick_run.arrays["t"])
    residual = np.linalg.lstsq(features, quick_run.arrays["speed"], rcond=None)[1][0]
    floor = residual / 20
    assert quick_run["floor"] == pytest.approx(floor, rel=1e-8)
    assert 1 < floor < 25  # the noise's variance, 9, less three parameters' worth
    assert quick_run["plateau"] > 10 * floor
    assert quick_run.arrays["losses"][9] - quick_run.arrays["losses"][10] < 1
    assert quick_run["end_scaled"] < 1.05 * floor


def test_the_curves_are_those_of_the_saved_parameters(quick_run):
    path = quick_run.weights["coaster/path"]
    features = make_features(quick_run.arrays["t"])
    np.testing.assert_allclose(quick_run.arrays["curves"], path[[0, 1, 3, 10]] @ features.T)
    errors = quick_run.arrays["speed"] - path @ features.T
    np.testing.assert_allclose(np.mean(errors**2, axis=1), quick_run.arrays["losses"], rtol=1e-5)
