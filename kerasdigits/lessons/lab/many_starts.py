"""Train many starts of one small dense network at once, by a rule of the lesson `optimizers`.

A network is a list of arrays, kernel and bias of each layer. Each array has one more axis in front,
the start. The loss is the sum over the starts, so that the gradient of each is that of its own
loss: they learn as if each were alone.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from keras import ops


def sample_layers(rng: np.random.Generator, starts: int, sizes: Sequence[int]) -> list[np.ndarray]:
    """Draw dense layers as PyTorch's `Linear` does: uniform within 1 / sqrt(inputs of the layer).

    Args:
        rng: Where to draw from.
        starts: How many networks.
        sizes: Inputs, units of each hidden layer, outputs.

    Returns:
        Kernel `(starts, inputs, units)` and bias `(starts, 1, units)` of each layer, float32.
    """
    shapes = [(n, rows, units) for n, units in itertools.pairwise(sizes) for rows in (n, 1)]
    sampled = [rng.uniform(-1, 1, (starts, rows, units)) / n**0.5 for n, rows, units in shapes]
    return [array.astype("float32") for array in sampled]


def sample_kinks(rng: np.random.Generator, starts: int, sizes: Sequence[int]) -> list[np.ndarray]:
    """Draw dense layers with kernels for ReLU, and kinks that lie in [0, 1].

    Kernels are normal with the variance 2 / inputs (He et al. 2015, arXiv 1502.01852). Each bias is
    such that in the first layer, for one input, its unit bends somewhere in [0, 1].

    Args:
        rng: Where to draw from.
        starts: How many networks.
        sizes: Inputs, units of each hidden layer, outputs.

    Returns:
        As `sample_layers`.
    """
    layers = []
    for inputs, units in itertools.pairwise(sizes):
        kernel = rng.normal(0, np.sqrt(2 / inputs), (starts, inputs, units))
        layers += [kernel, -kernel[:, :1] * rng.uniform(0, 1, (starts, 1, units))]
    return [array.astype("float32") for array in layers]


def run_layers(parameters: Sequence[Any], x: Any) -> Any:
    """Run inputs `(n, inputs)` through dense layers with ReLU between; `(starts, n, outputs)`."""
    *hidden, kernel, bias = parameters
    for k, b in zip(hidden[::2], hidden[1::2], strict=True):
        x = ops.relu(ops.add(ops.matmul(x, k), b))  # ops.add takes NumPy's arrays too
    return ops.add(ops.matmul(x, kernel), bias)


def split_starts(parameters: Sequence[np.ndarray]) -> list[list[tuple[np.ndarray, np.ndarray]]]:
    """Give each start's own layers: kernel `(inputs, units)` and bias `(units,)`."""
    layers = list(zip(parameters[::2], parameters[1::2], strict=True))
    return [[(kernel[n], bias[n, 0]) for kernel, bias in layers] for n in range(len(layers[0][0]))]


def sum_mnist_losses(scores: Any, targets: Any) -> Any:
    """Sum, over the starts, the mean distance of the sigmoids from the targets `(n, outputs)`."""
    return ops.sum(ops.abs(ops.sigmoid(scores) - targets)) / targets.shape[0]


def sum_squared_errors(scores: Any, targets: Any) -> Any:
    """Sum, over the starts, the mean squared distance from the targets `(n, 1)`."""
    return ops.sum((scores - targets) ** 2) / targets.shape[0]


def sum_cross_entropies(scores: Any, targets: Any) -> Any:
    """Sum the mean cross-entropies: by a sigmoid for one output, by softmax for several."""
    one = targets.shape[1] == 1
    spread = ops.softplus(scores) if one else ops.logsumexp(scores, axis=-1)
    return (ops.sum(spread) - ops.sum(targets * scores)) / targets.shape[0]


def share_right(scores: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Give the accuracy of each start, `(starts,)`.

    Args:
        scores: `(starts, n, outputs)`.
        targets: `(n, outputs)`: for one output 0 or 1, for several a 1 at the true class.
    """
    if targets.shape[1] == 1:
        return ((scores > 0) == targets).mean(axis=(1, 2))
    return (scores.argmax(axis=-1) == targets.argmax(axis=-1)).mean(axis=-1)


def make_objective(loss: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """Make what is to be differentiated: the loss of `run_layers`.

    Args:
        loss: Of scores and targets, such as `sum_cross_entropies`.

    Returns:
        A function of parameters, inputs and targets.
    """
    return lambda parameters, x, targets: loss(run_layers(parameters, x), targets)


def train_starts(
    loss_and_gradients: Callable[..., tuple[float, list[np.ndarray]]],
    parameters: list[np.ndarray],
    x: np.ndarray,
    targets: np.ndarray,
    orders: Sequence[np.ndarray],
    batch_size: int,
    rule: Callable[..., np.ndarray],
    rate: float,
) -> Iterator[list[np.ndarray]]:
    """Train by mini-batches, round by round.

    Args:
        loss_and_gradients: Of parameters, inputs and targets; made by `autodiff.value_and_grad` of
            the sum of the starts' losses, such as a `make_objective`.
        parameters: Where to begin.
        x: Inputs `(n, inputs)`.
        targets: `(n, outputs)`.
        orders: For each round the numbers of its samples, in their order.
        batch_size: Samples in a step.
        rule: Of the lesson `optimizers`: from a gradient, its memory and a rate, what to add.
        rate: The learning rate.

    Yields:
        The parameters before the first round, and after each.
    """
    memories: list[dict] = [defaultdict(float) for _ in parameters]
    yield parameters
    for order in orders:
        for i in range(0, len(order), batch_size):
            batch = order[i : i + batch_size]
            _, gradients = loss_and_gradients(parameters, x[batch], targets[batch])
            moved = zip(parameters, gradients, memories, strict=True)
            parameters = [p + rule(gradient, memory, rate) for p, gradient, memory in moved]
        yield parameters
