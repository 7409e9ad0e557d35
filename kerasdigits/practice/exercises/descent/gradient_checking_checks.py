"""How the holes of gradient-checking are checked: a fitted cubic, and a product of matrices."""

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake
from kerasdigits.practice.wire import Named


def draw_function(rng, k=None, h=None):
    """A cubic in k parameters, a place, and h so large that the forward difference is off."""
    k = k or int(rng.integers(2, 6))
    half = rng.normal(size=(k, k))
    data = {"hessian": half + half.T, "cubes": rng.uniform(0.5, 2, k)}
    return Named("cubic", data), rng.normal(size=k), float(h or rng.uniform(0.1, 0.9))


def fit_cubics(function, parameters, h):
    """Fit a cubic along each parameter; the difference of `c3 t**3 + ...` is c1 + c3 h**2."""
    places = np.array([-1.5, -0.5, 0.5, 1.5])
    slopes = []
    for direction in np.eye(len(parameters)):
        values = [function(parameters + t * direction) for t in places]
        c3, _, c1, _ = np.linalg.solve(np.vander(places, 4), values)
        slopes.append(c1 + c3 * h**2)
    return np.array(slopes)


def function_edges(rng):
    """One parameter, whole numbers, a small h."""
    cubic, parameters, h = draw_function(rng, k=3)
    whole = rng.permutation([-1, 0, 2])
    return [
        Edge("a single parameter", draw_function(rng, k=1), "Return an array of shape (1,)."),
        Edge(
            "parameters that are whole numbers",
            (cubic, whole, h),
            "Make the array of steps, and that of slopes, of floats: np.zeros(k).",
            "dtype",
        ),
        Edge("a small h", (cubic, parameters, 1e-4), "Use the h that is given."),
        Edge("a large h", (cubic, parameters, 4.0), "Use the h that is given."),
    ]


def one_sided(side):
    """The forward (1) or backward (-1) difference of each parameter."""

    def differences(function, parameters, h):
        here = function(parameters)
        nudged = [function(parameters + side * h * e) for e in np.eye(len(parameters))]
        return side * (np.array(nudged) - here) / h

    return differences


def nudge_all(function, parameters, h):
    """All parameters are nudged together."""
    slope = (function(parameters + h) - function(parameters - h)) / (2 * h)
    return np.full(len(parameters), slope)


def keep_nudges(function, parameters, h):
    """A parameter that was nudged stays so."""
    step = np.tril(np.full((len(parameters),) * 2, h))
    return np.array([function(parameters + s) - function(parameters - s) for s in step]) / 2 / h


def draw_rows(rng, n=None):
    """Rows near a line, a start, and a rate that no step makes explode."""
    n = n or int(rng.integers(2, 9))
    x = rng.uniform(0.5, 3, n) * rng.choice([-1, 1], n)
    a, b = rng.normal(size=2)
    y = 2 * x + 3 + rng.normal(size=n)
    return x, y, float(a), float(b), float(rng.uniform(0.01, 0.06))


def multiply_rows(x, y, a, b, learning_rate, *, sign=-1, factor=2):
    """A row's step is affine: a matrix that takes (a, b, 1) to the next."""
    state = np.array([a, b, 1.0])
    states = []
    for xi, yi in zip(x, y, strict=True):
        error = np.array([xi, 1.0, -yi])
        pull = np.outer([xi, 1.0, 0.0], error)
        state = (np.eye(3) + sign * factor * learning_rate * pull) @ state
        states.append(state[:2])
    return np.array(states)


def row_edges(rng):
    """One row, whole numbers, a row that fits, a row at 0."""
    x, y, a, b, rate = draw_rows(rng, 5)
    at_zero = x.copy()
    at_zero[2] = 0
    return [
        Edge("a single row", draw_rows(rng, 1), "Return an array of shape (1, 2)."),
        Edge(
            "rows of whole numbers",
            (np.arange(4), np.arange(4) * 3, 1, 0, 0.05),
            "Let the result be floats.",
            "dtype",
        ),
        Edge("rows that the line fits", (x, 2 * x + 1, 2.0, 1.0, rate), "Then nothing moves."),
        Edge("a row with x = 0", (at_zero, y, a, b, rate), "Divide by no x."),
        Edge("a learning rate of 0", (x, y, a, b, 0.0), "Then nothing moves."),
    ]


def use_new_a(x, y, a, b, learning_rate):
    """The error is computed again after a has moved."""
    rows = []
    for xi, yi in zip(x, y, strict=True):
        a = a - learning_rate * 2 * (a * xi + b - yi) * xi
        b = b - learning_rate * 2 * (a * xi + b - yi)
        rows.append((a, b))
    return np.array(rows)


def use_new_b(x, y, a, b, learning_rate):
    """The error is computed again after b has moved."""
    rows = []
    for xi, yi in zip(x, y, strict=True):
        b = b - learning_rate * 2 * (a * xi + b - yi)
        a = a - learning_rate * 2 * (a * xi + b - yi) * xi
        rows.append((a, b))
    return np.array(rows)


