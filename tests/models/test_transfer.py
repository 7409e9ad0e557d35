"""The network of Keras's example of transfer learning has its layers, and needs 6 x 6 pixels."""

import pytest

from kerasdigits.errors import ModelError
from kerasdigits.models.registry import build


def test_it_has_the_parameters_counted_by_hand_and_a_body_that_ends_with_the_pooling():
    model = build("mnist-transfer-cnn", (28, 28, 1), 5, "classification")
    body = 9 * 32 + 32 + 9 * 32 * 32 + 32
    assert model.count_params() == body + 12 * 12 * 32 * 128 + 128 + 128 * 5 + 5
    assert model.get_layer("pool").output.shape == (None, 12, 12, 32)
    with pytest.raises(ModelError, match="at least 6 x 6"):
        build("mnist-transfer-cnn", (5, 28, 1), 5, "classification")
