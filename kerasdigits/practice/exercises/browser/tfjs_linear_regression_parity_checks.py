"""How the hole `parity_gap` of tfjs-linear-regression is checked: pair by pair."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


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


def take_reverse(gap):
    """The largest of Keras's outputs less the browser's, with its sign."""
    return np.max(-gap)


PARITY_GAP = Hole(
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
            "takes the mean over the samples of their largest differences: take the largest of all",
            relate(lambda gap: np.abs(gap).max(axis=1).mean(), largest),
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
        *(
            Mistake(
                "takes the largest difference with its sign: one that is below 0 counts as well",
                relate(gap, size),
                "sign",
            )
            for gap, size in (
                (take_reverse, largest),
                (np.max, np.max),
                (take_reverse, np.max),
            )
        ),
        Mistake(
            "adds the differences up: take the largest of all",
            relate(lambda gap: np.abs(gap).sum(), largest),
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
        Mistake(
            "relates the difference to the range of the outputs: the largest absolute output is "
            "the measure",
            relate(largest, np.ptp),
        ),
        Mistake(
            "takes the root of the summed squares, above and below: take the largest of each",
            relate(np.linalg.norm, np.linalg.norm),
        ),
        Mistake(
            "relates the difference to the smallest output: the largest is the measure",
            relate(largest, lambda due: np.abs(due).min()),
        ),
    ),
)
