"""How the holes of weight-decay are checked: weight by weight, with differences and fractions."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake

EXAMPLE = (
    np.array([[1.0, -2.0], [0.5, 4.0]]),
    np.array([[3.0, 1.0], [-1.0, 0.0]]),
    np.array([[2.0, 0.5], [1.0, 4.0]]),
    0.5,
    0.25,
)


def draw_step(rng, shape=None):
    """Weights, gradients, sizes, a rate and what large weights cost."""
    if shape is None:
        shape = tuple(int(side) for side in rng.permutation([3, 4, 5, 6])[: rng.integers(1, 3)])
    size = rng.uniform(0.3, 4, shape)
    rate, cost = (float(number) for number in rng.uniform(0.05, 0.6, 2))
    return rng.normal(size=shape) * 2, rng.normal(size=shape), size, rate, cost


def one_by_one(step):
    """Each weight by Python's own numbers."""

    def compute(weights, gradient, size, rate, cost):
        trios = zip(
            weights.ravel().tolist(), gradient.ravel().tolist(), size.ravel().tolist(), strict=True
        )
        found = [step(w, g, s, rate, cost) for w, g, s in trios]
        return np.array(found, float).reshape(weights.shape)

    return compute


def difference_penalty(w, g, s, rate, strength):
    """The slope of the whole loss by a central difference, exact for a parabola."""

    def loss(place):
        return g * place + strength * place * place

    return w - rate * (loss(w + 0.5) - loss(w - 0.5)) / s


def take_shares(w, g, s, rate, decay):
    """What is taken off, and the step, each for itself."""
    return math.fsum([w, -w * rate * decay, -rate * g / s])


def step_edges(rng):
    """No cost, no slope, sizes of 1, one weight, whole numbers."""
    weights, gradient, size, rate, cost = draw_step(rng, (3, 2))
    whole = rng.permutation(6).reshape(3, 2) - 2
    return [
        Edge(
            "weights that cost nothing",
            (weights, gradient, size, rate, 0.0),
            "Then it is the plain step.",
        ),
        Edge(
            "a gradient of 0",
            (weights, 0 * gradient, size, rate, cost),
            "The weights shrink all the same.",
        ),
        Edge(
            "plain gradient descent",
            (weights, gradient, np.ones((3, 2)), rate, cost),
            "All sizes are 1.",
        ),
        Edge("a single weight", draw_step(rng, (1,)), "Keep its shape."),
        Edge("an array of three axes", draw_step(rng, (2, 3, 2)), "Work on arrays of any shape."),
        Edge(
            "weights that are whole numbers",
            (whole, gradient, size, rate, cost),
            "Let the result be floats.",
            "dtype",
        ),
    ]


def draw_arrays(rng, count=None):
    """Arrays of some shapes."""
    count = count or int(rng.integers(2, 5))
    shapes = [
        tuple(int(side) for side in rng.integers(2, 5, rng.integers(1, 4))) for _ in range(count)
    ]
    return ([rng.normal(size=shape) * rng.uniform(0.5, 3) for shape in shapes],)


def measure_all(arrays):
    """All numbers in a row, and Python's own norm."""
    return math.hypot(*(number for array in arrays for number in np.ravel(array).tolist()))


def array_edges(rng):
    """One array, single numbers, zeros, tiny and large numbers."""
    (arrays,) = draw_arrays(rng, 3)
    return [
        Edge("a single array", draw_arrays(rng, 1), "Take whatever number of arrays comes."),
        Edge("arrays of one number", ([np.array(3.0), np.array([[4.0]])],), "Any shape will do."),
        Edge("weights that are all 0", ([np.zeros(3), np.zeros((2, 2))],), "The norm is 0."),
        Edge("tiny weights", ([1e-3 * array for array in arrays],), "Add nothing.", "precision"),
        Edge("large weights", ([1e6 * array for array in arrays],), "Clip nothing."),
    ]


def in_row(arrays):
    """All numbers in a row."""
    return np.concatenate([np.ravel(array) for array in arrays])


