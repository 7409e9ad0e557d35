"""How the holes of entity-embeddings are checked: by lists, and by one product."""

import math
import statistics

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_column(rng, m=None):
    """A skewed column with gaps, and new values of which the first is a gap."""
    n = int(rng.integers(5, 13))
    train = rng.uniform(1, 4) * np.exp(rng.normal(size=n))
    train[rng.permutation(n)[: int(rng.integers(1, 3))]] = np.nan
    new = 3 * np.exp(rng.normal(size=m or int(rng.integers(2, 4))))
    new[0] = np.nan
    return train, new


def reckon(train, new):
    """With Python's own statistics, in lists."""
    there = [one for one in train.tolist() if not math.isnan(one)]
    median = statistics.median(there)
    known = there + [median] * (len(train) - len(there))
    mean, spread = statistics.fmean(known), statistics.pstdev(known)
    rows = [[median, 1.0] if math.isnan(one) else [one, 0.0] for one in new.tolist()]
    return np.array([[(value - mean) / (spread or 1.0), gap] for value, gap in rows])


def column_edges(rng):
    """No gaps, one new value, equal values, gaps only."""
    train, new = draw_column(rng)
    there = train[~np.isnan(train)]
    return [
        Edge("columns without gaps", (there, new[1:]), "Then the second column is 0."),
        Edge("a single new value", draw_column(rng, m=1), "Keep the shape (1, 2)."),
        Edge(
            "training values that are all equal",
            (np.full(4, 3.0), np.array([5.0, np.nan, 3.0])),
            "Their deviation is 0: divide by 1 instead.",
        ),
        Edge("new values that are all gaps", (train, new * np.nan), "They get the median."),
        Edge("small numbers", (0.01 * train, 0.01 * new), "Divide by the deviation as it is."),
        Edge("large numbers", (1e6 * train, 1e6 * new), "Nothing is to be added to the deviation."),
    ]


def vary_column(fill=np.nanmedian, centre=np.mean, spread=np.std, present=False, source=0):
    """The same with another filling, mean or deviation, or learned from the new rows."""

    def make(train, new):
        learned = (train, new)[source]
        value = fill(learned)
        there = learned[~np.isnan(learned)]
        known = there if present else np.where(np.isnan(learned), value, learned)
        filled = np.where(np.isnan(new), value, new)
        return np.stack([(filled - centre(known)) / spread(known), np.isnan(new)], axis=1)

    return make


def draw_people(rng, n=None, columns=None, m=None):
    """Ids, two or three tables of different heights and widths, and numbers."""
    n = n or int(rng.integers(3, 7))
    columns = columns or int(rng.integers(2, 4))
    heights, widths = rng.permutation(np.arange(3, 7))[:columns], rng.permutation([1, 2, 3])
    tables = [
        rng.normal(size=(int(high), int(wide)))
        for high, wide in zip(heights, widths[:columns], strict=True)
    ]
    ids = np.stack([rng.integers(0, high, n) for high in heights], axis=1)
    ids[0] = heights - 1
    m = int(rng.integers(1, 4)) if m is None else m
    return ids, tables, rng.normal(size=(n, m))


def multiply(ids, tables, numbers):
    """One-hot columns and the numbers, times one large matrix."""
    m = numbers.shape[1]
    hot = [np.eye(len(table))[ids[:, place]] for place, table in enumerate(tables)]
    blocks = [*tables, np.eye(m)]
    wide = np.zeros((sum(len(b) for b in blocks), sum(b.shape[1] for b in blocks)))
    row = column = 0
    for block in blocks:
        wide[row : row + len(block), column : column + block.shape[1]] = block
        row, column = row + len(block), column + block.shape[1]
    return np.concatenate([*hot, numbers], axis=1) @ wide


def people_edges(rng):
    """One person, one column of categories, no numbers."""
    return [
        Edge("a batch of one", draw_people(rng, n=1), "Keep the shape (1, ...)."),
        Edge("a single column of categories", draw_people(rng, columns=1), "Go over `tables`."),
        Edge("people without plain numbers", draw_people(rng, m=0), "Then there are rows only."),
        Edge("many numbers", draw_people(rng, m=9), "Take them all."),
    ]


