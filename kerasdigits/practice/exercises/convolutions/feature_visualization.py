"""Practice: what does a channel see, and what does it like?

A channel of a convolutional network answers to every place of a picture. Two questions come before
any drawing of what it looks for: how large is the piece of the picture that an answer depends on?
And which images does the channel answer to most? You write both.
"""

import numpy as np

"""
## How much a channel sees

A kernel of size k sees k places of the layer below, and each of these sees a piece of the layer
below that. So the *side* of what is seen of the picture grows from layer to layer. Where a layer
has a stride of 2, its places lie twice as far apart in the picture as those of the layer below, and
then every further layer sees more at once. How far apart they lie is the *jump*: 1 for the pixels.

A layer's own stride moves its places apart; it does not change what one of them sees.
"""


def field_sides(kernels, strides):
    """How many pixels in a row a place of each layer sees of the picture.

    Args:
        kernels: The size of each layer's kernel, the first layer first, whole numbers (layers,).
        strides: The stride of each layer, whole numbers (layers,).

    Returns:
        The side of the field of each layer, in pixels, whole numbers (layers,).

    Example:
        >>> field_sides(np.array([5, 2, 3]), np.array([1, 2, 3]))
        array([ 5,  6, 10])
    """
    ### BEGIN SOLUTION
    side, jump = 1, 1
    sides = []
    for kernel, stride in zip(kernels, strides, strict=True):
        side = side + (kernel - 1) * jump
        jump = jump * stride
        sides.append(side)
    return np.array(sides)
    ### END SOLUTION


"""
## Favourites

A layer has answered to n images: for each image, each row and column, and each channel, a number.
The more a channel likes what it sees there, the larger the number. An image counts by its strongest
place. Which images does each channel like best?
"""


def find_favourites(answers, count):
    """The images that each channel answers to most.

    Args:
        answers: The answers to n images, array of shape (n, rows, columns, channels).
        count: How many images to give for each channel, a number from 1 to n.

    Returns:
        The numbers of the images (0 is the first), for each channel those with the strongest
        answer at any place, the strongest first; whole numbers of shape (channels, count).

    Example:
        >>> answers = np.array([[[[1.0, 6.0], [4.0, 2.0]]],
        ...                     [[[5.0, 1.5], [0.0, 3.0]]],
        ...                     [[[2.0, 7.0], [3.0, 8.0]]]])
        >>> answers.shape
        (3, 1, 2, 2)
        >>> find_favourites(answers, 2)
        array([[1, 0],
               [2, 0]])
    """
    ### BEGIN SOLUTION
    strongest = answers.max(axis=(1, 2))
    return np.argsort(-strongest, axis=0)[:count].T
    ### END SOLUTION


"""
## Both together

Run this file when both are written. The layers are those of the lesson: two convolutions, a pooling
among them, two more. The channels look for an upright and for a level edge in pictures of bars.
"""

if __name__ == "__main__":
    print("sides:", field_sides(np.array([5, 5, 5, 2, 5]), np.array([1, 1, 1, 2, 1])))
    pictures = np.zeros((4, 6, 6))
    pictures[0, :, 2:] = 1.0
    pictures[1, 3:, :] = 0.5
    pictures[2, :, 4:] = 0.2
    pictures[3, 1:, :] = 0.9
    upright = np.diff(pictures, axis=2)[:, :-1]
    level = np.diff(pictures, axis=1)[:, :, :-1]
    print("favourites:", find_favourites(np.stack([upright, level], axis=-1), 2).tolist())
