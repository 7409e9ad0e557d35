"""How the holes of loss-functions are checked: image by image, with Python's own mathematics."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_probabilities(rng, n=None):
    """Probabilities, and targets with both values among them."""
    n = n or int(rng.integers(2, 14))
    targets = rng.integers(0, 2, n)
    targets[: min(n, 2)] = rng.permutation([0, 1])[: min(n, 2)]
    return rng.uniform(0.02, 0.98, n), targets


def probability_edges(rng):
    """One image, certainty, float targets, float32, one class only."""
    p, t = draw_probabilities(rng, 5)
    return [
        Edge("a batch of one", draw_probabilities(rng, 1), "Take the mean of whatever comes."),
        Edge("targets that are floats", (p, t.astype(float)), "1.0 is a 1, too."),
        Edge("predictions of exactly 0 and 1", (np.array([0.0, 1.0, 1.0]), np.array([1, 0, 1]))),
        Edge("images that are all of class 1", (p, np.ones(5, int)), "That is a batch like any."),
        Edge("images that are all of class 0", (p, np.zeros(5, int)), "That is a batch like any."),
    ]


def mean_distance(predictions, targets):
    """The mean absolute error, image by image."""
    pairs = zip(predictions.tolist(), targets.tolist(), strict=True)
    return math.fsum(abs(p - t) for p, t in pairs) / len(targets)


def draw_outputs(rng, n=None):
    """Raw outputs, and targets with both values among them."""
    p, targets = draw_probabilities(rng, n)
    return 3 * rng.normal(size=len(p)), targets


def output_edges(rng):
    """One image, floats, large numbers on the right and on the wrong side, tiny losses."""
    z, t = draw_outputs(rng, 5)
    large = "Put -log(sigmoid(z)) into another form before you compute it: see the hints."
    wrong = (np.array([1000.0, -1000.0, 1.0]), np.array([0, 1, 1]))
    right = (np.array([1000.0, -1000.0, 1.0]), np.array([1, 0, 1]))
    tiny = (np.array([40.0, -40.0]), np.array([1, 0]))
    return [
        Edge("a batch of one", draw_outputs(rng, 1), "Take the mean of whatever comes."),
        Edge("targets that are floats", (z, t.astype(float)), "1.0 is a 1, too."),
        Edge("large outputs on the wrong side", wrong, large, "overflows"),
        Edge("large outputs on the right side", right, large, "overflows"),
        Edge(
            "outputs in float32 as large as 100",
            (np.array([100.0, -100.0, 3.0], "float32"), np.array([0, 1, 1])),
            large,
            "overflows",
        ),
        Edge("outputs of 0", (np.zeros(4), np.array([0, 1, 1, 0])), "It is log(2) for each."),
        Edge("outputs that are sure and right", tiny, "Add and clip nothing.", "precision"),
    ]


def sum_by_hand(outputs, targets):
    """Image by image: log(1 + exp(-margin)), the margin being z on the right side."""

    def softplus(x):
        return x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))

    margins = [z if t == 1 else -z for z, t in zip(outputs.tolist(), targets.tolist(), strict=True)]
    return math.fsum(softplus(-margin) for margin in margins) / len(margins)


def sigmoid(z):
    """The sigmoid, clipped so that it is between 0 and 1."""
    return np.clip(1 / (1 + np.exp(-np.asarray(z, float))), 1e-300, 1 - 1e-16)


HOLES = (
    Hole(
        "mnist_loss",
        example=(np.array([0.9, 0.4, 0.2]), np.array([1, 0, 1])),
        draw=draw_probabilities,
        oracle=mean_distance,
        edges=probability_edges,
        mistakes=(
            Mistake(
                "has the two cases the wrong way round: it is 1 - p where the target is 1",
                lambda p, t: np.abs(p - (1 - t)).mean(),
            ),
            Mistake(
                "is the mean squared error: nothing is to be squared",
                lambda p, t: np.mean((p - t) ** 2),
            ),
            Mistake(
                "is the root of the mean squared error: nothing is to be squared",
                lambda p, t: np.mean((p - t) ** 2) ** 0.5,
            ),
            Mistake(
                "lets errors of both signs cancel: the distance has no sign",
                lambda p, t: np.mean(p - t),
                "sign",
            ),
            Mistake(
                "lets errors of both signs cancel: the distance has no sign",
                lambda p, t: np.mean(t - p),
                "sign",
            ),
            Mistake(
                "rounds the predictions first: that is 1 minus the accuracy, which has no slope",
                lambda p, t: np.mean((p > 0.5) != (t == 1)),
            ),
            Mistake(
                "is the accuracy, a number to be large; a loss is to be small",
                lambda p, t: np.mean((p > 0.5) == (t == 1)),
            ),
            Mistake(
                "is the cross-entropy", lambda p, t: -np.log(np.where(t == 1, p, 1 - p)).mean()
            ),
            Mistake(
                "applies the sigmoid to what is a probability already",
                lambda p, t: np.abs(sigmoid(p) - t).mean(),
            ),
            Mistake("leaves out the targets", lambda p, t: p.mean(), "unused"),
            Mistake("leaves out the targets", lambda p, t: (1 - p).mean(), "unused"),
            Mistake(
                "counts only images of class 1",
                lambda p, t: np.where(t == 1, 1 - p, 0).mean(),
            ),
            Mistake("counts only images of class 0", lambda p, t: np.where(t == 1, 0, p).mean()),
            Mistake(
                "takes the median, where the mean is asked for", lambda p, t: np.median(abs(p - t))
            ),
            Mistake(
                "takes the largest, where the mean is asked for", lambda p, t: abs(p - t).max()
            ),
        ),
    ),
    Hole(
        "cross_entropy",
        example=(np.array([0.0, 2.0, -1.0]), np.array([1, 1, 0])),
        draw=draw_outputs,
        oracle=sum_by_hand,
        edges=output_edges,
        tolerance=1e-6,
        mistakes=(
            Mistake(
                "has the two cases the wrong way round: it is -log(p) where the target is 1",
                lambda z, t: sum_by_hand(z, 1 - t),
            ),
            Mistake(
                "takes the logarithm to base 2, where the natural one is asked for",
                lambda z, t: sum_by_hand(z, t) / math.log(2),
                "factor",
            ),
            Mistake(
                "takes the logarithm to base 10, where the natural one is asked for",
                lambda z, t: sum_by_hand(z, t) / math.log(10),
                "factor",
            ),
            Mistake(
                "counts only images of class 1",
                lambda z, t: (
                    sum_by_hand(z, np.ones_like(t))
                    if (t == 1).all()
                    else np.mean(t * np.logaddexp(0, -z))
                ),
            ),
            Mistake(
                "counts only images of class 0", lambda z, t: np.mean((1 - t) * np.logaddexp(0, z))
            ),
            Mistake("leaves out the targets", lambda z, t: np.mean(np.logaddexp(0, z)), "unused"),
            Mistake("leaves out the targets", lambda z, t: np.mean(np.logaddexp(0, -z)), "unused"),
            Mistake(
                "is the mean distance of the probabilities, `mnist_loss`: the logarithm is missing",
                lambda z, t: np.mean(np.abs(sigmoid(z) - t)),
            ),
            Mistake(
                "is the mean squared error of the probabilities: the logarithm is missing",
                lambda z, t: np.mean((sigmoid(z) - t) ** 2),
            ),
            Mistake(
                "takes the logarithm of the mean, where the mean of the logarithms is asked for",
                lambda z, t: -np.log(np.mean(np.where(t == 1, sigmoid(z), sigmoid(-z)))),
            ),
            Mistake(
                "applies the sigmoid twice",
                lambda z, t: sum_by_hand(sigmoid(z), t),
            ),
        ),
    ),
)
