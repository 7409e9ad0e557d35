"""embedding-lookup: rows and gradients by NumPy's own indexing, and what the two ways cost."""

import numpy as np
import pytest

LESSON = "embedding-lookup"


@pytest.mark.each_backend
def test_rows_and_gradients_are_those_of_an_array_indexed_by_hand(quick_run):
    arrays = quick_run.arrays
    ids = arrays["ids"]
    np.testing.assert_array_equal(arrays["rows"], arrays["table"][ids])
    gradient = np.zeros(arrays["table"].shape)
    np.add.at(gradient, ids, arrays["slopes"].astype("float64"))
    assert len(set(ids)) < len(ids), "an id must come twice to tell adding from writing"
    np.testing.assert_allclose(arrays["gradient"], gradient, atol=1e-6)
    assert quick_run["gap_forward"] <= 1e-6
    assert quick_run["gap_backward"] <= 1e-6
    assert quick_run["learning"] == pytest.approx(len(set(ids)) / len(gradient))


@pytest.mark.each_backend
def test_by_sgd_a_row_rests_once_it_is_not_asked_for_and_by_adam_it_goes_on(quick_run):
    """Two steps of Adam by hand: gradients 1 and 0, at a rate of 0.1."""
    mean = 0.9 * 0.1 / (1 - 0.9**2)
    square = 0.999 * 0.001 / (1 - 0.999**2)
    assert quick_run["moved_sgd"] == 0
    assert quick_run["moved_adam"] == pytest.approx(0.1 * mean / square**0.5, rel=1e-4)


def test_the_costs_are_those_of_what_is_stored_and_the_lookup_is_faster(quick_run):
    sizes = quick_run.arrays["sizes"]
    np.testing.assert_array_equal(quick_run.arrays["one_hot_bytes"], 256 * sizes * 4)
    np.testing.assert_array_equal(quick_run.arrays["id_bytes"], 256 * 8)
    product, lookup = (quick_run.arrays[f"{name}_seconds"] for name in ("product", "lookup"))
    assert product[-1] > 3 * product[0], "a hundredfold table"
    assert quick_run["times_faster"] == pytest.approx(product[-1] / lookup[-1])


def test_what_the_small_picture_shows_are_rows_of_its_table(quick_run):
    arrays = quick_run.arrays
    np.testing.assert_array_equal(arrays["small_rows"], arrays["small_table"][arrays["small_ids"]])
    assert quick_run["gap_bias"] < 1e-10


@pytest.mark.each_backend
def test_an_id_beyond_the_table_is_an_error_or_no_number_and_never_a_row(quick_run):
    (_, _), (name, answer) = quick_run.table("outside")
    assert name == "look_up"
    assert answer == "nan" or answer.startswith("an error")
