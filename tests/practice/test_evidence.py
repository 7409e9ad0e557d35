"""What a learner is shown of a case: in full where it is small, and so that it can be run again."""

import re

import numpy as np
import pytest

from kerasdigits.practice.diagnosis.evidence import show, tell_difference
from kerasdigits.practice.wire import Named

# What is shown of a value.
SHOWN = [
    (np.array([[0.0, -0.0]]), "[[0, 0]]"),
    (-0.0, "0"),
    (np.array([True, False]), "[True, False]"),
    (np.array([7, 10]), "[7, 10]"),
    (np.arange(48.0).reshape(4, 12), None),
    (np.arange(49.0), "array (49,) of 0, …, 48"),
    (np.zeros((0, 3)), "array (0, 3) of empty"),
    ([np.arange(20.0), np.arange(20.0)], None),
    ([np.arange(20.0), np.arange(50.0)], "list of 2"),
]


@pytest.mark.parametrize(("value", "shown"), SHOWN)
def test_what_is_small_is_shown_in_full(value, shown):
    if shown is None:
        numbers = np.array(value)
        assert re.sub(r"\s", "", show(value)) == str(numbers.astype(int).tolist()).replace(" ", "")
    else:
        assert show(value) == shown


def test_where_two_long_results_differ_is_told():
    right = np.zeros((10, 10))
    wrong = right.copy()
    wrong[3, 4] = 7
    assert tell_difference(wrong, right, 1e-6) == "first differs at [3, 4]: 7, not 0"
    assert tell_difference(1.00000012, 1.0, 1e-9) == "first differs: 1.00000012, not 1"
    assert tell_difference(2.0, 1.0, 1e-9) == ""
    assert tell_difference(np.zeros(99), np.zeros(98), 1e-9) == ""


@pytest.mark.parametrize(
    ("named", "formula"),
    [
        (
            Named("bowl_gradient", {"hessian": 2 * np.eye(2), "best": np.zeros(2)}),
            "lambda place: 2 * place",
        ),
        (
            Named("bowl_gradient", {"hessian": np.array([[2.0, 1], [1, 3]]), "best": np.ones(2)}),
            "lambda place: [[2, 1], [1, 3]] @ (place - [1, 1])",
        ),
        (
            Named("polynomial", {"coefficients": np.array([-0.5, 0, -2, 1])}),
            "lambda x: -0.5 * x**3 - 2 * x + 1",
        ),
        (Named("polynomial", {"coefficients": np.zeros(2)}), "lambda x: 0 * x"),
        (
            Named("cubic", {"hessian": np.eye(2), "cubes": np.array([1.0, 0])}),
            "lambda place: place @ [[1, 0], [0, 1]] @ place / 2 + sum([1, 0] * place**3)",
        ),
        (
            Named("body_asked_once", {"kernel": np.array([[1.0, -1], [2, 0]])}),
            "lambda x: np.maximum(x @ [[1, -1], [2, 0]], 0)",
        ),
    ],
)
def test_a_function_is_shown_as_a_learner_can_run_it_again(named, formula):
    assert show(named) == formula
    place = np.array([0.5, -1.5])
    assert np.allclose(eval(formula, {"np": np})(place), named.make()(place))
