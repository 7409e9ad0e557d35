"""A tenth of a training set is held out by default, of one that is large enough."""

import numpy as np
import pytest

from kerasdigits import data
from kerasdigits.training.batches import Batches
from kerasdigits.training.config import configure
from kerasdigits.training.hold_out import choose_split, describe_split
from kerasdigits.training.plan import plan_fit
from kerasdigits.training.prepare import make_batches


def make_dataset(counts):
    y = np.repeat(np.arange(len(counts)), counts).astype("int32")
    x = np.zeros((len(y), 2), "float32")
    names = tuple(map(str, range(len(counts))))
    return data.classification("made", (x, y), (x[:1], y[:1]), class_names=names, source="a test")


@pytest.mark.parametrize(
    ("counts", "share", "words"),
    [
        ([250, 250], 0.1, "450 samples; 50 more are held out to show over-fitting"),
        ([245, 245], 0.0, "all 490 samples; too few to hold some out"),
        ([599, 1], 0.0, "all 600 samples; too few to hold some out"),
        ([10] * 60, 0.1, "540 samples; 60 more are held out to show over-fitting"),
        ([9] * 61, 0.0, "all 549 samples; too few to hold some out"),
    ],
)
def test_a_tenth_is_held_out_where_it_can_tell_something(counts, share, words):
    dataset = make_dataset(counts)
    assert choose_split(dataset) == share
    assert describe_split(dataset, share) == words


def test_a_plan_holds_a_tenth_out_and_whoever_trains_on_all_samples_says_so():
    planned, digits = plan_fit("digits", "mlp")
    whole, _ = plan_fit("digits", "mlp", validation_split=0.0)
    assert (planned.validation_split, whole.validation_split) == (0.1, 0.0)
    assert describe_split(digits, 0.0) == "all 1,347 samples; none is held out"
    assert plan_fit("download-times", None)[0].validation_split == 0.0
    # As many steps as ever: 1,000 of batches of 128.
    assert (planned.epochs, whole.epochs) == (100, 91)
    batches, held_out = make_batches(planned, digits, "cross-entropy")
    assert (len(batches.kept), len(held_out[0])) == (1212, 135)
    assert set(map(bytes, held_out[0])).isdisjoint(map(bytes, batches.x[batches.kept]))


def test_batches_of_the_samples_that_are_kept_are_those_of_a_copy_of_them(digits, rng):
    kept = np.sort(rng.choice(len(digits.x_train), 200, replace=False))
    x, y = digits.x_train, digits.y_train
    ours = Batches(x, y, 32, seed=7, augmented=True, kept=kept)
    theirs = Batches(x[kept], y[kept], 32, seed=7, augmented=True)
    for epoch in range(2):
        ours.start_epoch(epoch)
        theirs.start_epoch(epoch)
        assert len(ours) == len(theirs) == 7
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(a[0], b[0])
            np.testing.assert_array_equal(a[1], b[1])


def test_what_is_held_out_raises_the_epochs_of_a_small_data_set():
    config = configure("d", "cnn", "classification", 1_347, validation_split=0.5)
    assert config.epochs == 167  # 6 steps each
