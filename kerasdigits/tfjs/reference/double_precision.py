"""Have a model's own layers compute in float64 for a while, on any backend.

A copy of the model in float64 would take twice its memory again. Here the weights stay float32;
only the dtype in which the layers compute is another, and the few places where a backend of Keras
falls back to float32 inside are mended: each was found by comparing the backends on all layers.
"""

import contextlib
import math
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from kerasdigits.tfjs.reference.keras_altered import keeping_what_layers_assign
from kerasdigits.tfjs.reference.keras_internals import (
    DTYPE_POLICY,
    TENSOR_DTYPE,
    VARIABLE_IS_CAST,
    all_layers,
    backend_nn,
    cut_dtypes,
    float64_policy,
    graph_inputs,
    policy_of,
    runnable_graphs,
    table_of,
)
from kerasdigits.tfjs.reference.numpy_convolution import convolving_with_numpy
from kerasdigits.tfjs.reference.quantized_layers import rounds_inputs

if TYPE_CHECKING:
    import keras


@contextlib.contextmanager
def computing_in_float64(model: "keras.Model") -> Iterator[None]:
    """Have the model's layers compute in float64 inside the block; its weights stay float32.

    It is Keras's mixed precision the other way round: a layer whose dtype to compute in is not
    that of its variables casts them whenever it reads one (`Layer.__call__`, step 7).

    Args:
        model: The model; other threads must not use it meanwhile.
    """
    import keras

    with contextlib.ExitStack() as stack:
        # But for TensorFlow's, Keras's backends cut 64 bits to 32 wherever two dtypes meet.
        stack.enter_context(replaced(cut_dtypes(), "float64", "float64"))
        # Keras's numpy backend computes some operations with JAX, imported when they are used.
        stack.enter_context(replaced(cast("dict", os.environ), "JAX_ENABLE_X64", "1"))
        if "jax" in sys.modules:
            import jax

            stack.enter_context(jax.enable_x64(True))
        if keras.backend.backend() == "tensorflow":
            stack.enter_context(_exact_constants())
        else:
            stack.enter_context(_exact_attention())
        if keras.backend.backend() == "numpy":
            stack.enter_context(convolving_with_numpy())
        if keras.backend.backend() == "torch":
            stack.enter_context(keeping_what_layers_assign())
        graphs = graphs_of(model)
        for layer in (*all_layers(model), *graphs):
            if getattr(layer, "compute_dtype", None) == "float32" and not _rounds(layer):
                policy = float64_policy(policy_of(layer))
                stack.enter_context(replaced(vars(layer), DTYPE_POLICY, policy))
            table = table_of(layer) if type(layer) is keras.layers.Embedding else None
            if table is not None:  # the rows that it looks up are cast, not all of it
                stack.enter_context(replaced(vars(table), VARIABLE_IS_CAST, False))
            if isinstance(layer, keras.layers.Normalization) and layer.mean is not None:
                for name in ("mean", "variance"):  # constants that it cast when it was built
                    constant = keras.ops.cast(getattr(layer, name), "float64")
                    stack.enter_context(replaced(vars(layer), name, constant))
        for tensor in [tensor for graph in graphs for tensor in graph_inputs(graph)]:
            if tensor.dtype == "float32":
                stack.enter_context(replaced(vars(tensor), TENSOR_DTYPE, "float64"))
        yield


def _rounds(layer: Any) -> bool:
    """Tell whether a layer rounds what it is given: in float64 it might round another way."""
    return bool(getattr(layer, "quantization_mode", None)) and rounds_inputs(layer)


def graphs_of(model: "keras.Model") -> list[Any]:
    """Find the Functional graphs of a model and of those nested in it; a Sequential holds one.

    Args:
        model: The model.

    Returns:
        Each `keras.Function` once.
    """
    return runnable_graphs(all_layers(model))


@contextlib.contextmanager
def replaced(attributes: dict, name: str, value: Any) -> Iterator[None]:
    """Replace an entry of a dict inside the block: of `vars(layer)`, past Keras's tracking.

    Args:
        attributes: The dict.
        name: The key; it may be absent, and is so again afterwards.
        value: What it holds inside the block.
    """
    absent = object()
    old = attributes.get(name, absent)
    attributes[name] = value
    try:
        yield
    finally:
        if old is absent:
            del attributes[name]
        else:
            attributes[name] = old


@contextlib.contextmanager
def _exact_constants() -> Iterator[None]:
    """Have TensorFlow keep Python's numbers in float64 where it cuts them to float32 first."""
    import tensorflow as tf

    cast = tf.cast

    def exact_cast(x: Any, dtype: Any, name: str | None = None) -> Any:
        return cast(np.float64(x) if isinstance(x, float) else x, dtype, name)

    def leaky_relu(x: Any, alpha: float = 0.2) -> Any:
        return tf.where(x > 0, x, alpha * x)

    def gelu(x: Any, approximate: bool = False) -> Any:
        if approximate:
            return 0.5 * x * (1 + tf.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)))
        return 0.5 * x * tf.math.erfc(x * -math.sqrt(0.5))

    with (
        replaced(vars(tf), "cast", exact_cast),
        replaced(vars(tf.nn), "leaky_relu", leaky_relu),
        replaced(vars(tf.nn), "gelu", gelu),
    ):
        yield


@contextlib.contextmanager
def _exact_attention() -> Iterator[None]:
    """Have attention take its softmax in float64, which JAX and NumPy always take in float32."""
    with replaced(vars(backend_nn()), "dot_product_attention", _attention):
        yield


def _attention(
    query: Any,
    key: Any,
    value: Any,
    bias: Any = None,
    mask: Any = None,
    scale: float | None = None,
    is_causal: bool = False,
    **_: Any,
) -> Any:
    """Compute `keras.ops.dot_product_attention` from its definition."""
    from keras import ops

    heads = query.shape[2]
    key, value = (ops.repeat(x, heads // x.shape[2], axis=2) for x in (key, value))
    scale = 1.0 / math.sqrt(query.shape[3]) if scale is None else scale
    scores = ops.einsum("btnh,bsnh->bnts", query, key) * scale
    if bias is not None:
        scores = scores + bias
    if is_causal:
        causal = np.tril(np.ones(scores.shape[-2:], bool))
        mask = ops.convert_to_tensor(causal) if mask is None else ops.logical_and(mask, causal)
    if mask is not None:
        scores = ops.where(mask, scores, -1e30)
    return ops.einsum("bnts,bsnh->btnh", ops.softmax(scores, axis=-1), value)
