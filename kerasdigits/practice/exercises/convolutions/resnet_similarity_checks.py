"""How the hole `mean_similarity` of resnet is checked: pair by pair."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def product(a, b):
    """The sum of the products of two rows."""
    return math.fsum(x * y for x, y in zip(a, b, strict=True))


def cosine(a, b):
    """The cosine of the angle between two rows."""
    return product(a, b) / math.hypot(*a) / math.hypot(*b)


def draw_rows(rng, n=None, units=None):
    """Rows of different lengths, which share a direction more or less."""
    n = n or int(rng.integers(4, 8))
    units = units or int(rng.integers(2, 7))
    while True:
        rows = rng.normal(size=(n, units)) + rng.normal(size=units)
        rows *= rng.uniform(0.3, 4, (n, 1))
        # A sign counts, and they do not cancel.
        if cosines(rows).min() < -0.05 and abs(pair_by_pair(rows)) > 0.1:
            return (rows,)


def pair_by_pair(rows, measure=cosine):
    """Each pair of different rows once."""
    rows = rows.tolist()
    found = [measure(a, b) for place, a in enumerate(rows) for b in rows[:place]]
    return math.fsum(found) / len(found)


def row_edges(rng):
    """Two rows, rows in one direction, opposite ones, orthogonal ones, long and short."""
    (rows,) = draw_rows(rng, 5, 3)
    along = np.outer([1.0, 2.0, 0.5, 7.0], [1.0, 3.0, 2.0])
    return [
        Edge("two rows", draw_rows(rng, n=2), "There is one pair."),
        Edge("rows in one direction", (along,), "All cosines are 1."),
        Edge("rows in opposite directions", (along[:2] * [[1.0], [-1.0]],), "Lose no sign."),
        Edge("rows at right angles", (np.diag([3.0, 1.0, 2.0]),), "All cosines are 0."),
        Edge("very long rows", (1e6 * rows,), "A cosine does not change with the length."),
        Edge("very short rows", (1e-9 * rows,), "Add nothing to the lengths.", "precision"),
        Edge("activations that are whole numbers", (np.array([[1, 2], [3, 0], [1, 1]]),), ""),
    ]


def cosines(rows, axis=1):
    """The cosines of all pairs of rows, or of columns."""
    unit = rows / np.linalg.norm(rows, axis=axis, keepdims=True)
    return unit @ unit.T if axis == 1 else unit.T @ unit


def of_products(mean, axis):
    """Another mean of the products of rows that are divided by the lengths along another axis, by
    that of all numbers together (`all`), or by none (`none`)."""

    def compute(rows):
        if axis == "all":
            rows = rows / np.linalg.norm(rows)
        elif axis != "none":
            rows = rows / np.linalg.norm(rows, axis=axis, keepdims=True)
        return mean(rows @ rows.T)

    return compute


def off_diagonal(products):
    """The mean of all but the diagonal."""
    return products[~np.eye(len(products), dtype=bool)].mean()


def less_ones(products):
    """The same, as if the diagonal were all 1."""
    n = len(products)
    return (products.sum() - n) / (n * (n - 1))


MEANS = (off_diagonal, less_ones, np.mean)
COLUMNS = "divides by the lengths of the columns: those of the rows have axis=1, keepdims=True"
TOGETHER = "divides by the length of all numbers together: each row has its own, with axis=1"
LENGTHS = "forgets the lengths: the cosine is the product of rows of length 1"
HALF = "averages over the zeros as well that np.triu or np.tril leaves: pick the pairs out"
SIMILARITY = Hole(
    "mean_similarity",
    example=(np.array([[3.0, 4.0, 0.0], [6.0, 8.0, 0.0], [0.0, 5.0, 12.0]]),),
    draw=draw_rows,
    oracle=pair_by_pair,
    edges=row_edges,
    mistakes=(
        Mistake(
            "counts the pairs of each row with itself too: they are all 1",
            lambda rows: cosines(rows).mean(),
        ),
        Mistake(
            "divides by n * n, where there are n * (n - 1) pairs of different rows",
            lambda rows: pair_by_pair(rows) * (1 - 1 / len(rows)),
            "batch-factor",
        ),
        Mistake(
            "divides by all pairs after the sum of half of them",
            lambda rows: pair_by_pair(rows) / 2,
            "factor",
        ),
        *(Mistake(LENGTHS, of_products(mean, "none")) for mean in MEANS),
        *(Mistake(COLUMNS, of_products(mean, 0)) for mean in MEANS),
        *(Mistake(TOGETHER, of_products(mean, "all")) for mean in MEANS),
        *(Mistake(HALF, lambda rows, k=k: np.triu(cosines(rows), k).mean()) for k in (0, 1)),
        Mistake(
            "divides by the squares of the lengths",
            lambda rows: pair_by_pair(
                rows, lambda a, b: product(a, b) / product(a, a) / product(b, b)
            ),
        ),
        Mistake(
            "compares the columns: each picture is a row",
            lambda rows: (
                (cosines(rows, 0).sum() - rows.shape[1]) / (rows.shape[1] * (rows.shape[1] - 1))
            ),
        ),
        Mistake(
            "loses the signs: a cosine may be below 0",
            lambda rows: pair_by_pair(rows, lambda a, b: abs(cosine(a, b))),
        ),
        Mistake(
            "compares neighbours only: all pairs count",
            lambda rows: np.diagonal(cosines(rows), 1).mean(),
        ),
        Mistake(
            "compares all rows with the first only: all pairs count",
            lambda rows: cosines(rows)[0, 1:].mean(),
        ),
        Mistake(
            "is the mean distance between the rows",
            lambda rows: pair_by_pair(rows, math.dist),
        ),
        Mistake(
            "gives the mean angle, where its cosine is asked for",
            lambda rows: pair_by_pair(
                rows,
                lambda a, b: math.acos(min(1, max(-1, cosine(a, b)))),
            ),
        ),
        Mistake(
            "subtracts each row's mean first: that is the correlation, not the cosine",
            lambda rows: pair_by_pair(rows - rows.mean(axis=1, keepdims=True)),
        ),
        Mistake(
            "takes the median, where the mean is asked for",
            lambda rows: np.median(cosines(rows)[np.triu_indices(len(rows), 1)]),
        ),
        Mistake(
            "takes the largest, where the mean is asked for",
            lambda rows: cosines(rows)[np.triu_indices(len(rows), 1)].max(),
        ),
    ),
)
