"""The penalty is the sum of the squared weights, and with plain SGD it is a weight decay."""

import keras
import numpy as np
import pytest

from kerasdigits.training.optimizers import make_optimizer
from kerasdigits.training.penalty import add_l2_penalty


def train(optimizer, decay, penalty, weights, x, y):
    """Take ten steps; give the first loss and the last weights."""
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), keras.layers.Dense(1)])
    model.set_weights(weights)
    if penalty:
        add_l2_penalty(model, penalty)
    optimizer = make_optimizer(optimizer, 0.05, "constant", 10, decay)
    model.compile(optimizer, "mse", run_eagerly=True)
    losses = [float(model.train_on_batch(x, y)) for _ in range(10)]
    return losses[0], np.concatenate([w.ravel() for w in model.get_weights()])


def test_a_penalty_is_the_sum_of_squares_and_with_plain_sgd_twice_the_decay_not_with_adam():
    rng = np.random.default_rng()
    w1, b1, w2, b2 = (rng.normal(0, 0.3, shape) for shape in ((3, 4), (4,), (4, 1), (1,)))
    weights = [w1, b1, w2, b2]
    x, y = rng.normal(size=(16, 3)), rng.normal(size=(16, 1))
    for optimizer, same in (("sgd", True), ("adam", False)):
        loss, penalised = train(optimizer, 0, 0.05, weights, x, y)
        error = (x @ w1 + b1) @ w2 + b2 - y
        expected = np.mean(error**2) + 0.05 * sum(np.sum(w**2) for w in weights)
        assert loss == pytest.approx(expected, rel=1e-5)
        _, decayed = train(optimizer, 0.1, 0, weights, x, y)
        difference = np.abs(penalised - decayed).max()
        assert difference < 1e-5 if same else difference > 1e-3
