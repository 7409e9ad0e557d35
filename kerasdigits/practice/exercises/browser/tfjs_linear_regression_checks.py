"""How the holes of tfjs-linear-regression are checked: by differences."""

import math

import numpy as np

from kerasdigits.practice.exercises.browser.tfjs_linear_regression_parity_checks import PARITY_GAP
from kerasdigits.practice.exercises.browser.to_bytes_checks import TO_BYTES_AND_BACK
from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_batch(rng, n=None):
    """A line, and sizes and times on both sides of it."""
    n = n or int(rng.integers(3, 12))
    line = rng.normal(size=2)
    sizes = rng.uniform(0.5, 5, n)
    side = np.where(np.arange(n) % 3 == rng.integers(3), -1, 1) * rng.choice([-1, 1])
    errors = -side * rng.uniform(0.2, 3, n)
    rate = float(rng.uniform(0.05, 0.4))
    # One prediction is so near that a step of the kernel alone, or of the bias, carries it over.
    step = rate * np.array([np.mean(np.sign(errors) * sizes), np.mean(np.sign(errors))])
    near = int(np.argmax(np.sign(errors) == np.sign(step[0])))
    errors[near] = np.sign(errors[near]) * max(0.5 * np.abs(step).min() * min(sizes[near], 1), 0.01)
    return line, sizes, line[0] * sizes + line[1] - errors, rate


def step_by_difference(line, sizes, times, learning_rate):
    """Central differences of the mean distance, which are exact away from its kinks."""

    def loss(place):
        distances = [
            abs(place[0] * size + place[1] - time)
            for size, time in zip(sizes.tolist(), times.tolist(), strict=True)
        ]
        return math.fsum(distances) / len(distances)

    h = 2.0**-12
    slopes = [(loss(line + h * e) - loss(line - h * e)) / (2 * h) for e in np.eye(2)]
    return line - learning_rate * np.array(slopes)


def step_by(line, sizes, times, rate, *, slope_of=np.sign, mean=np.mean):
    """A step with another slope of each error."""
    slope = slope_of(line[0] * sizes + line[1] - times)
    return line - rate * np.array([mean(slope * sizes), mean(slope)])


def step_for_each(line, sizes, times, rate):
    """A step for each sample, one after the other."""
    for size, time in zip(sizes, times, strict=True):
        line = step_by(line, np.array([size]), np.array([time]), rate)
    return line


def step_in_turn(first):
    """Move the kernel, and then the bias by the errors that are left; or the other way round."""

    def step(line, sizes, times, rate):
        moved = line.copy()
        for place in (first, 1 - first):
            moved[place] = step_by(moved, sizes, times, rate)[place]
        return moved

    return step


def batch_edges(rng):
    """One sample, an exact prediction, whole numbers."""
    line = np.array([2.0, -1.0])
    whole = (line, np.array([1, 2, 4]), np.array([3, 1, 9]), 0.25)
    return [
        Edge("a single sample", draw_batch(rng, 1), "Take the mean of whatever comes."),
        Edge(
            "a prediction that is exactly right",
            (line, np.array([3.0, 1.0, 2.0]), np.array([5.0, 4.0, 0.0]), 0.25),
            "The slope there is 0.",
        ),
        Edge("sizes and times that are whole numbers", whole, "Let the result be floats."),
    ]


HOLES = (
    Hole(
        "training_step",
        example=(np.array([2.0, 1.0]), np.array([3.0, 0.5]), np.array([9.0, 1.5]), 0.25),
        draw=draw_batch,
        oracle=step_by_difference,
        edges=batch_edges,
        mistakes=(
            Mistake(
                "goes uphill: a step goes against the gradient",
                lambda line, x, y, rate: step_by(line, x, y, -rate),
                "sign",
            ),
            Mistake(
                "takes the slope of the squared error: only the sign of each error counts",
                lambda *args: step_by(*args, slope_of=lambda error: 2 * error),
            ),
            Mistake(
                "steps by the errors themselves: only the sign of each error counts",
                lambda *args: step_by(*args, slope_of=lambda error: error),
            ),
            Mistake(
                "takes the absolute error for its slope, which is 1 or -1",
                lambda *args: step_by(*args, slope_of=np.abs),
            ),
            Mistake(
                "sums over the samples, where the loss is their mean",
                lambda *args: step_by(*args, mean=np.sum),
                "batch-factor",
            ),
            Mistake(
                "steps without the learning rate",
                lambda line, x, y, rate: step_by(line, x, y, 1.0),
                "unused",
            ),
            Mistake(
                "leaves out the sizes: a prediction changes with the kernel as much as the size",
                lambda line, x, y, rate: line - (line - step_by(line, x, y, rate))[1],
            ),
            Mistake(
                "steps with the slopes of kernel and bias exchanged",
                lambda line, x, y, rate: line - (line - step_by(line, x, y, rate))[::-1],
                "reversed",
            ),
            Mistake(
                "gives the bias first: the kernel comes first",
                lambda *args: step_by_difference(*args)[::-1],
                "reversed",
            ),
            Mistake(
                "takes kernel and bias of the line the wrong way round",
                lambda line, x, y, rate: line + step_by(line[::-1], x, y, rate) - line[::-1],
            ),
            Mistake(
                "multiplies the mean slope by the mean size: multiply each slope by its size first",
                lambda line, x, y, rate: (
                    line - (line - step_by(line, x, y, rate))[1] * np.array([x.mean(), 1.0])
                ),
            ),
            Mistake(
                "takes a step for each sample: one step is asked for, by the mean slope of all",
                step_for_each,
            ),
            Mistake(
                "moves the kernel first, and the bias by what is left: compute both slopes with "
                "the line as it is given",
                step_in_turn(0),
            ),
            Mistake(
                "moves the bias first, and the kernel by what is left: compute both slopes with "
                "the line as it is given",
                step_in_turn(1),
            ),
            Mistake(
                "moves the bias only",
                lambda line, *rest: np.array([line[0], step_by(line, *rest)[1]]),
            ),
            Mistake(
                "moves the kernel only",
                lambda line, *rest: np.array([step_by(line, *rest)[0], line[1]]),
            ),
            Mistake(
                "gives the gradient, where the line after the step is asked for",
                lambda line, x, y, rate: (line - step_by(line, x, y, rate)) / rate,
                "unused",
            ),
            Mistake(
                "gives the step, where the line after it is asked for",
                lambda line, x, y, rate: line - step_by(line, x, y, rate),
                "argument-offset",
            ),
        ),
    ),
    TO_BYTES_AND_BACK,
    PARITY_GAP,
)
