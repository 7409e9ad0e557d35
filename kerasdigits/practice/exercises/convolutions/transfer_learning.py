"""Practice: a body that is kept, and a head that learns.

A network that knows other digits is to learn new ones. Its first layers, the body, may learn slowly
or not at all; its head is new and learns fast. You write the step with a rate for each group of
layers, and the training of a head on activations that are computed once.
"""

import numpy as np

"""
## Rates by layer

All weights of the network stand in one long array, and `groups` tells of each weight which group of
layers it belongs to: 0 for the first layers, then 1, and so on. A group has a *share* of the
learning rate. A share of 1 means the whole rate, 0.01 a hundredth of it, and 0 that the group is
frozen. Leave `weights` as they are: the step gives new ones.
"""


def step_by_group(weights, gradient, groups, shares, learning_rate):
    """One step of plain gradient descent, with a share of the rate for each group of weights.

    Args:
        weights: All weights, array of shape (n,).
        gradient: The slope of the loss by each of them, array of shape (n,).
        groups: The number of each weight's group, whole numbers from 0, array of shape (n,).
        shares: The share of the rate of each group, array with a number for each group.
        learning_rate: The whole rate, a number.

    Returns:
        The weights after the step, array of shape (n,).

    Example:
        >>> step_by_group(
        ...     weights=np.array([3.0, 6.0, 9.0]),
        ...     gradient=np.array([5.0, 4.0, -2.0]),
        ...     groups=np.array([1, 0, 1]),
        ...     shares=np.array([0.0, 0.5]),
        ...     learning_rate=0.2,
        ... )
        array([2.5, 6. , 9.2])
    """
    ### BEGIN SOLUTION
    return weights - learning_rate * shares[groups] * gradient
    ### END SOLUTION


"""
## Computed once

The body is frozen, so it gives the same activations in every epoch. It is also what takes the time.
So ask it *once*, for all samples together: `body(x)`, of shape (n, m). Here it does not answer a
second time.

The head is linear and has one output: its predictions are `activations @ head`. Its loss is the
mean squared error. In each epoch it takes one step of plain gradient descent, on all samples. Leave
the `head` that is given as it is.
"""


def train_head(body, x, targets, head, learning_rate, epochs):
    """Train a linear head on the activations of a frozen body, which is asked once.

    Args:
        body: A function that gives the activations, shape (n, m), of samples, shape (n, k).
        x: The samples, array of shape (n, k).
        targets: What is to be predicted, array of shape (n,).
        head: The weights of the head before training, array of shape (m,).
        learning_rate: The learning rate, a number.
        epochs: How many steps to take, each on all samples; 0 or more.

    Returns:
        The weights of the head after training, array of shape (m,).

    Example:
        >>> train_head(
        ...     body=lambda x: np.maximum(x @ np.array([[1.0, -1.0]]), 0),
        ...     x=np.array([[2.0], [-1.0]]),
        ...     targets=np.array([3.0, 4.0]),
        ...     head=np.array([1.0, 0.0]),
        ...     learning_rate=0.25,
        ...     epochs=2,
        ... )
        array([1.5 , 1.75])
    """
    ### BEGIN SOLUTION
    activations = body(x)
    for _ in range(epochs):
        error = activations @ head - targets
        head = head - learning_rate * 2 / len(x) * activations.T @ error
    return head
    ### END SOLUTION


"""
## Both together

Run this file when both are written: a head is trained on a frozen body; then both groups take steps
together, the body at a hundredth of the rate.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    kernel = rng.normal(size=(6, 4))
    x = rng.normal(size=(200, 6))
    targets = np.maximum(x @ kernel, 0) @ [1.0, -2.0, 0.5, 3.0] + 0.1 * rng.normal(size=200)

    def look(samples):
        """The frozen body: a layer with ReLU."""
        return np.maximum(samples @ kernel, 0)

    for epochs in (0, 10, 100, 1000):
        head = train_head(look, x, targets, np.zeros(4), 0.05, epochs)
        loss = np.mean((look(x) @ head - targets) ** 2)
        print(f"loss after {epochs:4} epochs of the head: {loss:.4f}")
    weights = np.concatenate([kernel.ravel(), head])
    groups = np.repeat([0, 1], [kernel.size, head.size])
    moved = step_by_group(weights, np.ones(28), groups, np.array([0.01, 1.0]), 0.05)
    for group in (0, 1):
        print(f"group {group} moves by {abs(moved - weights)[groups == group].max():.4f}")
