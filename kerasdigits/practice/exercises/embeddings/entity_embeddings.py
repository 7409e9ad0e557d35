"""Practice: a table of people, made ready for a network.

An age is a number, and goes into a network nearly as it is; but some ages are missing. The name of
a county is no number, so it is looked up in a table of learned rows. You write both: a column of
numbers made ready, and the row that enters the network for each person. And you show that the
number of a county means nothing: number them otherwise, and not a prediction changes.
"""

import numpy as np

"""
## A column of numbers, made ready

Three things are done to a column of numbers, and all that is needed for them is learned from the
*training* rows alone: what comes later must be treated in the same way, be it a single person.

1. A gap (`np.nan`) is filled with the median of the training numbers that are there.
2. The mean of the training column is taken away, and the rest is divided by its standard deviation
   (`np.std`; by 1 where that is 0). Both are those of the column *after* its gaps were filled.
3. A second column says what was missing: 1 for a gap, 0 for a number.

Fill the gaps in copies: leave `train` and `new` as they are.
"""


def make_ready(train, new):
    """Make new values of a column ready, as the training values say.

    Args:
        train: The column in the training rows, with np.nan for gaps, array of shape (n,).
        new: The column in new rows, with np.nan for gaps, array of shape (m,).

    Returns:
        For each new row the standardized number, and 1.0 for a gap or 0.0; array of shape (m, 2).

    Example:
        >>> make_ready(np.array([2.0, np.nan, 3.0, 10.0]), np.array([8.0, np.nan])).round(3)
        array([[ 1.093,  0.   ],
               [-0.469,  1.   ]])
    """
    ### BEGIN SOLUTION
    median = np.median(train[~np.isnan(train)])
    known = np.where(np.isnan(train), median, train)
    filled = np.where(np.isnan(new), median, new)
    spread = known.std() if known.std() > 0 else 1.0
    return np.stack([(filled - known.mean()) / spread, np.isnan(new)], axis=1)
    ### END SOLUTION


"""
## What enters the network

Each column of categories (county, weekday, ...) has a table: row 0 for what is missing, then a row
for each category. The tables differ in height and in width. For a person, look up one row in each
table, and put these rows side by side, in the order of the columns; the plain numbers come last.
"""


def join_rows(ids, tables, numbers):
    """The row that enters the network, for each person.

    Args:
        ids: For each person and each column of categories the row of that column's table, whole
            numbers of shape (n, columns).
        tables: A list with a table for each column of categories, arrays of different shapes
            (categories + 1, width).
        numbers: The plain numbers of each person, array of shape (n, m).

    Returns:
        The looked-up rows of all tables, one behind the other, then the numbers; array of shape
        (n, sum of the widths + m).

    Example:
        >>> join_rows(
        ...     ids=np.array([[1, 2], [0, 1]]),
        ...     tables=[np.array([[0.1, 0.2], [0.3, 0.4]]), np.array([[5.0], [6.0], [7.0]])],
        ...     numbers=np.array([[-1.0], [2.0]]),
        ... )
        array([[ 0.3,  0.4,  7. , -1. ],
               [ 0.1,  0.2,  6. ,  2. ]])
    """
    ### BEGIN SOLUTION
    parts = [table[ids[:, place]] for place, table in enumerate(tables)]
    return np.concatenate([*parts, numbers], axis=1)
    ### END SOLUTION


"""
## Names are nothing, rows are all

Somebody numbers the counties otherwise: the county that had the number i gets the number
`new_ids[i]`. For the network to predict what it did before, each county must keep its row. So the
rows of the table have to move, into a new table: leave `table` as it is.
"""


def renumber(table, new_ids):
    """The table after its categories were numbered otherwise.

    Args:
        table: A row for each category, by their old numbers, array of shape (n, width).
        new_ids: The new number of each category, by its old number: whole numbers from 0 to n - 1,
            each once, array of shape (n,).

    Returns:
        The table by the new numbers, array of shape (n, width): each category has the row that it
        had before.

    Example:
        >>> renumber(np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]), np.array([2, 0, 1]))
        array([[0.3, 0.4],
               [0.5, 0.6],
               [0.1, 0.2]])
    """
    ### BEGIN SOLUTION
    moved = np.empty_like(table)
    moved[new_ids] = table
    return moved
    ### END SOLUTION


"""
## All three together

Run this file when all are written: three people of a made-up country, with a county, a weekday and
an age each; the second keeps the age to herself. Then the counties are numbered otherwise.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    ages = rng.integers(18, 90, 200).astype(float)
    ages[rng.random(200) < 0.1] = np.nan
    numbers = make_ready(ages, np.array([25.0, np.nan, 80.0]))
    print("ages made ready:", numbers.round(2).tolist())
    counties, weekdays = rng.normal(size=(41, 13)), rng.normal(size=(8, 5))
    ids = np.array([[7, 1], [0, 6], [40, 7]])
    people = join_rows(ids, [counties, weekdays], numbers)
    print("what enters the network:", people.shape)
    new_ids = rng.permutation(41)
    otherwise = np.stack([new_ids[ids[:, 0]], ids[:, 1]], axis=1)
    again = join_rows(otherwise, [renumber(counties, new_ids), weekdays], numbers)
    print("largest change after other numbers:", abs(again - people).max())
