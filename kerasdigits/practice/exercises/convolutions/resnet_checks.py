"""How the holes of resnet are checked: unit by unit, and by an imaginary step."""

import numpy as np

from kerasdigits.practice.exercises.convolutions.resnet_similarity_checks import (
    SIMILARITY,
    product,
)
from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_blocks(rng, n=None, units=None, count=None):
    """Activations, some below 0, and blocks."""
    n = n or int(rng.integers(4, 8))
    units = units or int(rng.integers(3, 6))
    count = int(rng.integers(2, 5)) if count is None else count
    return rng.normal(size=(n, units)), rng.normal(size=(count, 2, units, units))


def run_by_unit(x, blocks, join=lambda own, branch: max(own + branch, 0.0)):
    """Each row through each unit, by sums of products."""
    rows = []
    for row in x.tolist():
        for first, second in blocks.tolist():
            inner = [max(product(row, column), 0.0) for column in zip(*first, strict=True)]
            branch = [product(inner, column) for column in zip(*second, strict=True)]
            row = [join(own, add) for own, add in zip(row, branch, strict=True)]
        rows.append(row)
    return np.array(rows)


def run_otherwise(x, blocks, enters=None, inner=lambda z: np.maximum(z, 0)):
    """Blocks with another shortcut, or another bend within the branch."""
    for first, second in blocks:
        branch = inner(x @ first) @ second
        x = np.maximum((x if enters is None else enters) + branch, 0)
    return x


def block_edges(rng):
    """No block, one, many, one row, one unit, silent branches."""
    x, blocks = draw_blocks(rng, count=3)
    silent = blocks * np.array([1.0, 0.0])[:, None, None]
    return [
        Edge("no block at all", (x, blocks[:0]), "Then x leaves as it came."),
        Edge("a single block", draw_blocks(rng, count=1), "Loop over the blocks that there are."),
        Edge("a single row", draw_blocks(rng, n=1), "The result keeps the shape (1, units)."),
        Edge("a single unit", draw_blocks(rng, units=1), "The result keeps the shape (n, 1)."),
        Edge("branches that are silent", (x, silent), "Then each block gives relu(x)."),
    ]


def draw_block(rng, n=None, units=None, inner=None):
    """What entered a block, its kernels, and a gradient."""
    n = n or int(rng.integers(4, 8))
    sizes = rng.permutation([3, 4, 5])
    units, inner = units or int(sizes[0]), inner or int(sizes[1])
    kernels = rng.normal(size=(units, inner)), rng.normal(size=(inner, units))
    return rng.normal(size=(n, units)), *kernels, rng.normal(size=(n, units))


def step_aside(x, first, second, gradient):
    """An imaginary step of 1e-30 along each number: the loss's imaginary part is the slope."""
    slopes = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        z = x.astype(complex)
        z[index] += 1e-30j
        inner = z @ first
        y = z + np.where(inner.real > 0, inner, 0) @ second
        slopes[index] = np.sum(gradient * y).imag * 1e30
    return slopes


def gradient_edges(rng):
    """A silent branch, one row, square kernels, one inner unit, exactly 0."""
    x, first, second, gradient = draw_block(rng)
    at_zero = np.array([[1.0, 1.0]]), np.array([[1.0, 2.0, 1], [-1.0, 1.0, 3]])
    weights = np.array([[3.0, 1.0], [2.0, 4.0], [1.0, 5.0]]), np.array([[2.0, -7.0]])
    return [
        Edge("a branch that begins at 0", (x, first, 0 * second, gradient), "All goes around it."),
        Edge("a single row", draw_block(rng, n=1), "Keep both axes."),
        Edge("kernels that are square", draw_block(rng, units=4, inner=4), "Mind the order."),
        Edge("a single inner unit", draw_block(rng, inner=1), "Keep both axes."),
        Edge(
            "a unit at exactly 0",
            (*at_zero, *weights),
            "Above 0 means `>`: at 0 the slope is 0.",
            "ties",
        ),
    ]


def back(mask=lambda inner: inner > 0, around=1.0, through=1.0):
    """The sum of both ways, with another mask or other shares of the two."""

    def compute(x, first, second, gradient):
        branch = np.where(mask(x @ first), gradient @ second.T, 0) @ first.T
        return around * gradient + through * branch

    return compute


