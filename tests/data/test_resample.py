import numpy as np
import pytest

from kerasdigits.data.resample import area_weights, resample_area


def test_shrinking_by_a_whole_factor_is_the_block_mean():
    picture = np.random.default_rng(0).random((12, 20))
    expected = picture.reshape(4, 3, 5, 4).mean(axis=(1, 3))
    np.testing.assert_allclose(resample_area(picture, 4, 5), expected, atol=1e-14)


def test_enlarging_by_a_whole_factor_repeats_pixels():
    picture = np.random.default_rng(1).random((3, 2))
    expected = np.kron(picture, np.ones((4, 5)))
    np.testing.assert_allclose(resample_area(picture, 12, 10), expected, atol=1e-14)


def test_three_pixels_become_two_with_shares_of_two_thirds_and_one_third():
    expected = [[2 / 3, 1 / 3, 0], [0, 1 / 3, 2 / 3]]
    np.testing.assert_allclose(area_weights(3, 2), expected, atol=1e-15)


@pytest.mark.parametrize(
    ("length", "new_length"), [(1, 20), (7, 20), (199, 20), (20, 20), (61, 32)]
)
def test_the_mean_is_kept_and_every_row_sums_to_one(length, new_length):
    weights = area_weights(length, new_length)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-12)
    np.testing.assert_allclose(weights.mean(axis=0), 1 / length, atol=1e-12)


def test_colours_are_resampled_each_for_itself():
    picture = np.random.default_rng(2).random((9, 7, 3))
    together = resample_area(picture, 4, 5)
    for channel in range(3):
        alone = resample_area(picture[..., channel], 4, 5)
        np.testing.assert_allclose(together[..., channel], alone, atol=1e-14)
