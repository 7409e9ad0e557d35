"""Practice: how large may a step be?

For a line through points the loss is a bowl, and its curvature tells how large the learning rate
may be before anything is trained: 2 over the largest curvature. You write that limit, and the count
of the steps that a descent takes to arrive.
"""

import numpy as np

"""
## The bowl

A line is `x @ weights`, with a column of ones in x for the intercept. Its loss is the mean squared
error, and the matrix of its second derivatives, the *Hessian*, is `2 / n * x.T @ x`, whatever the
weights and the targets are. The *curvatures* of the bowl are the eigenvalues of that matrix.
"""


def mse(weights, x, y):
    """The mean squared error of a line; weights (k,), x (n, k), y (n,)."""
    return np.mean((x @ weights - y) ** 2)


"""
## The largest rate

Along the steepest direction a step multiplies the distance to the minimum by
`1 - rate * curvature`. When that is below -1, each step ends farther away than it began.
"""


def largest_rate(x):
    """The learning rate above which gradient descent on the line's loss diverges.

    Args:
        x: The inputs, array of shape (n, k).

    Returns:
        2 over the largest curvature of the mean squared error, a number.

    Example:
        >>> float(largest_rate(np.array([[1.0, 0.0], [0.0, 2.0]])))
        0.5
    """
    ### BEGIN SOLUTION
    hessian = 2 / len(x) * x.T @ x
    return 2 / np.linalg.eigvalsh(hessian)[-1]
    ### END SOLUTION


"""
## How many steps?

A descent has left a list of losses: `losses[0]` before any step, `losses[1]` after one. The *floor*
is the loss of the best line. When has the descent arrived?
"""


def count_steps(losses, floor):
    """The number of steps until the loss is below 1.01 times the floor for the first time.

    Args:
        losses: The losses, array of shape (steps + 1,); the first is before any step.
        floor: The lowest loss that there is, a number above 0.

    Returns:
        The number of steps, a float: 0.0 where the start is low enough; `np.inf` where none is.

    Example:
        >>> count_steps(np.array([8.0, 4.0, 2.0, 1.0, 1.0]), 1.0)
        3.0
    """
    ### BEGIN SOLUTION
    low = losses < 1.01 * floor
    return float(np.argmax(low)) if low.any() else np.inf
    ### END SOLUTION


"""
## Both together

Run this file when both are written: below the limit the descent arrives, above it never does.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    x = np.stack([rng.uniform(-1, 1, 100), np.ones(100)], axis=1)
    y = x @ [3, 2] + 0.25 * rng.normal(size=100)
    best = np.linalg.lstsq(x, y, rcond=None)[0]
    limit = largest_rate(x)
    print(f"the limit is {limit:.3f}")
    for share in (0.05, 0.5, 0.95, 1.05):
        weights = np.array([-1.0, 1.0])
        losses = []
        for _ in range(101):
            losses.append(mse(weights, x, y))
            weights = weights - share * limit * 2 / len(x) * x.T @ (x @ weights - y)
        print(f"{share:4} of it: {count_steps(np.array(losses), mse(best, x, y))} steps")
