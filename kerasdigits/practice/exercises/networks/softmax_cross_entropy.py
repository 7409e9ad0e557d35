"""Practice: from any numbers to probabilities, a loss and its gradient.

The last layer of a classifier gives a *logit* for each class: any number at all. You make
probabilities of logits, a loss of probabilities, and the simplest gradient there is; all three so
that no number is too large for them.
"""

import numpy as np

r"""
## Softmax

The probability of a class is the exponential of its logit, divided by the sum of the exponentials
of all logits of the row:

$$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$

Written as it stands it breaks for a logit of 1000. Yet adding a constant to all logits of a row
changes nothing, since it cancels. Use that.
"""


def softmax(logits):
    """The probabilities of each row of logits.

    Args:
        logits: Any numbers, also very large and very small ones, array of shape (n, classes).

    Returns:
        The probabilities, each row with the sum 1, array of shape (n, classes).

    Example:
        >>> softmax(np.array([[0.0, 1.0, 3.0], [2.0, 2.0, 0.5]])).round(4)
        array([[0.042 , 0.1142, 0.8438],
               [0.4498, 0.4498, 0.1004]])
    """
    ### BEGIN SOLUTION
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
    ### END SOLUTION


r"""
## Cross-entropy

The loss of a row looks only at the probability of the true class y: it is $-\log(p_y)$, with the
natural logarithm. For the logits 1000 and 0, and the second class, that is 1000, although the
probability is 0 in any computer. So put $-\log(p_y)$ into another form before you compute it.
"""


def cross_entropy(logits, labels):
    """The mean cross-entropy of logits.

    Args:
        logits: Any numbers, also very large and very small ones, array of shape (n, classes).
        labels: The true class of each row, whole numbers from 0, array of shape (n,).

    Returns:
        The mean over the rows of -log of the probability of the true class, a number.

    Example:
        >>> logits = np.array([[0.0, 1.0, 3.0], [2.0, 2.0, 0.5]])
        >>> round(float(cross_entropy(logits, np.array([1, 0]))), 6)
        1.484381
    """
    ### BEGIN SOLUTION
    shifted = logits - logits.max(axis=1, keepdims=True)
    true = shifted[np.arange(len(labels)), labels]
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - true)
    ### END SOLUTION


r"""
## Its gradient

How does the mean cross-entropy change with each logit? For one row, differentiate
$\log \sum_j e^{z_j} - z_y$ by each $z_i$: you will find the softmax, and one thing more for the
true class.
"""


def cross_entropy_gradient(logits, labels):
    """The gradient of the mean cross-entropy.

    Args:
        logits: Any numbers, also very large and very small ones, array of shape (n, classes).
        labels: The true class of each row, whole numbers from 0, array of shape (n,).

    Returns:
        How the mean over the rows changes with each logit, array of shape (n, classes).

    Example:
        >>> logits = np.array([[0.0, 1.0, 3.0], [2.0, 2.0, 0.5]])
        >>> cross_entropy_gradient(logits, np.array([1, 0])).round(4)
        array([[ 0.021 , -0.4429,  0.4219],
               [-0.2751,  0.2249,  0.0502]])
    """
    ### BEGIN SOLUTION
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    slopes = powers / powers.sum(axis=1, keepdims=True)
    slopes[np.arange(len(labels)), labels] -= 1
    return slopes / len(labels)
    ### END SOLUTION


"""
## All three together

Run this file when all three are written: the logits of six images themselves go downhill, until
each row is sure of its class.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    labels = np.array([0, 1, 0, 1, 1, 0])
    logits = 3 * rng.normal(size=(6, 2))
    for step in range(31):
        if step % 10 == 0:
            shares = softmax(logits)[np.arange(6), labels]
            print(f"step {step:2}: loss {cross_entropy(logits, labels):.4f}, p {shares.round(3)}")
        logits = logits - 5 * cross_entropy_gradient(logits, labels)
