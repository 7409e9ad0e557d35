"""Which numbers a model takes for black and white, where its first layers tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kerasdigits.tfjs.reference.keras_internals import readers_of

if TYPE_CHECKING:
    import keras

Range = tuple[float, float]

# Layers that move pixels, or change them in training only, and scale none.
_PASSING = ("InputLayer", "Reshape", "Flatten", "Permute", "Resizing", "CenterCrop", "Identity")
_PASSING_PREFIXES = ("Random", "ZeroPadding", "Cropping")
_MOST_STEPS = 30
# What people divide pixels by: bytes, and the counts of the 8 x 8 digits.
_TOPS = (255, 256, 16)
_CLOSE = 0.01


def find_input_range(model: keras.Model) -> Range | None:
    """Find the range of the numbers that a model scales by itself.

    Args:
        model: A functional or Sequential model of one input.

    Returns:
        `(0, 255)` for a model that takes bytes, or begins with `Rescaling(1 / 255)`,
        `Rescaling(1 / 127.5, -1)` or a Normalization of means above 1; None where nothing tells.
    """
    import keras

    tensor = model.inputs[0]
    if tensor.dtype == "uint8":
        return 0, 255
    for _ in range(_MOST_STEPS):
        # A Sequential that was loaded calls each layer more than once.
        readers = {id(node.operation): node for node in readers_of(tensor)}
        if len(readers) != 1:
            return None
        (node,) = readers.values()
        layer = node.operation
        if isinstance(layer, keras.layers.Rescaling):
            return _find_scaled(layer)
        if isinstance(layer, keras.layers.Normalization):
            return _find_normalized(layer)
        if isinstance(layer, keras.Model):
            if len(layer.inputs) != 1:
                return None
            tensor = layer.inputs[0]
        elif _passes(type(layer).__name__):
            tensor = node.outputs[0]
        else:
            return None
    return None


def _passes(name: str) -> bool:
    return name in _PASSING or name.startswith(_PASSING_PREFIXES)


def _find_scaled(layer: Any) -> Range | None:
    """Ask a Rescaling what it makes 1 of; with an offset of -1 it makes -1 of 0."""
    import numpy as np

    scales, offsets = np.asarray(layer.scale, "float64"), np.asarray(layer.offset, "float64")
    if scales.size != 1 or offsets.size != 1 or not scales > 0:
        return None
    offset = float(offsets.reshape(()))
    if offset not in (0, -1):
        return None
    top = (1 if offset == 0 else 2) / float(scales.reshape(()))
    return next(((0, near) for near in _TOPS if abs(top - near) < _CLOSE), None)


def _find_normalized(layer: Any) -> Range | None:
    """Tell bytes by their mean: that of numbers from 0 to 1 is not above 1."""
    import numpy as np

    if layer.invert or not layer.built:
        return None
    mean = np.asarray(layer.mean)
    return (0, 255) if mean.size and float(mean.max()) > 1 and float(mean.max()) <= 255 else None
