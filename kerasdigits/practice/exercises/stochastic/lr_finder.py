"""Practice: the learning-rate finder.

Train for a moment with a rate that grows from far too small to far too large, watch the loss, and
read a good rate off the curve. You write the three parts: the rates, the smoothed losses, and the
suggestion.
"""

import numpy as np

"""
## The rates

From step to step the rate grows by the same factor, from the first rate to the last.
"""


def grow_rates(start, end, steps):
    """The rates of a range test.

    Args:
        start: The rate of the first step, a number above 0.
        end: The rate of the last step, a number above 0.
        steps: How many steps there are, 2 or more.

    Returns:
        The rates, array of shape (steps,).

    Example:
        >>> grow_rates(0.001, 10.0, 5)
        array([1.e-03, 1.e-02, 1.e-01, 1.e+00, 1.e+01])
    """
    ### BEGIN SOLUTION
    return start * (end / start) ** (np.arange(steps) / (steps - 1))
    ### END SOLUTION


"""
## Smooth losses

The loss of a batch jumps about, so we look at its moving average: in each step it keeps a share
`keep` of what it was, and takes `1 - keep` of the new loss. The average begins at 0, and so is too
small at first; in step t (the first is t = 1) it is divided by `1 - keep**t`. That is the smoothed
loss. The average itself goes on without the division.
"""


def smooth(losses, keep):
    """The corrected moving average of losses.

    Args:
        losses: The loss of each step, array of shape (n,).
        keep: What the average keeps in each step, from 0 to below 1.

    Returns:
        The smoothed losses, array of shape (n,); the first is the first loss.

    Example:
        >>> smooth(np.array([2.0, 4.0, 5.0]), 0.5).round(4)
        array([2.    , 3.3333, 4.2857])
    """
    ### BEGIN SOLUTION
    average = 0.0
    smoothed = []
    for t, loss in enumerate(losses, start=1):
        average = keep * average + (1 - keep) * loss
        smoothed.append(average / (1 - keep**t))
    return np.array(smoothed)
    ### END SOLUTION


"""
## Read the curve

A good rate is where the curve falls fastest, *as it is drawn*: against the logarithm of the rate.
The slope between two neighbours is the difference of their smoothed losses over the difference of
the logarithms of their rates. Left out are the first tenth of the curve (`n // 10` of its n points,
where the average has hardly begun) and its last five points (where the loss bursts).
"""


def suggest(rates, smoothed):
    """The rate at which the curve falls fastest.

    Args:
        rates: The rate of each point, growing, array of shape (n,); n is 8 or more.
        smoothed: The smoothed loss of each point, array of shape (n,).

    Returns:
        Of the two neighbours between which the slope is lowest, the smaller rate; a number.

    Example:
        >>> rates = np.array([0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0])
        >>> float(suggest(rates, np.array([9.0, 6.0, 5.5, 4.0, 3.5, 3.0, 2.0, 1.5, 5.0, 7.0])))
        0.5
    """
    ### BEGIN SOLUTION
    inner = slice(len(rates) // 10, -5)
    slopes = np.diff(smoothed[inner]) / np.diff(np.log(rates[inner]))
    return rates[inner][slopes.argmin()]
    ### END SOLUTION


"""
## All together

Run this file when all are written: a range test on a bowl whose largest stable rate is 0.5.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    curvatures = np.array([4.0, 1.0, 0.25])
    place = np.ones(3)
    losses = []
    rates = grow_rates(1e-4, 2.0, 200)
    for rate in rates:
        losses.append(np.sum(curvatures * place**2) / 2 + 0.02 * rng.normal())
        place = place - rate * (curvatures * place + 0.05 * rng.normal(size=3))
        if losses[-1] > 10:
            break
    curve = smooth(np.array(losses), 0.9)
    rate = suggest(rates[: len(curve)], curve)
    print(f"broke off at {rates[len(curve) - 1]:.2f}; the curve falls fastest at {rate:.4f}")
