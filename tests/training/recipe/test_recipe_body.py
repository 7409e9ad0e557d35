"""What the body learns: five classes of ten, or how far pictures are turned."""

import dataclasses

import numpy as np
import pytest

from kerasdigits.errors import DataError
from kerasdigits.training.recipe.body import part_data, turn


def test_ten_digits_are_halved(digits):
    material = part_data(digits, seed=0)
    assert material.dataset.class_names == tuple("56789")
    assert material.num_classes == 5
    assert len(material.x) + len(material.dataset.x_train) == len(digits.x_train)


@pytest.mark.parametrize(("height", "turns"), [(8, 4), (6, 2)])
def test_other_pictures_are_turned_and_all_their_classes_kept(digits, rng, height, turns):
    pictures = dataclasses.replace(
        digits, name="pictures", x_train=rng.random((50, height, 8, 1), dtype="float32")
    )
    material = part_data(pictures, seed=int(rng.integers(100)))
    assert material.dataset is pictures
    assert material.num_classes == turns
    assert set(material.y) == set(range(turns))
    for image, original, label in zip(material.x, pictures.x_train, material.y, strict=True):
        back = np.rot90(image, -label * (4 // turns))
        np.testing.assert_array_equal(back, original)
    np.testing.assert_array_equal(turn(material.x, np.zeros(50, int)), material.x)


def test_what_is_not_classes_of_images_is_refused(download_times):
    with pytest.raises(DataError, match="classes of images"):
        part_data(download_times, seed=0)
