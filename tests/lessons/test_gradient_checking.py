"""gradient-checking: the spreadsheet's row, three ways to one slope, and the slow intercept."""

import numpy as np
import pytest

LESSON = "gradient-checking"


def test_all_cells_of_a_hidden_row_agree_with_the_closed_form(rng):
    from kerasdigits.lessons.descent.gradient_checking import fill_row

    x, y, a, b = rng.uniform(-20, 20, 4)
    h, rate = rng.uniform(0.001, 0.1, 2)
    row = fill_row(x, y, a=a, b=b, h=h, learning_rate=rate)
    error = a * x + b - y
    assert row == pytest.approx(
        {
            "prediction": y + error,
            "loss": error**2,
            "loss_b": (error + h) ** 2,
            "forward_b": 2 * error + h,
            "loss_a": (error + h * x) ** 2,
            "forward_a": 2 * error * x + h * x**2,
            "gradient_b": 2 * error,
            "gradient_a": 2 * error * x,
            "new_a": a - rate * 2 * error * x,
            "new_b": b - rate * 2 * error,
        },
        rel=1e-8,
        abs=1e-8,
    )
    assert row["forward_a"] - row["gradient_a"] == pytest.approx(h * x**2, abs=1e-6)


def test_the_table_shows_the_row_beside_the_notes(quick_run):
    rows = {cell: (notes, here) for cell, notes, here in quick_run.table("row")}
    assert rows["forward difference for b"] == ("85.99", "-85.9900")
    assert rows["squared error with a + 0.01"] == ("1,836.1225", "1,836.9796")


def test_four_ways_give_one_slope(quick_run):
    calculus, automatic, central, forward = quick_run.arrays["ways"]
    np.testing.assert_allclose(calculus, [-1204, -86])
    np.testing.assert_allclose(automatic, calculus, rtol=1e-6)
    np.testing.assert_allclose(central, calculus, rtol=1e-9)
    np.testing.assert_allclose(forward - calculus, [0.01 * 14**2, 0.01], rtol=1e-6)
    np.testing.assert_array_equal(quick_run.arrays["slopes_of_squares"], [6, 8, 20])
    assert [row[1] for row in quick_run.table("squares")] == ["125", "6, 8, 20", "6, 12, 18"]


@pytest.mark.each_backend
def test_backpropagation_is_the_chain_rule_by_hand(quick_run):
    weights = {key.removeprefix("network/"): w for key, w in quick_run.weights.items()}
    x, y = quick_run.arrays["x"], quick_run.arrays["y"]
    hidden = np.tanh(x @ weights["w1"] + weights["b1"])
    error = 2 * (hidden @ weights["w2"] - y) / len(y)
    inner = error * weights["w2"].T * (1 - hidden**2)
    by_hand = [(x.T @ inner).ravel(), inner.sum(axis=0), (hidden.T @ error).ravel()]
    np.testing.assert_allclose(
        quick_run.arrays["network_gradient"], np.concatenate(by_hand), rtol=1e-5, atol=1e-6
    )
    assert quick_run["gap_of_network"] < 1e-4


def test_the_errors_fall_with_slopes_1_and_2_and_rise_by_round_off(quick_run):
    h = quick_run.arrays["h"]
    for name, slope, low, high in (("forward", 1, 1e-5, 1e-3), ("central", 2, 1e-3, 3e-2)):
        error = quick_run.arrays[f"error_{name}"]
        inside = (h > low) & (h < high)
        fitted = np.polyfit(np.log(h[inside]), np.log(error[inside]), 1)[0]
        assert fitted == pytest.approx(slope, abs=0.1)
        assert error[0] > 100 * error.min()


def test_the_epochs_are_those_of_a_replay(quick_run):
    x = np.array([14, 86, 28, 51, 28, 29, 72, 62, 84, 15, 42, 62, 47, 35, 9, 38, 44, 99, 13, 21])
    x = np.append(x, [28, 20, 8, 64, 99, 70, 27, 17, 8]).astype(float)
    parameters = np.ones(2)
    for path in quick_run.arrays["path"][:3]:
        for value in x:
            row = np.array([value, 1])
            parameters = parameters - 1e-4 * 2 * (row @ parameters - 2 * value - 30) * row
        np.testing.assert_allclose(path, parameters, rtol=1e-10)


def test_the_full_run_reaches_the_books_thousands_of_epochs(run):
    assert run(LESSON, quick=False)["b_after_2000"] == pytest.approx(29.43, abs=5e-3)
