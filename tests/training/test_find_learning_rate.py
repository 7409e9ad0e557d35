"""The finder sweeps as it says, reads the curve as fastai does, and leaves no trace."""

import bisect

import keras
import numpy as np
import pytest

from kerasdigits import backend
from kerasdigits.errors import ModelError
from kerasdigits.training.batches import Batches
from kerasdigits.training.lr_finder import find_learning_rate

pytestmark = pytest.mark.each_backend


def make_line(x, y, optimizer="sgd"):
    """A linear model without bias, whose loss is a quadratic of its weights."""
    model = keras.Sequential(
        [keras.Input(x.shape[1:]), keras.layers.Dense(1, use_bias=False, dtype="float32")]
    )
    model.compile(optimizer, "mse")
    return model, Batches(x, y, len(x), seed=0)


def make_quadratic(rng):
    """Data whose mean squared error has a drawn largest curvature; give that too."""
    x = rng.normal(size=(40, 5)) * rng.uniform(0.3, 3, 5)
    y = x @ rng.normal(size=(5, 1)) + 0.5 * rng.normal(size=(40, 1))
    largest = np.linalg.eigvalsh(2 * x.T @ x / len(x))[-1]
    return x.astype("float32"), y.astype("float32"), largest


def make_noisy_net(seed):
    """A model with all that a training step may change, in the middle of its training."""
    backend.seed(seed)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(48, 6)).astype("float32")
    y = rng.integers(3, size=48)
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(3),
        ]
    )
    rate = keras.optimizers.schedules.ExponentialDecay(0.01, 10, 0.5)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"])
    batches = Batches(x, y, 16, seed=seed)
    for first_x, first_y in batches:
        model.train_on_batch(first_x, first_y)
    return model, batches


def list_state(model):
    return [*model.variables, *model.optimizer.variables, *model.metrics_variables]


def read_state(model):
    return [np.array(keras.ops.convert_to_numpy(variable)) for variable in list_state(model)]


def assert_same(ours, theirs):
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(a, b)


def test_each_step_is_one_of_gradient_descent_at_a_growing_rate(rng):
    """NumPy takes the same steps on a quadratic."""
    x, y, largest = make_quadratic(rng)
    model, batches = make_line(x, y)
    w = model.get_weights()[0].astype("float64")
    rates = np.geomspace(1e-3 / largest, 1 / largest, 30)
    sweep = find_learning_rate(model, batches, start=rates[0], end=rates[-1], steps=30)
    assert sweep.ended == "end"
    np.testing.assert_allclose(sweep.learning_rates, rates, rtol=1e-12)
    expected = []
    for rate in rates:
        error = x @ w - y
        expected.append(np.mean(error**2))
        w -= rate * 2 * x.T @ error / len(x)
    np.testing.assert_allclose(sweep.losses, expected, rtol=1e-4)


def test_a_quadratic_diverges_near_two_over_its_largest_curvature(rng):
    x, y, largest = make_quadratic(rng)
    model, batches = make_line(x, y)
    limit = 2 / largest
    sweep = find_learning_rate(model, batches, start=limit / 100, end=limit * 100, steps=300)
    assert sweep.ended == "diverged"
    assert limit / 3 < sweep.learning_rates[-1] < limit * 3
    assert max(sweep.suggestions.values()) < limit


def test_the_suggestions_are_fastais_readings_of_the_curve(rng):
    x = rng.normal(size=(200, 6)).astype("float32")
    # Slopes well above the noise: a curve that hardly falls suggests nothing.
    slopes = rng.uniform(1, 3, (6, 1)) * rng.choice([-1, 1], (6, 1))
    y = (x @ slopes + rng.normal(size=(200, 1))).astype("float32")
    model, _ = make_line(x, y)
    sweep = find_learning_rate(model, Batches(x, y, 8, seed=1), start=1e-5, end=5.0, steps=80)
    n = len(sweep.losses)
    weights = np.tril(0.98 ** (np.arange(n)[:, None] - np.arange(n)).clip(0).astype(float))
    smoothed = weights @ sweep.losses / weights.sum(axis=1)
    np.testing.assert_allclose(sweep.smoothed, smoothed, rtol=1e-9)
    rates, smoothed = sweep.learning_rates[8:-5], smoothed[8:-5]
    assert sweep.suggestions["minimum/10"] == pytest.approx(rates[smoothed.argmin()] / 10)
    falls = [
        (smoothed[i + 1] - smoothed[i]) / np.log(rates[i + 1] / rates[i])
        for i in range(len(rates) - 1)
    ]
    assert sweep.suggestions["steepest"] == pytest.approx(rates[int(np.argmin(falls))])
    tails, lengths = [], []  # patience sorting: the longest fall that ends at each point
    for value in smoothed:
        place = bisect.bisect_left(tails, -value)
        tails[place : place + 1] = [-value]
        lengths.append(place + 1)
    last = lengths.index(max(lengths))
    first = max(0, last - max(lengths))
    third = (last - first) / 3
    assert sweep.suggestions["valley"] == rates[first + int(third) + int(third / 2)]
    assert sweep.recommended in sweep.suggestions


