"""Practice: two ways to a row of a table, and what flows back through both.

A film is not a number, so each film gets a row of numbers. A network comes to that row by a product
with a one-hot row, or by looking it up; the results are the same. You write the one-hot rows; and
what a lookup does with the slopes on the way back, where nothing is multiplied any more.
"""

import numpy as np

"""
## One-hot rows

An id is a whole number from 0 to one less than the number of the table's rows. Its one-hot row has
a 1 at the place of the id and 0 everywhere else, and is as long as the table is high.
"""


def one_hot(ids, rows):
    """A one-hot row for each id.

    Args:
        ids: The ids of a batch, whole numbers from 0 to rows - 1, array of shape (n,).
        rows: How many rows the table has, a number.

    Returns:
        A row for each id, 1.0 at its place and 0.0 elsewhere; floats of shape (n, rows).

    Example:
        >>> one_hot(np.array([2, 0, 3]), 5)
        array([[0., 0., 1., 0., 0.],
               [1., 0., 0., 0., 0.],
               [0., 0., 0., 1., 0.]])
    """
    ### BEGIN SOLUTION
    hot = np.zeros((len(ids), rows))
    hot[np.arange(len(ids)), ids] = 1
    return hot
    ### END SOLUTION


"""
## Back to the table

`table[ids]` has given a row of k numbers for each place of the batch. The loss has a slope for each
of these numbers. How does the loss change with the numbers of the *table*?

A row of the table that nobody asked for has no influence: its slopes are 0. A row that was asked
for has the slopes of its place. And a row that was asked for at three places has influence in all
three: their slopes add up.
"""


def table_gradient(ids, slopes, rows):
    """The gradient of a table of which some rows were looked up.

    Args:
        ids: The rows that were looked up, whole numbers from 0 to rows - 1, array of shape (n,).
            Some of them may be equal.
        slopes: The slope of the loss by each number that came out, array of shape (n, k).
        rows: How many rows the table has, a number.

    Returns:
        The slope of the loss by each number of the table, array of shape (rows, k).

    Example:
        >>> table_gradient(np.array([2, 0, 2]), np.array([[1.0, 5.0], [3.0, 4.0], [6.0, 2.0]]), 4)
        array([[3., 4.],
               [0., 0.],
               [7., 7.],
               [0., 0.]])
    """
    ### BEGIN SOLUTION
    gradient = np.zeros((rows, slopes.shape[1]))
    np.add.at(gradient, ids, slopes)
    return gradient
    ### END SOLUTION


"""
## Both together

Run this file when both are written: the product and the lookup give the same rows, and the gradient
of the lookup is the product of the one-hot rows, turned, with the slopes.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    table = rng.normal(size=(944, 50))
    ids = rng.integers(0, 944, 64)
    slopes = rng.normal(size=(64, 50))
    hot = one_hot(ids, 944)
    gradient = table_gradient(ids, slopes, 944)
    print(f"forward, largest difference:  {abs(hot @ table - table[ids]).max():.1e}")
    print(f"backward, largest difference: {abs(hot.T @ slopes - gradient).max():.1e}")
    print(f"rows that learn: {np.mean(gradient.any(axis=1)):.1%}")
    print(f"numbers: {hot.size} in the one-hot rows, {ids.size} ids")
