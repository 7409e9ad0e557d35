"""Our own loss and schedule follow their sources, and survive saving."""

import math

import keras
import numpy as np
import pytest

from kerasdigits.models.objects import MnistLoss, OneCycle

pytestmark = pytest.mark.each_backend


def test_mnist_loss_is_the_mean_distance_of_the_sigmoids_from_their_targets(rng):
    logits = rng.normal(0, 3, (7, 4)).astype("float32")
    targets = np.eye(4, dtype="float32")[rng.integers(0, 4, 7)]
    expected = np.mean(np.abs(targets - 1 / (1 + np.exp(-logits.astype("float64")))))
    assert float(MnistLoss()(targets, logits)) == pytest.approx(expected, abs=1e-6)


def test_mnist_loss_gives_the_books_figure():
    # fastbook chapter 4: predictions .9 .4 .2 for targets 1 0 1 have loss .4333, with .8 .2333.
    for last, expected in ((0.2, 0.4333), (0.8, 0.2333)):
        predictions = np.array([[0.9], [0.4], [last]])
        logits = np.log(predictions / (1 - predictions)).astype("float32")
        targets = np.array([[1], [0], [1]], dtype="float32")
        assert float(MnistLoss()(targets, logits)) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("step", [0, 1, 24, 25, 26, 70, 99, 100])
def test_one_cycle_follows_its_two_cosines(step):
    done = step / 100
    if done < 0.25:
        low, high, fraction = 0.4 / 25, 0.4, done / 0.25
    else:
        low, high, fraction = 0.4, 0.4 / 1e5, (done - 0.25) / 0.75
    expected = high + (low - high) * (1 + math.cos(math.pi * fraction)) / 2
    assert float(OneCycle(0.4, 100)(step)) == pytest.approx(expected, rel=1e-5, abs=1e-8)


def test_a_model_that_names_both_is_saved_and_loaded(tmp_path):
    from kerasdigits.models.load import load_model

    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile(keras.optimizers.SGD(OneCycle(0.5, 40)), MnistLoss())
    model.save(tmp_path / "m.keras")
    loaded = load_model(tmp_path / "m.keras")
    assert isinstance(loaded.loss, MnistLoss)
    assert loaded.optimizer.get_config()["learning_rate"]["config"]["total_steps"] == 40
