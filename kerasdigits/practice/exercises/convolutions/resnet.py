"""Practice: layers that begin by doing nothing, and add what they learn.

A residual block gives its input, plus what its branch makes of it. You write such blocks, the way
of the gradient through them, and a measure of what happens without them: all pictures look alike.
"""

import numpy as np

r"""
## Blocks

A block has two kernels and no bias. Its *branch* is $f(x) = \text{relu}(x K_1) K_2$, and the block
gives $\text{relu}(x + f(x))$: the sum of its input and its branch, cut off at 0. What it gives
enters the next block.
"""


def run_blocks(x, blocks):
    """Run activations through residual blocks.

    Args:
        x: The activations that enter the first block, array of shape (n, units).
        blocks: For each block its two kernels, array of shape (blocks, 2, units, units).

    Returns:
        What the last block gives, array of shape (n, units).

    Example:
        >>> x = np.array([[1.0, 2.0], [0.5, 0.0], [3.0, 1.0]])
        >>> first = [[[1.0, -1.0], [0.0, 1.0]], [[2.0, 0.0], [-1.0, 1.0]]]
        >>> second = [[[0.0, 1.0], [3.0, -2.0]], [[-1.0, 0.5], [0.0, 1.0]]]
        >>> run_blocks(x, np.array([first, second]))
        array([[0. , 7.5],
               [1.5, 1.5],
               [6. , 9.5]])
    """
    ### BEGIN SOLUTION
    for first, second in blocks:
        branch = np.maximum(x @ first, 0) @ second
        x = np.maximum(x + branch, 0)
    return x
    ### END SOLUTION


r"""
## The gradient, through and around

Now one block without its last relu: $y = x + \text{relu}(x K_1) K_2$. Somebody behind it tells how
the loss changes with each number of y. How does it change with each number of x, which takes two
ways to y?

The slope of the relu is 1 where what enters it is above 0, and 0 elsewhere.
"""


def block_gradient(x, first, second, gradient):
    """The gradient of what enters a residual block.

    Args:
        x: What entered the block, array of shape (n, units).
        first: The kernel K1, array of shape (units, inner).
        second: The kernel K2, array of shape (inner, units).
        gradient: How the loss changes with each number of y, array of shape (n, units).

    Returns:
        How the loss changes with each number of x, array of shape (n, units).

    Example:
        >>> x, first = np.array([[1.0, 2.0], [-3.0, 1.0]]), np.array([[1.0, 0.5, 3], [-1, 2, 0]])
        >>> second = np.array([[2.0, 0.0], [1.0, -1.0], [0.0, 5.0]])
        >>> block_gradient(x, first, second, np.array([[1.0, 10.0], [-2.0, 4.0]]))
        array([[146.5,  -8. ],
               [ -5. ,  -8. ]])
    """
    ### BEGIN SOLUTION
    through = np.where(x @ first > 0, gradient @ second.T, 0) @ first.T
    return gradient + through
    ### END SOLUTION


"""
## How alike?

The cosine between two rows of activations is 1 where they point in the same direction, however long
they are, and 0 where they have nothing in common. Through many random layers without shortcuts all
rows come to point in one direction, and nobody can tell the pictures apart.
"""


def mean_similarity(activations):
    """The mean cosine between two different rows.

    Args:
        activations: A row for each picture, none of them all zeros, array of shape (n, units), n at
            least 2.

    Returns:
        The mean, over all pairs of different rows, of the cosine of the angle between them; a
        number.

    Example:
        >>> rows = np.array([[3.0, 4.0, 0.0], [6.0, 8.0, 0.0], [0.0, 5.0, 12.0]])
        >>> round(float(mean_similarity(rows)), 6)
        0.538462
    """
    ### BEGIN SOLUTION
    rows = activations / np.linalg.norm(activations, axis=1, keepdims=True)
    cosines = rows @ rows.T
    return cosines[~np.eye(len(rows), dtype=bool)].mean()
    ### END SOLUTION


"""
## All three together

Run this file when all three are written: how alike twenty rows are after up to twenty blocks, with
random branches and with branches that begin at 0, and how much of a gradient arrives at the front
of twenty blocks.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    x = np.maximum(rng.normal(size=(20, 32)), 0)
    random = rng.normal(size=(20, 2, 32, 32)) * np.sqrt(2 / 32)
    silent = random * np.array([1.0, 0.0])[:, None, None]
    for count in (0, 5, 20):
        plain = x
        for first, second in random[:count]:
            plain = np.maximum(np.maximum(plain @ first, 0) @ second, 0)
        alike = [mean_similarity(rows) for rows in (plain, run_blocks(x, silent[:count]))]
        print(f"{count:2} blocks: alike {alike[0]:.3f} without shortcuts, {alike[1]:.3f} with them")
    gradient = np.ones((20, 32))
    for first, second in silent[::-1]:
        gradient = block_gradient(x, first, second, gradient)
    print(f"of a gradient of 1 arrives {gradient.mean():.3f}")
