"""Masks as tensors of zeros and ones: how a layer is given one where they are composed.

TensorFlow.js's Masking makes a mask of steps whose features all have one value. Where a mask is 0
the features are replaced by a number that none of them has, and a Masking for that number hands the
mask to the recurrent layer behind it. A nested model passes no mask on, so it ends there. A layer
without a mask gets one that hides nothing: TensorFlow.js would hand it the last one that any layer
was given.
"""

from collections.abc import Callable

import numpy as np

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor
from kerasdigits.tfjs.layers_model.rules.layer_case import COMPOSED, LayerCase

# A power of two, which float32 adds to zeros without rounding.
_HIDDEN = 2.0**100


def mask_steps(graph: Graph, x: Tensor, mask: Tensor | None) -> Tensor:
    """Add steps that TensorFlow.js's recurrent layers pass over.

    Args:
        graph: Where to add it.
        x: (steps, ...).
        mask: (steps,) of zeros and ones; None hides nothing.

    Returns:
        x with the mask attached, and zeros where it is 0.
    """
    if mask is not None:
        mask = graph.reshape(mask, (mask.shape[0], *[1] * (len(x.shape) - 1)))
        x = graph.add("Multiply", x, mask)
        x = graph.add("Add", x, graph.rescale(mask, -_HIDDEN, _HIDDEN))
    return graph.add("Masking", x, mask_value=_HIDDEN)


def repeat_steps(graph: Graph, mask: Tensor, times: int) -> Tensor:
    """Add a mask with each of its steps several times."""
    steps = mask.shape[0]
    y = graph.reshape(mask, (steps, 1))
    options = {"units": times, "use_bias": False, "activation": "linear", "trainable": False}
    weights = {"kernel": np.ones((1, times), "float32")}
    y = graph.add("Dense", y, shape=(steps, times), weights=weights, **options)
    return graph.reshape(y, (None if steps is None else steps * times,))


def zero_hidden(graph: Graph, x: Tensor, mask: Tensor) -> Tensor:
    """Add zeros for the steps that a mask hides: (steps, c), (steps,) -> (steps, c)."""
    return graph.add("Multiply", x, graph.reshape(mask, (mask.shape[0], 1)))


def seen_before(graph: Graph, mask: Tensor, *, backwards: bool) -> Tensor:
    """Add 1 from the first step that the mask shows, else 0: (steps,) -> (steps, 1).

    TensorFlow.js's hard sigmoid keeps 0.2 x + 0.5 between 0 and 1, so that a recurrent layer of it
    can hold min(1, state + mask).
    """
    y = mask_steps(graph, graph.reshape(mask, (mask.shape[0], 1)), None)
    weights = {
        "kernel": np.full((1, 1), 5.0, "float32"),
        "recurrent_kernel": np.full((1, 1), 5.0, "float32"),
        "bias": np.full(1, -2.5, "float32"),
    }
    return graph.add(
        "SimpleRNN",
        y,
        shape=(mask.shape[0], 1),
        weights=weights,
        units=1,
        activation="hard_sigmoid",
        recurrent_initializer="zeros",
        use_bias=True,
        return_sequences=True,
        go_backwards=backwards,
        trainable=False,
    )


def compose_masking(case: LayerCase) -> Callable | None:
    """Compose a Masking whose mask ends with it; the model's masks are composed besides."""
    if case.masking != COMPOSED:
        return None
    return lambda graph, x: graph.add("Masking", x, mask_value=case.config["mask_value"])


def write_embedding(case: LayerCase, config: dict) -> tuple[str, dict]:
    """Write an Embedding; it makes a mask only where TensorFlow.js may pass it on."""
    hides = config["mask_zero"] and case.masking != COMPOSED
    return case.class_name, {**config, "mask_zero": hides}


def average_shown(graph: Graph, x: Tensor, mask: Tensor) -> Tensor:
    """Add the mean over the steps that a mask shows: (steps, c) -> (c,).

    A softmax of 0 where the mask is 1, and of -1e9 where it is 0, is the mask divided by its sum.
    """
    shares = graph.activate(graph.rescale(mask, 1e9, -1e9), "softmax")
    return graph.add("Dot", shares, x, shape=x.shape[1:], axes=[1, 1], normalize=False)


def as_mask(graph: Graph, mask: Tensor) -> Tensor:
    """Add a mask as floats, which its own type need not be."""
    return graph.add("Rescaling", mask, scale=1.0, offset=0.0)
