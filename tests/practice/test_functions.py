"""The functions that holes receive take what they are to be given, and say so of the rest."""

import numpy as np
import pytest

from kerasdigits.practice.functions import make_function


def test_a_frozen_body_answers_once():
    body = make_function("body_asked_once", {"kernel": np.eye(2)})
    np.testing.assert_array_equal(body([[1.0, -1.0]]), [[1, 0]])
    with pytest.raises(RuntimeError, match="a second time"):
        body([[1.0, -1.0]])


def test_a_height_that_is_given_many_places_names_both_shapes():
    cubic = make_function("cubic", {"hessian": 2 * np.eye(2), "cubes": np.array([1.0, 0.0])})
    assert cubic([7, 1]) == 50 + 343
    for places in (np.ones((3, 2)), np.ones((1, 2)), 1.0):
        with pytest.raises(ValueError, match=r"takes one place of shape \(2,\), and got \("):
            cubic(places)
