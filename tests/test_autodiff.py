"""Values and gradients on each backend, against closed forms and central differences."""

import keras
import numpy as np
import pytest
from keras import ops

from kerasdigits.autodiff import value_and_grad
from kerasdigits.errors import ModelError

pytestmark = pytest.mark.each_backend
COMPILED = pytest.mark.parametrize("compiled", [False, True], ids=["plain", "compiled"])


def network_loss(parameters, x, y):
    """A small network with a curved activation and a mean squared error, in any array library."""
    first, second = parameters["layers"]
    hidden = ops.tanh(ops.matmul(x, first["kernel"]) + first["bias"])
    return ops.mean((ops.matmul(hidden, second["kernel"]) + second["bias"] - y) ** 2)


def numpy_loss(parameters, x, y):
    first, second = parameters["layers"]
    hidden = np.tanh(x @ first["kernel"] + first["bias"])
    return np.mean((hidden @ second["kernel"] + second["bias"] - y) ** 2)


def make_network(rng, dtype):
    def make(rows, columns):
        kernel = rng.normal(size=(rows, columns)).astype(dtype)
        return {"kernel": kernel, "bias": rng.normal(size=columns).astype(dtype)}

    x, y = rng.normal(size=(9, 4)).astype(dtype), rng.normal(size=(9, 2)).astype(dtype)
    return {"layers": (make(4, 5), make(5, 2))}, x, y


def take_central_differences(function, parameters, step=1e-6):
    """The gradient without derivatives, in NumPy's float64, entry by entry."""
    parameters = keras.tree.map_structure(lambda array: array.astype("float64"), parameters)
    gradients = keras.tree.map_structure(np.zeros_like, parameters)
    pairs = zip(keras.tree.flatten(parameters), keras.tree.flatten(gradients), strict=True)
    for array, gradient in pairs:
        for index in np.ndindex(array.shape):
            kept = array[index]
            array[index] = kept + step
            above = function(parameters)
            array[index] = kept - step
            gradient[index] = (above - function(parameters)) / (2 * step)
            array[index] = kept
    return gradients


class TestGradient:
    @COMPILED
    def test_of_a_network_equals_its_central_differences(self, compiled, rng):
        parameters, x, y = make_network(rng, "float32")
        value, gradients = value_and_grad(network_loss, compiled=compiled)(parameters, x, y)
        expected = take_central_differences(
            lambda p: numpy_loss(p, x.astype("float64"), y.astype("float64")), parameters
        )
        assert value == pytest.approx(numpy_loss(parameters, x, y), rel=1e-5)
        keras.tree.assert_same_structure(gradients, parameters)
        pairs = zip(keras.tree.flatten(gradients), keras.tree.flatten(expected), strict=True)
        for gradient, difference in pairs:
            assert isinstance(gradient, np.ndarray)
            assert gradient.dtype == "float32"
            np.testing.assert_allclose(gradient, difference, atol=1e-4, rtol=1e-4)

    @COMPILED
    def test_is_precise_to_sixteen_digits_where_the_parameters_are(self, compiled, rng):
        a, b, x, y = rng.normal(size=4)
        error = value_and_grad(lambda p, x, y: (p[0] * x + p[1] - y) ** 2, compiled=compiled)
        value, (by_a, by_b) = error([a, b], x, y)
        assert by_a.dtype == by_b.dtype == "float64"
        assert value == pytest.approx((a * x + b - y) ** 2, rel=1e-14)
        assert (by_a, by_b) == pytest.approx(
            (2 * (a * x + b - y) * x, 2 * (a * x + b - y)), rel=1e-14
        )

    def test_of_the_squares_is_twice_the_numbers(self):
        value, gradient = value_and_grad(lambda x: ops.sum(x**2))(np.float32([3, 4, 10]))
        assert value == 125
        np.testing.assert_array_equal(gradient, np.float32([6, 8, 20]))

    def test_of_a_python_number_is_a_number_of_the_same_kind(self):
        value, gradient = value_and_grad(lambda x: x * x)(3)
        assert (value, gradient.shape, gradient.dtype) == (9, (), keras.config.floatx())
        assert gradient == 6

    @COMPILED
    def test_is_zero_for_what_has_no_influence(self, compiled):
        pair = [np.float32([1, 2]), np.float32([5])]
        _, gradients = value_and_grad(lambda p: ops.sum(p[0]), compiled=compiled)(pair)
        assert [gradient.tolist() for gradient in gradients] == [[1, 1], [0]]
        _, nothing = value_and_grad(lambda p: ops.sum(ops.ones(3)), compiled=compiled)(pair)
        assert [gradient.tolist() for gradient in nothing] == [[0, 0], [0]]

    def test_does_not_add_up_from_call_to_call(self):
        slope = value_and_grad(lambda x: x**2)
        assert [float(slope(3.0)[1]) for _ in range(3)] == [6, 6, 6]

    def test_leaves_the_parameters_as_they_are(self, rng):
        parameters, x, y = make_network(rng, "float32")
        before = keras.tree.map_structure(np.copy, parameters)
        value_and_grad(network_loss)(parameters, x, y)
        keras.tree.map_structure(np.testing.assert_array_equal, parameters, before)

    def test_takes_the_weights_of_a_keras_model(self, rng):
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        x, y = rng.normal(size=(6, 4)).astype("float32"), rng.normal(size=(6, 1)).astype("float32")

        def loss(weights, x, y):
            outputs, _ = model.stateless_call(weights, [], x)
            return ops.mean((outputs - y) ** 2)

        kernel, bias = model.get_weights()
        _, (by_kernel, by_bias) = value_and_grad(loss)(model.get_weights(), x, y)
        residual = 2 * (x @ kernel + bias - y) / len(x)
        np.testing.assert_allclose(by_kernel, x.T @ residual, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(by_bias, residual.sum(axis=0), rtol=1e-4, atol=1e-5)


class TestRefusals:
    def test_whole_numbers_have_no_gradient(self):
        with pytest.raises(ModelError, match=r"int64.*float32"):
            value_and_grad(lambda x: ops.sum(x))(np.arange(3))

    def test_a_backend_that_only_predicts_has_none(self, monkeypatch):
        monkeypatch.setattr(keras.config, "backend", lambda: "numpy")
        with pytest.raises(ModelError, match=r"no gradients\. Received: numpy\. Choose one of"):
            value_and_grad(lambda x: x**2)(1.0)

    @COMPILED
    def test_a_function_of_many_numbers_has_none(self, compiled):
        with pytest.raises(ModelError, match=r"shape \(3,\).*Take the mean"):
            value_and_grad(lambda x: x**2, compiled=compiled)(np.float32([1, 2, 3]))
