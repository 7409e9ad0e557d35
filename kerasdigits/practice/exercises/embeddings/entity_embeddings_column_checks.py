"""How the hole `make_ready` of entity-embeddings is checked: with Python's own statistics."""

import math
import statistics

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_column(rng, m=None):
    """A skewed column with gaps, and new values of which the first is a gap."""
    n = int(rng.integers(5, 13))
    train = rng.uniform(1, 4) * np.exp(rng.normal(size=n))
    train[rng.permutation(n)[: int(rng.integers(1, 3))]] = np.nan
    new = 3 * np.exp(rng.normal(size=m or int(rng.integers(2, 4))))
    new[0] = np.nan
    return train, new


def reckon(train, new):
    """With Python's own statistics, in lists."""
    there = [one for one in train.tolist() if not math.isnan(one)]
    median = statistics.median(there)
    known = there + [median] * (len(train) - len(there))
    mean, spread = statistics.fmean(known), statistics.pstdev(known)
    rows = [[median, 1.0] if math.isnan(one) else [one, 0.0] for one in new.tolist()]
    return np.array([[(value - mean) / (spread or 1.0), gap] for value, gap in rows])


def column_edges(rng):
    """No gaps, one new value, equal values, gaps only."""
    train, new = draw_column(rng)
    there = train[~np.isnan(train)]
    return [
        Edge("columns without gaps", (there, new[1:]), "Then the second column is 0."),
        Edge("a single new value", draw_column(rng, m=1), "Keep the shape (1, 2)."),
        Edge(
            "training values that are all equal",
            (np.full(4, 3.0), np.array([5.0, np.nan, 3.0])),
            "Their deviation is 0: divide by 1 instead.",
        ),
        Edge("new values that are all gaps", (train, new * np.nan), "They get the median."),
        Edge("small numbers", (0.01 * train, 0.01 * new), "Divide by the deviation as it is."),
        Edge("large numbers", (1e6 * train, 1e6 * new), "Nothing is to be added to the deviation."),
    ]


def vary_column(fill=np.nanmedian, centre=np.mean, spread=np.std, present=False, source=0):
    """The same with another filling, mean or deviation, or learned from the new rows."""

    def make(train, new):
        learned = (train, new)[source]
        value = fill(learned)
        there = learned[~np.isnan(learned)]
        known = there if present else np.where(np.isnan(learned), value, learned)
        filled = np.where(np.isnan(new), value, new)
        return np.stack([(filled - centre(known)) / spread(known), np.isnan(new)], axis=1)

    return make


# np.median, mean and std of a column with gaps are all nan, so one text serves all three.
_NAN = (
    "gives nan for every number: np.median, mean and std of a column with gaps are nan. Take "
    "np.nanmedian, fill the gaps, and then take mean and deviation"
)
_OF_NEW = "takes mean and deviation from the new rows: both come from the training rows alone"


def take_new(known, filled):
    """What is learned from, where it is the new rows."""
    return filled


def take_both(known, filled):
    """What is learned from, where it is all rows."""
    return np.concatenate([known, filled])


def vary_by_new(learn_from, spread):
    """The median of the training rows, but mean and deviation of others."""

    def make(train, new):
        value = np.nanmedian(train)
        known, filled = (np.where(np.isnan(x), value, x) for x in (train, new))
        learned = learn_from(known, filled)
        return np.stack([(filled - learned.mean()) / spread(learned), np.isnan(new)], axis=1)

    return make


def put_together(train, new, mean=None, spread=None):
    """What is asked for, with another mean or deviation."""
    value = np.nanmedian(train)
    known, filled = (np.where(np.isnan(x), value, x) for x in (train, new))
    mean = known.mean() if mean is None else mean
    spread = known.std() if spread is None else spread
    return np.stack([(filled - mean) / spread, np.isnan(new)], axis=1)


def divide_mean_only(train, new):
    """Without brackets around the difference."""
    value = np.nanmedian(train)
    known, filled = (np.where(np.isnan(x), value, x) for x in (train, new))
    return np.stack([filled - known.mean() / known.std(), np.isnan(new)], axis=1)


def fill_last(train, new):
    """The median where the standardized number belongs."""
    ready = reckon(train, new)
    ready[:, 0] = np.where(np.isnan(new), np.nanmedian(train), ready[:, 0])
    return ready


