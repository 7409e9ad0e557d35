"""Practice: tell digits apart without training anything.

Average all images of a class, and you have its ideal digit. A new image belongs to the class whose
ideal is nearest. Or give each image a score instead, and ask how well the scores sort. You write
the mean images, the distances from them, and the number that judges a score, the AUC.
"""

import numpy as np

"""
## An ideal digit

An image is a row of pixels, from 0 for paper to 1 for ink. The mean image of a class is the mean of
its rows, pixel by pixel.
"""


def mean_images(x, y):
    """The mean image of each class.

    Args:
        x: The images, a row of pixels each, array of shape (n, pixels).
        y: The class of each image, whole numbers from 0 on, array of shape (n,). Every class up to
            the largest number has at least one image; the classes may be mixed.

    Returns:
        The mean images, class 0 first, array of shape (classes, pixels).

    Example:
        >>> x = np.array([[0.0, 1.0, 1.0], [0.5, 0.0, 1.0], [1.0, 0.5, 0.0]])
        >>> mean_images(x, np.array([1, 0, 1]))
        array([[0.5 , 0.  , 1.  ],
               [0.5 , 0.75, 0.5 ]])
    """
    ### BEGIN SOLUTION
    return np.stack([x[y == label].mean(axis=0) for label in range(y.max() + 1)])
    ### END SOLUTION


"""
## How far is it from there?

The distance L2 of two rows is the root of the mean of their squared differences. A loop over images
and classes does it; shapes that are lined up, `(n, 1, pixels)` against `(1, classes, pixels)`, do
it at once.
"""


def distances_l2(x, means):
    """The root of the mean squared difference of each image from each mean image.

    Args:
        x: The images, array of shape (n, pixels).
        means: The mean images, array of shape (classes, pixels).

    Returns:
        The distances, a row for each image and a column for each class, array of shape
        (n, classes).

    Example:
        >>> x = np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 0.0]])
        >>> distances_l2(x, np.array([[0.0, 0.0], [1.0, 7.0]])).round(4)
        array([[0.    , 5.    ],
               [1.    , 4.2426],
               [0.7071, 4.9497]])
    """
    ### BEGIN SOLUTION
    differences = x[:, None] - means[None]
    return np.sqrt((differences**2).mean(axis=2))
    ### END SOLUTION


"""
## How well do scores sort?

Now each image has a score for "this is an 8", and some images are 8s. Take an 8 and an image that
is none, and see whether the 8 has the higher score. The share of all such pairs in which it has is
the AUC.
"""


def auc(scores, is_positive):
    """The share of pairs, one positive and one not, in which the positive has the higher score.

    Args:
        scores: Any numbers, array of shape (n,).
        is_positive: Which of them are positive, array of True and False of shape (n,); there is at
            least one of each.

    Returns:
        The share, a number between 0 and 1. A pair with equal scores counts half.

    Example:
        >>> scores = np.array([0.5, 3.0, 2.0, -1.0, 1.5, 1.0])
        >>> float(auc(scores, np.array([False, True, False, False, True, False])))
        0.875
    """
    ### BEGIN SOLUTION
    positives = scores[is_positive][:, None]
    others = scores[~is_positive]
    return np.mean((positives > others) + 0.5 * (positives == others))
    ### END SOLUTION


"""
## All together

Run this file when all are written: noisy copies of three patterns, told apart by their means; and
the scores of one of them, sorted.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    patterns = rng.uniform(size=(3, 16))
    labels = rng.integers(0, 3, 200)
    images = patterns[labels] + 0.5 * rng.normal(size=(200, 16))
    means = mean_images(images[:100], labels[:100])
    nearest = distances_l2(images[100:], means).argmin(axis=1)
    print(f"named correctly: {np.mean(nearest == labels[100:]):.0%}")
    scores = images[100:] @ (means[2] - images[:100].mean(axis=0))
    print(f"AUC of class 2:  {auc(scores, labels[100:] == 2):.3f}")
