"""The link turns raw outputs into what the loss compares, in NumPy and as a layer alike."""

import numpy as np
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.models.outputs import as_probabilities, with_probabilities
from kerasdigits.models.registry import build

pytestmark = pytest.mark.each_backend


def test_a_link_that_there_is_not_is_refused():
    with pytest.raises(ModelError, match=r"no such link function\. Received: probit"):
        as_probabilities(np.zeros((1, 2)), "probit")


def test_softmax_is_each_exponential_over_their_sum_and_survives_large_logits():
    logits = np.array([[0.022, -2.488, -1.751, 2.070, 1.250]])  # fastai's entropy_example.xlsx
    # The sheet shows its logits to three decimals, so its numbers agree to about 1e-4 only.
    expected = [0.0805, 0.0065, 0.0137, 0.6244, 0.2749]
    np.testing.assert_allclose(as_probabilities(logits, "softmax")[0], expected, atol=2e-4)
    huge = as_probabilities(np.array([[1e4, 0.0, -1e4]]), "softmax")
    np.testing.assert_array_equal(huge, [[1.0, 0.0, 0.0]])


@pytest.mark.parametrize("link", ["softmax", "sigmoid", "linear"])
def test_the_appended_layer_gives_the_same_probabilities(link, rng):
    model = build("mlp", (8, 8, 1), 10, "classification")
    x = rng.random((6, 8, 8, 1), dtype="float32")
    expected = as_probabilities(model.predict(x, verbose=0), link)
    published = with_probabilities(model, link)
    np.testing.assert_allclose(published.predict(x, verbose=0), expected, atol=1e-6)


def test_the_published_model_shares_the_weights_of_the_first():
    model = build("logistic", (8, 8, 1), 10, "classification")
    published = with_probabilities(model, "softmax")
    model.set_weights([np.ones_like(array) for array in model.get_weights()])
    assert all((array == 1).all() for array in published.get_weights())
