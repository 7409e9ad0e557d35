"""How the holes of embedding-lookup are checked: number by number, and by a product."""

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_ids(rng, n=None, rows=None):
    """Ids of which two are equal, and the first and the last row are left out now and then."""
    n = n or int(rng.integers(4, 9))
    rows = rows or int(rng.choice([size for size in range(4, 10) if size != n]))
    ids = rng.integers(0, rows, n)
    if n > 1:
        ids[0], ids[-1] = rng.permutation(rows)[:2]
        ids[1] = ids[-1]
    return ids, rows


def draw_slopes(rng, n=None, rows=None, k=None):
    """Ids with slopes for k numbers each."""
    ids, rows = draw_ids(rng, n, rows)
    sizes = [size for size in range(2, 7) if size not in (len(ids), rows)]
    return ids, rng.normal(size=(len(ids), k or int(rng.choice(sizes)))), rows


def mark(ids, rows):
    """Each number on its own: 1 where the column is the id."""
    return np.array([[float(column == own) for column in range(rows)] for own in ids.tolist()])


def id_edges(rng):
    """One id, the last row, a table of one row."""
    return [
        Edge("a batch of one", draw_ids(rng, n=1), "Keep the shape (1, rows)."),
        Edge("a table of one row", (np.zeros(3, int), 1), "Take the width from `rows`."),
        Edge("the same id everywhere", (np.full(4, 3), 6), "Each place has a row of its own."),
        Edge("a large table", (np.array([99, 0]), 100), "The width is `rows`."),
    ]


def multiply(ids, slopes, rows):
    """The one-hot rows, turned, times the slopes."""
    return mark(ids, rows).T @ slopes


def slope_edges(rng):
    """One id, one number a row, ids all equal, none twice, float32, whole slopes."""
    ids, slopes, rows = draw_slopes(rng)
    return [
        Edge("a batch of one", draw_slopes(rng, n=1), "Keep the shape (rows, k)."),
        Edge("rows of one number", draw_slopes(rng, k=1), "Keep the shape (rows, 1)."),
        Edge("the same id everywhere", (0 * ids + 1, slopes, rows), "All slopes add up."),
        Edge("ids in falling order, none twice", (np.array([3, 2, 0]), slopes[:3], 5)),
        Edge("a table of one row", (0 * ids, slopes, 1), "All slopes add up."),
    ]


def assign(ids, slopes, rows, how=lambda found, slope: slope, start=0.0):
    """Place by place, by another rule than adding."""
    table = np.full((rows, slopes.shape[1]), start)
    for place, own in enumerate(ids):
        table[own] = how(table[own], slopes[place])
    return table


