"""Layers with rates of their own take the steps that each would take alone, and resume so."""

import keras
import numpy as np
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.models.load import load_model
from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.layer_groups import group_layers, share_rate, spread_shares
from kerasdigits.training.optimizers import HAVE_MOMENTUM, OPTIMIZERS, make_optimizer

STEPS = 8


def build_model():
    return keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(5, "tanh", name="first"),
            keras.layers.Dense(4, "tanh", name="second"),
            keras.layers.Dense(3, name="third"),
        ],
        name="grouped",
    )


@pytest.mark.each_backend
@pytest.mark.parametrize("schedule", ["constant", "one-cycle"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_variable_goes_where_it_would_go_alone_at_its_share_of_the_rate(name, schedule, rng):
    shares = {"a": 0.01, "b": float(rng.uniform(0.1, 0.9)), "c": 1.0}
    starts = {path: rng.normal(size=4).astype("float32") for path in shares}
    gradients = rng.normal(size=(STEPS, 3, 4)).astype("float32")
    cyclic = schedule == "one-cycle" and name in HAVE_MOMENTUM
    options = {"weight_decay": 0.3, "cycle_momentum": cyclic}
    together = make_optimizer(
        name, 0.05, schedule, STEPS, rate_shares={"a": shares["a"], "b": shares["b"]}, **options
    )
    variables = [keras.Variable(start, name=path) for path, start in starts.items()]
    for gradient in gradients:
        together.apply([keras.ops.convert_to_tensor(one) for one in gradient], variables)
    for number, (path, start) in enumerate(starts.items()):
        alone = make_optimizer(name, 0.05 * shares[path], schedule, STEPS, **options)
        variable = keras.Variable(start)
        for gradient in gradients:
            alone.apply([keras.ops.convert_to_tensor(gradient[number])], [variable])
        expected = keras.ops.convert_to_numpy(variable)
        received = keras.ops.convert_to_numpy(variables[number])
        assert np.abs(received - start).max() > 1e-5
        np.testing.assert_allclose(received, expected, rtol=1e-5, atol=1e-7)


@pytest.mark.each_backend
def test_a_training_that_is_saved_in_the_middle_goes_on_as_if_it_had_not(tmp_path, rng):
    x = rng.normal(size=(24, 6)).astype("float32")
    batches = Batches(x, rng.normal(size=(24, 3)).astype("float32"), batch_size=8, seed=3)
    model = build_model()
    groups = group_layers(model, ["second", "third"])
    shares = share_rate(groups, spread_shares(0.01, 3))
    optimizer = make_optimizer(
        "adam", 0.05, "one-cycle", 6, 0.1, cycle_momentum=True, rate_shares=shares
    )
    model.compile(optimizer, "mse")
    start = model.get_weights()

    def fit(model, first, last):
        follow = FollowEpochs(batches)
        options = {"initial_epoch": first, "epochs": last, "shuffle": False, "verbose": 0}
        model.fit(batches, callbacks=[follow], **options)

    fit(model, 0, 1)
    model.save(tmp_path / "model.keras")
    fit(model, 1, 2)
    resumed = load_model(tmp_path / "model.keras")
    assert resumed.optimizer.get_config() == model.optimizer.get_config()
    fit(resumed, 1, 2)
    for ours, theirs in zip(model.get_weights(), resumed.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    moved = [np.abs(a - b).mean() for a, b in zip(model.get_weights(), start, strict=True)]
    assert moved[0] < moved[2] / 3 < moved[4] / 9  # the kernels; Adam's steps are as its rates


def test_groups_begin_with_the_layers_named_and_shares_grow_by_the_same_factor():
    model = build_model()
    groups = group_layers(model, ["second"])
    assert [[layer.name for layer in group] for group in groups] == [["first"], ["second", "third"]]
    shares = share_rate(groups, (0.1, 1))
    assert shares == {"first": 0.1, "second": 1, "third": 1}
    np.testing.assert_allclose(spread_shares(0.01, 3), [0.01, 0.1, 1])
    assert spread_shares(0.01, 1) == [1]


def test_what_does_not_fit_is_refused():
    model = build_model()
    with pytest.raises(ModelError, match=r"no layer of that name\. Received: fourth"):
        group_layers(model, ["fourth"])
    with pytest.raises(ModelError, match="not in the order of the model"):
        group_layers(model, ["third", "second"])
    with pytest.raises(ModelError, match="for each of 2 groups"):
        share_rate(group_layers(model, ["third"]), (0.1, 0.3, 1))
