"""Practice: ten digits, in batches, and what goes wrong.

Around every training there is some bookkeeping: which images belong to a step, which digits are
read well, and which mistakes cost most. Written once with care, it is right for ever; you write it.
"""

import numpy as np

"""
## Which images belong to a step?

Each epoch goes through all the images once, in an order of its own, `batch_size` of them in a step;
the last batch of an epoch has what is left. The steps are counted on over the epochs: with 5 images
and batches of 2, an epoch has 3 steps, and step 4 is the second one of the second epoch.
"""


def take_batch(x, orders, batch_size, step):
    """The images of a step.

    Args:
        x: The images as rows of pixels, array of shape (n, pixels).
        orders: The order of the images in each epoch: array of shape (epochs, n), each row the
            numbers from 0 to n - 1 in some order.
        batch_size: How many images make a batch; the last batch of an epoch may have fewer.
        step: The number of the step, from 0, counted on over the epochs.

    Returns:
        The images of that step in their order, array of shape (images, pixels).

    Example:
        >>> x = np.array([[0.0, 0.5], [1.0, 1.5], [2.0, 2.5], [3.0, 3.5], [4.0, 4.5]])
        >>> orders = np.array([[2, 4, 0, 1, 3], [3, 0, 4, 2, 1], [1, 3, 2, 0, 4]])
        >>> take_batch(x, orders, 2, 4)
        array([[4. , 4.5],
               [2. , 2.5]])
    """
    ### BEGIN SOLUTION
    batches = -(-len(x) // batch_size)
    epoch, number = divmod(step, batches)
    first = number * batch_size
    return x[orders[epoch, first : first + batch_size]]
    ### END SOLUTION


"""
## Which digits are read well?

A model gives a logit for each class, and names the class of the largest. One accuracy for all hides
which digits are hard: of the images of each class, how many are named rightly?
"""


def accuracy_by_class(logits, labels):
    """The share of the images of each class that is named rightly.

    Args:
        logits: The model's outputs, array of shape (n, classes).
        labels: The true class of each image, whole numbers from 0, array of shape (n,).

    Returns:
        For each class the share of its images whose largest logit is that of the class, array of
        shape (classes,); `np.nan` for a class without images.

    Example:
        >>> logits = np.array([[2.0, 1, 0], [0, 3, 1], [5, 4, 1], [-1, -3, -2], [0, 1, 7]])
        >>> accuracy_by_class(logits, np.array([0, 1, 1, 0, 2]))
        array([1. , 0.5, 1. ])
    """
    ### BEGIN SOLUTION
    right = logits.argmax(axis=1) == labels
    shares = []
    for label in range(logits.shape[1]):
        of_class = right[labels == label]
        shares.append(of_class.mean() if len(of_class) else np.nan)
    return np.array(shares)
    ### END SOLUTION


r"""
## Which mistakes cost most?

The loss of an image is $-\log(p_y)$, where $p_y$ is the probability of its class by the softmax of
its logits. The largest losses are the most confident mistakes, worth a look with one's own eyes.
Logits may be so large that a probability is 0 in the computer; the costs differ all the same.
"""


def find_costliest(logits, labels, count):
    """The places of the images that cost most.

    Args:
        logits: The model's outputs, any numbers, also very large ones, array of shape (n, classes).
        labels: The true class of each image, whole numbers from 0, array of shape (n,).
        count: How many images to find, at most n.

    Returns:
        The places of the images with the highest loss, the highest first: whole numbers, array of
        shape (count,).

    Example:
        >>> logits = np.array([[2.0, 1, 0], [0, 3, 1], [5, 4, 1], [-1, -3, 0], [0, 1, 7]])
        >>> find_costliest(logits, np.array([0, 2, 1, 1, 0]), 3)
        array([4, 3, 1])
    """
    ### BEGIN SOLUTION
    true = logits[np.arange(len(labels)), labels]
    cost = np.logaddexp.reduce(logits, axis=1) - true
    return np.argsort(-cost)[:count]
    ### END SOLUTION


"""
## All three together

Run this file when all three are written: a linear model learns ten kinds of noisy patterns of ten
pixels, of which two are nearly alike.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    patterns = rng.normal(size=(10, 10))
    patterns[7] = patterns[1] + 0.1 * rng.normal(size=10)
    labels = rng.integers(0, 10, 500)
    x = patterns[labels] + 0.5 * rng.normal(size=(500, 10))
    pairs = np.column_stack([x, labels])  # a label travels with its image
    orders = np.stack([rng.permutation(500) for _ in range(20)])
    weights = np.zeros((10, 10))
    for step in range(20 * 8):
        batch = take_batch(pairs, orders, 64, step)
        images, classes = batch[:, :-1], batch[:, -1].astype(int)
        powers = np.exp(images @ weights)
        slopes = powers / powers.sum(axis=1, keepdims=True) - np.eye(10)[classes]
        weights -= 0.5 * images.T @ slopes / len(batch)
    for digit, share in enumerate(accuracy_by_class(x @ weights, labels)):
        print(f"class {digit}: {share:.3f} right")
    for place in find_costliest(x @ weights, labels, 5):
        print(f"image {place} is a {labels[place]}, called {np.argmax(x[place] @ weights)}")
