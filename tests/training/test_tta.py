"""Test-time augmentation is the mean of the image's probabilities and those of its copies."""

import dataclasses

import keras
import numpy as np
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.training import augmentation
from kerasdigits.training.augmentation import augment
from kerasdigits.training.evaluate import evaluate_model
from kerasdigits.training.tta import predict_augmented


@pytest.fixture
def model(rng):
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(10)]
    )
    model.set_weights([rng.normal(0, 0.2, array.shape) for array in model.get_weights()])
    return model


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@pytest.mark.each_backend
def test_it_is_the_mean_of_the_predictions_of_the_image_and_its_copies(model, digits, rng):
    x, y = digits.x_test[:50], digits.y_test[:50]
    kernel, bias = (array.astype("float64") for array in model.get_weights())
    seed = int(rng.integers(2**31))
    views = [x, *(augment(x, np.random.default_rng([seed, number])) for number in range(4))]
    expected = np.mean([softmax(view.reshape(50, -1) @ kernel + bias) for view in views], axis=0)
    received = predict_augmented(model, x, 4, "softmax", seed)
    np.testing.assert_allclose(received, expected, atol=1e-5)
    few = dataclasses.replace(digits, x_test=x, y_test=y)
    evaluation = evaluate_model(model, few, tta=3)
    expected = predict_augmented(model, x, 3, "softmax")
    np.testing.assert_allclose(evaluation.probabilities, expected, atol=1e-6)
    assert evaluation.metrics["accuracy"] == np.mean(expected.argmax(axis=1) == y)
    loss = -np.log(expected[np.arange(50), y]).mean()
    assert evaluation.metrics["loss"] == pytest.approx(loss, rel=1e-3)


def test_copies_that_are_not_moved_change_nothing(model, digits, monkeypatch):
    for name in ("ROTATION", "ZOOM", "SHIFT"):
        monkeypatch.setattr(augmentation, name, 0.0)
    x = digits.x_test[:20]
    alone, averaged = (predict_augmented(model, x, copies, "softmax") for copies in (0, 3))
    np.testing.assert_allclose(averaged, alone, atol=1e-5)


def test_it_is_refused_where_nothing_can_be_moved(download_times):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    with pytest.raises(ModelError, match="for classes of images"):
        evaluate_model(model, download_times, tta=2)