def look_up(ids, tables):
    """The rows of each table."""
    return [table[ids[:, place]] for place, table in enumerate(tables)]


def draw_order(rng, n=None, width=None):
    """A table and an order that is not its own reverse."""
    n = n or int(rng.integers(4, 10))
    width = width or int(rng.choice([size for size in range(2, 7) if size != n]))
    cycle = rng.permutation(n)
    new_ids = np.empty(n, int)
    new_ids[cycle] = np.roll(cycle, 1)  # one ring of n >= 4, which turned back is another
    return rng.normal(size=(n, width)), new_ids


def sort_rows(table, new_ids):
    """Sort the rows by their new numbers."""
    pairs = sorted(zip(new_ids.tolist(), table.tolist(), strict=True))
    return np.array([row for _, row in pairs])


def order_edges(rng):
    """One category, two exchanged, the old numbers, whole numbers."""
    table, new_ids = draw_order(rng, 5, 3)
    return [
        Edge("a single category", (table[:1], np.array([0])), "Its row stays."),
        Edge("rows of one number", draw_order(rng, 6, 1), "Keep the shape (n, 1)."),
        Edge("the old numbers", (table, np.arange(5)), "Then the table stays as it is."),
        Edge("a table of whole numbers", ((9 * table).astype(int), new_ids), "Keep them.", "dtype"),
    ]


