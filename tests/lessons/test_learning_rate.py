"""learning-rate: the factor of each step, and the regimes that curvature foretells."""

import numpy as np
import pytest

LESSON = "learning-rate"
RATES = (0.001, 0.01, 0.1, 0.5, 0.9, 1.05)


@pytest.mark.each_backend
def test_each_step_on_the_parabola_multiplies_by_one_minus_twice_the_rate(quick_run):
    for rate, path in zip(
        quick_run.arrays["rates_parabola"], quick_run.arrays["paths_parabola"], strict=True
    ):
        np.testing.assert_allclose(path, -1.5 * (1 - 2 * rate) ** np.arange(13), atol=1e-5)


def test_the_losses_are_those_of_the_steps_replayed_in_numpy(quick_run):
    x, y = quick_run.arrays["x"], quick_run.arrays["y"]
    for rate, losses in zip(RATES, quick_run.arrays["losses_line"], strict=True):
        weights = np.array([-1.0, 1.0])
        for loss in losses:
            error = x @ weights - y
            assert loss == pytest.approx(np.mean(error**2), rel=1e-4)
            weights = weights - rate * 2 / len(y) * x.T @ error


def test_the_regime_that_curvature_predicts_is_the_one_observed(run, rng):
    for seed in rng.integers(1 << 30, size=2):
        result = run(LESSON, seed=int(seed))
        x, y = result.arrays["x"], result.arrays["y"]
        limit = 2 / np.linalg.eigvalsh(2 / len(y) * x.T @ x).max()
        assert result["largest_rate"] == pytest.approx(limit)
        rows = result.table("rates")
        assert [row[1] for row in rows] == [row[2] for row in rows]
        expected = ["too small", "too small", "good", "good", "bouncing", "diverging"]
        assert [row[2] for row in rows] == expected
        first, last = result.arrays["losses_line"][:, [0, -1]].T
        np.testing.assert_array_equal(last > first, np.array(RATES) > limit)


def test_jumping_across_the_valley_reaches_the_floor_sooner_than_walking(quick_run):
    x, y = quick_run.arrays["x"], quick_run.arrays["y"]
    best = np.linalg.lstsq(x, y, rcond=None)[0]
    floor = np.mean((x @ best - y) ** 2)
    for rate, losses in zip(RATES, quick_run.arrays["losses_line"], strict=True):
        there = np.flatnonzero(losses < 1.01 * floor)
        steps = quick_run[f"steps_of_{rate}".replace(".", "_")]
        assert steps == (there[0] if len(there) else np.inf)
    assert quick_run["steps_of_0_9"] < quick_run["steps_of_0_1"]
    steepest = np.linalg.eigh(x.T @ x)[1][:, -1]
    across = (quick_run.weights["line/paths"][4][:6] - np.ravel(best)) @ steepest
    assert (np.sign(across[1:]) == -np.sign(across[:-1])).all()
