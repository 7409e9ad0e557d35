"""`loss-functions`: losses, their gradients and best constants, recomputed from the files."""

import numpy as np
import pytest

from kerasdigits.lessons.baselines import loss_functions as lesson

LESSON = "loss-functions"


def sigmoid(z):
    return 1 / (1 + np.exp(-z.astype("float64")))


def test_mnist_loss_is_the_mean_distance_of_predictions_from_targets(rng):
    for size in (1, 7, 1000):
        p, t = rng.uniform(size=size), rng.integers(0, 2, size)
        assert lesson.mnist_loss(p, t) == pytest.approx(np.mean(abs(p - t)), abs=1e-12)
        right = [(a > 0.5) == b for a, b in zip(p, t, strict=True)]
        assert lesson.accuracy(p, t) == sum(right) / size
        logs = [-np.log(a) if b else -np.log(1 - a) for a, b in zip(p, t, strict=True)]
        assert lesson.cross_entropy(p, t) == pytest.approx(sum(logs) / size)


def test_keras_own_mnist_loss_is_the_mae_of_the_sigmoids(quick_run):
    assert len(quick_run.arrays["random_outputs"]) == 1000
    assert quick_run["mnist_loss_minus_mae"] < 1e-6
    from kerasdigits.models.objects import MnistLoss

    z, t = quick_run.arrays["random_outputs"], quick_run.arrays["random_targets"]
    ours = float(MnistLoss()(t[:, None], z[:, None]))
    assert ours == pytest.approx(np.mean(abs(sigmoid(z) - t)), abs=1e-6)


def test_the_table_of_three_predictions_is_right_by_hand(quick_run):
    first, second = quick_run.table("three")
    assert first[1:4] == pytest.approx([2 / 3, 1.3 / 3, 0.81 / 3])
    assert second[1:4] == pytest.approx([1, 0.7 / 3, 0.21 / 3])
    assert first[4] == pytest.approx(0.27**0.5)
    assert first[5] == pytest.approx(-(np.log(0.9) + np.log(0.6) + np.log(0.2)) / 3)


def test_accuracy_has_no_gradient_and_the_loss_has_one_wherever_there_is_ink(quick_run, digits):
    pair = digits.select_classes(["3", "7"])
    x, t = pair.x_train.reshape(-1, 64).astype("float64"), (pair.y_train == 0).astype("float64")
    p = sigmoid(x @ quick_run.weights["linear/kernel"] + quick_run.weights["linear/bias"])
    # The derivative of mean(abs(p - t)) by the chain rule.
    exact = (np.sign(p - t) * p * (1 - p)) @ x / len(x)
    np.testing.assert_allclose(quick_run.arrays["gradient_of_loss"], exact, atol=1e-8)
    inked = x.any(axis=0)
    assert np.mean(quick_run.arrays["gradient_of_accuracy"] == 0) >= 0.99
    assert np.mean(quick_run.arrays["gradient_of_loss"][inked] != 0) >= 0.95
    assert quick_run["zero_accuracy"] == np.mean(quick_run.arrays["gradient_of_accuracy"] == 0)
    assert quick_run["zero_loss"] == pytest.approx(np.mean(exact == 0))
    assert quick_run["zero_loss_inked"] == np.mean(exact[inked] == 0)


def test_along_one_weight_the_accuracy_is_level_where_the_loss_slopes(quick_run):
    moves = np.diff(quick_run.arrays["accuracy_close"])
    slopes = np.diff(quick_run.arrays["mnist_loss_close"])
    assert 0 < np.sum(moves != 0) <= 8
    assert np.all(slopes != 0)
    accuracy, loss = quick_run.arrays["accuracy_wide"], quick_run.arrays["mnist_loss_wide"]
    assert np.ptp(accuracy) > 0.02  # from afar it does move
    assert np.corrcoef(accuracy, loss)[0, 1] < -0.5


def test_the_best_constant_is_the_mean_for_mse_and_the_median_for_mae(quick_run, download_times):
    times = download_times.y_train.ravel().astype("float64")
    constants = quick_run.arrays["constants"]
    maes = np.abs(times[:, None] - constants).mean(axis=0)
    np.testing.assert_allclose(quick_run.arrays["mae_of_constants"], maes, atol=1e-6)
    mses = ((times[:, None] - constants) ** 2).mean(axis=0)
    np.testing.assert_allclose(quick_run.arrays["rmse_of_constants"] ** 2, mses, atol=1e-6)
    step = constants[1] - constants[0]
    assert abs(constants[mses.argmin()] - quick_run["mean_time"]) <= step
    assert maes.min() >= np.abs(times - quick_run["median_time"]).mean() - 1e-9
    test = download_times.y_test.ravel()
    for name, centre in (("mean", times.mean()), ("median", np.median(times))):
        assert quick_run[f"{name}_time"] == pytest.approx(centre)
        assert quick_run[f"test_mae_of_{name}"] == pytest.approx(np.abs(test - centre).mean())


def test_evaluate_measures_and_changes_no_weight(quick_run, download_times):
    for name in ("kernel", "bias"):
        before, after = (
            quick_run.weights[f"{when}_evaluate/{name}"] for when in ("before", "after")
        )
        np.testing.assert_array_equal(before, after)
    kernel, bias = (quick_run.weights[f"after_evaluate/{name}"] for name in ("kernel", "bias"))
    errors = np.abs(download_times.x_test @ kernel + bias - download_times.y_test)
    assert quick_run["evaluated"] == pytest.approx(errors.mean(), rel=1e-5)


@pytest.mark.reference
def test_on_mnist_no_gradient_of_the_accuracy_leads_anywhere(mnist_run):
    assert len(mnist_run.arrays["gradient_of_accuracy"]) == 784
    assert mnist_run["zero_accuracy"] >= 0.99
    assert mnist_run["zero_loss_inked"] <= 0.05
