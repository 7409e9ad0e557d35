"""The eight steps come in their order, with what they say of rates and frozen layers, and end."""

import itertools

import keras
import numpy as np
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.training.recipe.plan import STEPS, RecipePlan, make_plan
from kerasdigits.training.recipe.steps import follow_recipe
from kerasdigits.training.recipe.watch import HeldOut

layers = keras.layers
CLASSES, FEATURES = 3, 16


def test_a_loss_on_what_is_held_out_that_is_no_number_ends_the_recipe(model):
    held_out = HeldOut(model, np.ones((5, FEATURES), "float32"), np.zeros(5, int))
    assert held_out.measure()[0] > 0
    model.set_weights([np.full(weight.shape, np.nan) for weight in model.weights])
    with pytest.raises(ModelError, match=r"held out stopped being.*Received: loss=nan"):
        held_out.measure()


@pytest.fixture
def model(rng):
    keras.utils.set_random_seed(int(rng.integers(2**31)))
    inputs = keras.Input((FEATURES,))
    x = layers.Dense(24, activation="relu", name="first")(inputs)
    x = layers.Dense(24, activation="relu", name="second")(x)
    x = layers.Dense(24, activation="relu", name="hidden")(x)
    return keras.Model(inputs, layers.Dense(CLASSES, name="outputs")(x))


def draw(rng, n):
    """Inputs with labels that have nothing to do with them: learned by heart or not at all."""
    return rng.normal(0, 1, (n, FEATURES)).astype("float32"), rng.integers(0, CLASSES, n)


def measure(model, x, y):
    logits = model.predict(x, verbose=0).astype("float64")
    logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return -logs[np.arange(len(y)), y].mean(), np.mean(logits.argmax(axis=1) == y)


@pytest.mark.each_backend
def test_the_log_is_what_was_done_and_it_stops_by_itself_where_it_overfits(model, rng):
    plan = RecipePlan(
        last_of_body="second",
        groups=("second", "hidden"),
        batch_size=16,
        sweep_steps=30,
        cycle_len=10,
        lower=5.0,
        most_cycles=6,
        augment=False,
        seed=int(rng.integers(2**31)),
    )
    train, held_out = draw(rng, 48), draw(rng, 40)
    weights = [model.get_weights()]

    def listen(step):
        weights.append(model.get_weights())

    recipe = follow_recipe(model, train, held_out, plan, listen)
    steps = recipe.steps
    assert [(step.number, step.name) for step in steps] == list(enumerate(STEPS, 1))
    assert [step.frozen for step in steps] == [("first", "second")] * 4 + [()] * 4
    changed = [
        [np.any(a != b) for a, b in zip(before, after, strict=True)]
        for before, after in itertools.pairwise(weights)
    ]
    for number in (1, 2, 5, 6, 7):
        assert not any(changed[number - 1]), f"step {number} is no training"
    for number in (3, 4):
        assert not any(changed[number - 1][:4])
        assert any(changed[number - 1][4:])
    # The rates that were found are those that were used, and each group's is 5 below the next.
    found, again = steps[1].rates, steps[6].rates
    assert steps[2].rates == steps[3].rates == found
    assert steps[5].rates == pytest.approx([found[0] / 25, found[0] / 5, found[0]])
    assert steps[7].rates == again == pytest.approx([again[2] / 25, again[2] / 5, again[2]])
    assert 0 < again[2] <= found[0]
    assert model.optimizer.rate_shares == pytest.approx(
        {model.layers[0].name: 0.04, "first": 0.04, "second": 0.2, "hidden": 1, "outputs": 1}
    )
    used = [row["learning_rate"] for row in recipe.history if row["step"] == 3]
    assert used == pytest.approx([found[0]] * 20)
    # Each epoch has a row; the cycles end with two rises, and no earlier two were there.
    counts = [sum(row["step"] == number for row in recipe.history) for number in range(1, 9)]
    assert counts == [step.epochs for step in steps]
    losses = recipe.cycle_losses
    assert recipe.overfitted
    assert losses[-1] > losses[-2] > losses[-3]
    rises = np.diff(losses) > 0
    assert not np.any(rises[:-2] & rises[1:-1])
    assert counts[7] == sum(10 * 2**cycle for cycle in range(len(losses) - 1))
    # What is kept is the best since step 3, and what is said of it is measured.
    loss, accuracy = measure(model, *held_out)
    assert (steps[7].loss, steps[7].accuracy) == pytest.approx((loss, accuracy), rel=1e-3)
    assert loss == pytest.approx(min([*losses, steps[2].loss]), rel=1e-3)


def test_small_data_have_longer_cycles_and_a_quick_plan_is_shorter():
    assert make_plan(30_000).cycle_epochs() == [1, 2, 4, 8]
    few = make_plan(540)
    assert few.cycle_epochs() == [7, 14, 28, 56]
    assert few.group_shares() == pytest.approx([1 / 9, 1 / 3, 1])
    assert sum(make_plan(540, quick=True).cycle_epochs()) < sum(few.cycle_epochs()) / 10
