"""From a model's raw outputs to probabilities: the link that belongs to its loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasdigits.errors import ModelError

if TYPE_CHECKING:
    import keras
    import numpy as np

LINKS = ("softmax", "sigmoid", "linear")


def as_probabilities(outputs: np.ndarray, link: str) -> np.ndarray:
    """Apply a link to raw outputs.

    Args:
        outputs: `(n, num_outputs)` float, any range.
        link: `softmax` (rows sum to 1), `sigmoid` (each output on its own) or `linear`
            (unchanged).

    Returns:
        `(n, num_outputs)` float32.

    Raises:
        ModelError: There is no such link.
    """
    import numpy as np
    from scipy.special import expit, softmax

    if link not in LINKS:
        raise ModelError("There is no such link function", received=link)
    outputs = np.asarray(outputs, dtype="float64")
    if link == "softmax":
        outputs = softmax(outputs, axis=-1)
    elif link == "sigmoid":
        outputs = expit(outputs)
    return outputs.astype("float32")


def with_probabilities(model: keras.Model, link: str) -> keras.Model:
    """Append the link as a layer, sharing the weights of the model.

    TensorFlow.js's cross-entropy losses read probabilities, so a model that is exported with its
    link can be trained further in the browser.

    Args:
        model: A model whose outputs are logits.
        link: `softmax`, `sigmoid` or `linear` (which returns the model itself).

    Returns:
        A model of outputs in [0, 1], uncompiled.
    """
    import keras

    if link == "linear":
        return model
    outputs = keras.layers.Activation(link, name="probabilities")(model.outputs[0])
    return keras.Model(model.inputs, outputs, name=model.name)
