"""How the holes of transfer-learning are checked: weight by weight, and by a matrix power."""

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake
from kerasdigits.practice.wire import Named


def draw_step(rng, n=None, count=None):
    """Weights in two or three groups, each of which has one at least."""
    n = n or int(rng.integers(5, 12))
    count = count or int(rng.integers(2, 4))
    groups = np.sort(rng.permutation(np.arange(n) % count))
    if rng.random() < 0.5:
        groups = rng.permutation(groups)
    shares = np.geomspace(rng.uniform(0.05, 0.2), rng.uniform(0.6, 0.9), count)
    if count == 3 and rng.random() < 0.3:
        shares[0] = 0.0
    return (*rng.normal(size=(2, n)), groups, shares, float(rng.uniform(0.1, 0.6)))


def step_each(weights, gradient, groups, shares, learning_rate):
    """Weight by weight."""
    pairs = zip(weights.tolist(), gradient.tolist(), groups.tolist(), strict=True)
    rates = [learning_rate * share for share in shares.tolist()]
    return np.array([weight - rates[group] * slope for weight, slope, group in pairs])


def step_edges(rng):
    """One group, all frozen, a group without weights, groups in no order, one weight."""
    w, g, groups, _, rate = draw_step(rng, 7, 3)
    return [
        Edge(
            "a single group", (w, g, 0 * groups, np.array([0.3]), rate), "Look its share up, too."
        ),
        Edge("frozen groups only", (w, g, groups, np.zeros(3), rate), "Then all weights stay."),
        Edge(
            "a group that has no weights",
            (w, g, np.where(groups == 1, 2, groups), np.array([0.1, 0.4, 0.7]), rate),
            "Take a weight's group as its number, not as its place among those that occur.",
        ),
        Edge(
            "groups in no order",
            (w, g, np.array([2, 0, 1, 2, 0, 2, 1]), np.array([0.1, 0.4, 0.7]), rate),
            "Look each weight's group up.",
        ),
    ]


def draw_training(rng, n=None, epochs=None):
    """A body of ReLUs, samples, targets, and a head to begin with."""
    n = n or int(rng.integers(3, 9))
    k, m = (int(size) for size in rng.integers(2, 5, 2))
    m += m == n
    body = Named("body_asked_once", {"kernel": rng.normal(size=(k, m))})
    epochs = int(rng.integers(2, 6)) if epochs is None else epochs
    rate = float(rng.uniform(0.02, 0.1))
    return body, rng.normal(size=(n, k)), rng.normal(0, 2, n), rng.normal(size=m), rate, epochs


def leap(body, x, targets, head, learning_rate, epochs):
    """All epochs at once: a power of the matrix that takes one step of (head, 1)."""
    return apply_steps(body(x), targets, head, 2 * learning_rate / len(x), epochs)


def apply_steps(activations, targets, head, factor, epochs):
    """Steps of `factor` times the sum of the samples' slopes (without its 2)."""
    m = len(head)
    step = np.eye(m + 1)
    step[:m, :m] -= factor * activations.T @ activations
    step[:m, m] = factor * activations.T @ targets
    return (np.linalg.matrix_power(step, epochs) @ np.append(head, 1.0))[:m]


def step_by_sign(activations, targets, head, rate, epochs):
    """Steps by the mean absolute error."""
    for _ in range(epochs):
        head = head - rate * activations.T @ np.sign(activations @ head - targets) / len(targets)
    return head


def training_edges(rng):
    """No epochs, one sample, a rate with which the head diverges."""
    body, x, targets, head, _, _ = draw_training(rng)
    return [
        Edge("no epochs at all", draw_training(rng, epochs=0), "Then the head stays as it is."),
        Edge("a single sample", draw_training(rng, n=1), "n is the number of rows of x."),
        Edge(
            "a rate so large that it diverges", (body, x, targets, head, 2.0, 5), "Limit nothing."
        ),
    ]


