"""A body that does not learn: frozen layers, and their activations computed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.errors import ModelError

if TYPE_CHECKING:
    import keras

BATCH_SIZE = 256


def freeze_body(model: keras.Model, last: str) -> None:
    """Freeze the layers up to and with one; call `compile` afterwards.

    Frozen weights take no steps. A frozen BatchNormalization also normalizes by its moving
    averages, as at inference, and leaves them alone; a Dropout still drops.

    Args:
        model: The model.
        last: The name of the last layer of the body.

    Raises:
        ModelError: There is no such layer.
    """
    end = _find_index(model, last)
    for layer in model.layers[: end + 1]:
        layer.trainable = False


def unfreeze(model: keras.Model) -> None:
    """Let all layers learn; call `compile` afterwards."""
    for layer in model.layers:
        layer.trainable = True


def split_body(model: keras.Model, last: str) -> tuple[keras.Model, keras.Model]:
    """Split a model behind a layer into two that share its layers, and so its weights.

    Args:
        model: A Functional or Sequential model of one input and one output.
        last: The name of the last layer of the body.

    Returns:
        The body, from the model's inputs to the layer's output, and the head from there on.

    Raises:
        ModelError: There is no such layer, or something leads past it from the body to the head.
    """
    import keras

    middle = model.layers[_find_index(model, last)].output
    body = keras.Model(model.inputs[0], middle, name=f"{model.name}_body")
    try:
        head = keras.Model(middle, model.outputs[0], name=f"{model.name}_head")
    except ValueError as error:
        raise ModelError(
            "The model cannot be split there: a connection leads past that layer",
            received=last,
            remedy="Choose a layer through which everything goes, such as the last pooling",
        ) from error
    return body, head


def precompute(body: keras.Model, x: np.ndarray) -> np.ndarray:
    """Compute what a body makes of inputs, once, for all epochs of its head.

    The body runs as at inference. That is what it does in training too as long as it is frozen, has
    no layer that draws random numbers, and the inputs are not augmented; otherwise each epoch would
    have had activations of its own.

    Args:
        body: The first of what `split_body` gives.
        x: `(n, ...)`.

    Returns:
        The activations, `(n, ...)` float32.

    Raises:
        ModelError: The body has a layer that draws random numbers.
    """
    drawing = [
        layer.name
        for layer in body.layers
        if any("seed_generator" in variable.path for variable in layer.variables)
    ]
    if drawing:
        raise ModelError(
            "The body draws random numbers in training, so its activations change every epoch",
            received=f"layer {drawing[0]}",
            remedy="End the body before that layer",
        )
    return np.asarray(body.predict(x, batch_size=BATCH_SIZE, verbose=0))


def _find_index(model: keras.Model, name: str) -> int:
    names = [layer.name for layer in model.layers]
    if name not in names:
        raise ModelError(
            "The model has no layer of that name",
            received=name,
            remedy=f"Choose one of {', '.join(names)}",
        )
    return names.index(name)