HOLES = (
    Hole(
        "one_hot",
        example=(np.array([2, 0, 3]), 5),
        draw=draw_ids,
        oracle=mark,
        edges=id_edges,
        mistakes=(
            Mistake(
                "counts the ids from 1: id 0 is the first column",
                lambda ids, rows: mark(ids - 1, rows),
                "shifted",
            ),
            Mistake(
                "is one column too far: id 0 is the first column",
                lambda ids, rows: mark(ids + 1, rows),
                "shifted",
            ),
            Mistake(
                "has 0 and 1 the wrong way round",
                lambda ids, rows: 1 - mark(ids, rows),
                "function",
            ),
            Mistake(
                "writes the id, where a 1 is asked for",
                lambda ids, rows: mark(ids, rows) * ids[:, None],
            ),
            Mistake(
                "marks all columns up to the id: only its own gets a 1",
                lambda ids, rows: (np.arange(rows) <= ids[:, None]).astype(float),
            ),
            Mistake(
                "marks all columns before the id: only its own gets a 1",
                lambda ids, rows: (np.arange(rows) < ids[:, None]).astype(float),
            ),
            Mistake(
                "marks every id in every row: a row has a single 1, that of its own id",
                lambda ids, rows: np.tile(
                    np.isin(np.arange(rows), ids).astype(float), (len(ids), 1)
                ),
            ),
            Mistake(
                "marks the columns from the right: id 0 is the first column",
                lambda ids, rows: mark(ids, rows)[:, ::-1],
                "reversed",
            ),
            Mistake(
                "gives each place a 1 in a column of its own, whatever its id is",
                lambda ids, rows: np.eye(len(ids), rows),
                "unused",
            ),
            Mistake(
                "divides by how often an id comes: each row has a 1",
                lambda ids, rows: mark(ids, rows) / (ids[:, None] == ids).sum(axis=1)[:, None],
            ),
        ),
    ),
    Hole(
        "table_gradient",
        example=(np.array([2, 0, 2]), np.array([[1.0, 5.0], [3.0, 4.0], [6.0, 2.0]]), 4),
        draw=draw_slopes,
        oracle=multiply,
        edges=slope_edges,
        mistakes=(
            Mistake(
                "keeps only the last of equal ids: `gradient[ids] += slopes` adds one of them. "
                "Their slopes add up",
                lambda ids, slopes, rows: assign(ids, slopes, rows),
            ),
            Mistake(
                "drops the digits behind the point: its array is of whole numbers. Make it of "
                "floats, as np.zeros does",
                lambda ids, slopes, rows: np.trunc(multiply(ids, slopes, rows)),
                "dtype",
            ),
            Mistake(
                "drops the digits behind the point: its array is of whole numbers. Make it of "
                "floats, as np.zeros does",
                lambda ids, slopes, rows: assign(ids, slopes, rows, lambda a, b: np.trunc(a + b)),
                "dtype",
            ),
            Mistake(
                "drops the digits behind the point: its array is of whole numbers. Make it of "
                "floats, as np.zeros does",
                lambda ids, slopes, rows: multiply(ids, np.trunc(slopes), rows),
                "dtype",
            ),
            Mistake(
                "drops the digits behind the point, and keeps only the last of equal ids: make "
                "the array of floats, and add the slopes up",
                lambda ids, slopes, rows: np.trunc(assign(ids, slopes, rows)),
                "dtype",
            ),
            Mistake(
                "keeps only the first of equal ids: their slopes add up",
                lambda ids, slopes, rows: assign(ids[::-1], slopes[::-1], rows),
            ),
            Mistake(
                "takes the mean over equal ids: their slopes add up",
                lambda ids, slopes, rows: (
                    multiply(ids, slopes, rows)
                    / np.maximum(np.bincount(ids, minlength=rows), 1)[:, None]
                ),
            ),
            Mistake(
                "takes the largest of the slopes of equal ids: they add up",
                lambda ids, slopes, rows: assign(ids, slopes, rows, np.maximum),
            ),
            Mistake(
                "divides by the number of samples: the slopes hold that already",
                lambda ids, slopes, rows: multiply(ids, slopes, rows) / len(ids),
                "batch-factor",
            ),
            Mistake(
                "begins with ones, where rows that nobody asked for have the slope 0",
                lambda ids, slopes, rows: multiply(ids, slopes, rows) + 1,
                "offset",
            ),
            Mistake(
                "adds the slopes of place i to row i: they belong to row ids[i]",
                lambda ids, slopes, rows: multiply(np.arange(len(ids)) % rows, slopes, rows),
                "unused",
            ),
            Mistake(
                "goes down the slopes: the gradient is asked for, not the step",
                lambda ids, slopes, rows: -multiply(ids, slopes, rows),
                "sign",
            ),
            Mistake(
                "is one row too far: id 0 is the first row",
                lambda ids, slopes, rows: np.roll(multiply(ids, slopes, rows), 1, axis=0),
                "shifted",
            ),
            Mistake(
                "is one row too far up: id 0 is the first row",
                lambda ids, slopes, rows: np.roll(multiply(ids, slopes, rows), -1, axis=0),
                "shifted",
            ),
            Mistake(
                "counts how often each row was asked for: the slopes are to be added up",
                lambda ids, slopes, rows: multiply(ids, np.ones_like(slopes), rows),
                "unused",
            ),
            Mistake(
                "adds the sum of a place's slopes: each of the k numbers has its own slope",
                lambda ids, slopes, rows: multiply(
                    ids, slopes.sum(axis=1, keepdims=True) + 0 * slopes, rows
                ),
            ),
            Mistake(
                "gives every row the slopes of the whole batch",
                lambda ids, slopes, rows: np.tile(slopes.sum(axis=0), (rows, 1)),
                "unused",
            ),
            Mistake(
                "multiplies the slopes by the ids: an id has no size",
                lambda ids, slopes, rows: multiply(ids, slopes * ids[:, None], rows),
            ),
        ),
    ),
)