def vary_training(factor, change=lambda activations: activations, once=False):
    """Training with another factor, other activations, or a single step of all epochs."""

    def train(body, x, targets, head, rate, epochs):
        activations = change(body(x))
        size = factor(rate, len(x), len(targets))
        if once:
            return head - epochs * (head - apply_steps(activations, targets, head, size, 1))
        return apply_steps(activations, targets, head, size, epochs)

    return train


def descend_by(slope_of, keep=1.0):
    """Steps by another slope; `keep` times the head remains."""

    def train(body, x, targets, head, rate, epochs):
        seen = body(x)
        for _ in range(epochs):
            head = keep * head - rate * slope_of(seen, seen @ head - targets)
        return head

    return train


def step_for_each(body, x, targets, head, rate, epochs):
    """A step for each sample, one after the other."""
    pairs = list(zip(body(x), targets, strict=True))
    for row, target in epochs * pairs:
        head = head - rate * 2 * (row @ head - target) * row
    return head


def step_from_start(body, x, targets, head, rate, epochs):
    """Each step with the newest error, but from the first head."""
    seen, place = body(x), head
    for _ in range(epochs):
        place = head - rate * 2 / len(x) * seen.T @ (seen @ place - targets)
    return place


HOLES = (
    Hole(
        "step_by_group",
        example=(
            np.array([3.0, 6.0, 9.0]),
            np.array([5.0, 4.0, -2.0]),
            np.array([1, 0, 1]),
            np.array([0.0, 0.5]),
            0.2,
        ),
        draw=draw_step,
        oracle=step_each,
        edges=step_edges,
        mistakes=(
            Mistake(
                "goes uphill: a step goes against the gradient",
                lambda w, g, groups, s, rate: step_each(w, -g, groups, s, rate),
                "sign",
            ),
            Mistake(
                "gives all weights the whole rate: multiply by the share of each weight's group",
                lambda w, g, groups, s, rate: w - rate * g,
                "unused",
            ),
            Mistake(
                "leaves out the learning rate: a share is a share of it",
                lambda w, g, groups, s, rate: step_each(w, g, groups, s, 1.0),
                "unused",
            ),
            Mistake(
                "takes the shares from the last group to the first",
                lambda w, g, groups, s, rate: step_each(w, g, groups, s[::-1], rate),
                "reversed",
            ),
            Mistake(
                "divides by the share: a small share makes a small step",
                lambda w, g, groups, s, rate: w - rate * g / s[groups],
            ),
            Mistake(
                "gives the steps, where the weights after them are asked for",
                lambda w, g, groups, s, rate: rate * s[groups] * g,
                "argument-offset",
            ),
            Mistake(
                "gives the steps, where the weights after them are asked for",
                lambda w, g, groups, s, rate: -rate * s[groups] * g,
                "argument-offset",
            ),
            Mistake(
                "shrinks the weights themselves: the share belongs to the step",
                lambda w, g, groups, s, rate: s[groups] * (w - rate * g),
            ),
            Mistake(
                "multiplies by the weight: the slope alone says how far to go",
                lambda w, g, groups, s, rate: w - rate * s[groups] * g * w,
            ),
            Mistake(
                "multiplies by the number of the group, where its share is asked for",
                lambda w, g, groups, s, rate: w - rate * groups * g,
            ),
            Mistake(
                "takes one rate for all, the mean of the shares",
                lambda w, g, groups, s, rate: w - rate * s.mean() * g,
            ),
            Mistake(
                "freezes all groups but the last",
                lambda w, g, groups, s, rate: np.where(groups == len(s) - 1, w - rate * g, w),
            ),
            Mistake(
                "adds the share to the rate: multiply them",
                lambda w, g, groups, s, rate: w - (rate + s[groups]) * g,
            ),
            Mistake(
                "counts the groups from 1: group 0 has shares[0]",
                lambda w, g, groups, s, rate: w - rate * s[groups - 1] * g,
                "shifted",
            ),
            Mistake(
                "takes 1 less the share: a share of 1 is the whole rate, and 0 is frozen",
                lambda w, g, groups, s, rate: w - rate * (1 - s[groups]) * g,
            ),
            Mistake(
                "takes the share of the first group for all weights",
                lambda w, g, groups, s, rate: w - rate * s[0] * g,
                "unused",
            ),
        ),
    ),
    Hole(
        "train_head",
        example=(
            Named("body_asked_once", {"kernel": np.array([[1.0, -1.0]])}),
            np.array([[2.0], [-1.0]]),
            np.array([3.0, 4.0]),
            np.array([1.0, 0.0]),
            0.25,
            2,
        ),
        draw=draw_training,
        oracle=leap,
        edges=training_edges,
        mistakes=(
            Mistake(
                "goes uphill: a step goes against the gradient",
                vary_training(lambda rate, n, _: -2 * rate / n),
                "sign",
            ),
            Mistake(
                "forgets that the slope of `error**2` is `2 * error`: the 2 is missing",
                vary_training(lambda rate, n, _: rate / n),
                "factor",
            ),
            Mistake(
                "sums the slopes over the samples: the loss is their mean, so divide by n",
                vary_training(lambda rate, n, _: 2 * rate),
                "batch-factor",
            ),
            Mistake(
                "sums the slopes over the samples, and the 2 of the square is missing",
                vary_training(lambda rate, n, _: rate),
                "batch-factor",
            ),
            Mistake(
                "steps without the learning rate",
                vary_training(lambda rate, n, _: 2 / n),
                "unused",
            ),
            Mistake(
                "takes every step with the slope at the start: compute the error anew each time",
                vary_training(lambda rate, n, _: 2 * rate / n, once=True),
            ),
            Mistake(
                "takes one step, whatever `epochs` is",
                lambda b, x, t, h, rate, epochs: leap(b, x, t, h, rate, 1),
                "unused",
            ),
            Mistake(
                "takes one step too many",
                lambda b, x, t, h, rate, epochs: leap(b, x, t, h, rate, epochs + 1),
                "one-off",
            ),
            Mistake(
                "takes one step too few",
                lambda b, x, t, h, rate, epochs: leap(b, x, t, h, rate, max(epochs - 1, 0)),
                "one-off",
            ),
            Mistake("gives the head as it was", lambda b, x, t, h, rate, epochs: h),
            Mistake(
                "gives the best head that there is, where some steps towards it are asked for",
                lambda b, x, t, h, rate, epochs: np.linalg.lstsq(b(x), t, rcond=None)[0],
            ),
            Mistake(
                "takes the slope of the mean absolute error: only the sign of each error counts",
                lambda b, x, t, h, rate, epochs: step_by_sign(b(x), t, h, rate, epochs),
            ),
            Mistake(
                "begins from zeros, where the head that is given is to learn on",
                lambda b, x, t, h, rate, epochs: leap(b, x, t, 0 * h, rate, epochs),
                "unused",
            ),
            Mistake(
                "divides by the number of weights, where the mean over the samples is asked for",
                lambda b, x, t, h, rate, epochs: leap(b, x, t, h, rate * len(x) / len(h), epochs),
                "batch-factor",
            ),
            Mistake(
                "takes one mean over samples and weights: each weight has a slope of its own, the "
                "mean over the samples (axis 0)",
                descend_by(lambda seen, error: 2 * np.mean(seen * error[:, None])),
                "reduced",
            ),
            Mistake(
                "multiplies the mean activations by the mean error: multiply sample by sample, "
                "then take the mean",
                descend_by(lambda seen, error: 2 * seen.mean(axis=0) * error.mean()),
            ),
            Mistake(
                "takes a step for each sample: an epoch takes one, by the mean over all samples",
                step_for_each,
            ),
            Mistake(
                "replaces the head by the step: take the step away from the head",
                descend_by(lambda seen, error: 2 * seen.T @ error / len(seen), keep=0.0),
            ),
            Mistake(
                "takes every step from the head at the start: go on from where the last step led",
                step_from_start,
            ),
        ),
    ),
)