def test_a_sweep_leaves_no_trace_and_a_training_goes_on_as_if_there_had_been_none(rng):
    """Weights, averages, slots, metrics and random states, torch's own too."""
    seed = int(rng.integers(1 << 20))
    model, batches = make_noisy_net(seed)
    batches.start_epoch(3)
    before, after = read_state(model), []
    for swept in (False, True):
        for variable, value in zip(list_state(model), before, strict=True):
            variable.assign(value)
        backend.seed(seed)
        if swept:
            find_learning_rate(model, batches, start=1e-4, steps=20)
            assert_same(before, read_state(model))
            assert batches.epoch == 3
        for x, y in batches:
            model.train_on_batch(x, y)
        after.append(read_state(model))
    assert_same(*after)
    assert not np.array_equal(before[0], after[0][0])


def test_an_interrupted_sweep_leaves_the_model_as_it_was():
    class Interrupting(Batches):
        def __getitem__(self, index):
            if self.epoch == 12:
                raise KeyboardInterrupt
            return super().__getitem__(index)

    x, y, _ = make_quadratic(np.random.default_rng(0))
    model, _ = make_line(x, y)
    before = read_state(model)
    with pytest.raises(KeyboardInterrupt):
        find_learning_rate(model, Interrupting(x, y, 40, seed=0), start=1e-3, steps=20)
    assert_same(before, read_state(model))


def test_a_sweep_goes_on_from_the_optimizers_state():
    """At rates of nothing, a weight still moves by its velocity, which fades by 0.9 a step."""
    x, y = np.ones((4, 1), "float32"), np.zeros((4, 1), "float32")
    model, batches = make_line(x, y, keras.optimizers.SGD(0.1, momentum=0.9))
    model.set_weights([np.full((1, 1), 5.0)])
    model.optimizer.build(model.trainable_variables)
    model.optimizer.momentums[0].assign([[-0.5]])
    sweep = find_learning_rate(model, batches, start=1e-12, end=1e-11, steps=20)
    weights = 5 - 0.5 * np.cumsum(0.9 ** np.arange(20)) + 0.5
    np.testing.assert_allclose(sweep.losses, weights**2, rtol=1e-4)


def test_a_small_data_set_is_run_through_again_in_new_orders():
    seen = []

    class Recording(Batches):
        def __getitem__(self, index):
            x, y = super().__getitem__(index)
            seen.append(x[:, 0])
            return x, y

    x = np.arange(1, 21, dtype="float32")[:, None] / 20
    model, _ = make_line(x, x)
    find_learning_rate(model, Recording(x, x, 8, seed=7), end=1e-6, steps=30)
    epochs = [np.concatenate(seen[first : first + 3]) for first in range(0, 30, 3)]
    assert all(sorted(epoch) == sorted(x[:, 0]) for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) == len(epochs)


def test_a_loss_that_is_no_number_ends_the_sweep_and_is_left_out():
    x = np.full((4, 1), 1e10, "float32")
    model, batches = make_line(x, x)
    sweep = find_learning_rate(model, batches, start=1e5, end=1e9, steps=20)
    assert sweep.ended in ("no number", "diverged")
    assert np.isfinite(sweep.losses).all()
    assert len(sweep.losses) == len(sweep.learning_rates) < 20
    assert sweep.suggestions == {}
    model.set_weights([np.full((1, 1), np.nan)])
    sweep = find_learning_rate(model, batches)
    assert (sweep.ended, len(sweep.losses), sweep.suggestions) == ("no number", 0, {})


def test_a_flat_loss_suggests_nothing():
    x = np.zeros((8, 2), "float32")
    model, batches = make_line(x, np.ones((8, 1), "float32"))
    sweep = find_learning_rate(model, batches)
    assert (sweep.ended, len(sweep.losses), sweep.suggestions) == ("end", 300, {})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"start": 0.0}, "grow from a start above 0"),
        ({"start": 1.0, "end": 0.1}, "Received: 1.0 to 0.1"),
        ({"end": np.inf}, "finite end"),
        ({"steps": 19}, "steps must be 20 or more. Received: 19"),
    ],
)
def test_a_sweep_that_makes_no_sense_is_refused(given, message):
    x = np.ones((4, 1), "float32")
    with pytest.raises(ModelError, match=message):
        find_learning_rate(*make_line(x, x), **given)


def test_a_model_that_is_not_compiled_is_refused():
    x = np.ones((4, 1), "float32")
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    with pytest.raises(ModelError, match="needs a compiled model"):
        find_learning_rate(model, Batches(x, x, 2, seed=0))
