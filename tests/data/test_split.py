import numpy as np
import pytest
from sklearn.model_selection import train_test_split

from kerasdigits.data import choose_held_out, split_validation
from kerasdigits.errors import DataError

LABELS = np.repeat([0, 1, 2], [40, 80, 20])
INPUTS = np.arange(140)


def test_every_class_is_held_out_in_its_share_and_every_sample_is_in_one_part():
    x_train, y_train, x_val, y_val = split_validation(INPUTS, LABELS, 0.25, 0, "classification")
    np.testing.assert_array_equal(np.bincount(y_val), [10, 20, 5])
    np.testing.assert_array_equal(np.bincount(y_train), [30, 60, 15])
    np.testing.assert_array_equal(np.sort(np.concatenate([x_train, x_val])), INPUTS)
    np.testing.assert_array_equal(LABELS[x_train], y_train)
    np.testing.assert_array_equal(LABELS[x_val], y_val)


def test_the_same_seed_holds_out_the_same_samples_and_another_seed_others():
    first, again, other = (
        split_validation(INPUTS, LABELS, 0.25, seed, "classification")[2] for seed in (7, 7, 8)
    )
    np.testing.assert_array_equal(first, again)
    assert set(first) != set(other)


def test_a_regression_is_split_without_regard_to_its_targets():
    x_train, _, x_val, y_val = split_validation(
        INPUTS[:20], INPUTS[:20] * 2.5, 0.1, 0, "regression"
    )
    assert len(x_val) == 2
    np.testing.assert_array_equal(y_val, x_val * 2.5)
    np.testing.assert_array_equal(np.sort(np.concatenate([x_train, x_val])), INPUTS[:20])


@pytest.mark.parametrize("seed", range(20))
def test_scikit_learn_would_hold_the_same_samples_out(seed):
    """Classes of uneven and of equal sizes, whose shares do not come out even."""
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.repeat(np.arange(6), [9, 9, 9, *rng.integers(3, 40, 3)]))
    for task, classes in (("classification", labels), ("regression", None)):
        held_out = int(np.ceil(0.15 * len(labels)))
        expected = train_test_split(
            np.arange(len(labels)), test_size=held_out, random_state=seed, stratify=classes
        )
        for found, right in zip(choose_held_out(labels, 0.15, seed, task), expected, strict=True):
            np.testing.assert_array_equal(found, np.sort(right))


@pytest.mark.parametrize(
    ("labels", "fraction", "words"),
    [
        ([0, 0, 0, 1], 0.25, "1 of label 1"),
        ([0, 0, 1, 1, 2, 2], 0.2, "2 of 6 held out, 3 classes"),
        ([0, 0, 1, 1], 0.99, "4 of 4"),
        ([0, 0, 1, 1], 0.0, "between 0 and 1"),
        ([0, 0, 1, 1], 1.0, "between 0 and 1"),
    ],
)
def test_a_split_that_would_starve_a_part_is_refused(labels, fraction, words):
    with pytest.raises(DataError) as caught:
        split_validation(np.zeros(len(labels)), np.array(labels), fraction, 0, "classification")
    assert words in str(caught.value)
