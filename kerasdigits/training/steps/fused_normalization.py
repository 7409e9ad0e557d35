"""Batch normalization by the backend's own kernel, in the steps of TensorFlow and PyTorch.

Keras composes it of a dozen operations, each of which goes through all activations once, and so do
their gradients: a third of a step of the registry's `cnn` on PyTorch. The backends have one
operation for it, which Keras leaves aside because it gives the statistics in another form. It
computes the same numbers but for roundings. XLA fuses Keras's operations by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import keras

from kerasdigits.tfjs.reference.keras_internals import all_layers

# Of a layer and its inputs: the result, and the mean and variance of each channel.
Normalize = Callable[[keras.layers.BatchNormalization, Any], tuple[Any, Any, Any]]


@contextmanager
def normalizing_by(normalize: Normalize, model: keras.Model) -> Iterator[None]:
    """Let the batch normalizations of a model compute by one operation where they train.

    One that is synchronized or renormalized, is a class of its own, has no scale or offset, or
    normalizes another axis than the last stays as it is.

    Args:
        normalize: Gives the normalized inputs, of their shape and dtype, and their means and
            variances, `(channels,)` float32; the variances divide by the number of samples.
        model: A built model.
    """
    layers = [layer for layer in all_layers(model) if _suits(layer)]
    for layer in layers:
        layer.call = partial(_call, layer, normalize, layer.call)
    try:
        yield
    finally:
        for layer in layers:
            del layer.call


def _suits(layer: keras.layers.Layer) -> bool:
    if type(layer) is not keras.layers.BatchNormalization or not layer.built:
        return False
    on_last = layer.axis in (-1, layer.input_spec.ndim - 1)
    plain = not (layer.synchronized or layer.renorm)
    return on_last and plain and layer.scale and layer.center


def _call(
    layer: keras.layers.BatchNormalization,
    normalize: Normalize,
    call: Callable[..., Any],
    inputs: Any,
    training: bool | None = None,
    mask: Any = None,
) -> Any:
    """Do as the layer's own `call` does."""
    if not training or not layer.trainable or mask is not None:
        return call(inputs, training=training, mask=mask)
    outputs, mean, variance = normalize(layer, inputs)
    for moving, found in ((layer.moving_mean, mean), (layer.moving_variance, variance)):
        moving.assign(moving * layer.momentum + found * (1.0 - layer.momentum))
    return outputs
