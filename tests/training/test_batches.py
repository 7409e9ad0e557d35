"""Every sample comes once an epoch, in an order that seed and epoch decide and nothing else."""

import types

import numpy as np
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.training.batches import Batches, FollowEpochs

pytestmark = pytest.mark.each_backend


def read_epoch(batches):
    return np.concatenate([batches[i][0] for i in range(len(batches))])


@pytest.mark.parametrize(
    ("samples", "batch_size", "steps", "last"),
    [(12_396, 256, 49, 108), (26, 6, 5, 2), (20, 32, 1, 20), (15, 5, 3, 5)],
)
def test_an_epoch_has_the_books_number_of_batches(samples, batch_size, steps, last):
    x = np.arange(samples)
    batches = Batches(x, x, batch_size, seed=0)
    assert len(batches) == steps
    assert len(batches[steps - 1][0]) == last


def test_each_sample_comes_exactly_once_with_its_own_label(rng):
    seed = int(rng.integers(1 << 30))
    x = np.arange(103)
    batches = Batches(x, x * 10, 8, seed=seed)
    for _ in range(3):
        pairs = [batches[i] for i in range(len(batches))]
        assert sorted(np.concatenate([pair[0] for pair in pairs])) == list(range(103))
        assert all((y == 10 * x).all() for x, y in pairs)
        batches.start_epoch(batches.epoch + 1)


def test_epochs_differ_and_a_later_start_takes_up_the_same_orders():
    x = np.arange(103)
    batches = Batches(x, x, 8, seed=5)
    orders = []
    for epoch in range(3):
        batches.start_epoch(epoch)
        orders.append(read_epoch(batches))
    assert not np.array_equal(orders[0], orders[1])
    for seed, same in ((5, True), (6, False)):
        later = Batches(x, x, 8, seed=seed)
        later.start_epoch(2)
        assert np.array_equal(read_epoch(later), orders[2]) is same


def test_a_loop_of_ones_own_reads_each_batch_once_and_may_keep_the_order():
    x = np.arange(26)
    batches = Batches(x, -x, 6, seed=3)
    assert [len(a) for a, _ in batches] == [6, 6, 6, 6, 2]  # fastbook's 26 letters
    assert all((b == -a).all() for a, b in batches)
    batches = Batches(x, x, 6, seed=3, shuffled=False)
    batches.start_epoch(4)
    np.testing.assert_array_equal(np.concatenate([a for a, _ in batches]), x)


def test_fit_reads_the_epochs_in_turn():
    """Keras must see the epochs in turn, on whichever backend its adapter is."""
    import keras

    x = np.arange(24, dtype="float32")[:, None]
    seen = []

    class Recording(Batches):
        def __getitem__(self, index):
            seen.append((self.epoch, index))
            return super().__getitem__(index)

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    batches = Recording(x, x, 8, seed=0)
    model.fit(
        batches,
        initial_epoch=1,
        epochs=4,
        shuffle=False,
        verbose=0,
        callbacks=[FollowEpochs(batches)],
    )
    # Keras may look at batches beforehand to learn their shapes; the epochs follow in order.
    assert seen[-9:] == [(epoch, index) for epoch in range(1, 4) for index in range(3)]


class Generator:
    """As much of a layer's state as FollowEpochs touches."""

    path = "dropout/seed_generator/seed_generator_state"

    def assign(self, value):
        self.value = [int(part) for part in value]


def follow(generators, epoch):
    follower = FollowEpochs(Batches(np.arange(4), np.arange(4), 2, seed=7))
    follower.set_model(types.SimpleNamespace(variables=generators))
    follower.on_epoch_begin(epoch)
    return [generator.value for generator in generators]


def test_each_layer_that_draws_gets_a_seed_of_its_own_whatever_comes_after_it():
    few, many = (follow([Generator() for _ in range(count)], epoch=3) for count in (2, 30))
    assert many[:2] == few
    assert len({seed for seed, _ in many}) == 30
    assert follow([Generator(), Generator()], epoch=4) != few


def test_a_layer_beyond_the_seeds_is_refused_not_left_to_chance():
    follow([Generator() for _ in range(999)], epoch=0)
    with pytest.raises(ModelError, match=r"more than 999 generators.*Received: 1000 in layers"):
        follow([Generator() for _ in range(1000)], epoch=0)
