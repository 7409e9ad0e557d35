"""How the holes of lr-finder are checked: logarithms, weights, and a search by hand."""

import math

import numpy as np

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


def draw_curve(rng, n=None):
    """A curve with one steepest place inside, and steeper ones where it is not to be looked.

    The steepest place is between rates close together, so that its loss falls less than
    elsewhere; and the rates before it are much smaller, so that it is not steepest against them.
    """
    n = n or int(rng.integers(13, 36))
    first, last = n // 10, n - 7  # the first interval that counts, and the last
    steepest = int(rng.integers(first + 3, last - 1))
    widths = rng.uniform(0.5, 1, n - 1)
    slopes = rng.uniform(-0.5, 0.2, n - 1)
    widths[steepest], slopes[steepest] = 0.2, -rng.uniform(2, 2.5)
    slopes[first] = -0.9
    wide = int(rng.choice([steepest - 1, steepest + 1]))
    widths[wide], slopes[wide] = 1.2, -1.2
    slopes[:first] = -rng.uniform(3, 4, first)
    slopes[last + 1] = -rng.uniform(5, 6)
    rates = 1e-6 * np.exp(np.concatenate([[0], np.cumsum(widths)]))
    smoothed = 40 + np.concatenate([[0], np.cumsum(widths * slopes)])
    return rates, smoothed


def search(rates, smoothed):
    """Interval by interval, the first that is lower than all before."""
    best, found = math.inf, None
    for i in range(len(rates) // 10, len(rates) - 6):
        fall = smoothed[i + 1] - smoothed[i]
        slope = fall / (math.log(rates[i + 1]) - math.log(rates[i]))
        if slope < best:
            best, found = slope, float(rates[i])
    return found


def curve_edges(rng):
    """The fewest points, a curve that only rises, a steepest place at either end."""
    rates = 2.0 ** np.arange(14)
    rising = 1 + np.cumsum([1, 3, 2, 4, 1.5, 3, 2, 0.5, 0.2, 0.1, 3, 4, 5, 6])
    at_first, at_last = -np.arange(14.0), -np.arange(14.0)
    at_first[2:] -= 3
    at_last[8:] -= 3
    at_last[9:] -= 9
    return [
        Edge(
            "eight points", (rates[:8], rising[:8][::-1].copy()), "8 // 10 is 0: none is left out."
        ),
        Edge("a curve that only rises", (rates, rising), "The slope that is lowest counts."),
        Edge(
            "a curve that is steepest where the first tenth ends",
            (rates, at_first),
            "Its `n // 10` points are left out, and no more.",
        ),
        Edge(
            "a curve that is steepest before its last five points",
            (rates, at_last),
            "Five points are left out there, and no more.",
        ),
    ]


def read(cut, slope, choose=lambda rates, slopes: rates[slopes.argmin()]):
    """A wrong reading: of other points, by another slope, or another choice."""

    def compute(rates, smoothed):
        inner = cut(len(rates))
        return float(choose(rates[inner], slope(rates[inner], smoothed[inner])))

    return compute


def inside(n):
    """The points that count."""
    return slice(n // 10, n - 5)


def by_logarithm(rates, smoothed):
    """The slopes that count."""
    return np.diff(smoothed) / np.diff(np.log(rates))


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
                "multiplies by the correction: divide by 1 - keep**t",
                lambda losses, keep: (
                    weigh(losses, keep, corrected=False)
                    * (1 - keep ** np.arange(1, len(losses) + 1))
                ),
            ),
        ),
    ),
    Hole(
        "suggest",
        example=(
            np.array([0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]),
            np.array([9.0, 6.0, 5.5, 4.0, 3.5, 3.0, 2.0, 1.5, 5.0, 7.0]),
        ),
        draw=draw_curve,
        oracle=search,
        edges=curve_edges,
        mistakes=(
            Mistake(
                "looks at the whole curve: leave out the first tenth and the last five points",
                read(lambda n: slice(0, n), by_logarithm),
            ),
            Mistake(
                "looks at the first tenth, too, which is to be left out",
                read(lambda n: slice(0, n - 5), by_logarithm),
            ),
            Mistake(
                "looks at the last five points, too, which are to be left out",
                read(lambda n: slice(n // 10, n), by_logarithm),
            ),
            Mistake(
                "leaves out four points at the end: five are asked for",
                read(lambda n: slice(n // 10, n - 4), by_logarithm),
            ),
            Mistake(
                "takes the slope against the rate itself: take it against its logarithm",
                read(inside, lambda rates, smoothed: np.diff(smoothed) / np.diff(rates)),
            ),
            Mistake(
                "looks for the largest fall: divide it by the difference of the logarithms",
                read(inside, lambda rates, smoothed: np.diff(smoothed)),
            ),
            Mistake(
                "gives the larger of the two rates: the smaller is asked for",
                read(inside, by_logarithm, lambda rates, slopes: rates[slopes.argmin() + 1]),
                "shifted",
            ),
            Mistake(
                "looks for the highest slope, where the curve rises: it falls where the slope is "
                "lowest",
                read(inside, by_logarithm, lambda rates, slopes: rates[slopes.argmax()]),
            ),
            Mistake(
                "looks for the slope that is nearest to 0: the lowest is asked for",
                read(inside, by_logarithm, lambda rates, slopes: rates[abs(slopes).argmin()]),
            ),
            Mistake(
                "counts in the inner curve, and looks up in the whole one: take rates[inner] too",
                lambda rates, smoothed: float(
                    rates[
                        by_logarithm(
                            rates[inside(len(rates))], smoothed[inside(len(rates))]
                        ).argmin()
                    ]
                ),
                "shifted",
            ),
            Mistake(
                "gives the rate of the lowest loss: the steepest fall is asked for",
                lambda rates, smoothed: float(rates[smoothed.argmin()]),
            ),
            Mistake(
                "gives the rate of the lowest loss: the steepest fall is asked for",
                lambda rates, smoothed: float(
                    rates[inside(len(rates))][smoothed[inside(len(rates))].argmin()]
                ),
            ),
            Mistake(
                "gives a tenth of the rate of the lowest loss: the steepest fall is asked for",
                lambda rates, smoothed: float(
                    rates[inside(len(rates))][smoothed[inside(len(rates))].argmin()] / 10
                ),
            ),
            Mistake(
                "gives the slope itself: the rate at which it is lowest is asked for",
                read(inside, by_logarithm, lambda rates, slopes: slopes.min()),
            ),
            Mistake(
                "gives the place in the array: the rate that stands there is asked for",
                read(inside, by_logarithm, lambda rates, slopes: slopes.argmin()),
            ),
        ),
    ),
)
