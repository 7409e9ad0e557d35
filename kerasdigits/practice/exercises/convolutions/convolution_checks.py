"""How the holes of convolution are checked: weight by weight, with shifted pictures."""

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake

WHOLE = "drops what is behind the decimal point: make the array of floats, not of whole numbers"
SAME = "gives the last place in every row: the same array was changed and appended again and again"


def draw_picture(rng, kernel=None, stride=None):
    """A picture and a kernel, neither square, with two places or more each way."""
    height, width = kernel or rng.permutation([2, 3, 4])[:2]
    stride = int(rng.integers(2, 4)) if stride is None else stride
    down, across = rng.permutation([2, 3, 4])[:2]
    # Some pixels to the right and below may be left over.
    left = rng.integers(0, stride, 2)
    rows = height + (down - 1) * stride + left[0]
    columns = width + (across - 1) * stride + left[1]
    return rng.normal(size=(rows, columns)), rng.normal(size=(height, width)), stride


def shift_and_add(image, kernel, stride=1):
    """Shift the whole picture for each weight, add up, and keep every so many-th number."""
    rows, columns = image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1
    total = np.zeros((rows, columns))
    for (i, j), weight in np.ndenumerate(kernel):
        total += weight * image[i : i + rows, j : j + columns]
    return total[::stride, ::stride]


def picture_edges(rng):
    """Stride 1, kernels of every size, whole numbers, a stride across the picture."""
    whole = rng.integers(0, 256, (5, 6)).astype("uint8"), rng.normal(size=(3, 3)), 1
    large = rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), 1
    return [
        Edge("a stride of 1", draw_picture(rng, stride=1), "Then no place is left out."),
        Edge("a kernel of one weight", draw_picture(rng, (1, 1)), "Its size is (1, 1)."),
        Edge("a kernel as large as the picture", large, "There is one place: shape (1, 1)."),
        Edge(
            "a stride that is larger than the picture",
            (*large[:1], rng.normal(size=(2, 2)), 9),
            "There is one place then, at the top left.",
        ),
        Edge("a kernel of one row", draw_picture(rng, (1, 3)), "Keep both axes."),
        Edge("pixels as whole numbers from 0 to 255", whole, "Let the sums be floats.", "dtype"),
    ]


def draw_sizes(rng, kernel=None):
    """A kernel and the sizes of a picture, no two of them the same."""
    height, width = kernel or rng.permutation([1, 2, 3])[:2]
    rows, columns = height + int(rng.integers(1, 4)), width + int(rng.integers(1, 4))
    if rows == columns:
        columns += 1
    return rng.normal(size=(height, width)), int(rows), int(columns)


def probe_pixels(kernel, rows, columns):
    """The result for a picture with a single pixel of ink is a column of the matrix."""
    pixels = np.eye(rows * columns).reshape(-1, rows, columns)
    return np.array([shift_and_add(pixel, kernel).ravel() for pixel in pixels]).T


def size_edges(rng):
    """One weight, one place, one row, all square, zeros in the kernel."""
    square = rng.normal(size=(3, 3))
    holed = np.array([[0.0, 2.0], [3.0, 0.0]])
    return [
        Edge("a kernel of one weight", draw_sizes(rng, (1, 1)), "The weight is on the diagonal."),
        Edge("a kernel as large as the picture", (square, 3, 3), "The matrix has one row."),
        Edge("a picture of one row", (square[:1], 1, 5), "Its kernel has one row, too."),
        Edge("a square kernel and picture", (square, 5, 5), "Mind rows and columns."),
        Edge("weights of 0", (holed, 3, 4), "They have their place like any."),
        Edge("a kernel of whole numbers", (np.array([[1, 2], [3, 4]]), 3, 4), "", "dtype"),
    ]


def draw_learning(rng, kernel=None):
    """A picture, and a gradient for each place of a kernel."""
    image, kernel, _ = draw_picture(rng, kernel, stride=1)
    places = image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1
    return image, rng.normal(size=places)


def probe_weights(image, gradient):
    """The loss is linear in the weights: ask it for one weight of 1 after the other."""
    height, width = (a - b + 1 for a, b in zip(image.shape, gradient.shape, strict=True))
    slopes = [
        np.vdot(gradient, shift_and_add(image, weight.reshape(height, width)))
        for weight in np.eye(height * width)
    ]
    return np.array(slopes).reshape(height, width)


