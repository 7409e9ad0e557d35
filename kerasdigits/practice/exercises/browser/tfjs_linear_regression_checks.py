"""How the holes of tfjs-linear-regression are checked: differences, a search, and loops."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_batch(rng, n=None):
    """A line, and sizes and times on both sides of it."""
    n = n or int(rng.integers(3, 12))
    line = rng.normal(size=2)
    sizes = rng.uniform(0.5, 5, n)
    side = np.where(np.arange(n) % 3 == rng.integers(3), -1, 1) * rng.choice([-1, 1])
    times = line[0] * sizes + line[1] + side * rng.uniform(0.2, 3, n)
    return line, sizes, times, float(rng.uniform(0.05, 0.4))


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


def draw_outputs(rng, n=None):
    """Outputs whose largest is below 0 in every other draw, and a browser's, slightly off."""
    n, outputs = n or int(rng.integers(2, 7)), int(rng.integers(2, 5))
    expected = rng.uniform(0.2, 4) * rng.normal(size=(n, outputs))
    place = tuple(rng.integers(0, (n, outputs)))
    expected[place] = rng.choice([-2, 2]) * (1 + np.abs(expected).max())
    received = expected * (1 + rng.uniform(-0.05, 0.05, expected.shape))
    received[(place[0] + 1) % n, place[1]] += rng.choice([-1, 1]) * 0.3 * np.abs(expected).max()
    return expected, received


def compare_each(keras_outputs, browser_outputs):
    """Pair by pair."""
    largest = gap = 0.0
    for due, came in zip(keras_outputs.ravel(), browser_outputs.ravel(), strict=True):
        if math.isnan(came):
            return math.inf
        largest = max(largest, abs(float(due)))
        gap = max(gap, abs(float(due) - float(came)))
    return gap / largest if largest else gap


def output_edges(rng):
    """Nan, infinity, outputs of 0, equal outputs, one sample, float32."""
    expected, received = draw_outputs(rng, 4)
    broken, endless = received.copy(), received.copy()
    broken[1, 0] = np.nan
    endless[0, 0] = -np.inf
    single = expected.astype("float32"), received.astype("float32")
    never = "nan must never pass: ask for it with np.isnan."
    return [
        Edge("a browser that gives nan once", (expected, broken), never),
        Edge("a browser that gives nan only", (expected, expected * np.nan), never),
        Edge("a browser that gives -inf", (expected, endless), "The difference is infinite, too."),
        Edge(
            "Keras's outputs that are all 0", (0 * expected, received), "Do not divide by 0 then."
        ),
        Edge("outputs that agree", (expected, expected.copy()), "The gap is 0."),
        Edge("a single sample", draw_outputs(rng, 1), "Take the largest of whatever comes."),
        Edge("outputs of about 1e-6", (1e-6 * expected, 1e-6 * received), "Add nothing below."),
        Edge("outputs in float32", single, "Compute as it comes."),
    ]


def relate(gap, size):
    """The check with other measures."""
    return lambda due, came: float(gap(came - due)) / float(size(due))


def largest(values):
    """The largest absolute value."""
    return np.abs(values).max()


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
                "forgets to take the minimum away on the way there",
                lambda w: np.rint(w / np.ptp(w) * 255) * np.ptp(w) / 255 + w.min(),
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
                "lets byte 0 stand for 0, so that weights below it are lost",
                lambda w: store(np.maximum(w, 0), low=lambda v: 0.0),
            ),
            Mistake(
                "rounds the weights themselves to whole numbers", lambda w: np.rint(w), "rounded"
            ),
        ),
    ),
    Hole(
        "parity_gap",
        example=(
            np.array([[2.0, -8.0], [0.5, 4.0]]),
            np.array([[2.5, -8.0], [0.25, 3.0]]),
        ),
        draw=draw_outputs,
        oracle=compare_each,
        edges=output_edges,
        mistakes=(
            Mistake(
                "relates each difference to its own output: only the largest output counts",
                lambda due, came: float((np.abs(came - due) / np.abs(due)).max()),
            ),
            Mistake(
                "takes the mean difference: one output that is far off must show",
                relate(lambda gap: np.abs(gap).mean(), largest),
            ),
            Mistake(
                "takes the root of the mean squared difference: one output far off must show",
                relate(lambda gap: np.sqrt(np.mean(gap**2)), largest),
            ),
            Mistake(
                "takes the largest difference with its sign: one that is below 0 counts as well",
                relate(np.max, largest),
                "sign",
            ),
            Mistake(
                "takes the largest output with its sign: one far below 0 is large, too",
                relate(largest, np.max),
                "sign",
            ),
            Mistake(
                "relates the difference to the browser's largest output: Keras is the measure",
                lambda due, came: float(largest(came - due)) / float(largest(came)),
            ),
            Mistake(
                "gives the difference itself: it is a share of the largest output",
                lambda due, came: float(largest(came - due)),
            ),
            Mistake(
                "relates the difference to the mean output: the largest is the measure",
                relate(largest, lambda due: np.abs(due).mean()),
            ),
            Mistake(
                "compares the largest outputs only: each output is to be compared with its own",
                lambda due, came: float(abs(largest(came) - largest(due)) / largest(due)),
            ),
        ),
    ),
)
