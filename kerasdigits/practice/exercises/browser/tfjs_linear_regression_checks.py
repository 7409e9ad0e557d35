"""How the holes of tfjs-linear-regression are checked: differences, a search, and loops."""

import math

import numpy as np

from kerasdigits.practice.exercises.browser.tfjs_linear_regression_parity_checks import PARITY_GAP
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


def draw_weights(rng, shape=None):
    """Weights of one or two axes, which span 0."""
    shape = shape or tuple(rng.integers(4, 7, int(rng.integers(1, 3))))
    weights = rng.normal(0, rng.uniform(0.1, 3), shape)
    flat = weights.ravel()
    flat[0], flat[-1] = -abs(flat[0]) - 0.3, abs(flat[-1]) + 0.2
    return (weights,)


def search_nearest(weights):
    """Of the 256 numbers that a browser can read, the nearest to each weight."""
    low, high = float(weights.min()), float(weights.max())
    readable = np.array([low + byte * (high - low) / 255 for byte in range(256)])
    places = [int(np.argmin(np.abs(readable - weight))) for weight in weights.ravel()]
    return readable[places].reshape(weights.shape)


def weight_edges(rng):
    """Equal weights, all above zero, all below, one weight, tiny and large ones."""
    (weights,) = draw_weights(rng, (4, 3))
    return [
        Edge("weights that are all equal", (np.full((2, 3), 0.7),), "The scale would be 0."),
        Edge("a single weight", (np.array([-0.4]),), "The scale would be 0."),
        Edge("weights that are all 0", (np.zeros(5),), "The scale would be 0."),
        Edge("weights above 0", (5 + np.abs(weights),), "The minimum is the smallest weight."),
        Edge("weights below 0", (-5 - np.abs(weights),), "The minimum is the smallest weight."),
        Edge("tiny weights", (1e-4 * weights,), "Add nothing to the scale."),
        Edge("large weights", (1e6 * weights,), "Clip nothing."),
    ]


def store(weights, how=np.rint, steps=255.0, low=np.min, high=np.max):
    """The way there and back with one part changed."""
    minimum = low(weights)
    scale = (high(weights) - minimum) / steps
    return how((weights - minimum) / scale) * scale + minimum


def wrap(stored):
    """What a byte makes of other numbers."""
    return stored % 256


def cut(stored):
    """What np.clip makes of other numbers."""
    return np.clip(stored, 0, 255)


def keep(stored):
    """What no byte is, but what a float holds."""
    return stored


def store_from_0(limit, *, back=False, scale_of=np.ptp):
    """The bytes of the weights as they are; the minimum is added on the way back, or nowhere."""

    def send(weights):
        scale = scale_of(weights) / 255
        return limit(np.rint(weights / scale)) * scale + (weights.min() if back else 0)

    return send


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
    Hole(
        "to_bytes_and_back",
        example=(np.array([[-1.0, 0.307], [0.996, 4.1]]),),
        draw=draw_weights,
        oracle=search_nearest,
        edges=weight_edges,
        mistakes=(
            Mistake(
                "drops what is behind the point: a byte is the *nearest* whole number",
                lambda w: store(w, np.floor),
                "rounded",
            ),
            Mistake("rounds up: a byte is the *nearest* whole number", lambda w: store(w, np.ceil)),
            Mistake(
                "divides the range into 256 steps: from byte 0 to byte 255 there are 255",
                lambda w: store(w, steps=256.0),
            ),
            Mistake(
                "divides the range into 127 steps, as for bytes with a sign",
                lambda w: store(w, steps=127.0),
            ),
            Mistake("gives the weights as they were: a byte knows only 256 numbers", lambda w: w),
            Mistake(
                "gives the bytes: compute what the browser makes of them",
                lambda w: np.rint((w - w.min()) / (w.max() - w.min()) * 255),
            ),
            Mistake(
                "forgets to add the minimum on the way back",
                lambda w: search_nearest(w) - w.min(),
                "argument-offset",
            ),
            Mistake(
                "takes the largest absolute weight for the range on both sides of 0: the smallest "
                "weight is byte 0",
                lambda w: store(w, low=lambda v: -np.abs(v).max(), high=lambda v: np.abs(v).max()),
            ),
            Mistake(
                "takes the largest weight for the range: it is the largest less the smallest",
                lambda w: store(w, steps=255.0 * np.ptp(w) / w.max()),
            ),
            Mistake(
                "adds the smallest weight to the largest: the range is their difference",
                lambda w: store(w, steps=255.0 * np.ptp(w) / (w.max() + w.min())),
            ),
            Mistake(
                "takes the whole range for the scale: divide it by 255",
                lambda w: store(w, steps=1.0),
            ),
            Mistake(
                "multiplies by the scale on the way there: divide by it",
                lambda w: np.rint((w - w.min()) * np.ptp(w) / 255) * np.ptp(w) / 255 + w.min(),
            ),
            Mistake(
                "divides by the scale on the way back: multiply by it",
                lambda w: (search_nearest(w) - w.min()) / (np.ptp(w) / 255) ** 2 + w.min(),
            ),
            Mistake(
                "forgets the scale on the way back: multiply by it",
                lambda w: (search_nearest(w) - w.min()) / (np.ptp(w) / 255) + w.min(),
            ),
            Mistake(
                "takes the minimum away on the way back, where it is to be added",
                lambda w: search_nearest(w) - 2 * w.min(),
                "sign",
            ),
            Mistake(
                "drops what is behind the point, as // does: a byte is the *nearest* whole number",
                lambda w: (w - w.min()) // (np.ptp(w) / 255) * (np.ptp(w) / 255) + w.min(),
                "rounded",
            ),
            Mistake(
                "stores in int8, which ends at 127: a byte from 0 to 255 is a uint8",
                lambda w: (
                    ((np.rint((w - w.min()) / np.ptp(w) * 255) + 128) % 256 - 128) * np.ptp(w) / 255
                    + w.min()
                ),
            ),
            *(
                Mistake(
                    "forgets to take the minimum away on the way there: weights below 0 have no "
                    "byte then",
                    store_from_0(limit, back=True),
                )
                for limit in (wrap, cut, keep)
            ),
            *(
                Mistake(
                    "leaves out the minimum: weights below 0 have no byte then",
                    store_from_0(limit, scale_of=scale_of),
                )
                for limit in (wrap, cut, keep)
                for scale_of in (np.ptp, np.max)
            ),
            Mistake(
                "divides the largest absolute weight by 127: the bytes go from the smallest weight "
                "to the largest",
                lambda w: np.rint(w / np.abs(w).max() * 127) * np.abs(w).max() / 127,
            ),
            Mistake(
                "lets byte 0 stand for 0, so that weights below it are lost",
                lambda w: store(np.maximum(w, 0), low=lambda v: 0.0),
            ),
            Mistake(
                "rounds the weights themselves to whole numbers", lambda w: np.rint(w), "rounded"
            ),
        ),
    ),
    PARITY_GAP,
)
