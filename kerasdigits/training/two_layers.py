"""A network of two dense layers with ReLU between them, for training loops written from scratch.

Its weights are four arrays: (inputs, hidden), (1, hidden), (hidden, outputs), (1, outputs). With
one more axis in front, as long in each, they are several networks that learn side by side.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from keras import ops


def draw_two_layers(
    rng: np.random.Generator, inputs: int, hidden: int, outputs: int
) -> list[np.ndarray]:
    """Draw the weights as PyTorch's `Linear` does: uniform in +-1 / sqrt(inputs of the layer).

    Args:
        rng: Where to draw from.
        inputs: Features of a sample.
        hidden: Units of the hidden layer.
        outputs: Classes.

    Returns:
        The four arrays, float32.
    """
    shapes = ((inputs, hidden), (1, hidden), (hidden, outputs), (1, outputs))
    limits = (inputs**-0.5, inputs**-0.5, hidden**-0.5, hidden**-0.5)
    return [rng.uniform(-a, a, s).astype("float32") for s, a in zip(shapes, limits, strict=True)]


def compute_logits(weights: Sequence[Any], x: Any) -> Any:
    """Compute a logit for each class.

    Args:
        weights: The four arrays.
        x: Inputs `(n, inputs)`.

    Returns:
        `(n, outputs)`, or `(networks, n, outputs)`.
    """
    w1, b1, w2, b2 = weights
    hidden = ops.relu(ops.add(ops.matmul(x, w1), b1))  # ops.add takes NumPy's arrays too
    return ops.add(ops.matmul(hidden, w2), b2)


def sum_cross_entropies(weights: Sequence[Any], x: Any, truth: Any) -> Any:
    """Sum, over the networks, the mean cross-entropy of the samples.

    Args:
        weights: The four arrays.
        x: Inputs `(n, inputs)`.
        truth: `(n, outputs)`: 1 for the true class, 0 for the others.

    Returns:
        One number; its gradient is, for each network, that of its own loss.
    """
    log_shares = ops.log_softmax(compute_logits(weights, x), axis=-1)
    return -ops.sum(truth * log_shares) / x.shape[0]
