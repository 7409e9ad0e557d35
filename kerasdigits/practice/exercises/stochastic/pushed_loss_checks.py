"""How the hole pushed_loss of lr-schedules is checked: push by push, with Python's own numbers."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake
from kerasdigits.practice.wire import Named


def draw_pushes(rng, k=None, pushes=None):
    """A cubic loss, weights, normal numbers, and the size of a push."""
    k = k or int(rng.integers(3, 6))
    pushes = pushes or int(rng.choice([count for count in (4, 5, 6, 7) if count != k]))
    half = rng.normal(size=(k, k))
    loss = Named("cubic", {"hessian": half @ half.T, "cubes": rng.uniform(0.2, 1, k)})
    return loss, 2 * rng.normal(size=k), rng.normal(size=(pushes, k)), float(rng.uniform(0.1, 0.8))


def push_one_by_one(loss, weights, normals, size, reach=None):
    """Weight by weight, with Python's own numbers."""
    own = weights.tolist()
    if reach is None:
        reach = size * math.sqrt(math.fsum(w * w for w in own) / len(own))
    rows = [[w + reach * e for w, e in zip(own, row, strict=True)] for row in normals.tolist()]
    return math.fsum(loss(np.array(row)) for row in rows) / len(rows)


def by_reach(reach):
    """A wrong reach of a push, of the weights and the size."""
    return lambda loss, w, normals, size: push_one_by_one(loss, w, normals, size, reach(w, size))


def push_edges(rng):
    """No push, one push, one weight, large weights."""
    loss, weights, normals, size = draw_pushes(rng, 3)
    return [
        Edge("a size of 0", (loss, weights, normals, 0.0), "Then it is the loss itself."),
        Edge("a single push", draw_pushes(rng, pushes=1), "Take the mean of whatever comes."),
        Edge("a single weight", draw_pushes(rng, k=1), "Its root mean square is its size."),
        Edge("weights that are large", (loss, 100 * weights, normals, size), "Pushes are, too."),
        Edge(
            "weights that are all the same",
            (loss, np.full(3, 1.5), normals, size),
            "The root mean square is no deviation: subtract no mean.",
        ),
        Edge(
            "weights that are whole numbers",
            (loss, rng.permutation([-1, 0, 2]), normals, size),
            "Let pushed weights be floats.",
        ),
    ]


def push_further(loss, weights, normals, size):
    """Each push begins where the last one ended."""
    reach = size * np.sqrt(np.mean(weights**2))
    return np.mean([loss(weights + reach * way) for way in np.cumsum(normals, axis=0)])


PUSHED_LOSS = Hole(
    "pushed_loss",
    example=(
        Named("cubic", {"hessian": 2 * np.eye(2), "cubes": np.array([1.0, 0.0])}),
        np.array([7.0, 1.0]),
        np.array([[1.0, 0.0], [-1.0, 2.0], [0.0, 1.0]]),
        0.2,
    ),
    draw=draw_pushes,
    oracle=push_one_by_one,
    edges=push_edges,
    mistakes=(
        Mistake(
            "pushes by `size` itself: by so much of the weights' root mean square is asked for",
            by_reach(lambda w, size: size),
        ),
        Mistake(
            "pushes by the weights' root mean square: times `size` is asked for",
            by_reach(lambda w, size: np.sqrt(np.mean(w**2))),
            "unused",
        ),
        Mistake(
            "pushes by the weights' norm: the root of the *mean* square is asked for",
            by_reach(lambda w, size: size * np.sqrt(np.sum(w**2))),
        ),
        Mistake(
            "forgets the root of the mean square",
            by_reach(lambda w, size: size * np.mean(w**2)),
        ),
        Mistake(
            "pushes by the weights' standard deviation: no mean is to be subtracted",
            by_reach(lambda w, size: size * np.std(w)),
        ),
        Mistake(
            "pushes by the mean size of the weights: the root mean square is asked for",
            by_reach(lambda w, size: size * np.mean(abs(w))),
        ),
        Mistake(
            "pushes by the largest weight: the root mean square is asked for",
            by_reach(lambda w, size: size * np.max(abs(w))),
        ),
        Mistake(
            "pushes to the other side: the push is added",
            by_reach(lambda w, size: -size * np.sqrt(np.mean(w**2))),
            "sign",
        ),
        Mistake(
            "pushes each weight by its own size: the root mean square is one number for all",
            lambda loss, w, normals, size: np.mean([loss(w + size * w * e) for e in normals]),
        ),
        Mistake(
            "pushes each weight by its own size: the root mean square is one number for all",
            lambda loss, w, normals, size: np.mean([loss(w + size * abs(w) * e) for e in normals]),
        ),
        Mistake(
            "begins a push where the last one ended: begin at the weights themselves",
            push_further,
        ),
        Mistake(
            "pushes once, by the mean of the pushes: the mean of the losses is asked for",
            lambda loss, w, normals, size: push_one_by_one(
                loss, w, normals.mean(axis=0, keepdims=True), size
            ),
        ),
        Mistake(
            "gives the loss without a push",
            lambda loss, w, normals, size: loss(w),
            "unused",
        ),
        Mistake(
            "gives what the pushes cost more: the loss itself is asked for",
            lambda loss, w, normals, size: push_one_by_one(loss, w, normals, size) - loss(w),
        ),
        Mistake(
            "takes the highest loss: their mean is asked for",
            lambda loss, w, normals, size: max(
                push_one_by_one(loss, w, row[None], size) for row in normals
            ),
        ),
        Mistake(
            "pushes by the first row only: take the mean over all rows",
            lambda loss, w, normals, size: push_one_by_one(loss, w, normals[:1], size),
            "reduced",
        ),
        Mistake(
            "pushes by the last row only: take the mean over all rows",
            lambda loss, w, normals, size: push_one_by_one(loss, w, normals[-1:], size),
            "reduced",
        ),
    ),
)
