"""A network of dense layers, trained by a learner's functions; two milestones share it."""

import itertools
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np

Net = list[tuple[np.ndarray, np.ndarray]]
# With so large a bias no unit of a layer is at rest.
_NEVER_AT_REST = 1e9


def start_net(sizes: list[int], rng: np.random.Generator) -> Net:
    """Draw a network: kernels by He et al. (2015), biases 0.

    Args:
        sizes: The number of inputs, then of the units of each layer.
        rng: What is drawn with.
    """
    return [
        (rng.normal(0, np.sqrt(2 / inputs), (inputs, units)), np.zeros(units))
        for inputs, units in itertools.pairwise(sizes)
    ]


def take_step(
    mine: SimpleNamespace, net: Net, x: np.ndarray, labels: np.ndarray, learning_rate: float
) -> Net:
    """Take a step down the gradient of the cross-entropy.

    Args:
        mine: `forward`, `cross_entropy_gradient` and `dense_backward`.
        net: The layers, all but the last with a ReLU.
        x: The samples `(n, inputs)`.
        labels: The class of each `(n,)`.
        learning_rate: How far.
    """
    entered = [x, *(np.maximum(mine.forward(net[:depth], x), 0) for depth in range(1, len(net)))]
    slope = mine.cross_entropy_gradient(mine.forward(net, x), labels)
    stepped: Net = []
    for depth in reversed(range(len(net))):
        kernel, bias = net[depth]
        back = mine.dense_backward if depth < len(net) - 1 else go_back_without_relu(mine)
        slope, kernel_slope, bias_slope = back(entered[depth], kernel, bias, slope)
        stepped.append((kernel - learning_rate * kernel_slope, bias - learning_rate * bias_slope))
    return stepped[::-1]


def go_back_without_relu(mine: SimpleNamespace) -> Callable[..., tuple[np.ndarray, ...]]:
    """Make of `dense_backward` the way back through a last layer, which has no ReLU."""
    return lambda x, kernel, bias, slope: mine.dense_backward(
        x, kernel, np.full_like(bias, _NEVER_AT_REST), slope
    )


def count_right(mine: SimpleNamespace, net: Net, x: np.ndarray, labels: np.ndarray) -> float:
    """Give the share of samples whose largest logit is that of their class."""
    return float(np.mean(mine.forward(net, x).argmax(axis=1) == labels))


def train(
    mine: SimpleNamespace,
    net: Net,
    samples: tuple[np.ndarray, np.ndarray],
    epochs: int,
    tell: Callable[[int, Net], None],
    *,
    batch_size: int,
    learning_rate: float,
    rng: np.random.Generator,
) -> Net:
    """Train by mini-batches, which `take_batch` chooses.

    Args:
        mine: `take_batch` and what `take_step` calls.
        net: Where to begin.
        samples: x `(n, inputs)` and labels `(n,)`.
        epochs: How often to see each sample.
        tell: Is given the number of each epoch and the network after it.
        batch_size: How many samples make a step.
        learning_rate: How far a step goes.
        rng: What the orders are drawn with.
    """
    x, labels = samples
    table = np.column_stack([x, labels])
    orders = np.stack([rng.permutation(len(x)) for _ in range(epochs)])
    steps = -(-len(x) // batch_size)
    for step in range(epochs * steps):
        batch = mine.take_batch(table, orders, batch_size, step)
        net = take_step(mine, net, batch[:, :-1], batch[:, -1].astype(int), learning_rate)
        if (step + 1) % steps == 0:
            tell((step + 1) // steps, net)
    return net
