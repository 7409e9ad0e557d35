"""Practice: what does a channel see, and what does it like?

A channel of a convolutional network answers to every place of a picture. Two questions come before
any drawing of what it looks for: how large is the piece of the picture that an answer depends on?
And which images does the channel answer to most? You write both, and then the drawing itself.
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
## Drawing what it would like

Begin with a patch of a picture, and climb: change its *pixels* a little, up the slope of the
channel's answer, again and again. Three things are special. A step is so long that the pixel with
the steepest slope, up or down, moves by `length`; the others move less, each by its own slope. The
length shrinks evenly: of 4 steps the first is `length` long, the second 3/4 of it, then 1/2 and
1/4. And after each step pixels below 0 (paper) become 0, those above 1 (ink) become 1.

Where all slopes are 0, the patch does not move. In any case draw on a copy: leave `patch` as it is.
"""


def climb(slopes, patch, length, steps):
    """Change a patch, step by step, into what a channel likes more.

    Args:
        slopes: A function that gives the slope of the channel's answer by each pixel of a patch,
            of the patch's shape.
        patch: The patch to begin with, numbers from 0 to 1, array of shape (rows, columns).
        length: How far the steepest pixel moves in the first step, a number above 0.
        steps: How many steps to take, 0 or more.

    Returns:
        The patch after all steps, of the same shape.

    Example:
        >>> def slopes(patch):
        ...     return np.array([[8.0, 0.0], [0.0, -2.0]]) @ (np.array([[0.7, 0.5]] * 2) - patch)
        >>> climb(slopes, np.array([[0.3, 0.9], [0.2, 0.6]]), 0.4, 2)
        array([[0.7  , 0.5  ],
               [0.   , 0.665]])
    """
    ### BEGIN SOLUTION
    for step in range(steps):
        slope = slopes(patch)
        steepest = np.abs(slope).max()
        if steepest > 0:
            reach = length * (1 - step / steps)
            patch = np.clip(patch + reach * slope / steepest, 0, 1)
    return patch
    ### END SOLUTION


"""
## All three together

Run this file when all are written. The layers are those of the lesson: two convolutions, a pooling
among them, two more. The channels look for an upright and for a level edge in pictures of bars; and
a grey patch becomes what a third channel likes, which is ink on the diagonal.
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
    liked = np.eye(3)
    print("drawn:", climb(lambda patch: liked - patch, np.full((3, 3), 0.4), 0.2, 20).round(2))