MAKE_READY = Hole(
    "make_ready",
    example=(np.array([2.0, np.nan, 3.0, 10.0]), np.array([8.0, np.nan])),
    draw=draw_column,
    oracle=reckon,
    edges=column_edges,
    mistakes=(
        Mistake("fills gaps with the mean, where the median is asked for", vary_column(np.nanmean)),
        Mistake("fills gaps with 0, where the median is asked for", vary_column(lambda x: 0.0)),
        Mistake(
            "fills gaps with 0 after standardizing, which is the mean; the median is asked for",
            lambda train, new: np.stack(
                [
                    np.where(np.isnan(new), 0, vary_column()(train, new)[:, 0]),
                    np.isnan(new),
                ],
                axis=1,
            ),
        ),
        Mistake(
            "learns from the new rows: all that is needed comes from the training rows",
            vary_column(source=1),
            "unused",
        ),
        Mistake(
            "learns from the new rows: all that is needed comes from the training rows",
            vary_column(source=1, spread=lambda x: np.std(x) or 1.0),
            "unused",
        ),
        *(
            Mistake(_OF_NEW, vary_by_new(of_new, spread))
            for of_new in (take_new, take_both)
            for spread in (np.std, lambda x: np.std(x) or 1.0)
        ),
        Mistake(_NAN, vary_column(np.median), "not-finite"),
        Mistake(
            "gives nan for a gap: fill it with the median of the numbers that are there. "
            "(np.median of a column with gaps is nan; np.nanmedian leaves them out)",
            vary_column(np.median, present=True),
            "not-finite",
        ),
        Mistake(
            "gives nan for a gap in the new rows: fill it, too, with the median of the "
            "training rows",
            lambda train, new: np.where(
                np.isnan(new)[:, None] & [True, False], np.nan, reckon(train, new)
            ),
            "not-finite",
        ),
        Mistake(
            "takes the median of training and new rows together: it comes from the training "
            "rows alone",
            lambda train, new: vary_column(lambda _: np.nanmedian(np.concatenate([train, new])))(
                train, new
            ),
        ),
        Mistake(
            "takes the upper one of two middle numbers for the median: it is their mean",
            vary_column(lambda x: np.sort(x[~np.isnan(x)])[(~np.isnan(x)).sum() // 2]),
        ),
        Mistake(
            "takes mean and deviation of the numbers that are there: fill the gaps first",
            vary_column(present=True),
        ),
        Mistake(
            "divides by n - 1 in the deviation: np.std divides by n",
            vary_column(spread=lambda x: np.std(x, ddof=1)),
            "factor",
        ),
        Mistake(
            "divides by the variance, where the standard deviation is asked for",
            vary_column(spread=np.var),
        ),
        Mistake("takes no mean away", vary_column(centre=lambda x: 0.0)),
        Mistake(
            "takes the median away, where the mean is asked for", vary_column(centre=np.median)
        ),
        Mistake("divides by no deviation", vary_column(spread=lambda x: 1.0)),
        Mistake(
            "scales to the range from 0 to 1: take away the mean, divide by the deviation",
            vary_column(centre=np.min, spread=np.ptp),
        ),
        Mistake(
            "has 0 and 1 the wrong way round in the second column: 1 is a gap",
            lambda train, new: np.stack([reckon(train, new)[:, 0], ~np.isnan(new)], axis=1),
        ),
        Mistake(
            "marks nothing: the second column is 1 where there was a gap",
            lambda train, new: reckon(train, new) * [1, 0],
        ),
        Mistake(
            "has the two columns in the wrong order: the number comes first",
            lambda train, new: reckon(train, new)[:, ::-1],
            "reversed",
        ),
        Mistake(
            "adds something to the deviation: divide by it as it is",
            vary_column(spread=lambda x: np.std(x) + 1),
        ),
        *(
            Mistake(
                "takes mean or deviation of the numbers that are there: fill the gaps first",
                lambda train, new, one=one: put_together(train, new, *one(train)),
            )
            for one in (
                lambda train: (np.nanmean(train), None),
                lambda train: (None, np.nanstd(train)),
            )
        ),
        Mistake(
            "divides the mean alone by the deviation: (number - mean) / deviation has brackets",
            divide_mean_only,
        ),
        Mistake(
            "puts the median in after standardizing: fill the gaps first",
            fill_last,
        ),
    ),
)
