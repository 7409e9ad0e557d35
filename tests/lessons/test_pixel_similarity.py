"""`pixel-similarity`: the nearest mean image, and weights for the 8, recomputed from the files."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from kerasdigits.lessons.baselines import pixel_similarity as lesson

LESSON = "pixel-similarity"


def measure_distances(x, means, power):
    """Every image from every mean, one at a time, without broadcasting."""
    x, means = x.reshape(len(x), -1).astype("float64"), means.astype("float64")
    return np.array(
        [[np.mean(np.abs(image - mean) ** power) ** (1 / power) for mean in means] for image in x]
    )


@pytest.mark.parametrize(("kind", "power"), [("l1", 1), ("l2", 2)])
def test_the_shares_are_those_of_the_nearest_saved_mean(quick_run, digits, kind, power):
    pair = digits.select_classes(["3", "7"])
    for dataset, name in ((pair, "means_3_7"), (digits, "means")):
        means = quick_run.arrays[name]
        for label, mean in enumerate(means):
            of_class = dataset.x_train[dataset.y_train == label].reshape(-1, 64)
            np.testing.assert_allclose(mean, of_class.mean(axis=0), atol=1e-6)
    guessed = measure_distances(pair.x_test, quick_run.arrays["means_3_7"], power).argmin(axis=1)
    shares = [np.mean(guessed[pair.y_test == label] == label) for label in (0, 1)]
    assert quick_run[f"{kind}_of_threes"] == pytest.approx(shares[0])
    assert quick_run[f"{kind}_of_sevens"] == pytest.approx(shares[1])
    assert quick_run[f"{kind}_mean"] == pytest.approx(np.mean(shares))
    guessed = measure_distances(digits.x_test, quick_run.arrays["means"], power).argmin(axis=1)
    assert quick_run[f"{kind}_of_ten"] == pytest.approx(np.mean(guessed == digits.y_test))
    column = {"l1": 1, "l2": 2}[kind]
    for row in quick_run.table("by_digit"):
        chosen = digits.y_test == int(row[0])
        assert row[column] == pytest.approx(np.mean(guessed[chosen] == int(row[0])))


@pytest.mark.parametrize("distances", [lesson.distances_l1, lesson.distances_l2])
def test_permuted_labels_leave_nothing_but_chance(digits, distances, rng):
    x_train, x_test = digits.x_train.reshape(-1, 64), digits.x_test.reshape(-1, 64)
    shares = []
    for _ in range(10):
        means = lesson.mean_images(x_train, rng.permutation(digits.y_train))
        shares.append(np.mean(lesson.classify(x_test, means, distances) == digits.y_test))
    assert np.mean(shares) < 0.2  # 0.1 is chance; the true labels give 0.9


@pytest.mark.each_backend
def test_the_learned_weights_sort_best_and_the_mean_image_worst(quick_run, digits):
    eights, x = digits.y_test == 8, digits.x_test.reshape(len(digits.x_test), -1)
    x_train = digits.x_train.reshape(-1, 64)
    mean_8 = x_train[digits.y_train == 8].mean(axis=0)
    weights = {
        "mean": mean_8,
        "contrast": mean_8 - x_train.mean(axis=0),
        "learned": quick_run.weights["learned/weights"],
    }
    for name, w in weights.items():
        np.testing.assert_allclose(quick_run.arrays[f"weights_{name}"], w, atol=1e-5)
        assert quick_run[f"auc_{name}"] == pytest.approx(roc_auc_score(eights, x @ w), abs=1e-6)
    assert quick_run["auc_mean"] < quick_run["auc_contrast"] < quick_run["auc_learned"]


def descend_in_numpy(x, is_eight, rng, steps):
    """The lesson's training with the gradient of the cross-entropy written out: (p - t) x."""
    weights, bias = np.zeros(x.shape[1]), 0.0
    for _ in range(steps):
        batch = rng.integers(len(x), size=256)
        p = 1 / (1 + np.exp(-(x[batch] @ weights + bias)))
        error = (p - is_eight[batch]) / 256
        weights, bias = weights - 0.5 * x[batch].T @ error, bias - 0.5 * error.sum()
    return weights, bias


@pytest.mark.each_backend
def test_every_backend_learns_the_weights_that_numpy_learns(quick_run, digits):
    x = digits.x_train.reshape(-1, 64).astype("float64")
    rng = quick_run.context.make_rng()
    weights, bias = descend_in_numpy(x, digits.y_train == 8, rng, 200)
    np.testing.assert_allclose(quick_run.weights["learned/weights"], weights, atol=1e-5)
    np.testing.assert_allclose(quick_run.weights["learned/bias"], bias, atol=1e-5)


@pytest.mark.reference
def test_on_mnist_the_l1_distance_reads_95_11_percent_of_the_threes_and_sevens(mnist_run, mnist):
    pair = mnist.select_classes(["3", "7"])
    assert [len(pair.x_train), len(pair.x_test)] == [12_396, 2_038]
    x, means = pair.x_test.reshape(-1, 784), mnist_run.arrays["means_3_7"]
    nearer_3 = np.abs(x - means[0]).mean(axis=1) < np.abs(x - means[1]).mean(axis=1)
    shares = np.mean(nearer_3[pair.y_test == 0]), np.mean(~nearer_3[pair.y_test == 1])
    assert round(np.mean(shares), 4) == 0.9511
    assert mnist_run["l1_mean"] == pytest.approx(np.mean(shares), abs=1e-6)
    scores = mnist.x_test.reshape(-1, 784) @ mnist_run.weights["learned/weights"]
    assert roc_auc_score(mnist.y_test == 8, scores) > 0.95
