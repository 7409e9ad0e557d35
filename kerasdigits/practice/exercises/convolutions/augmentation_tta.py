"""Practice: moved digits, and a network that is asked more than once.

A digit that stands a pixel farther to the right is the same digit. So training images may be moved,
and a network may be asked about an image and its moved copies. You write both: the move, and the
mean of the answers.
"""

import numpy as np

"""
## Moved

A batch of images is moved by whole pixels, all of them alike. What leaves the picture is lost, and
where nothing comes in there is paper: 0. Nothing that leaves on one side may come in on the other.
Leave `images` as they are, and give new ones.
"""


def move(images, down, right):
    """Move images by whole pixels.

    Args:
        images: A batch of images, array of shape (n, rows, columns).
        down: By how many rows to move them down; below 0: up. It may be more than there are.
        right: By how many columns to move them to the right; below 0: to the left.

    Returns:
        The moved images, of the same shape, with 0 where nothing comes in.

    Example:
        >>> move(np.array([[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]), 1, -1)
        array([[[0., 0., 0.],
                [2., 3., 0.]]])
    """
    ### BEGIN SOLUTION
    rows, columns = images.shape[1:]
    moved = np.zeros_like(images)
    for row in range(rows):
        for column in range(columns):
            if 0 <= row - down < rows and 0 <= column - right < columns:
                moved[:, row, column] = images[:, row - down, column - right]
    return moved
    ### END SOLUTION


"""
## Asked several times

For test-time augmentation the network sees some *views* of each image: the image itself, and moved
copies. It gives logits, a number for each class. The softmax makes probabilities of the logits of a
view, `exp(z) / sum(exp(z))` over the classes; and the mean of the views' *probabilities* is the
answer.

Logits may be as large as 1000, and exp(1000) is infinite. The softmax stays the same if the same
number is taken away from all logits of a view; their largest, say. (Leave `logits` as they are.)
"""


def average_views(logits):
    """The mean probabilities of several views of each image.

    Args:
        logits: What the network gave, array of shape (views, n, classes).

    Returns:
        The probabilities of each image, the mean over its views, array of shape (n, classes).

    Example:
        >>> average_views(np.array([[[0.0, 3.0], [1.0, 1.5]], [[2.0, 0.5], [4.0, 1.0]]])).round(4)
        array([[0.4325, 0.5675],
               [0.6651, 0.3349]])
    """
    ### BEGIN SOLUTION
    shares = np.exp(logits - logits.max(axis=2, keepdims=True))
    shares = shares / shares.sum(axis=2, keepdims=True)
    return shares.mean(axis=0)
    ### END SOLUTION


"""
## Both together

Run this file when both are written. A clumsy network knows one picture of each of three classes,
pixel by pixel. It is asked about a picture that stands a pixel too low; then about nine moved
copies, too.
"""

if __name__ == "__main__":
    known = np.zeros((3, 6, 6))
    known[0, 1:5, 2] = 1.0
    known[1, 1, 1:5] = 1.0
    known[2, 1:5, 1:5] = np.eye(4)
    asked = move(known, 1, 0)
    views = [asked] + [move(asked, down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    logits = np.array([[[np.sum(one * each) for each in known] for one in v] for v in views])
    print("asked once:     ", average_views(logits[:1])[range(3), range(3)].round(2))
    print("asked ten times:", average_views(logits)[range(3), range(3)].round(2))
