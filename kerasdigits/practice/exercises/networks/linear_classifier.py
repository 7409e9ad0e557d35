"""Practice: a 3 or a 7, by a weighted sum of the pixels.

The smallest model that learns: a weight for each pixel, and one more number, the bias. You write
how it scores all images at once, how its loss changes with each weight, and how often it is right.
"""

import numpy as np

"""
## One product for all the images

An image is a matrix of pixels. Its *score* is the sum of its pixels, each times its weight, plus
the bias. Positive says "a 3", negative says "a 7". The weights are those of the first row from left
to right, then those of the second row, and so on.
"""


def linear1(images, weights, bias):
    """The score of each image.

    Args:
        images: A stack of n images, array of shape (n, rows, columns).
        weights: A weight for each pixel, row by row, array of shape (rows * columns,).
        bias: What is added to each score, a number.

    Returns:
        A score for each image, array of shape (n,).

    Example:
        >>> images = np.array([[[1.0, 2.0, 0.0], [0.0, 0.0, 3.0]], [[0.0, 0.0, 1.0], [4.0, 0, 0]]])
        >>> linear1(images, np.array([1.0, 10.0, 0.5, -1.0, 7.0, 2.0]), 0.25)
        array([27.25, -3.25])
    """
    ### BEGIN SOLUTION
    rows = images.reshape(len(images), len(weights))
    return rows @ weights + bias
    ### END SOLUTION


r"""
## The gradient of mnist_loss

The sigmoid makes a probability p of a score. These two are given. The target is 1 for a 3, and 0
for a 7; the loss of an image is `1 - p` for a 3 and `p` for a 7, and that of a batch is their mean.

How does it change with each weight, and with the bias? The chain rule has three links: from the
loss to p, from p to the score (the slope of the sigmoid is `p * (1 - p)`), from the score to the
weight.
"""


def sigmoid(z):
    """1 / (1 + exp(-z)), so written that nothing overflows."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, small) / (1 + small)


def mnist_loss(x, targets, weights, bias):
    """The mean distance of the probabilities from the targets."""
    return np.mean(np.abs(sigmoid(x @ weights + bias) - targets))


def mnist_gradient(x, targets, weights, bias):
    """The gradient of `mnist_loss`.

    Args:
        x: The images as rows of pixels, array of shape (n, k).
        targets: 1 for a 3, and 0 for a 7, array of shape (n,).
        weights: A weight for each pixel, array of shape (k,).
        bias: A number.

    Returns:
        Two results: how the loss changes with each weight, array of shape (k,); and how it changes
        with the bias, a number.

    Example:
        >>> x = np.array([[1.0, 2.0, 0.0], [0.0, 4.0, 1.0]])
        >>> slopes, slope = mnist_gradient(x, np.array([1, 0]), np.array([2.0, -1.0, 3.0]), 1.0)
        >>> print(slopes.round(4), round(float(slope), 4))
        [-0.0983  0.3034  0.125 ] 0.0267
    """
    ### BEGIN SOLUTION
    p = sigmoid(x @ weights + bias)
    slopes = np.where(targets == 1, -1, 1) * p * (1 - p)
    return x.T @ slopes / len(x), slopes.mean()
    ### END SOLUTION


"""
## How often is it right?

The book's `validate_epoch` counts by mini-batches: the share of images that are right in each
batch, and then the mean of these shares. The last batch may be smaller than the others, and counts
as much as they do; so the fourth digit differs from the exact accuracy.
"""


def validate_epoch(scores, targets, batch_size):
    """The mean over mini-batches of the accuracy.

    Args:
        scores: The scores, array of shape (n,). Above 0 says "a 3", anything else "a 7".
        targets: 1 for a 3, and 0 for a 7, array of shape (n,).
        batch_size: How many images make a batch, in their order; the last batch has the rest.

    Returns:
        The mean of the shares that are right in each batch, a number.

    Example:
        >>> validate_epoch(np.array([1.5, -2.0, 0.5, 3.0, -1.0]), np.array([1, 0, 0, 1, 1]), 2)
        np.float64(0.5)
    """
    ### BEGIN SOLUTION
    right = (scores > 0) == (targets == 1)
    starts = range(0, len(right), batch_size)
    return np.mean([right[first : first + batch_size].mean() for first in starts])
    ### END SOLUTION


"""
## All three together

Run this file when all three are written: it trains on little pictures of 4 x 4 pixels. A "3" has
more ink on the right, a "7" in the top row.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    targets = rng.integers(0, 2, 200)
    images = rng.uniform(size=(200, 4, 4))
    images[targets == 1, :, 3] += 0.3
    images[targets == 0, 0, :] += 0.3
    x = images.reshape(200, 16)
    weights, bias = np.zeros(16), 0.0
    for epoch in range(41):
        if epoch % 10 == 0:
            share = validate_epoch(linear1(images, weights, bias), targets, 64)
            loss = mnist_loss(x, targets, weights, bias)
            print(f"epoch {epoch:2}: loss {loss:.4f}, right {share:.4f}")
        for first in range(0, 200, 64):
            batch = slice(first, first + 64)
            slopes, slope = mnist_gradient(x[batch], targets[batch], weights, bias)
            weights, bias = weights - slopes, bias - slope