HOLES = (
    Hole(
        "penalty_step",
        example=EXAMPLE,
        draw=draw_step,
        oracle=one_by_one(difference_penalty),
        edges=step_edges,
        mistakes=(
            Mistake(
                "forgets that the slope of w**2 is 2 * w: the 2 is missing",
                lambda w, g, s, r, c: w - r * (g + c * w) / s,
                "factor",
            ),
            Mistake(
                "leaves the penalty out of what is divided by the size: that is decoupled decay",
                lambda w, g, s, r, c: w - r * (g / s + 2 * c * w),
            ),
            Mistake(
                "leaves the penalty out of what is divided by the size: that is decoupled decay",
                lambda w, g, s, r, c: w - r * (g / s + c * w),
            ),
            Mistake(
                "subtracts the penalty's slope: weights would grow",
                lambda w, g, s, r, c: w - r * (g - 2 * c * w) / s,
                "sign",
            ),
            Mistake(
                "climbs: a step goes against the gradient",
                lambda w, g, s, r, c: w + r * (g + 2 * c * w) / s,
                "sign",
            ),
            Mistake(
                "adds the penalty itself: its slope is asked for",
                lambda w, g, s, r, c: w - r * (g + c * w**2) / s,
            ),
            Mistake(
                "adds the whole penalty to each gradient: the slope for its own weight is due",
                lambda w, g, s, r, c: w - r * (g + c * np.sum(w**2)) / s,
            ),
            Mistake(
                "is the slope of an L1 penalty, the same for all weights of a sign",
                lambda w, g, s, r, c: w - r * (g + c * np.sign(w)) / s,
            ),
            Mistake(
                "forgets the penalty",
                lambda w, g, s, r, c: w - r * g / s,
                "unused",
            ),
            Mistake(
                "forgets to divide by the size",
                lambda w, g, s, r, c: w - r * (g + 2 * c * w),
                "unused",
            ),
            Mistake(
                "multiplies by the size: divide by it",
                lambda w, g, s, r, c: w - r * (g + 2 * c * w) * s,
            ),
            Mistake(
                "steps without the learning rate",
                lambda w, g, s, r, c: w - (g + 2 * c * w) / s,
                "unused",
            ),
            Mistake(
                "divides only the penalty by the size: the whole gradient is divided",
                lambda w, g, s, r, c: w - r * (g + 2 * c * w / s),
            ),
            Mistake(
                "leaves the penalty's slope out of the rate: the whole gradient is multiplied",
                lambda w, g, s, r, c: w - r * g / s - 2 * c * w / s,
            ),
            Mistake(
                "gives the step: the new weights are asked for",
                lambda w, g, s, r, c: -r * (g + 2 * c * w) / s,
                "argument-offset",
            ),
            Mistake(
                "gives the whole gradient: the new weights are asked for",
                lambda w, g, s, r, c: g + 2 * c * w,
            ),
        ),
    ),
    Hole(
        "decay_step",
        example=EXAMPLE,
        draw=draw_step,
        oracle=one_by_one(take_shares),
        edges=step_edges,
        mistakes=(
            Mistake(
                "divides the decay by the size as well: that is a penalty in the loss",
                lambda w, g, s, r, c: w - r * (g + c * w) / s,
            ),
            Mistake(
                "divides the decay by the size as well, and doubles it: that is an L2 penalty",
                lambda w, g, s, r, c: w - r * (g + 2 * c * w) / s,
            ),
            Mistake(
                "takes the share `decay` off: the share is `rate * decay`",
                lambda w, g, s, r, c: (1 - c) * w - r * g / s,
            ),
            Mistake(
                "takes twice the share off: the 2 belongs to an L2 penalty",
                lambda w, g, s, r, c: (1 - 2 * r * c) * w - r * g / s,
                "factor",
            ),
            Mistake(
                "lets the weights grow: the share is taken off",
                lambda w, g, s, r, c: (1 + r * c) * w - r * g / s,
                "sign",
            ),
            Mistake(
                "climbs: a step goes against the gradient",
                lambda w, g, s, r, c: (1 - r * c) * w + r * g / s,
                "sign",
            ),
            Mistake(
                "takes the share off after the step: the step itself is not to shrink",
                lambda w, g, s, r, c: (1 - r * c) * (w - r * g / s),
            ),
            Mistake(
                "keeps the share that is to be taken off",
                lambda w, g, s, r, c: r * c * w - r * g / s,
            ),
            Mistake(
                "takes the same off every weight: a *share* of each is taken off",
                lambda w, g, s, r, c: w - r * c - r * g / s,
            ),
            Mistake(
                "takes the same off every weight, by its sign: a *share* of each is taken off",
                lambda w, g, s, r, c: w - r * c * np.sign(w) - r * g / s,
            ),
            Mistake(
                "forgets the decay",
                lambda w, g, s, r, c: w - r * g / s,
                "unused",
            ),
            Mistake(
                "forgets to divide the gradient by its size",
                lambda w, g, s, r, c: (1 - r * c) * w - r * g,
                "unused",
            ),
            Mistake(
                "multiplies the gradient by its size: divide by it",
                lambda w, g, s, r, c: (1 - r * c) * w - r * g * s,
            ),
            Mistake(
                "forgets the step by the gradient",
                lambda w, g, s, r, c: (1 - r * c) * w,
                "unused",
            ),
            Mistake(
                "steps by the gradient without the learning rate",
                lambda w, g, s, r, c: (1 - r * c) * w - g / s,
            ),
        ),
    ),
    Hole(
        "weight_norm",
        example=([np.array([[1.0, -2.0], [4.0, 0.0]]), np.array([2.0])],),
        draw=draw_arrays,
        oracle=measure_all,
        edges=array_edges,
        mistakes=(
            Mistake(
                "adds up the norms of the arrays: add up the squares, and take one root",
                lambda arrays: sum(np.sqrt(np.sum(a**2)) for a in arrays),
            ),
            Mistake(
                "forgets the root of the sum of squares",
                lambda arrays: np.sum(in_row(arrays) ** 2),
                "function",
            ),
            Mistake(
                "adds up absolute numbers: add up squares, and take the root",
                lambda arrays: np.sum(abs(in_row(arrays))),
            ),
            Mistake(
                "takes the mean of the squares: their sum is asked for",
                lambda arrays: np.sqrt(np.mean(in_row(arrays) ** 2)),
                "batch-factor",
            ),
            Mistake(
                "takes the mean of each array's squares: their sum is asked for",
                lambda arrays: np.sqrt(sum(np.mean(a**2) for a in arrays)),
                "batch-factor",
            ),
            Mistake(
                "takes the mean over the arrays: the sum is asked for",
                lambda arrays: np.sqrt(np.sum(in_row(arrays) ** 2) / len(arrays)),
                "batch-factor",
            ),
            Mistake(
                "looks at the first array only",
                lambda arrays: measure_all(arrays[:1]),
                "reduced",
            ),
            Mistake(
                "looks at the last array only",
                lambda arrays: measure_all(arrays[-1:]),
                "reduced",
            ),
            Mistake(
                "lets numbers of both signs cancel: square each of them first",
                lambda arrays: abs(np.sum(in_row(arrays))),
                "sign",
            ),
            Mistake(
                "lets numbers of both signs cancel: square each of them first",
                lambda arrays: np.sum(in_row(arrays)),
                "sign",
            ),
            Mistake("gives the largest number", lambda arrays: np.max(abs(in_row(arrays)))),
            Mistake(
                "gives the largest norm of an array: all arrays count",
                lambda arrays: max(np.sqrt(np.sum(a**2)) for a in arrays),
                "reduced",
            ),
            Mistake(
                "gives the mean norm of an array: all squares go under one root",
                lambda arrays: np.mean([np.sqrt(np.sum(a**2)) for a in arrays]),
            ),
        ),
    ),
)