HOLES = (
    Hole(
        "make_ready",
        example=(np.array([2.0, np.nan, 3.0, 10.0]), np.array([8.0, np.nan])),
        draw=draw_column,
        oracle=reckon,
        edges=column_edges,
        mistakes=(
            Mistake(
                "fills gaps with the mean, where the median is asked for", vary_column(np.nanmean)
            ),
            Mistake("fills gaps with 0, where the median is asked for", vary_column(lambda x: 0.0)),
            Mistake(
                "fills gaps with 0 after standardizing, which is the mean; the median is asked for",
                lambda train, new: np.stack(
                    [
                        np.where(np.isnan(new), 0, vary_column()(train, new)[:, 0]),
                        np.isnan(new),
                    ],
                    axis=1,
                ),
            ),
            Mistake(
                "learns from the new rows: all that is needed comes from the training rows",
                vary_column(source=1),
                "unused",
            ),
            Mistake(
                "takes the median of training and new rows together: it comes from the training "
                "rows alone",
                lambda train, new: vary_column(
                    lambda _: np.nanmedian(np.concatenate([train, new]))
                )(train, new),
            ),
            Mistake(
                "takes the upper one of two middle numbers for the median: it is their mean",
                vary_column(lambda x: np.sort(x[~np.isnan(x)])[(~np.isnan(x)).sum() // 2]),
            ),
            Mistake(
                "takes mean and deviation of the numbers that are there: fill the gaps first",
                vary_column(present=True),
            ),
            Mistake(
                "divides by n - 1 in the deviation: np.std divides by n",
                vary_column(spread=lambda x: np.std(x, ddof=1)),
                "factor",
            ),
            Mistake(
                "divides by the variance, where the standard deviation is asked for",
                vary_column(spread=np.var),
            ),
            Mistake("takes no mean away", vary_column(centre=lambda x: 0.0)),
            Mistake(
                "takes the median away, where the mean is asked for", vary_column(centre=np.median)
            ),
            Mistake("divides by no deviation", vary_column(spread=lambda x: 1.0)),
            Mistake(
                "scales to the range from 0 to 1: take away the mean, divide by the deviation",
                vary_column(centre=np.min, spread=np.ptp),
            ),
            Mistake(
                "has 0 and 1 the wrong way round in the second column: 1 is a gap",
                lambda train, new: np.stack([reckon(train, new)[:, 0], ~np.isnan(new)], axis=1),
            ),
            Mistake(
                "marks nothing: the second column is 1 where there was a gap",
                lambda train, new: reckon(train, new) * [1, 0],
            ),
            Mistake(
                "has the two columns in the wrong order: the number comes first",
                lambda train, new: reckon(train, new)[:, ::-1],
                "reversed",
            ),
            Mistake(
                "adds something to the deviation: divide by it as it is",
                vary_column(spread=lambda x: np.std(x) + 1),
            ),
        ),
    ),
    Hole(
        "join_rows",
        example=(
            np.array([[1, 2], [0, 1]]),
            [np.array([[0.1, 0.2], [0.3, 0.4]]), np.array([[5.0], [6.0], [7.0]])],
            np.array([[-1.0], [2.0]]),
        ),
        draw=draw_people,
        oracle=multiply,
        edges=people_edges,
        mistakes=(
            Mistake(
                "puts the numbers first: they come last",
                lambda ids, tables, numbers: np.concatenate(
                    [numbers, *look_up(ids, tables)], axis=1
                ),
                "order",
            ),
            Mistake(
                "puts the tables in reverse order",
                lambda ids, tables, numbers: np.concatenate(
                    [*look_up(ids, tables)[::-1], numbers], axis=1
                ),
                "reversed",
            ),
            Mistake(
                "is one row behind in each table: row 0 counts, it is for what is missing",
                lambda ids, tables, numbers: np.concatenate(
                    [*look_up(ids - 1, tables), numbers], axis=1
                ),
            ),
            Mistake(
                "looks all columns up by the ids of the first",
                lambda ids, tables, numbers: np.concatenate(
                    [*(table[ids[:, 0] % len(table)] for table in tables), numbers], axis=1
                ),
                "unused",
            ),
            Mistake(
                "gives everybody the first rows of the tables: look each person's rows up",
                lambda ids, tables, numbers: np.concatenate(
                    [*look_up(0 * ids, tables), numbers], axis=1
                ),
                "unused",
            ),
            Mistake(
                "puts zeros where the numbers belong",
                lambda ids, tables, numbers: multiply(ids, tables, 0 * numbers),
                "unused",
            ),
            Mistake(
                "multiplies the rows by the ids: an id has no size",
                lambda ids, tables, numbers: np.concatenate(
                    [
                        *(rows * ids[:, [i]] for i, rows in enumerate(look_up(ids, tables))),
                        numbers,
                    ],
                    axis=1,
                ),
            ),
            Mistake(
                "gives the people in another order",
                lambda ids, tables, numbers: multiply(ids, tables, numbers)[::-1],
                "reversed",
            ),
            Mistake(
                "mirrors the rows",
                lambda ids, tables, numbers: multiply(ids, tables, numbers)[:, ::-1],
                "reversed",
            ),
        ),
    ),
    Hole(
        "renumber",
        example=(np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]), np.array([2, 0, 1])),
        draw=draw_order,
        oracle=sort_rows,
        edges=order_edges,
        mistakes=(
            Mistake(
                "puts the row new_ids[i] at i, where row i belongs at new_ids[i]",
                lambda table, new_ids: table[new_ids],
                "order",
            ),
            Mistake("leaves the table as it is", lambda table, new_ids: table, "unused"),
            Mistake(
                "moves the numbers inside of the rows: the rows move as they are",
                lambda table, new_ids: sort_rows(table, new_ids)[:, ::-1],
                "order",
            ),
            Mistake(
                "is one row too far: the numbers begin with 0",
                lambda table, new_ids: np.roll(sort_rows(table, new_ids), 1, axis=0),
                "shifted",
            ),
            Mistake(
                "sorts the rows by their numbers inside: their new numbers are the order",
                lambda table, new_ids: np.sort(table, axis=0),
                "unused",
            ),
            Mistake(
                "gives the new numbers, where the rows are asked for",
                lambda table, new_ids: np.repeat(new_ids[:, None], table.shape[1], axis=1),
            ),
            Mistake(
                "adds the new numbers to the rows: they only say where the rows belong",
                lambda table, new_ids: table + new_ids[:, None],
            ),
        ),
    ),
)
