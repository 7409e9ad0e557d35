"""How the hole suggest of lr-finder is checked: a search by hand."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


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


def read_all_gradients(rates, smoothed):
    """np.gradient of the whole curve, cut afterwards."""
    inner = inside(len(rates))
    return float(rates[inner][np.gradient(smoothed, np.log(rates))[inner].argmin()])


SUGGEST = Hole(
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
            "finds the place among the points that are left, and looks it up among all rates: look "
            "it up among those that are left",
            lambda rates, smoothed: float(
                rates[
                    by_logarithm(rates[inside(len(rates))], smoothed[inside(len(rates))]).argmin()
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
        *(
            Mistake(
                "takes a slope at each point, from both of its neighbours, as np.gradient does: "
                "take the slope between two neighbours, with np.diff",
                compute,
            )
            for compute in (
                read(inside, lambda r, s: np.gradient(s, np.log(r))),
                read(inside, lambda r, s: np.gradient(s) / np.gradient(np.log(r))),
                read_all_gradients,
            )
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
)
