"""Practice: learning-rate schedules.

A rate that is high enough to get somewhere is too high to settle, so it is changed on the way. You
write two such ways: warm restarts, which go down along half a cosine again and again, and
one-cycle, which goes up once and then down. And you measure how sharp the minimum is in which a
training ends.
"""

import numpy as np

"""
## Warm restarts

Within a cycle of n steps the rate goes down along half a cosine: slowly at first, slowly at the
end. It begins at `top`, would be half of it in step n / 2, and would reach 0 in step n; but step n
is the first of the next cycle, and begins at `top` again. Remember that the cosine goes from 1 down
to -1 while its angle goes from 0 to pi.
"""


def restart(lengths, top):
    """The rates of warm restarts.

    Args:
        lengths: How many steps each cycle has, whole numbers from 1 on, array of shape (cycles,).
        top: The rate with which each cycle begins.

    Returns:
        The rate of each step, one cycle after the other, array of shape (sum of lengths,).

    Example:
        >>> restart(np.array([2, 4]), 2.0).round(4)
        array([2.    , 1.    , 2.    , 1.7071, 1.    , 0.2929])
    """
    ### BEGIN SOLUTION
    cycles = [top / 2 * (1 + np.cos(np.pi * np.arange(n) / n)) for n in lengths]
    return np.concatenate(cycles)
    ### END SOLUTION


"""
## One cycle

Step i of n (the first is i = 0) has done the share i / n. While that share is below a quarter, the
rate warms up along half a cosine, from `start` (share 0) to `top` (share 1/4). From a quarter on it
cools down along half a cosine, from `top` (share 1/4) to `end` (share 1).
"""


def one_cycle(steps, start, top, end):
    """The rates of one-cycle.

    Args:
        steps: How many steps there are, 1 or more.
        start: The rate of the first step.
        top: The highest rate.
        end: The rate that the last step all but reaches.

    Returns:
        The rate of each step, array of shape (steps,).

    Example:
        >>> one_cycle(8, 0.25, 1.0, 0.125).round(3)
        array([0.25 , 0.625, 1.   , 0.941, 0.781, 0.562, 0.344, 0.184])
    """
    ### BEGIN SOLUTION
    done = np.arange(steps) / steps
    warming = start + (top - start) * (1 - np.cos(np.pi * done / 0.25)) / 2
    cooling = end + (top - end) * (1 + np.cos(np.pi * (done - 0.25) / 0.75)) / 2
    return np.where(done < 0.25, warming, cooling)
    ### END SOLUTION


"""
## Sharp or flat?

In a sharp minimum a small push of the weights costs much, in a flat one little. Push with normal
numbers, each times `size`, and times the root mean square of the weights (so that a push is a
share of how large they are): what is the loss then, on average over some pushes?

So that it can be repeated, the normal numbers are given, a row for each push. Each push begins at
the weights themselves. `loss` is a function that takes weights, (k,), and gives a number.
"""


def pushed_loss(loss, weights, normals, size):
    """The mean loss of weights that are pushed at random.

    Args:
        loss: `loss(place)` gives the loss at weights of shape (k,).
        weights: The weights at which a training ended, array of shape (k,); not all 0.
        normals: Normal numbers, a row for each push, array of shape (pushes, k).
        size: How large a push is, as a share of the root mean square of the weights.

    Returns:
        The mean of the loss over the pushes, a number.

    Example:
        >>> weights = np.array([7.0, 1.0])
        >>> normals = np.array([[1.0, 0.0], [-1.0, 2.0], [0.0, 1.0]])
        >>> mean = pushed_loss(lambda w: w[0] ** 3 + w @ w, weights, normals, 0.2)
        >>> round(float(mean), 4)
        411.3333
    """
    ### BEGIN SOLUTION
    reach = size * np.sqrt(np.mean(weights**2))
    return np.mean([loss(weights + reach * normal) for normal in normals])
    ### END SOLUTION


"""
## All together

Run this file when all are written: the rates as bars, and how long each schedule keeps them high;
then a sharp valley and a flat one, both pushed.
"""

if __name__ == "__main__":
    schedules = {
        "cycles of 4, 8 and 16 steps": restart(np.array([4, 8, 16]), 1.0),
        "one cycle of 28 steps": one_cycle(28, 0.04, 1.0, 1e-5),
    }
    for name, rates in schedules.items():
        bars = "".join(" ▁▂▃▄▅▆▇█"[round(8 * rate)] for rate in rates)
        print(f"{bars}  {name}: above a half in {np.sum(rates > 0.5)} of {len(rates)} steps")
    normals = np.random.default_rng(0).normal(size=(1000, 2))
    valleys = {
        "sharp": lambda w: 20 * np.sum((w - 1) ** 2),
        "flat": lambda w: 2 * np.sum((w - 1) ** 2),
    }
    for name, loss in valleys.items():
        cost = pushed_loss(loss, np.ones(2), normals, 0.1)
        print(f"a push by a tenth, out of the bottom of the {name} valley, costs {cost:.3f}")
