"""Practice: mini-batches.

A gradient is an average over all samples; a few of them tell the direction nearly as well. You
measure how nearly, and write the whole of stochastic gradient descent for a line: shuffled samples
are dealt out like cards, and each batch makes a step.
"""

import numpy as np

"""
## How noisy is a batch?

Each sample has a gradient of its own; the full gradient is their mean. A batch of b samples, drawn
at random (what was drawn is put back), gives the mean of *its* gradients. The noise is the root of
the mean squared distance of such a batch gradient from the full one, where the squared distance is
summed over the parameters.

For one sample it can be computed from the gradients. For b samples no dice are needed either: like
the error of any average of independent draws, the noise shrinks with the root of their number.
"""


def batch_noise(gradients, batch_size):
    """The root mean squared distance of a batch's gradient from the full gradient.

    Args:
        gradients: The gradient of each sample, array of shape (n, k).
        batch_size: How many samples are drawn, each time from all n; a whole number.

    Returns:
        The noise of a gradient of so many samples, a number.

    Example:
        >>> gradients = np.array([[1.0, 0.0], [5.0, -2.0], [3.0, 8.0]])
        >>> round(float(batch_noise(gradients, 4)), 4)
        2.3094
    """
    ### BEGIN SOLUTION
    squares = ((gradients - gradients.mean(axis=0)) ** 2).sum(axis=1)
    return np.sqrt(squares.mean() / batch_size)
    ### END SOLUTION


"""
## Deal

For an epoch the samples are shuffled: `order` holds the numbers of all samples in the order in
which they come. The first batch gets the first `batch_size` of them, and so on; the last one gets
what is left.
"""


def get_batch(x, order, batch_size, index):
    """The samples of one batch of an epoch.

    Args:
        x: The samples, array of shape (n, k).
        order: The numbers 0 to n - 1, shuffled, array of shape (n,).
        batch_size: How many samples a batch has; the last may have fewer.
        index: Which batch, 0 for the first one.

    Returns:
        Its samples, in the order in which they come, array of shape (batch_size, k), or (rest, k)
        for the last.

    Example:
        >>> x = np.array([[0.5, 1.0], [2.0, 2.5], [4.0, 3.0], [7.0, 6.0], [9.0, 8.0], [5.0, 0.0]])
        >>> get_batch(x, np.array([3, 0, 4, 2, 1, 5]), 2, 1)
        array([[9., 8.],
               [4., 3.]])
    """
    ### BEGIN SOLUTION
    first = index * batch_size
    return x[order[first : first + batch_size]]
    ### END SOLUTION


"""
## Step

Now an epoch as a whole: deal out x and y together, and step on each batch, beginning with
`weights`. The model is a line, `x @ weights` (one column of x holds ones, for the intercept); its
loss on a batch is the *mean* of the squared errors of the samples in it. Leave `weights` as it is.
"""


def train_epoch(weights, x, y, order, batch_size, rate):
    """One epoch of mini-batch gradient descent, a step for each batch.

    Args:
        weights: Where to begin, array of shape (k,).
        x: The samples, array of shape (n, k).
        y: The targets, array of shape (n,).
        order: The numbers 0 to n - 1, shuffled, array of shape (n,).
        batch_size: How many samples a batch has; the last may have fewer.
        rate: The learning rate: a step is the rate times the gradient of the batch's loss.

    Returns:
        The weights after each step, array of shape (batches, k).

    Example:
        >>> x = np.array([[2.0, 1.0], [-1.0, 1.0], [3.0, 1.0]])
        >>> y = np.array([5.0, 1.0, 7.0])
        >>> train_epoch(np.array([1.0, 0.0]), x, y, np.array([1, 2, 0]), 2, 0.125)
        array([[2.25  , 0.75  ],
               [2.125 , 0.6875]])
    """
    ### BEGIN SOLUTION
    places = []
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        errors = x[batch] @ weights - y[batch]
        weights = weights - rate * 2 / len(batch) * errors @ x[batch]
        places.append(weights)
    return np.array(places)
    ### END SOLUTION


"""
## All together

Run this file when all are written: the noise of batches at the start, and what an epoch of each
size makes of the line, which is y = 3 x + 2.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    x = np.stack([rng.uniform(-1, 1, 100), np.ones(100)], axis=1)
    y = x @ [3, 2] + 0.25 * rng.normal(size=100)
    start = np.array([-1.0, 1.0])
    own = 2 * (x @ start - y)[:, None] * x
    order = rng.permutation(100)
    for size in (1, 16, 100):
        slope, bias = train_epoch(start, x, y, order, size, 0.1)[-1]
        first = get_batch(x, order, size, 0)
        print(
            f"batches of {size:3}: noise {batch_noise(own, size):.2f}; "
            f"the first has {len(first)} samples; after an epoch {slope:5.2f} x + {bias:.2f}"
        )
