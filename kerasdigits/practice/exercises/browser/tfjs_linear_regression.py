"""Practice: a line that is trained in Python and read by JavaScript.

A model of two numbers learns how long a download takes. You write the step that trains it; then
what becomes of weights that travel to the browser in one byte each; and the check that tells
whether the browser computes what Keras computes.
"""

import numpy as np

"""
## A training step

The prediction is `kernel * size + bias`, and the loss is the mean absolute error: the mean distance
of the predictions from the true times. A distance has the slope 1 where the prediction is too
large, -1 where it is too small, and 0 where it is exactly right. Leave `line` as it is: the step
gives a new one.
"""


def training_step(line, sizes, times, learning_rate):
    """One step of gradient descent on the mean absolute error of a line.

    Args:
        line: Kernel and bias, array of shape (2,).
        sizes: The inputs of the batch, array of shape (n,).
        times: The true results, array of shape (n,).
        learning_rate: How far to step: a step is the learning rate times the gradient.

    Returns:
        Kernel and bias after the step, array of shape (2,).

    Example:
        >>> training_step(np.array([2.0, 1.0]), np.array([3.0, 0.5]), np.array([9.0, 1.5]), 0.25)
        array([2.3125, 1.    ])
    """
    ### BEGIN SOLUTION
    slope = np.sign(line[0] * sizes + line[1] - times)
    gradient = np.array([np.mean(slope * sizes), np.mean(slope)])
    return line - learning_rate * gradient
    ### END SOLUTION


"""
## A byte for each weight

A weight of float32 takes four bytes. TensorFlow.js also reads files with one byte a weight: a whole
number from 0 to 255. Beside these stand two numbers for the whole array, `minimum` and `scale`, and
the browser computes

    weight = byte * scale + minimum

Here the minimum is the smallest weight, and the scale is such that 255 stands for the largest. Each
weight is stored as the byte whose result is nearest to it. Where all weights are equal, any byte
will do. Leave `weights` as they are.
"""


def to_bytes_and_back(weights):
    """The weights that a browser reads, of weights that were stored as one byte each.

    Args:
        weights: The weights, array of any shape.

    Returns:
        What the browser computes from the bytes, array of the same shape.

    Example:
        >>> to_bytes_and_back(np.array([[-1.0, 0.307], [0.996, 4.1]])).round(4)
        array([[-1. ,  0.3],
               [ 1. ,  4.1]])
    """
    ### BEGIN SOLUTION
    minimum = weights.min()
    scale = (weights.max() - minimum) / 255
    if scale == 0:
        return weights.copy()
    stored = np.rint((weights - minimum) / scale)
    return stored * scale + minimum
    ### END SOLUTION


"""
## The parity check

Keras and the browser have computed the outputs of some samples. Do they agree? Rounding makes the
last digits differ, and 0.001 is much where the outputs are about 0.01, and nothing where they are
about 1000. So the *largest* difference of all is measured as a share of Keras's largest *absolute*
output. (Where all of Keras's outputs are 0, it is the difference itself.)

A browser that gives `nan` anywhere has failed, whatever else it gives: there the answer is
`np.inf`. Beware: every comparison with nan is false.
"""


def parity_gap(keras_outputs, browser_outputs):
    """The largest difference of two results, as a share of the largest output.

    Args:
        keras_outputs: What Keras gave, finite numbers, array of shape (n, outputs).
        browser_outputs: What the browser gave, array of the same shape.

    Returns:
        The largest absolute difference over Keras's largest absolute output, a number; the
        difference itself where that is 0; np.inf where the browser gave nan.

    Example:
        >>> keras_outputs = np.array([[2.0, -8.0], [0.5, 4.0]])
        >>> float(parity_gap(keras_outputs, np.array([[2.5, -8.0], [0.25, 3.0]])))
        0.125
    """
    ### BEGIN SOLUTION
    if np.isnan(browser_outputs).any():
        return np.inf
    largest = np.abs(keras_outputs).max()
    difference = np.abs(browser_outputs - keras_outputs).max()
    return difference / largest if largest > 0 else difference
    ### END SOLUTION


"""
## All three together

Run this file when all are written: the line learns; it travels in bytes; and the check tells what
that has cost. The learning rate falls to 0: the slope of a distance is 1 or -1, however small the
distance is, so with the same rate all the way the last steps would lead to and fro across the line
that fits.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    sizes = rng.uniform(0, 10, 20)
    times = 0.07 * sizes + 0.08 + 0.02 * rng.normal(size=20)
    line = np.array([1.0, 0.0])
    for step in range(201):
        if step in (0, 10, 50, 200):
            error = np.mean(abs(line[0] * sizes + line[1] - times))
            print(f"error after {step:3} steps: {error:.4f}")
        line = training_step(line, sizes, times, 0.01 * (1 - step / 200))
    weights = rng.normal(size=(50, 10))
    x = rng.normal(size=(8, 50))
    gap = parity_gap(x @ weights, x @ to_bytes_and_back(weights))
    print(f"parity gap of 500 weights in a byte each: {gap:.4f}")
