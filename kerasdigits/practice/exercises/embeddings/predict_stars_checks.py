"""How the hole `predict_stars` of collaborative-filtering is checked: by one longer product."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_pairs(rng, users, films, n):
    """Pairs of users and films, in which most of both occur, some twice."""
    return np.stack([rng.integers(0, users, n), rng.integers(0, films, n)], axis=1)


def draw_model(rng, n=None, k=None):
    """Factors, biases and pairs; no two sizes are equal."""
    sizes = [int(size) for size in rng.permutation(np.arange(2, 8))[:4]]
    users, films, size, count = sizes
    n, k = n or count, k or size
    rows = rng.normal(size=(users, k)), rng.normal(size=(films, k))
    pairs = draw_pairs(rng, users, films, n)
    if n > 2:
        pairs[:2] = [[users - 1, 0], [0, films - 1]]
    return (*rows, rng.normal(size=users), rng.normal(size=films), pairs)


def multiply(user_factors, film_factors, user_bias, film_bias, pairs):
    """A bias is one more column: the product of rows that are longer by two numbers."""
    users = np.column_stack([user_factors, user_bias, np.ones(len(user_bias))])
    films = np.column_stack([film_factors, np.ones(len(film_bias)), film_bias])
    everything = users @ films.T
    sums = [everything[user, film] for user, film in pairs.tolist()]
    return np.array([2.75 * (1 + math.tanh(z / 2)) for z in sums])


_ALL_PAIRS = (
    "pairs all users of the batch with all its films, as `a @ b.T` does: each pair has one "
    "product, np.sum(a * b, axis=1)"
)


def add_up(uf, ff, ub, fb, pairs, *, own=1.0, other=1.0, product=1.0):
    """The sum before the sigmoid, with parts of it left out."""
    users, films = pairs[:, 0], pairs[:, 1]
    return product * (uf[users] * ff[films]).sum(axis=1) + own * ub[users] + other * fb[films]


def bend(z, width=5.5):
    """The sigmoid, into a range."""
    return width / (1 + np.exp(-z))


def model_edges(rng):
    """One pair, one factor, no factors that agree, a pair twice."""
    uf, ff, ub, fb, pairs = draw_model(rng, 3)
    return [
        Edge("a batch of one", draw_model(rng, n=1), "Keep the shape (1,)."),
        Edge("rows of one factor", draw_model(rng, k=1), "The product is that of two numbers."),
        Edge("the same pair twice", (uf, ff, ub, fb, pairs[[0, 1, 0]]), "Give a number each."),
        Edge("biases that are all 0", (uf, ff, 0 * ub, 0 * fb, pairs), "The factors remain."),
        Edge("factors that are all 0", (0 * uf, ff, ub, fb, pairs), "The biases remain."),
    ]


def pair_all(uf, ff, ub, fb, pairs, *, turned=False):
    """Every user of the batch with every film of it; the users' biases beside or below."""
    users, films = pairs[:, 0], pairs[:, 1]
    own = ub[users][:, None] if turned else ub[users]
    return bend(uf[users] @ ff[films].T + own + fb[films])


PREDICT_STARS = Hole(
    "predict_stars",
    example=(
        np.array([[1.0, 2.0], [0.5, -1.0]]),
        np.array([[0.3, 0.6], [-0.4, 0.7], [0.8, -0.2]]),
        np.array([0.1, -0.6]),
        np.array([0.4, 0.0, -0.9]),
        np.array([[0, 2], [1, 0], [0, 1]]),
    ),
    draw=draw_model,
    oracle=multiply,
    edges=model_edges,
    mistakes=(
        Mistake(
            "leaves out both biases",
            lambda *args: bend(add_up(*args, own=0, other=0)),
            "unused",
        ),
        Mistake("leaves out the user's bias", lambda *args: bend(add_up(*args, own=0)), "unused"),
        Mistake("leaves out the film's bias", lambda *args: bend(add_up(*args, other=0)), "unused"),
        Mistake("leaves out the factors", lambda *args: bend(add_up(*args, product=0)), "unused"),
        Mistake(
            "gives the sum before the sigmoid: bend it into the range",
            lambda *args: add_up(*args),
        ),
        Mistake(
            "bends into the range from 0 to 5, which a sigmoid reaches at neither end: 5.5",
            lambda *args: bend(add_up(*args), 5.0),
            "factor",
        ),
        Mistake(
            "gives the sigmoid itself: multiply it by 5.5",
            lambda *args: bend(add_up(*args), 1.0),
            "factor",
        ),
        Mistake(
            "adds the biases behind the sigmoid: the sum of all three is bent",
            lambda *args: bend(add_up(*args, own=0, other=0)) + add_up(*args, product=0),
        ),
        Mistake(
            "has the sign in the sigmoid's exponential wrong",
            lambda *args: bend(-add_up(*args)),
            "sign",
        ),
        Mistake(
            "takes the biases away, where they are to be added",
            lambda *args: bend(add_up(*args, own=-1, other=-1)),
            "sign",
        ),
        Mistake(
            "takes the mean of the factors' products: their sum is the product of two rows",
            lambda uf, *rest: bend(add_up(uf, *rest, product=1 / uf.shape[1])),
        ),
        Mistake(
            _ALL_PAIRS,
            pair_all,
            "broadcast",
        ),
        Mistake(
            _ALL_PAIRS,
            lambda *args: pair_all(*args, turned=True),
            "broadcast",
        ),
        Mistake(
            "pairs all users with all films: look up the user and the film of each pair first",
            lambda uf, ff, ub, fb, pairs: bend(uf @ ff.T + ub[:, None] + fb),
            "broadcast",
        ),
        Mistake(
            "adds the factors: multiply them one by one",
            lambda uf, ff, ub, fb, pairs: bend(
                (uf[pairs[:, 0]] + ff[pairs[:, 1]]).sum(axis=1) + ub[pairs[:, 0]] + fb[pairs[:, 1]]
            ),
        ),
        Mistake(
            "looks up the pair's user among the films, and its film among the users",
            lambda uf, ff, ub, fb, pairs: bend(add_up(uf, ff, ub, fb, pairs[:, ::-1])),
        ),
        Mistake(
            "multiplies the factors by the biases: add these",
            lambda uf, ff, ub, fb, pairs: bend(
                (uf[pairs[:, 0]] * ff[pairs[:, 1]]).sum(axis=1) * ub[pairs[:, 0]] * fb[pairs[:, 1]]
            ),
        ),
        Mistake(
            "bends by tanh, which goes from -1 to 1: the sigmoid goes from 0 to 1",
            lambda *args: 5.5 * np.tanh(add_up(*args)),
        ),
        Mistake(
            "bends into the range from 0.5 to 5.5: it begins with 0",
            lambda *args: 0.5 + bend(add_up(*args), 5.0),
        ),
        Mistake(
            "clips the sum to the range: bend it by the sigmoid",
            lambda *args: np.clip(add_up(*args), 0, 5.5),
        ),
        Mistake(
            "adds the biases to every product of factors: add them once, behind the sum",
            lambda uf, ff, ub, fb, pairs: bend(
                add_up(uf, ff, uf.shape[1] * ub, uf.shape[1] * fb, pairs)
            ),
        ),
    ),
)
