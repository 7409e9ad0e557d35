"""Average pooling that Keras computes differently on torch: padded unevenly by padding="same".

TensorFlow, JAX and NumPy leave out of a mean what lies outside. Keras's torch backend does so only
where it pads as much before as behind; where one axis is padded unevenly it repeats the values at
the edges, along all axes, and counts them (keras/src/backend/torch/nn.py, `_apply_same_padding`).
"""

import functools
from collections.abc import Callable
from typing import Any

from kerasdigits.tfjs.reference.keras_internals import all_layers, calls_of

_CLASSES = ("AveragePooling1D", "AveragePooling2D", "AveragePooling3D")


def find_padding(layer: Any, shape: tuple) -> list[tuple[int, int]] | None:
    """Find what torch's backend puts around the input of an average pooling.

    Args:
        layer: The layer.
        shape: The shape of its input, batch included.

    Returns:
        How many values before and behind, for each axis, where one axis is padded unevenly; None
        where none is, or it cannot be told because a size is open.
    """
    pairs = _find_pads(layer, shape)
    return pairs if pairs and any(before != behind for before, behind in pairs) else None


def _find_pads(layer: Any, shape: tuple) -> list[tuple[int, int]] | None:
    """Find what goes around an input, evenly or not; None where an open size decides it."""
    sizes = shape[1:-1] if layer.data_format == "channels_last" else shape[2:]
    if layer.padding != "same":
        return [(0, 0) for _ in sizes]
    pairs = []
    for size, length, stride in zip(sizes, layer.pool_size, layer.strides, strict=True):
        if size is None and stride > 1:
            return None
        total = (
            length - 1 if stride == 1 else max(0, (-(-size // stride) - 1) * stride + length - size)
        )
        pairs.append((total // 2, total - total // 2))
    return pairs


def find_uneven(model: Any) -> list:
    """List the average poolings of a model that torch computes differently.

    Args:
        model: The model.

    Returns:
        The layers, those inside other models too.
    """
    return _find_poolings(model, lambda layer, shape: bool(find_padding(layer, shape)))


def find_padded(model: Any) -> list:
    """List the average poolings of a model whose windows reach beyond an edge, or may do so.

    Args:
        model: The model.

    Returns:
        The layers, those inside other models too.
    """

    def reaches(layer: Any, shape: tuple) -> bool:
        pairs = _find_pads(layer, shape)
        return pairs is None or any(map(any, pairs))

    return _find_poolings(model, reaches)


def _find_poolings(model: Any, holds: Callable[[Any, tuple], bool]) -> list:
    """List the average poolings of which something holds for the shape of an input."""
    return [
        layer
        for layer in all_layers(model)
        if type(layer).__name__ in _CLASSES
        and any(holds(layer, tuple(call.input_tensors[0].shape)) for call in calls_of(layer))
    ]


def describe_uneven(layer: Any) -> str:
    """Say of an average pooling that torch computes it differently, and which of the two it is.

    Args:
        layer: The layer.
    """
    about = f'layer "{layer.name}" ({type(layer).__name__})'
    if counts_edges():
        return f"{about} counts repeated edges, as Keras does on torch and on no other backend"
    return (
        f"{about} leaves out what lies beyond the edges; Keras on torch counts repeated edges: if "
        "the model was trained there, export it with KERAS_BACKEND=torch"
    )


@functools.cache
def counts_edges() -> bool:
    """Tell whether Keras runs on the backend that counts repeated edges.

    Torch's does in Keras 3.15 and no longer in 3.16, so it is tried.
    """
    import keras

    if keras.backend.backend() != "torch":
        return False
    line = keras.ops.reshape(keras.ops.arange(3, dtype="float32"), (1, 3, 1))
    pooled = keras.ops.convert_to_numpy(keras.ops.average_pool(line, 4, 1, "same"))
    return bool(pooled[0, 2, 0] != 1.5)  # the mean of 1 and 2
