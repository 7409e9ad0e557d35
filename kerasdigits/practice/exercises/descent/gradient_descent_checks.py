"""How the holes of gradient-descent are checked: finite differences, and a matrix power."""

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake
from kerasdigits.practice.wire import Named


def draw_curve(rng, n=None):
    """Three parameters, and n times with speeds."""
    n = n or int(rng.integers(2, 12))
    return rng.normal(size=3), rng.uniform(-2, 3, n), rng.normal(0, 3, n)


def difference_mse(parameters, t, speed):
    """Central differences of the loss, which are exact for a parabola."""
    nudges = np.eye(3)

    def loss(p):
        return np.mean((np.polyval(p, t) - speed) ** 2)

    return np.array([(loss(parameters + e) - loss(parameters - e)) / 2 for e in nudges])


def curve_edges(rng):
    """One measurement, and times as whole numbers."""
    parameters, _, _ = draw_curve(rng)
    whole = (parameters, np.arange(5), rng.integers(0, 9, 5))
    return [
        Edge("a single measurement", draw_curve(rng, 1), "Take n from the arrays."),
        Edge("arrays of whole numbers", whole, "Let the result be floats.", "dtype"),
    ]


def multiply_means(parameters, t, speed, square=lambda t: np.mean(t**2)):
    """The mean error times the mean of what each is to be multiplied by."""
    error = 2 * np.mean(np.polyval(parameters, t) - speed)
    return error * np.array([square(t), np.mean(t), 1.0])


def draw_descent(rng, k=None, steps=None):
    """The gradient of a bowl in k dimensions, and where to begin."""
    k = k or int(rng.integers(1, 5))
    steps = int(rng.integers(2, 9)) if steps is None else steps
    half = rng.normal(size=(k, k))
    hessian = half @ half.T / k + 0.3 * np.eye(k)
    bowl = Named("bowl_gradient", {"hessian": hessian, "best": rng.normal(size=k)})
    return bowl, rng.normal(size=k), float(rng.uniform(0.05, 0.4)), steps


def leap(gradient, start, learning_rate, steps):
    """Each place by a power of one matrix: in a bowl the gradient is H (place - best)."""
    k = len(start)
    at_zero = gradient(np.zeros(k))
    hessian = np.stack([gradient(e) - at_zero for e in np.eye(k)], axis=1)
    best = -np.linalg.solve(hessian, at_zero)
    shrink = np.eye(k) - learning_rate * hessian
    way = [np.linalg.matrix_power(shrink, n) @ (start - best) for n in range(steps + 1)]
    return best + np.array(way)


def descent_edges(rng):
    """No step at all, and a rate with which the way grows."""
    bowl, start, _, _ = draw_descent(rng, k=2)
    return [
        Edge("no steps at all", draw_descent(rng, steps=0), "Then only the start is returned."),
        Edge("a rate so large that it diverges", (bowl, start, 3.0, 6), "Limit nothing."),
    ]


def leap_uphill(gradient, start, learning_rate, steps):
    """Steps along the gradient."""
    return leap(gradient, start, -learning_rate, steps)


def scale_place(gradient, start, learning_rate, steps):
    """Gradients at the start only."""
    slope = gradient(start)
    return np.array([start - n * learning_rate * slope for n in range(steps + 1)])


def forget_rate(gradient, start, learning_rate, steps):
    """Steps as long as the gradient."""
    return leap(gradient, start, 1.0, steps)


def stay(gradient, start, learning_rate, steps):
    """The last place in all rows, which happens when one array is appended again and again."""
    return np.repeat(leap(gradient, start, learning_rate, steps)[-1:], steps + 1, axis=0)


HOLES = (
    Hole(
        "mse_gradient",
        example=(np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0]), np.array([2.0, 1.0])),
        draw=draw_curve,
        oracle=difference_mse,
        edges=curve_edges,
        mistakes=(
            Mistake(
                "forgets that the slope of `e**2` is `2 * e`: the 2 is missing",
                lambda p, t, s: difference_mse(p, t, s) / 2,
                "factor",
            ),
            Mistake(
                "takes the slope of the mean absolute error: only the sign of each error counts",
                lambda p, t, s: np.array(
                    [np.mean(np.sign(np.polyval(p, t) - s) * t**power) for power in (2, 1, 0)]
                ),
            ),
            Mistake(
                "multiplies two means: multiply each error by its t, then take the mean of that",
                multiply_means,
            ),
            Mistake(
                "multiplies two means: multiply each error by its t, then take the mean of that",
                lambda p, t, s: multiply_means(p, t, s, lambda t: t.mean() ** 2),
            ),
            Mistake(
                "gives the slopes in the order c, b, a, where a, b, c is asked for",
                lambda p, t, s: difference_mse(p, t, s)[::-1],
                "reversed",
            ),
            Mistake(
                "leaves out the inner slope: multiply the error by t**2, t and 1",
                lambda p, t, s: np.full(3, difference_mse(p, t, s)[2]),
            ),
        ),
    ),
    Hole(
        "descend",
        example=(
            Named("bowl_gradient", {"hessian": 2 * np.eye(2), "best": np.zeros(2)}),
            np.array([1.0, -2.0]),
            0.25,
            2,
        ),
        draw=draw_descent,
        oracle=leap,
        edges=descent_edges,
        mistakes=(
            Mistake("goes uphill: a step goes against the gradient", leap_uphill, "sign"),
            Mistake(
                "takes every step with the gradient at the start: ask for it where you are",
                scale_place,
            ),
            Mistake("steps without the learning rate", forget_rate, "argument-factor"),
            Mistake(
                "gives the last place in every row: the same array was appended again and again",
                stay,
            ),
        ),
    ),
)