HOLES = (
    Hole(
        "run_blocks",
        example=(
            np.array([[1.0, 2.0], [0.5, 0.0], [3.0, 1.0]]),
            np.array(
                [
                    [[[1.0, -1.0], [0.0, 1.0]], [[2.0, 0.0], [-1.0, 1.0]]],
                    [[[0.0, 1.0], [3.0, -2.0]], [[-1.0, 0.5], [0.0, 1.0]]],
                ]
            ),
        ),
        draw=draw_blocks,
        oracle=run_by_unit,
        edges=block_edges,
        mistakes=(
            Mistake(
                "has no shortcut: a block adds its branch to what enters it",
                lambda x, blocks: run_by_unit(x, blocks, lambda own, branch: max(branch, 0.0)),
            ),
            Mistake(
                "has no relu at the end of a block",
                lambda x, blocks: run_by_unit(x, blocks, lambda own, branch: own + branch),
            ),
            Mistake(
                "has neither a shortcut nor a relu at the end of a block",
                lambda x, blocks: run_by_unit(x, blocks, lambda own, branch: branch),
            ),
            Mistake(
                "cuts the branch off at 0 and not the sum: relu(x + branch), not x + relu(branch)",
                lambda x, blocks: run_by_unit(
                    x, blocks, lambda own, branch: own + max(branch, 0.0)
                ),
            ),
            Mistake(
                "subtracts the branch: it is added",
                lambda x, blocks: run_by_unit(x, blocks, lambda own, branch: max(own - branch, 0)),
            ),
            Mistake(
                "multiplies by the branch: it is added",
                lambda x, blocks: run_by_unit(x, blocks, lambda own, branch: max(own * branch, 0)),
            ),
            Mistake(
                "has no relu within the branch: it stands between the two kernels",
                lambda x, blocks: run_otherwise(x, blocks, inner=lambda z: z),
            ),
            Mistake(
                "adds the first block's input in every block: each adds its own",
                lambda x, blocks: run_otherwise(x, blocks, enters=x),
            ),
            Mistake(
                "swaps the two kernels of each block",
                lambda x, blocks: run_by_unit(x, blocks[:, ::-1]),
            ),
            Mistake(
                "runs the blocks from the last to the first",
                lambda x, blocks: run_by_unit(x, blocks[::-1]),
            ),
            Mistake(
                "runs through the first block only",
                lambda x, blocks: run_by_unit(x, blocks[:1]),
            ),
            Mistake(
                "runs through the last block only: what a block gives enters the next one",
                lambda x, blocks: run_by_unit(x, blocks[-1:]),
            ),
            Mistake(
                "leaves out the last block",
                lambda x, blocks: run_by_unit(x, blocks[:-1]),
            ),
        ),
    ),
    Hole(
        "block_gradient",
        example=(
            np.array([[1.0, 2.0], [-3.0, 1.0]]),
            np.array([[1.0, 0.5, 3], [-1, 2, 0]]),
            np.array([[2.0, 0.0], [1.0, -1.0], [0.0, 5.0]]),
            np.array([[1.0, 10.0], [-2.0, 4.0]]),
        ),
        draw=draw_block,
        oracle=step_aside,
        edges=gradient_edges,
        mistakes=(
            Mistake(
                "leaves out the way around the branch: there the gradient arrives as it is",
                back(around=0),
            ),
            Mistake(
                "leaves out the way through the branch",
                back(through=0),
            ),
            Mistake(
                "leaves out the relu: where x @ first is not above 0, nothing passes the branch",
                back(mask=lambda inner: inner < np.inf),
            ),
            Mistake(
                "has the relu's slope the wrong way round: it is 1 above 0",
                back(mask=lambda inner: inner <= 0),
            ),
            Mistake(
                "subtracts what comes through the branch: both ways add up",
                back(through=-1),
            ),
            Mistake(
                "takes the mean of the two ways: they add up",
                back(around=0.5, through=0.5),
                "factor",
            ),
            Mistake(
                "multiplies the two ways: they add up",
                lambda x, k1, k2, g: g * back(around=0)(x, k1, k2, g),
            ),
            Mistake(
                "cuts the gradient around the branch off as well",
                lambda x, k1, k2, g: np.where(x > 0, g, 0) + back(around=0)(x, k1, k2, g),
            ),
            Mistake(
                "adds x, where the gradient goes around the branch",
                lambda x, k1, k2, g: x + back(around=0)(x, k1, k2, g),
            ),
            Mistake(
                "adds 1, the slope of the shortcut: times the gradient that comes from behind",
                lambda x, k1, k2, g: 1 + back(around=0)(x, k1, k2, g),
            ),
            Mistake(
                "multiplies by what the relu gives: its slope is 1 or 0",
                lambda x, k1, k2, g: g + (np.maximum(x @ k1, 0) * (g @ k2.T)) @ k1.T,
            ),
            Mistake(
                "asks the gradient what the relu passes: what counts is x @ first",
                lambda x, k1, k2, g: g + np.maximum(g @ k2.T, 0) @ k1.T,
                "unused",
            ),
            Mistake(
                "has a relu in the way back: nothing is cut off there but by x @ first",
                lambda x, k1, k2, g: g + np.where(x @ k1 > 0, np.maximum(g @ k2.T, 0), 0) @ k1.T,
            ),
        ),
    ),
    SIMILARITY,
)
