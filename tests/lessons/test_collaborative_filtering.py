"""collaborative-filtering: errors from the saved factors, and what was found against the truth."""

import numpy as np
import pytest

from kerasdigits.data.ratings import describe_ratings, make_ratings

LESSON = "collaborative-filtering"


def predict(run, name, x):
    """A model's stars from its saved arrays, in NumPy."""
    arrays = {
        key.removeprefix(f"{name}/"): array.astype("float64")
        for key, array in run.weights.items()
        if key.startswith(f"{name}/")
    }
    users, films = x.astype(int).T
    total = (arrays["user_factors"][users] * arrays["film_factors"][films]).sum(axis=1)
    if name in ("bias", "decay"):
        total += arrays["user_bias"][users, 0] + arrays["film_bias"][films, 0]
    return total if name == "dot" else 5.5 / (1 + np.exp(-total))


@pytest.fixture(scope="module")
def world(quick_run):
    return make_ratings(quick_run.context.seed)


def test_the_errors_are_those_of_the_saved_factors_and_come_in_the_sources_order(quick_run, world):
    data = describe_ratings(world)
    for name in ("dot", "range", "bias", "decay"):
        error = np.mean((predict(quick_run, name, data.x_test) - data.y_test[:, 0]) ** 2)
        assert quick_run[name] == pytest.approx(error, rel=1e-4)
    assert quick_run["decay"] < min(quick_run["range"], quick_run["bias"])  # by 0.013 and more
    assert quick_run["dot"] < quick_run["constant"]  # by 0.35 to 0.55 of 13 seeds
    # From some starts the dot product has nearly caught up in the end: so all epochs count.
    held_out = {
        name: quick_run.arrays[f"held_out_{name}"].mean() for name in ("dot", "range", "bias")
    }
    assert held_out["dot"] > 1.2 * max(held_out["range"], held_out["bias"])  # 1.6 times, of 5 seeds


def test_no_model_is_better_than_whoever_knows_the_rule(quick_run, world):
    noise = (world.ratings - world.expected)[world.is_test]
    assert quick_run["floor"] == pytest.approx(np.mean(noise**2))
    assert quick_run["decay"] > quick_run["floor"] + 0.02, "a lower error means a leak"


def test_a_learned_bias_tells_a_films_merit_better_than_the_mean_of_its_stars(quick_run, world):
    known = ~world.is_test
    every = world.ratings[known].mean()
    own = [world.ratings[known & (world.films == film)] for film in range(200)]
    means = [stars.mean() if len(stars) else every for stars in own]  # a seed may leave one unrated
    by_mean = np.corrcoef(means, world.merit)[0, 1]
    by_bias = np.corrcoef(quick_run.weights["decay/film_bias"][:, 0], world.merit)[0, 1]
    assert quick_run["merit_by_mean"] == pytest.approx(by_mean, abs=1e-4)
    assert quick_run["merit_by_bias"] == pytest.approx(by_bias, abs=0.01)  # through a sigmoid
    assert by_bias > by_mean  # by 0.08 to 0.17 of 13 seeds


def test_the_strongest_directions_of_the_factors_are_the_films_true_traits(quick_run, world):
    """Correlation of each trait with its best combination of the map's axes, by least squares."""
    places = np.column_stack([quick_run.arrays["places"], np.ones(200)])
    for trait, least in ((0, 0.9), (1, 0.85)):
        true = world.characters[:, trait]
        fitted = places @ np.linalg.lstsq(places, true, rcond=None)[0]
        assert np.corrcoef(fitted, true)[0, 1] > least
    assert quick_run["trait_1"] > 0.9
    shuffled = world.characters[np.random.default_rng(0).permutation(200), 0]
    fitted = places @ np.linalg.lstsq(places, shuffled, rcond=None)[0]
    assert np.corrcoef(fitted, shuffled)[0, 1] < 0.35
