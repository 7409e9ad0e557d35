"""How the holes of lr-finder are checked: logarithms and weights."""

import math

import numpy as np

from kerasdigits.practice.exercises.stochastic.suggest_checks import SUGGEST
from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_range(rng, steps=None):
    """A range over some powers of ten, and a number of steps."""
    start = 10 ** rng.uniform(-6, -2)
    steps = steps or int(rng.integers(6, 20))
    return float(start), float(start * 10 ** rng.uniform(2, 6)), steps


def take_exponentials(start, end, steps):
    """Equal steps between the logarithms."""
    low, high = math.log(start), math.log(end)
    return np.array([math.exp(low + (high - low) * i / (steps - 1)) for i in range(steps)])


def range_edges(rng):
    """Two steps, a falling range, no range, many steps."""
    return [
        Edge("two steps", draw_range(rng, 2), "They are the start and the end."),
        Edge("an end below the start", (1.0, 1e-3, 5), "Then the rates fall, by the same rule."),
        Edge("an end that is the start", (0.5, 0.5, 4), "Then all rates are the same."),
        Edge("many steps", draw_range(rng, 300), "The last rate is the end."),
        Edge("whole numbers", (1, 16, 5), "Let the result be floats.", "dtype"),
    ]


def by_factor(exponent, factor=lambda start, end: end / start):
    """Rates by another exponent."""
    return lambda start, end, steps: start * factor(start, end) ** exponent(np.arange(steps), steps)


def draw_losses(rng, n=None):
    """Losses, and what the average keeps."""
    n = n or int(rng.integers(4, 13))
    return rng.uniform(0.5, 4, n), float(rng.uniform(0.3, 0.95))


def weigh(losses, keep, corrected=True):
    """Each smoothed loss as a mean with weights keep**age."""
    found = []
    for t in range(1, len(losses) + 1):
        weights = float(keep) ** np.arange(t - 1, -1, -1)
        total = weights.sum() if corrected else 1 / (1 - keep)
        found.append(weights @ losses[:t] / total)
    return np.array(found)


def loss_edges(rng):
    """One loss, nothing kept, equal losses, whole numbers."""
    losses, keep = draw_losses(rng, 5)
    return [
        Edge("a single loss", draw_losses(rng, 1), "Then it is that loss."),
        Edge("an average that keeps nothing", (losses, 0.0), "Then the losses stay as they are."),
        Edge("losses that are all the same", (np.full(4, 2.5), keep), "Then nothing changes."),
        Edge("whole numbers", (np.array([3, 1, 4, 1]), keep), "Let the result be floats.", "dtype"),
    ]


def carry_corrected(losses, keep):
    """The corrected average is what the next step begins with."""
    average, found = 0.0, []
    for t, loss in enumerate(losses, start=1):
        average = (keep * average + (1 - keep) * loss) / (1 - keep**t)
        found.append(average)
    return np.array(found)


def begin_with_first(losses, keep):
    """An average that begins with the first loss, and no correction."""
    average, found = losses[0], []
    for loss in losses:
        average = keep * average + (1 - keep) * loss
        found.append(average)
    return np.array(found)


HOLES = (
    Hole(
        "grow_rates",
        example=(0.001, 10.0, 5),
        draw=draw_range,
        oracle=take_exponentials,
        edges=range_edges,
        mistakes=(
            Mistake(
                "grows by the same *amount* in each step: by the same factor is asked for",
                lambda start, end, steps: np.linspace(start, end, steps),
            ),
            Mistake(
                "does not reach the end: from the first rate to the last there are steps - 1 steps",
                by_factor(lambda i, steps: i / steps),
            ),
            Mistake(
                "leaves out the first rate: the first step has the rate `start`",
                by_factor(lambda i, steps: (i + 1) / steps),
            ),
            Mistake(
                "goes beyond the end: from the first rate to the last there are steps - 1 steps",
                by_factor(lambda i, steps: i / (steps - 2)),
            ),
            Mistake(
                "gives the logarithms of the rates",
                lambda start, end, steps: np.log(take_exponentials(start, end, steps)),
                "function",
            ),
            Mistake(
                "gives the decimal logarithms of the rates",
                lambda start, end, steps: np.log10(take_exponentials(start, end, steps)),
                "function",
            ),
            Mistake(
                "begins with a rate of 1: multiply by `start`",
                lambda start, end, steps: take_exponentials(start, end, steps) / start,
                "argument-factor",
            ),
            Mistake(
                "grows by `end` in place of `end / start`",
                by_factor(lambda i, steps: i / (steps - 1), lambda start, end: end),
            ),
            Mistake(
                "multiplies by the whole of `end / start` in each step",
                by_factor(lambda i, steps: i),
            ),
            Mistake(
                "takes `start` and `end` for exponents, as np.logspace does: they are the rates "
                "themselves",
                np.logspace,
            ),
            Mistake(
                "takes an integer division: the exponents are 0, and 1 at the end",
                by_factor(lambda i, steps: i // (steps - 1)),
            ),
        ),
    ),
    Hole(
        "smooth",
        example=(np.array([2.0, 4.0, 5.0]), 0.5),
        draw=draw_losses,
        oracle=weigh,
        edges=loss_edges,
        mistakes=(
            Mistake(
                "forgets the correction: divide by 1 - keep**t",
                lambda losses, keep: weigh(losses, keep, corrected=False),
            ),
            Mistake(
                "goes on from the corrected average: the average itself stays uncorrected",
                carry_corrected,
            ),
            Mistake(
                "begins with the first loss: begin with 0, and correct",
                begin_with_first,
            ),
            Mistake(
                "has keep and 1 - keep the wrong way round",
                lambda losses, keep: weigh(losses, 1 - keep),
            ),
            Mistake(
                "gives the mean of all losses so far: older losses are to count less",
                lambda losses, keep: np.cumsum(losses) / np.arange(1, len(losses) + 1),
                "unused",
            ),
            Mistake(
                "corrects by 1 - keep in each step: the power t is missing",
                lambda losses, keep: weigh(losses, keep, corrected=False) / (1 - keep),
                "argument-factor",
            ),
            Mistake(
                "corrects one step too early: the first step is t = 1, not 2",
                lambda losses, keep: (
                    weigh(losses, keep, corrected=False)
                    / (1 - keep ** np.arange(2, len(losses) + 2))
                ),
            ),
            Mistake(
                "divides by 0 in the first step, where 1 - keep**t is 0 for t = 0: the first step "
                "is t = 1",
                lambda losses, keep: (
                    weigh(losses, keep, corrected=False) / (1 - keep ** np.arange(len(losses)))
                ),
            ),
            Mistake(
                "multiplies by the correction: divide by 1 - keep**t",
                lambda losses, keep: (
                    weigh(losses, keep, corrected=False)
                    * (1 - keep ** np.arange(1, len(losses) + 1))
                ),
            ),
        ),
    ),
    SUGGEST,
)
