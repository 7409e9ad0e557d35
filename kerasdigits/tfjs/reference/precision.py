"""A float32 twin of a model that computes in another precision.

TensorFlow.js computes in float32 only. A model in bfloat16 is exported as what it becomes there,
and its parity samples must come from that.
"""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.reference.double_precision import replaced
from kerasdigits.tfjs.reference.keras_internals import all_layers
from kerasdigits.tfjs.reference.quantized_layers import (
    copy_weights,
    find_quantized,
    rounds_inputs,
)
from kerasdigits.tfjs.reference.twin_weights import copy_variables

if TYPE_CHECKING:
    import keras

# What only the config of a quantized layer has.
_OF_QUANTIZED = ("gptq_unpacked_column_size", "quantization_config")
_FLOATS = ("float16", "bfloat16", "float64")


def as_float32(model: "keras.Model") -> tuple["keras.Model", list[str]]:
    """Give the model, or a copy of it that stores and computes in float32.

    Args:
        model: A built Sequential or Functional model.

    Returns:
        The model itself when all of it is float32 already, and sentences for the person who
        exports when a copy was needed.

    Raises:
        ExportError: A layer is quantized in a way that Keras cannot copy.
    """
    layers = [layer for layer in all_layers(model) if hasattr(layer, "dtype_policy")]
    used = {layer.compute_dtype for layer in layers} | {layer.variable_dtype for layer in layers}
    used |= {tensor.dtype for tensor in model.inputs}
    if not used & set(_FLOATS):
        return model, []
    twin = type(model).from_config(_in_float32(describe_model(model)))
    if find_quantized(model):
        copy_weights(model, twin, quantized=True)
    else:
        copy_variables(model, twin)
    note = (
        f"the model computes in {', '.join(sorted(used & set(_FLOATS)))} in Keras and in float32 "
        "in TensorFlow.js; the parity samples are those of the float32 model"
    )
    return twin, [note]


def without_quantization(model: "keras.Model") -> tuple["keras.Model", list[str]]:
    """Give a model, or a float32 copy in which quantized weights are what they stand for.

    Args:
        model: A built Sequential or Functional model.

    Returns:
        The model itself when no layer of it is quantized, and sentences for the person who exports
        when a copy was needed.

    Raises:
        ExportError: A layer rounds what it is given, which float32 weights cannot say.
    """
    layers = find_quantized(model)
    if not layers:
        return model, []
    for layer in layers:
        if rounds_inputs(layer):
            raise ExportError(
                f'Layer "{layer.name}" ({type(layer).__name__}) is quantized and rounds what it is '
                "given in each call, which no layer of TensorFlow.js does",
                received=layer.quantization_mode,
                remedy="Export it with --format graph",
            )
    twin = type(model).from_config(_in_float32(describe_model(model), quantized=False))
    copy_weights(model, twin, quantized=False)
    modes = ", ".join(sorted({layer.quantization_mode for layer in layers}))
    return twin, [
        f"quantized weights ({modes}) are written as the float32 numbers that they stand for; "
        "--format graph keeps their whole numbers, in fewer bytes"
    ]


def describe_model(model: "keras.Model") -> dict:
    """Give the config of a model.

    How GPTQ and AWQ went through the model is kept in layers that it names itself, also in those
    that it left as they were: in a circle, which Keras cannot write.

    Args:
        model: A built Sequential or Functional model.
    """
    with contextlib.ExitStack() as stack:
        for layer in all_layers(model):
            said = getattr(layer, "quantization_config", None)
            if said is not None and layer.quantization_mode is None:
                stack.enter_context(replaced(vars(layer), "quantization_config", None))
            elif getattr(said, "quantization_layer_structure", None) is not None:
                stack.enter_context(replaced(vars(said), "quantization_layer_structure", None))
        return model.get_config()


@contextmanager
def computing_in_float32(model: Any) -> Iterator[list[str]]:
    """Have the layers of a model compute in float32 for a while.

    A model of a class of its own may not be copied: its layers lend themselves instead.

    Args:
        model: The model, or a ListModel.

    Yields:
        Sentences for the person who exports, when a layer computes in another precision.

    Raises:
        ExportError: Such a layer is quantized.
    """
    layers = [
        layer
        for layer in all_layers(model)
        if getattr(layer, "compute_dtype", "float32") in _FLOATS
    ]
    for layer in layers:
        if getattr(layer, "quantization_mode", None) is not None:
            raise ExportError(
                f'Layer "{layer.name}" is quantized and computes in {layer.compute_dtype}, in a '
                "model of a class of its own, which cannot be copied",
                received=layer.quantization_mode,
                remedy="Quantize it with the dtype policy float32",
            )
    policies = [layer.dtype_policy for layer in layers]
    note = (
        "the model computes in another precision in Keras and in float32 in TensorFlow.js; "
        "the parity samples are those of float32"
    )
    try:
        for layer in layers:
            layer.dtype_policy = "float32"
        yield [note] if layers else []
    finally:
        for layer, policy in zip(layers, policies, strict=True):
            layer.dtype_policy = policy


def _in_float32(config: object, *, quantized: bool = True) -> object:
    """Replace float dtypes and dtype policies anywhere in a config, and maybe quantized ones."""
    if isinstance(config, list | tuple):
        return type(config)(_in_float32(value, quantized=quantized) for value in config)
    if not isinstance(config, dict):
        return config
    if "DTypePolicy" in str(config.get("class_name")):
        return _policy_in_float32(config) if quantized else "float32"
    changed = {}
    for key, value in config.items():
        if key in _OF_QUANTIZED and not quantized:
            continue
        is_float = key == "dtype" and value in (*_FLOATS, "mixed_float16", "mixed_bfloat16")
        changed[key] = "float32" if is_float else _in_float32(value, quantized=quantized)
    return changed


def _policy_in_float32(entry: dict) -> object:
    """A policy that quantizes names the policy that it comes from; a map holds several."""
    config = entry.get("config") or {}
    if "source_name" in config:
        return {**entry, "config": {**config, "source_name": "float32"}}
    return "float32"
