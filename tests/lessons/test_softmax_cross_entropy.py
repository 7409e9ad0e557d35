"""softmax-cross-entropy: shares, costs and the gradient, recomputed."""

import numpy as np
import pytest
from scipy.special import expit, logsumexp

LESSON = "softmax-cross-entropy"


def test_the_rows_are_those_of_scipy(quick_run):
    from kerasdigits.lessons.networks.softmax_cross_entropy import LOGITS, TARGETS

    losses = logsumexp(LOGITS, axis=1) - LOGITS[np.arange(6), TARGETS]
    for i, (_, share, difference, truth, loss) in enumerate(quick_run.table("rows")):
        assert share == pytest.approx(expit(LOGITS[i, 0] - LOGITS[i, 1]))
        assert difference == pytest.approx(share)
        assert (truth, loss) == (str(TARGETS[i]), pytest.approx(losses[i]))
    assert quick_run["mean_loss"] == pytest.approx(losses.mean())


def test_the_notes_formula_gives_no_probabilities_and_softmax_does(quick_run):
    *rows, total = quick_run.table("five")
    right, notes = np.array([row[1:3] for row in rows], float).T
    np.testing.assert_allclose(right, [0.0805, 0.0065, 0.0137, 0.6244, 0.2749], atol=2e-4)
    np.testing.assert_allclose(notes, [0.73, 0.06, 0.12, 5.63, 2.48], atol=5e-3)
    assert total[1] == pytest.approx(1)
    shifted_softmax, shifted_sigmoid = np.array([row[4:] for row in rows], float).T
    np.testing.assert_allclose(shifted_softmax, right)
    assert np.abs(shifted_sigmoid - [row[3] for row in rows]).max() > 0.1


@pytest.mark.each_backend
def test_the_gradient_is_probabilities_less_truth(quick_run):
    logits, truth = quick_run.arrays["logits"].astype("float64"), quick_run.arrays["truth"]
    shares = np.exp(logits - logsumexp(logits, axis=1, keepdims=True))
    np.testing.assert_allclose(quick_run.arrays["gradient"], (shares - truth) / 40, atol=1e-6)
    loss = np.mean(logsumexp(logits, axis=1) - (logits * truth).sum(axis=1))
    assert quick_run.arrays["loss"] == pytest.approx(loss, rel=1e-5)
    assert quick_run["gradient_gap"] < 1e-6


def test_nothing_overflows_and_a_constant_changes_nothing(quick_run, rng):
    from kerasdigits.lessons.networks.softmax_cross_entropy import sigmoid, softmax

    logits, constant = rng.normal(size=(5, 7)), rng.uniform(-1e4, 1e4)
    np.testing.assert_allclose(softmax(logits + constant), softmax(logits), rtol=1e-7)
    np.testing.assert_array_equal(softmax(np.array([1e4, -1e4])), [1, 0])
    np.testing.assert_array_equal(sigmoid(np.array([-1e4, 0, 1e4])), [0, 0.5, 1])
    assert quick_run["loss_at_10000"] == 20_000
    np.testing.assert_array_equal(quick_run.arrays["far_gradient"], [[1, -1]])
    assert quick_run["loss_by_probability"] == np.inf
    assert quick_run["loss_by_logits"] == pytest.approx(20)
