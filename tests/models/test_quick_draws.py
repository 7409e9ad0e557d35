"""First weights are the same numbers, drawn in rows on JAX."""

import keras
import numpy as np
import pytest

from kerasdigits.models.quick_draws import drawing_quickly

pytestmark = [
    pytest.mark.each_backend,
    pytest.mark.skipif(keras.backend.backend() != "jax", reason="JAX compiles for each shape"),
]


@pytest.mark.parametrize("name", ["glorot_uniform", "he_normal"])
def test_the_numbers_are_those_that_keras_draws(name):
    import jax

    draw = jax.random.uniform
    shape = (4, 3)
    keras.utils.set_random_seed(4)
    expected = [np.asarray(keras.initializers.get(name)(shape)) for _ in range(2)]
    keras.utils.set_random_seed(4)
    with drawing_quickly():
        assert jax.random.uniform is not draw
        found = [np.asarray(keras.initializers.get(name)(shape)) for _ in range(2)]
    np.testing.assert_array_equal(found, expected)
    assert jax.random.uniform is draw
