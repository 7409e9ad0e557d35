"""Practice: losses for a digit that is a 3 or not.

A model looks at images and gives a number for each. How wrong is it? You write two answers:
fastbook's `mnist_loss`, which takes probabilities, and the cross-entropy of raw outputs, written so
that no number is too large for it.
"""

import numpy as np

"""
## Probabilities

A target is 1 where the image is a 3, and 0 where it is not. A prediction is the probability that it
is a 3. fastbook says: the loss of an image is `1 - p` where the target is 1, and `p` where it is 0.
"""


def mnist_loss(predictions, targets):
    """The mean distance between predictions and targets, as fastbook says it.

    Args:
        predictions: Probabilities between 0 and 1, array of shape (n,).
        targets: Zeros and ones, array of shape (n,).

    Returns:
        The mean over the images of 1 - p where the target is 1, of p where it is 0; a number.

    Example:
        >>> round(float(mnist_loss(np.array([0.9, 0.4, 0.2]), np.array([1, 0, 1]))), 6)
        0.433333
    """
    ### BEGIN SOLUTION
    return np.where(targets == 1, 1 - predictions, predictions).mean()
    ### END SOLUTION


"""
## Raw outputs

A model's last layer gives any number z, an *output*; the sigmoid `1 / (1 + exp(-z))` makes a
probability of it. The cross-entropy of an image is `-log(p)` where the target is 1, and
`-log(1 - p)` where it is 0.

Written as it stands it breaks: for z = 1000 the exponential overflows, for z = -1000 the logarithm
is that of 0. Yet the loss is harmless: for z = -1000 and the target 1 it is 1000. Find a form that
is right for every z.
"""


def cross_entropy(outputs, targets):
    """The mean cross-entropy of raw outputs.

    Args:
        outputs: Any numbers z, also very large and very small ones, array of shape (n,).
        targets: Zeros and ones, array of shape (n,).

    Returns:
        The mean over the images of -log(sigmoid(z)) where the target is 1, and of
        -log(1 - sigmoid(z)) where it is 0; a number.

    Example:
        >>> round(float(cross_entropy(np.array([0.0, 2.0, -1.0]), np.array([1, 1, 0]))), 6)
        0.377779
    """
    ### BEGIN SOLUTION
    return np.mean(np.logaddexp(0, outputs) - targets * outputs)
    ### END SOLUTION


"""
## Both together

Run this file when both are written: two models, of which the second is surer, and wrong once.
"""

if __name__ == "__main__":
    targets = np.array([1, 0, 1, 1, 0])
    for outputs in (
        np.array([2.0, -1.0, 0.5, 1.0, -2.0]),
        np.array([90.0, -80.0, -70.0, 60.0, -9.0]),
    ):
        probabilities = 1 / (1 + np.exp(-outputs))
        print(f"outputs {outputs}")
        print(f"  mnist_loss    {mnist_loss(probabilities, targets):.4f}")
        print(f"  cross_entropy {cross_entropy(outputs, targets):.4f}")