def learning_edges(rng):
    """One weight, one place, square, whole numbers."""
    image, _ = draw_learning(rng)
    whole = rng.integers(0, 256, (4, 5)).astype("uint8"), rng.normal(size=(3, 3))
    square = rng.normal(size=(5, 5)), rng.normal(size=(3, 3))
    return [
        Edge(
            "a kernel of one weight", draw_learning(rng, (1, 1)), "The result is of shape (1, 1)."
        ),
        Edge(
            "a single place", (image, np.array([[2.0]])), "The kernel is as large as the picture."
        ),
        Edge("pictures and kernels that are square", square, "Mind rows and columns."),
        Edge("pixels as whole numbers from 0 to 255", whole, "Let the slopes be floats.", "dtype"),
    ]


def pad(image, kernel):
    """Zeros around a picture, so that the result has its size."""
    height, width = kernel.shape
    around = [((height - 1) // 2, height // 2), ((width - 1) // 2, width // 2)]
    return np.pad(image, around)


def number_down(matrix, rows, columns):
    """The columns of a matrix, with the pixels numbered column by column."""
    return matrix.reshape(-1, rows, columns).transpose(0, 2, 1).reshape(len(matrix), -1)


def write_over(kernel, rows, columns):
    """One picture, to which each place is added."""
    picture = np.zeros((rows, columns))
    matrix = []
    for r in range(rows - len(kernel) + 1):
        for c in range(columns - kernel.shape[1] + 1):
            picture[r : r + len(kernel), c : c + kernel.shape[1]] = kernel
            matrix.append(picture.flatten())
    return np.array(matrix)


def leave_last(kernel, rows, columns):
    """The last place of each row and each column left out."""
    matrix = probe_pixels(kernel, rows, columns)
    places = matrix.reshape(-1, columns - kernel.shape[1] + 1, rows * columns)
    return places[:-1, :-1].reshape(-1, rows * columns)


def write_whole(image, kernel, stride):
    """Add up in an array of whole numbers, one product after the other."""
    total = np.zeros(shift_and_add(image, kernel, stride).shape)
    for (i, j), weight in np.ndenumerate(kernel):
        part = weight * image[i::stride, j::stride]
        total = np.trunc(total + part[: len(total), : len(total[0])])
    return total


def repeat_last(matrix):
    """The last row in the place of each."""
    return np.repeat(matrix[-1:], len(matrix), axis=0)


HOLES = (
    Hole(
        "convolve",
        example=(
            np.array([[1.0, 2, 0, 5], [3, 1, 1, 0], [0, 4, 2, 6]]),
            np.array([[1.0, 10.0], [-1.0, 0.5]]),
            1,
        ),
        draw=draw_picture,
        oracle=shift_and_add,
        edges=picture_edges,
        mistakes=(
            Mistake(
                "turns the kernel by 180 degrees: it lies on the picture as it is",
                lambda x, k, s: shift_and_add(x, k[::-1, ::-1], s),
            ),
            Mistake(
                "turns the kernel upside down: it lies on the picture as it is",
                lambda x, k, s: shift_and_add(x, k[::-1], s),
            ),
            Mistake(
                "turns the kernel left to right: it lies on the picture as it is",
                lambda x, k, s: shift_and_add(x, k[:, ::-1], s),
            ),
            Mistake(
                "moves on by one pixel, whatever the stride is",
                lambda x, k, s: shift_and_add(x, k),
                "unused",
            ),
            Mistake(
                "moves by the stride in the rows only: the columns have it as well",
                lambda x, k, s: shift_and_add(x, k)[::s],
            ),
            Mistake(
                "moves by the stride in the columns only: the rows have it as well",
                lambda x, k, s: shift_and_add(x, k)[:, ::s],
            ),
            Mistake(
                "has the right number of places, and moves on by one pixel between them",
                lambda x, k, s: shift_and_add(x, k)[
                    tuple(slice(n) for n in shift_and_add(x, k, s).shape)
                ],
            ),
            Mistake(
                "takes the mean, where the sum is asked for",
                lambda x, k, s: shift_and_add(x, k, s) / k.size,
                "batch-factor",
            ),
            Mistake(
                "adds up the pixels: each is to be multiplied with the weight on it",
                lambda x, k, s: shift_and_add(x, np.ones_like(k), s),
                "unused",
            ),
            Mistake(
                "multiplies the sum of the pixels with that of the weights: each pixel has a "
                "weight of its own",
                lambda x, k, s: shift_and_add(x, np.full_like(k, k.sum()), s),
            ),
            Mistake(
                "puts zeros around the picture: the kernel is to lie on it with all its weights",
                lambda x, k, s: shift_and_add(pad(x, k), k, s),
            ),
            Mistake(WHOLE, lambda *args: np.trunc(shift_and_add(*args)), "rounded"),
            Mistake(WHOLE, write_whole, "rounded"),
            Mistake(
                "cuts off what is below 0, as a ReLU would",
                lambda x, k, s: np.maximum(shift_and_add(x, k, s), 0),
            ),
            Mistake(
                "leaves out the last place of each row and each column",
                lambda x, k, s: shift_and_add(x[:-1, :-1], k, s),
            ),
        ),
    ),
    Hole(
        "make_matrix",
        example=(np.array([[7.0, 8.0]]), 2, 3),
        draw=draw_sizes,
        oracle=probe_pixels,
        edges=size_edges,
        mistakes=(
            Mistake(
                "turns the kernel by 180 degrees: it lies on the picture as it is",
                lambda k, rows, columns: probe_pixels(k[::-1, ::-1], rows, columns),
            ),
            Mistake(
                "turns the kernel left to right: it lies on the picture as it is",
                lambda k, rows, columns: probe_pixels(k[:, ::-1], rows, columns),
            ),
            Mistake(
                "swaps places and pixels: a row belongs to a place",
                lambda k, rows, columns: probe_pixels(k, rows, columns).T,
                "transposed",
            ),
            Mistake(
                "numbers the pixels column by column: row by row is asked for",
                lambda k, rows, columns: number_down(probe_pixels(k, rows, columns), rows, columns),
            ),
            Mistake(
                "numbers the places column by column: row by row is asked for",
                lambda k, rows, columns: (
                    number_down(
                        probe_pixels(k, rows, columns).T,
                        rows - k.shape[0] + 1,
                        columns - k.shape[1] + 1,
                    ).T
                ),
            ),
            Mistake(
                "says where the weights stand, and not which",
                lambda k, rows, columns: probe_pixels(k, rows, columns) != 0,
            ),
            Mistake(
                "lays the kernel down at the first place in each row of the matrix",
                lambda k, rows, columns: np.repeat(
                    probe_pixels(k, rows, columns)[:1], len(probe_pixels(k, rows, columns)), axis=0
                ),
            ),
            Mistake(
                "leaves out the last place of each row and each column",
                leave_last,
            ),
            Mistake(WHOLE, lambda *args: np.trunc(probe_pixels(*args)), "rounded"),
            Mistake(SAME, lambda *args: repeat_last(probe_pixels(*args))),
            Mistake(SAME, lambda *args: repeat_last(write_over(*args))),
            Mistake(
                "writes each place into the same picture: what was there before stays",
                write_over,
            ),
        ),
    ),
    Hole(
        "kernel_gradient",
        example=(
            np.array([[1.0, 2, 0, 5], [3, 1, 1, 0], [0, 4, 2, 6]]),
            np.array([[1.0, 0.0, 2.0], [-1.0, 0.0, 10.0]]),
        ),
        draw=draw_learning,
        oracle=probe_weights,
        edges=learning_edges,
        mistakes=(
            Mistake(
                "gives the slopes turned by 180 degrees",
                lambda x, g: probe_weights(x, g)[::-1, ::-1],
            ),
            Mistake(
                "turns the gradient by 180 degrees: it lies on the picture as it is",
                lambda x, g: probe_weights(x, g[::-1, ::-1]),
            ),
            Mistake(
                "averages over the places: the slope of a weight is the sum over its copies",
                lambda x, g: probe_weights(x, g) / g.size,
                "batch-factor",
            ),
            Mistake(
                "counts the first copy of each weight only: add up over all the places",
                lambda x, g: g[0, 0] * x[: len(x) - len(g) + 1, : x.shape[1] - g.shape[1] + 1],
            ),
            Mistake(
                "counts the last copy of each weight only: add up over all the places",
                lambda x, g: g[-1, -1] * x[g.shape[0] - 1 :, g.shape[1] - 1 :],
            ),
            Mistake(
                "adds up the pixels: each counts times the gradient at its place",
                lambda x, g: probe_weights(x, np.ones_like(g)),
                "unused",
            ),
            Mistake(
                "adds up the gradient: it counts times the pixel below the weight",
                lambda x, g: probe_weights(np.ones_like(x), g),
                "unused",
            ),
            Mistake(
                "squares the gradient",
                lambda x, g: probe_weights(x, g**2),
            ),
        ),
    ),
)
