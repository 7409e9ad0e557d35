"""Label noise spoils exactly what it says, and nothing but labels."""

import numpy as np

from kerasdigits.training.label_noise import add_label_noise


def test_a_share_of_the_labels_becomes_another_class_each_as_likely(rng):
    y = rng.integers(5, size=10_000).astype("int32")
    seed = int(rng.integers(1 << 30))
    noisy = add_label_noise(y, 0.3, 5, seed)
    wrong = noisy != y
    assert wrong.sum() == 3_000
    assert (noisy.dtype, noisy.shape) == (y.dtype, y.shape)
    counts = np.bincount((noisy[wrong] - y[wrong]) % 5, minlength=5)
    assert counts[0] == 0
    # 750 each of the four others; a binomial spread of 24, so 6 of these.
    assert (abs(counts[1:] - 750) < 145).all()
    np.testing.assert_array_equal(noisy, add_label_noise(y, 0.3, 5, seed))
    assert not np.array_equal(noisy, add_label_noise(y, 0.3, 5, seed + 1))


def test_no_noise_and_two_classes():
    y = np.array([0, 1, 1, 0], "int32")
    np.testing.assert_array_equal(add_label_noise(y, 0.0, 2, 0), y)
    assert (add_label_noise(y, 0.5, 2, 0) != y).sum() == 2
