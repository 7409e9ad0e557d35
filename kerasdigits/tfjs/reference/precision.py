"""A float32 twin of a model that computes in another precision.

TensorFlow.js computes in float32 only. A model in bfloat16 is exported as what it becomes there,
and its parity samples must come from that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.reference.keras_internals import all_layers

if TYPE_CHECKING:
    import keras

_FLOATS = ("float16", "bfloat16", "float64")


def as_float32(model: "keras.Model") -> tuple["keras.Model", list[str]]:
    """Give the model, or a copy of it that stores and computes in float32.

    Args:
        model: A built Sequential or Functional model.

    Returns:
        The model itself when all of it is float32 already, and sentences for the person who
        exports when a copy was needed.

    Raises:
        ExportError: A layer is quantized.
    """
    layers = [layer for layer in all_layers(model) if hasattr(layer, "dtype_policy")]
    for layer in layers:
        if getattr(layer, "quantization_mode", None) is not None:
            raise ExportError(
                f'Layer "{layer.name}" is quantized, which TensorFlow.js\'s layers cannot run',
                received=layer.quantization_mode,
                remedy="Export the model before model.quantize()",
            )
    used = {layer.compute_dtype for layer in layers} | {layer.variable_dtype for layer in layers}
    used |= {tensor.dtype for tensor in model.inputs}
    if not used & set(_FLOATS):
        return model, []
    twin = type(model).from_config(_in_float32(model.get_config()))
    for source, target in zip(model.weights, twin.weights, strict=True):
        target.assign(_to_numpy(source))
    note = (
        f"the model computes in {', '.join(sorted(used & set(_FLOATS)))} in Keras and in float32 "
        "in TensorFlow.js; the parity samples are those of the float32 model"
    )
    return twin, [note]


@contextmanager
def computing_in_float32(model: Any) -> Iterator[list[str]]:
    """Have the layers of a model compute in float32 for a while.

    A model of a class of its own may not be copied: its layers lend themselves instead.

    Args:
        model: The model, or a ListModel.

    Yields:
        Sentences for the person who exports, when a layer computes in another precision.
    """
    layers = [
        layer
        for layer in all_layers(model)
        if getattr(layer, "compute_dtype", "float32") in _FLOATS
    ]
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


def _to_numpy(variable: object) -> object:
    import keras

    return keras.ops.convert_to_numpy(keras.ops.cast(variable, "float32"))


def _in_float32(config: object) -> object:
    """Replace float dtypes and dtype policies anywhere in a config."""
    if isinstance(config, list | tuple):
        return type(config)(_in_float32(value) for value in config)
    if not isinstance(config, dict):
        return config
    if "DTypePolicy" in str(config.get("class_name")):
        return "float32"
    changed = {}
    for key, value in config.items():
        is_float = key == "dtype" and value in (*_FLOATS, "mixed_float16", "mixed_bfloat16")
        changed[key] = "float32" if is_float else _in_float32(value)
    return changed
