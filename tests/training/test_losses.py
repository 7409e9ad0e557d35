"""Losses answer to Keras's and TensorFlow.js's names and agree with plain NumPy."""

import keras
import numpy as np
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.models.outputs import as_probabilities
from kerasdigits.training.losses import LOSSES, find_loss, identify_loss, make_targets

pytestmark = pytest.mark.each_backend


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("mae", "mae"),
        ("mean_absolute_error", "mae"),
        ("meanAbsoluteError", "mae"),
        ("MeanSquaredError", "mse"),
        ("sparseCategoricalCrossentropy", "cross-entropy"),
        ("categorical_crossentropy", "cross-entropy"),
        ("binaryCrossentropy", "binary-cross-entropy"),
        ("mnist_loss", "mnist-loss"),
    ],
)
def test_every_spelling_finds_its_loss(spelling, name):
    assert find_loss(spelling) == name


def test_an_unknown_loss_and_one_that_does_not_fit_are_refused():
    with pytest.raises(ModelError, match=r"no loss of that name. Received: hinge2"):
        find_loss("hinge2")
    with pytest.raises(ModelError, match=r"does not fit a regression.*Choose mae, mse"):
        find_loss("cross-entropy", "regression")


def compute(name, logits, labels):
    """The losses from their textbook formulas, in float64."""
    z = logits.astype("float64")
    one_hot = np.eye(z.shape[1])[labels]
    sigmoid = 1 / (1 + np.exp(-z))
    if name == "cross-entropy":
        shifted = z - z.max(axis=1, keepdims=True)
        log_probability = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return -(one_hot * log_probability).sum(axis=1).mean()
    if name == "binary-cross-entropy":
        return -(one_hot * np.log(sigmoid) + (1 - one_hot) * np.log(1 - sigmoid)).mean()
    if name == "mnist-loss":
        return np.abs(one_hot - sigmoid).mean()
    difference = z - one_hot
    return np.abs(difference).mean() if name == "mae" else (difference**2).mean()


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_agrees_with_its_formula_raw_and_linked(name, rng):
    logits = rng.normal(0, 2, (9, 5)).astype("float32")
    labels = rng.integers(0, 5, 9).astype("int32")
    expected = compute(name, logits, labels)
    targets = make_targets(labels, name, 5, "classification")
    assert float(LOSSES[name].make()(targets, logits)) == pytest.approx(expected, rel=1e-5)
    linked = as_probabilities(logits, LOSSES[name].link)
    assert float(LOSSES[name].make_linked()(targets, linked)) == pytest.approx(expected, rel=1e-4)


def test_cross_entropy_is_finite_where_a_softmax_saturates():
    logits = np.array([[1e4, -1e4], [1e4, -1e4]], dtype="float32")
    loss = float(LOSSES["cross-entropy"].make()(np.array([1, 0]), logits))
    assert loss == pytest.approx(1e4, rel=1e-5)


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("sparse_categorical_crossentropy", ("cross-entropy", False)),
        ("categorical_crossentropy", ("cross-entropy", False)),
        ("binary_crossentropy", ("binary-cross-entropy", False)),
        ("mae", ("mae", False)),
        (keras.losses.binary_crossentropy, ("binary-cross-entropy", False)),
        (keras.losses.SparseCategoricalCrossentropy(), ("cross-entropy", False)),
        (keras.losses.SparseCategoricalCrossentropy(from_logits=True), ("cross-entropy", True)),
        (keras.losses.BinaryCrossentropy(from_logits=True), ("binary-cross-entropy", True)),
        (LOSSES["mnist-loss"].make(), ("mnist-loss", True)),
        ("poisson", None),
    ],
)
def test_only_what_says_from_logits_compares_raw_outputs(loss, expected):
    """Keras's default is False, also where the loss is named by a string or is a function."""
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile("sgd", loss)
    assert identify_loss(model) == expected