def start_again(x, y, a, b, learning_rate):
    """Each row steps from the start."""
    error = 2 * learning_rate * (a * x + b - y)
    return np.stack([a - error * x, b - error], axis=1)


def all_rows(x, y, a, b, learning_rate):
    """Each step is by the mean gradient of all rows."""
    rows = []
    for _ in x:
        error = 2 * learning_rate * (a * x + b - y)
        a, b = a - np.mean(error * x), b - np.mean(error)
        rows.append((a, b))
    return np.array(rows)


def forget_x(x, y, a, b, learning_rate):
    """The slope for a is taken to be that for b."""
    rows = []
    for xi, yi in zip(x, y, strict=True):
        step = 2 * learning_rate * (a * xi + b - yi)
        a, b = a - step, b - step
        rows.append((a, b))
    return np.array(rows)


def give_gradients(x, y, a, b, learning_rate):
    """The gradients, where a and b are asked for."""
    places = np.vstack([[a, b], multiply_rows(x, y, a, b, learning_rate)[:-1]])
    error = 2 * (places[:, 0] * x + places[:, 1] - y)
    return np.stack([error * x, error], axis=1)


HOLES = (
    Hole(
        "central_difference",
        example=(
            Named(
                "cubic",
                {"hessian": np.array([[0.0, 2.0], [2.0, 0.0]]), "cubes": np.array([1.0, 0.0])},
            ),
            np.array([1.0, 3.0]),
            0.5,
        ),
        draw=draw_function,
        oracle=fit_cubics,
        edges=function_edges,
        mistakes=(
            Mistake("is the forward difference: look down as well as up", one_sided(1)),
            Mistake("is the backward difference: look up as well as down", one_sided(-1)),
            Mistake(
                "divides by h: from `parameter - h` to `parameter + h` it is 2 h",
                lambda f, p, h: 2 * fit_cubics(f, p, h),
                "factor",
            ),
            Mistake(
                "divides by 2 and not by h",
                lambda f, p, h: h * fit_cubics(f, p, h),
                "argument-factor",
            ),
            Mistake(
                "does not divide by 2 h: it is the change, and the slope is asked for",
                lambda f, p, h: 2 * h * fit_cubics(f, p, h),
                "argument-factor",
            ),
            Mistake(
                "multiplies by h: `x / 2 * h` is `(x / 2) * h`; write `x / (2 * h)`",
                lambda f, p, h: h**2 * fit_cubics(f, p, h),
                "argument-factor",
            ),
            Mistake("nudges all parameters at once: nudge one, and leave the others", nudge_all),
            Mistake(
                "leaves a parameter nudged when it goes on to the next: begin with a new step",
                keep_nudges,
            ),
            Mistake(
                "looks half as far to either side as h says",
                lambda f, p, h: fit_cubics(f, p, h / 2),
            ),
            Mistake(
                "looks twice as far to either side as h says",
                lambda f, p, h: fit_cubics(f, p, 2 * h),
            ),
            Mistake(
                "gives the exact slope, or uses an h of its own: use the h that is given",
                lambda f, p, h: fit_cubics(f, p, 0.0),
                "unused",
            ),
        ),
    ),
    Hole(
        "fill_sheet",
        example=(np.array([2.0, 1.0, -1.0]), np.array([5.0, 1.0, 3.0]), 1.0, 1.0, 0.125),
        draw=draw_rows,
        oracle=multiply_rows,
        edges=row_edges,
        mistakes=(
            Mistake(
                "climbs: a step goes against the gradient",
                lambda *args: multiply_rows(*args, sign=1),
                "sign",
            ),
            Mistake(
                "forgets that the slope of `error ** 2` is `2 * error`: the 2 is missing",
                lambda *args: multiply_rows(*args, factor=1),
                "factor",
            ),
            Mistake(
                "computes the error anew for b, with the a that has moved already: both slopes "
                "belong to the same place",
                use_new_a,
            ),
            Mistake(
                "computes the error anew for a, with the b that has moved already: both slopes "
                "belong to the same place",
                use_new_b,
            ),
            Mistake(
                "begins at the start again in each row: go on from where the last row ended",
                start_again,
            ),
            Mistake("steps by all rows at once: a step looks at its own row only", all_rows),
            Mistake("forgets the inner slope for a: multiply by x", forget_x),
            Mistake("gives the gradients, where a and b are asked for", give_gradients),
            Mistake(
                "steps without the learning rate",
                lambda x, y, a, b, rate: multiply_rows(x, y, a, b, 1.0),
                "argument-factor",
            ),
            Mistake(
                "gives b before a",
                lambda *args: multiply_rows(*args)[:, ::-1],
                "order",
            ),
            Mistake(
                "gives a and b before each row, where those after it are asked for",
                lambda x, y, a, b, rate: np.vstack([[a, b], multiply_rows(x, y, a, b, rate)[:-1]]),
                "shifted",
            ),
        ),
    ),
)
