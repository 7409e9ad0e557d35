"""Trace a model as it computes in float32, whatever its own precision is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kerasdigits.tfjs.reference.precision import as_float32

if TYPE_CHECKING:
    import keras

_OTHER_FLOATS = ("float16", "bfloat16", "float64")


@contextmanager
def in_float32(model: "keras.Model", notes: list[str]) -> Iterator["keras.Model"]:
    """Give the model, a float32 twin of it, or itself with its layers set to float32 meanwhile.

    Args:
        model: The model.
        notes: Receives a sentence when it computes in another precision.

    Yields:
        A model that computes in float32.
    """
    if getattr(model, "inputs", None):  # a class of its own has none
        yield as_float32(model, notes)
        return
    # A model of a class of its own may not be copied: its layers lend themselves instead.
    layers = [
        layer
        for layer in model._flatten_layers()
        if getattr(layer, "compute_dtype", "float32") in _OTHER_FLOATS
    ]
    policies = [layer.dtype_policy for layer in layers]
    try:
        for layer in layers:
            layer.dtype_policy = "float32"
        if layers:
            notes.append(
                "the model computes in another precision in Keras and in float32 in TensorFlow.js; "
                "the parity samples are those of float32"
            )
        yield model
    finally:
        for layer, policy in zip(layers, policies, strict=True):
            layer.dtype_policy = policy
