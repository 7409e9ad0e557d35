"""The derivative of a function, by the backend that Keras runs on.

Loops written from scratch need one thing that NumPy lacks: the gradient of a loss. Each backend has
its own way (TensorFlow records a tape, JAX transforms the function, PyTorch keeps a graph); here
they have one face, with NumPy arrays going in and coming out:

    loss_and_gradients = value_and_grad(loss)
    value, gradients = loss_and_gradients(parameters, x, y)
    parameters = [p - learning_rate * g for p, g in zip(parameters, gradients, strict=True)]

The function is written with `keras.ops`, so the same lines run on every backend.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from kerasdigits.errors import ModelError

Tensor = Any
"""An array of the backend that Keras runs on: inside a differentiated function, all arrays are."""

Parameters = Any
"""An array, a number, or lists, tuples and dicts of them, nested at will."""


def value_and_grad(
    function: Callable[..., Any], *, compiled: bool = False
) -> Callable[..., tuple[float, Parameters]]:
    """Make a function that gives the value of another one and its gradient.

    The gradient is taken with respect to the first argument. Its floats decide the precision:
    float32 and float64 arrays stay what they are, Python's numbers get Keras's `floatx`. (On JAX
    and PyTorch some of `keras.ops`, such as `mean`, compute float64 in float32; `+`, `*`, `@` and
    `**` do not.)
    Each call starts from zero: nothing adds up from call to call.

    Args:
        function: `function(parameters, *others)`, written with `keras.ops` or the operators of
            arrays; it returns one number. It is given the backend's own arrays.
        compiled: Compile the function at its first call and for each new shape (`tf.function`,
            `jax.jit`; PyTorch runs as it is): worth it in a loop of more than a hundred steps. It
            must then draw no random numbers and keep no state.

    Returns:
        A function of the same arguments. It returns the value, a float, and the gradient: NumPy
        arrays in the structure of the parameters; zeros for a parameter that has no influence.

    Raises:
        ModelError: When called: a parameter is not a floating-point number or array, or the
            function does not return one number.
    """
    differentiate = _make(function, compiled)

    def evaluate(parameters: Parameters, *others: Any) -> tuple[float, Parameters]:
        given = keras.tree.map_structure(_take_floats, parameters)
        leaves = keras.tree.flatten(given)
        precise = any(leaf.dtype == np.float64 for leaf in leaves)
        with _allow_float64(precise):
            value, gradients = differentiate(
                keras.tree.map_structure(keras.ops.convert_to_tensor, given),
                *(keras.tree.map_structure(_take_array, other) for other in others),
            )
            arrays = [_to_numpy(gradient) for gradient in keras.tree.flatten(gradients)]
            return float(_to_numpy(value)), keras.tree.pack_sequence_as(given, arrays)

    return evaluate


def _make(function: Callable[..., Any], compiled: bool) -> Callable[..., tuple[Any, Any]]:
    """Make the backend's own function of its own arrays."""
    name = keras.config.backend()
    makers = {"tensorflow": _make_tensorflow, "jax": _make_jax, "torch": _make_torch}
    if name not in makers:
        raise ModelError(
            "This backend has no gradients",
            received=name,
            remedy=f"Choose one of {', '.join(makers)}",
        )
    return makers[name](_check_number(function), compiled)


def _make_tensorflow(function: Callable[..., Any], compiled: bool) -> Callable[..., Any]:
    import tensorflow as tf

    def differentiate(parameters: Parameters, *others: Any) -> tuple[Any, Any]:
        leaves = keras.tree.flatten(parameters)
        with tf.GradientTape() as tape:
            tape.watch(leaves)
            value = function(parameters, *others)
        zero = tf.UnconnectedGradients.ZERO
        return value, tape.gradient(value, leaves, unconnected_gradients=zero)

    return tf.function(differentiate, autograph=False) if compiled else differentiate


def _make_jax(function: Callable[..., Any], compiled: bool) -> Callable[..., Any]:
    import jax

    differentiate = jax.value_and_grad(function)
    return jax.jit(differentiate) if compiled else differentiate


def _make_torch(function: Callable[..., Any], compiled: bool) -> Callable[..., Any]:
    import torch

    def differentiate(parameters: Parameters, *others: Any) -> tuple[Any, Any]:
        leaves = [leaf.detach().requires_grad_() for leaf in keras.tree.flatten(parameters)]
        with torch.enable_grad():
            value = function(keras.tree.pack_sequence_as(parameters, leaves), *others)
        if not value.requires_grad:  # no parameter has an influence
            return value, [torch.zeros_like(leaf) for leaf in leaves]
        gradients = torch.autograd.grad(value, leaves, materialize_grads=True)
        return value.detach(), list(gradients)

    return differentiate


def _check_number(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function refuse to return anything but one number."""

    @functools.wraps(function)
    def checked(*arguments: Any) -> Any:
        value = keras.ops.convert_to_tensor(function(*arguments))
        if value.shape != () or not keras.backend.is_float_dtype(value.dtype):
            raise ModelError(
                "Only a function that returns one floating-point number has a gradient",
                received=f"{value.dtype} of shape {tuple(value.shape)}",
                remedy="Take the mean or the sum of the losses",
            )
        return value

    return checked


def _take_floats(leaf: Any) -> np.ndarray:
    """Take a parameter as a NumPy array of floats; Python's numbers get Keras's own precision."""
    if isinstance(leaf, float | int) and not isinstance(leaf, bool | np.generic):
        return np.asarray(leaf, keras.config.floatx())
    array = _to_numpy(leaf)
    if not np.issubdtype(array.dtype, np.floating):
        raise ModelError(
            "A gradient is taken with respect to floating-point numbers only",
            received=f"an array of {array.dtype}",
            remedy='Make it one of floats: array.astype("float32")',
        )
    return array


def _take_array(leaf: Any) -> Any:
    """Give the backend its own kind of array; what is not an array passes as it is."""
    return keras.ops.convert_to_tensor(leaf) if isinstance(leaf, np.ndarray) else leaf


def _to_numpy(array: Any) -> np.ndarray:
    if isinstance(array, np.ndarray | np.generic):
        return np.asarray(array)
    return keras.ops.convert_to_numpy(array)


def _allow_float64(needed: bool) -> Any:
    """JAX computes with 32 bits unless told otherwise."""
    if keras.config.backend() == "jax":
        import jax

        return jax.enable_x64(needed or jax.config.jax_enable_x64)
    return contextlib.nullcontext()
