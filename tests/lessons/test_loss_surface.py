"""loss-surface: lowest points, wells, directions and tournaments, recomputed."""

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.special import gammaln
from scipy.stats import ks_2samp

LESSON = "loss-surface"


def fit_least_absolute(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """kernel and bias with the smallest sum of absolute errors, as a linear program."""
    n = len(x)
    design = np.stack([x, np.ones(n)], axis=1)
    above = np.block([[design, -np.eye(n)], [-design, -np.eye(n)]])
    cost = np.r_[0, 0, np.ones(n)]
    bounds = [(None, None)] * 2 + [(0, None)] * n
    return linprog(cost, above, np.r_[y, -y], bounds=bounds).x[:2]


def test_the_lowest_cell_of_each_map_holds_the_best_line(quick_run):
    arrays = quick_run.arrays
    x, y = arrays["x"], arrays["y"]
    cell = [arrays["kernels"][1] - arrays["kernels"][0], arrays["biases"][1] - arrays["biases"][0]]
    best = {"mse": np.polyfit(x, y, 1), "mae": fit_least_absolute(x, y)}
    for name, power in (("mse", 2), ("mae", 1)):
        heights = arrays[f"map_{name}"]
        row, column = np.unravel_index(heights.argmin(), heights.shape)
        place = np.array([arrays["kernels"][row], arrays["biases"][column]])
        error = np.abs(place[0] * x + place[1] - y) ** power
        assert heights[row, column] == pytest.approx(error.mean())
        if name == "mse":
            # The bowl is narrow and tilted against the grid: a cell along its valley.
            np.testing.assert_array_less(np.abs(place - best[name]), 2 * np.array(cell))
        assert np.mean(np.abs(best[name][0] * x + best[name][1] - y) ** power) <= error.mean()
        found = arrays[f"best_{name}"]
        expected = np.mean(np.abs(best[name][0] * x + best[name][1] - y) ** power)
        assert np.mean(np.abs(found[0] * x + found[1] - y) ** power) == pytest.approx(expected)


@pytest.mark.each_backend
def test_the_paths_follow_the_gradients_by_hand(quick_run):
    x, y = quick_run.arrays["x"], quick_run.arrays["y"]
    design, all_points = np.stack([x, np.ones_like(x)], axis=1), [np.arange(20)] * 400
    for name, power, rate in (("mse", 2, 0.02), ("mae", 1, 0.01)):
        for kind, batches in (("", all_points), ("_sgd", quick_run.arrays["few"])):
            path = quick_run.arrays[f"path_{name}{kind}"]
            assert len(path) == 401
            for before, after, batch in zip(path, path[1:], batches, strict=False):
                error = before[0] * x[batch] + before[1] - y[batch]
                slope = 2 * error if name == "mse" else np.sign(error)
                step = rate * np.array([np.mean(slope * x[batch]), np.mean(slope)])
                np.testing.assert_allclose(after, before - step, atol=1e-5)
            losses = np.mean(np.abs(path @ design.T - y) ** power, axis=1)
            assert losses[-100:].mean() < 0.4 * losses[0]  # it has arrived
            if not kind:
                assert quick_run[f"{name}_swing"] == pytest.approx(np.ptp(losses[-100:]), abs=1e-9)
    assert quick_run["mae_swing"] > 20 * quick_run["mse_swing"]
    assert len(set(map(tuple, np.sort(quick_run.arrays["few"])))) > 300


def test_without_noise_a_walk_stays_in_its_well_and_with_noise_most_find_the_deep_one(quick_run):
    starts, plain = quick_run.arrays["starts"], quick_run.arrays["ends_plain"]
    minima = np.sort(np.roots([4, 0, -8, 1]).real)
    np.testing.assert_allclose(plain, np.where(starts < minima[1], minima[0], minima[2]), atol=1e-3)
    assert quick_run["share_plain"] == np.mean(starts < minima[1])
    annealed = quick_run.arrays["ends_annealed"]
    assert quick_run["share_annealed"] == np.mean(annealed < 0.126) >= 0.75
    assert not np.array_equal(annealed, plain)


def test_guesses_point_sideways_as_the_formula_says(quick_run):
    for n, mean in zip((2, 10, 100, 1_000, 10_000), quick_run.arrays["cosines"], strict=True):
        assert quick_run[f"cos_{n}"] == mean
        exact = np.exp(gammaln(n / 2) - gammaln((n + 1) / 2)) / np.sqrt(np.pi)
        assert mean == pytest.approx(exact, rel=0.03)  # of 20,000 draws a deviation of 0.0053
        assert exact == pytest.approx(np.sqrt(2 / np.pi / n), rel=0.3 / n)
    assert quick_run["descends_10000"] == pytest.approx(0.5, abs=0.02)


def test_a_tournament_takes_ever_more_games_than_the_gradient_takes_steps(quick_run):
    ratio = quick_run.arrays["games"] / quick_run.arrays["gradient_steps"]
    assert (np.diff(ratio) > 0).all()
    assert ratio[-1] > 20 * ratio[0]


def test_a_hidden_quadratic_takes_as_many_steps_as_counted(rng):
    from kerasdigits.lessons.descent.loss_surface import step_down

    seed, n = int(rng.integers(1 << 30)), 16
    place, curvatures = np.random.default_rng(seed).normal(size=n), np.geomspace(1, 10, n)
    first, steps = np.sum(curvatures * place**2), 0
    while np.sum(curvatures * place**2) > 0.01 * first:
        place = place - 0.15 * curvatures * place
        steps += 1
    assert step_down(n, np.random.default_rng(seed)) == steps


def test_halfway_between_two_equal_networks_is_a_hill(quick_run):
    assert quick_run["loss_here"] == 0
    assert quick_run["loss_between"] == pytest.approx(np.mean(np.linspace(-1, 1, 41) ** 2))


@pytest.mark.each_backend
def test_a_walk_alone_ends_where_it_ends_among_a_thousand(quick_run):
    from kerasdigits.lessons.descent.loss_surface import descend, sum_heights

    for walk in range(3):
        start = quick_run.arrays["starts"][walk]
        alone = descend(sum_heights, start, rate=0.02, batches=[()] * 300)
        assert alone[-1] == pytest.approx(quick_run.arrays["ends_plain"][walk], abs=1e-6)


def test_two_numbers_give_the_cosine_of_a_direction_of_many(rng):
    from kerasdigits.lessons.descent.loss_surface import sample_cosines

    seed = int(rng.integers(1 << 30))
    print(f"seed {seed}")
    rng = np.random.default_rng(seed)
    for n in (2, 3, 20):
        directions = rng.normal(size=(20_000, n))
        whole = directions[:, 0] / np.linalg.norm(directions, axis=1)
        # Two samples of one distribution are this unlike once in a million times.
        assert ks_2samp(sample_cosines(n, 20_000, rng), whole).pvalue > 1e-6
