"""Practice: nine weights, at every place of a picture.

A kernel is a small table of weights, which is moved over a picture. You write that as loops; then
as the matrix of a dense layer, nearly all of which is 0; and how the weights learn, of which each
stands in that matrix many times.
"""

import numpy as np

"""
## All places

Lay the kernel on the top left corner of the picture, multiply each weight with the pixel below it,
and add up: that is the first number of the result. Move the kernel to the right by `stride` pixels
for the next one; and at the end of the row, go down by `stride` pixels. The kernel always lies on
the picture with all its weights, and it is never turned.
"""


def convolve(image, kernel, stride):
    """Apply a kernel at all places of a picture.

    Args:
        image: The picture, array of shape (rows, columns).
        kernel: The weights, an array of two axes, no larger than the picture.
        stride: By how many pixels the kernel moves on, 1 or more.

    Returns:
        The sum at each place, array of shape (places down, places across).

    Example:
        >>> image = np.array([[1.0, 2, 0, 5], [3, 1, 1, 0], [0, 4, 2, 6]])
        >>> convolve(image, np.array([[1.0, 10.0], [-1.0, 0.5]]), 1)
        array([[18.5,  1.5, 49. ],
               [15. ,  8. ,  2. ]])
    """
    ### BEGIN SOLUTION
    height, width = kernel.shape
    sums = []
    for top in range(0, image.shape[0] - height + 1, stride):
        row = []
        for left in range(0, image.shape[1] - width + 1, stride):
            row.append(np.sum(image[top : top + height, left : left + width] * kernel))
        sums.append(row)
    return np.array(sums)
    ### END SOLUTION


"""
## The same layer, as a matrix

With its pixels in one row after the other, a picture is a vector; so is the result. Then what a
kernel does (with stride 1) is `matrix @ pixels`: each row of the matrix belongs to one place, and
holds the weights in the columns of the pixels below them, and zeros elsewhere.
"""


def make_matrix(kernel, rows, columns):
    """The matrix that does to the pixels of a picture what a kernel does to the picture.

    Args:
        kernel: The weights, an array of two axes, no larger than the picture.
        rows: The rows of the picture.
        columns: The columns of the picture.

    Returns:
        The matrix, array of shape (places, rows * columns). The places and the pixels are numbered
        row by row, from left to right.

    Example:
        >>> make_matrix(np.array([[7.0, 8.0]]), 2, 3)
        array([[7., 8., 0., 0., 0., 0.],
               [0., 7., 8., 0., 0., 0.],
               [0., 0., 0., 7., 8., 0.],
               [0., 0., 0., 0., 7., 8.]])
    """
    ### BEGIN SOLUTION
    height, width = kernel.shape
    matrix = []
    for r in range(rows - height + 1):
        for c in range(columns - width + 1):
            picture = np.zeros((rows, columns))
            picture[r : r + height, c : c + width] = kernel
            matrix.append(picture.ravel())
    return np.array(matrix)
    ### END SOLUTION


"""
## Tied weights learn together

Each weight stands in that matrix once for each place, and all its copies must stay the same. So
its gradient is the sum over its copies. Somebody behind the layer tells how the loss changes with
each number of the result (stride 1); how does it change with each weight of the kernel?
"""


def kernel_gradient(image, gradient):
    """The gradient of a kernel.

    Args:
        image: The picture that the kernel was applied to, array of shape (rows, columns).
        gradient: How the loss changes with each number of the result, array of two axes, no larger
            than the picture: with a kernel of (height, width) it has the shape
            (rows - height + 1, columns - width + 1).

    Returns:
        How the loss changes with each weight, array of shape (height, width).

    Example:
        >>> image = np.array([[1.0, 2, 0, 5], [3, 1, 1, 0], [0, 4, 2, 6]])
        >>> kernel_gradient(image, np.array([[1.0, 0.0, 2.0], [-1.0, 0.0, 10.0]]))
        array([[ 8., 11.],
               [25., 57.]])
    """
    ### BEGIN SOLUTION
    height, width = image.shape[0] - len(gradient) + 1, image.shape[1] - gradient.shape[1] + 1
    slopes = np.zeros((height, width))
    for r, c in np.ndindex(gradient.shape):
        slopes += gradient[r, c] * image[r : r + height, c : c + width]
    return slopes
    ### END SOLUTION


"""
## All three together

Run this file when all three are written: the top edges of a square, the same by a matrix, and a
kernel that learns from examples to find them.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    image = np.zeros((8, 9))
    image[3:7, 2:7] = 1
    top = np.array([[-1.0, -1, -1], [0, 0, 0], [1, 1, 1]])
    edges = convolve(image, top, 1)
    print(edges.astype(int))
    apart = np.abs(make_matrix(top, 8, 9) @ image.ravel() - edges.ravel()).max()
    print(f"by the matrix: apart by {apart:.2g}")
    kernel = np.zeros((3, 3))
    for _ in range(300):
        picture = rng.normal(size=(8, 9))
        error = convolve(picture, kernel, 1) - convolve(picture, top, 1)
        kernel = kernel - 0.01 * kernel_gradient(picture, error)
    print(kernel.round(2) + 0.0)
