"""The samples that show a data set are one a class, then any: never nine of the first."""

import dataclasses

import numpy as np

from kerasdigits.data import choose_samples


def test_data_in_the_order_of_their_classes_do_not_fill_the_sheet_with_one_class(digits):
    three = digits.select_classes(["3", "7", "8"])
    order = np.argsort(three.y_test, kind="stable")
    three = dataclasses.replace(three, x_test=three.x_test[order], y_test=three.y_test[order])
    samples = choose_samples(three, 12)
    assert samples["y"][:3].tolist() == [0, 1, 2]
    assert set(samples["y"][3:]) == {0, 1, 2}
    assert len(np.unique(samples["x"].reshape(12, -1), axis=0)) == 12
    np.testing.assert_array_equal(choose_samples(three, 12)["x"], samples["x"])


def test_each_class_is_there_when_there_is_room(digits):
    assert choose_samples(digits, 12)["y"][:10].tolist() == list(range(10))
    few = dataclasses.replace(digits, x_test=digits.x_test[:5], y_test=digits.y_test[:5])
    assert sorted(choose_samples(few, 12)["y"]) == sorted(digits.y_test[:5])


def test_a_regression_shows_its_first_samples(download_times):
    samples = choose_samples(download_times, 12)
    np.testing.assert_array_equal(samples["x"], download_times.x_test[:12])
