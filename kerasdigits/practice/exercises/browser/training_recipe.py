"""Practice: a picture as MNIST would have it, and a training that stops by itself.

A network that has learned MNIST expects digits as MNIST has them: cut out, fitted into a box, and
moved until their centre of mass is in the middle. And the last of the recipe's eight steps trains
until the network overfits. You write the cutting and the moving, and the decision what to keep.
"""

import numpy as np

"""
## Cut out

A pixel counts as ink where it is at least 0.1. The first and the last row with such a pixel, and
the first and the last column, are the sides of the digit's box.
"""

INK = 0.1


def cut_out(picture):
    """The smallest box of a picture that holds all of its ink.

    Args:
        picture: How much ink each pixel has, 0 to 1, array of shape (rows, columns).

    Returns:
        The box, with all pixels as they are, faint ones inside of it as well. A picture without
        ink is returned as it is.

    Example:
        >>> cut_out(np.array([[0.0, 0.3, 0.0, 0.05], [0.0, 0.02, 0.9, 0.0], [0.04, 0.0, 0.0, 0.0]]))
        array([[0.3 , 0.  ],
               [0.02, 0.9 ]])
    """
    ### BEGIN SOLUTION
    rows = np.flatnonzero((picture >= INK).any(axis=1))
    columns = np.flatnonzero((picture >= INK).any(axis=0))
    if len(rows) == 0:
        return picture
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    ### END SOLUTION


"""
## In the middle

Then the box is fitted into 20 x 20 pixels (that part is left out here), and laid on a square of
28 x 28 in such a way that its *centre of mass* comes to lie at 14, half of 28.

The centre of mass of the rows is the mean of the row numbers (the first is 0), each weighted by the
ink of its row; that of the columns is found in the same way. The box moves by whole pixels: its
first row goes to the row `side / 2 - centre`, rounded, where a half is rounded up. But the box must
stay inside the square, all of it.
"""


def place_by_mass(box, side):
    """Lay a box on an empty square, so that its centre of mass is in the middle.

    Args:
        box: How much ink each pixel has, some of it above 0, array of shape (rows, columns); no
            more rows or columns than `side`.
        side: The rows and columns of the square, a number.

    Returns:
        The square, with 0 outside of the box, array of shape (side, side).

    Example:
        >>> place_by_mass(np.array([[0.5, 0.25, 0.25], [0.75, 0.25, 0.5]]), 6)
        array([[0.  , 0.  , 0.  , 0.  , 0.  , 0.  ],
               [0.  , 0.  , 0.  , 0.  , 0.  , 0.  ],
               [0.  , 0.  , 0.5 , 0.25, 0.25, 0.  ],
               [0.  , 0.  , 0.75, 0.25, 0.5 , 0.  ],
               [0.  , 0.  , 0.  , 0.  , 0.  , 0.  ],
               [0.  , 0.  , 0.  , 0.  , 0.  , 0.  ]])
    """
    ### BEGIN SOLUTION
    starts = []
    for places, length in zip(np.indices(box.shape), box.shape, strict=True):
        centre = np.sum(places * box) / np.sum(box)
        starts.append(min(max(int(side / 2 - centre + 0.5), 0), side - length))
    square = np.zeros((side, side))
    square[: len(box), : box.shape[1]] = box
    return np.roll(square, starts, axis=(0, 1))
    ### END SOLUTION


"""
## Until it overfits

The last step trains in cycles. After each it measures the loss on what is held out. When the loss
has risen in two cycles running, the training stops. (Equal is not risen.) Kept are the weights of
the lowest loss that was *seen*: before the first cycle, or after one of those that were trained. Of
equal losses the first counts.
"""


def keep_cycle(losses):
    """The cycle whose weights are kept.

    Args:
        losses: The held-out loss before the first cycle, after the first, after the second and so
            on, as if the training never stopped, array of shape (cycles + 1,).

    Returns:
        The number of the cycle with the lowest loss until the training stops, a whole number: 0
        for the weights before the first cycle, 1 for those after it, and so on.

    Example:
        >>> keep_cycle(np.array([0.9, 0.5, 0.6, 0.55, 0.57, 0.4, 0.45, 0.42, 0.5, 0.7, 0.3]))
        5
    """
    ### BEGIN SOLUTION
    for cycle in range(2, len(losses)):
        if losses[cycle - 2] < losses[cycle - 1] < losses[cycle]:
            return int(np.argmin(losses[:cycle]))
    return int(np.argmin(losses))
    ### END SOLUTION


"""
## All three together

Run this file when all are written: a seven in the corner of a picture, and a made-up training.
"""

if __name__ == "__main__":
    picture = np.zeros((12, 12))
    picture[1, 6:11] = 1.0
    for row in range(2, 8):
        picture[row, 11 - row] = 0.8
    picture[10, 2] = 0.05
    box = cut_out(picture)
    print("the box:", box.shape)
    for row in place_by_mass(box, 14):
        print("".join(" .#"[int(pixel > 0) + int(pixel > 0.9)] for pixel in row))
    print("kept: cycle", keep_cycle(np.array([0.31, 0.2, 0.12, 0.13, 0.11, 0.12, 0.15, 0.1])))
