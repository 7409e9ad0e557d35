"""How the holes of entity-embeddings are checked: by sorting, and by one product."""

import numpy as np

from kerasdigits.practice.exercises.embeddings.entity_embeddings_column_checks import MAKE_READY
from kerasdigits.practice.hole import Edge, Hole, Mistake


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
    MAKE_READY,
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
