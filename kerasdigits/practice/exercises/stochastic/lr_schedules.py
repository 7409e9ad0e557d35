"""Practice: learning-rate schedules.

A rate that is high enough to get somewhere is too high to settle, so it is changed on the way. You
write two such ways: warm restarts, which go down along half a cosine again and again, and
one-cycle, which goes up once and then down.
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
## Both together

Run this file when both are written: the rates as bars, and how long each schedule keeps them high.
"""

if __name__ == "__main__":
    schedules = {
        "cycles of 4, 8 and 16 steps": restart(np.array([4, 8, 16]), 1.0),
        "one cycle of 28 steps": one_cycle(28, 0.04, 1.0, 1e-5),
    }
    for name, rates in schedules.items():
        bars = "".join(" ▁▂▃▄▅▆▇█"[round(8 * rate)] for rate in rates)
        print(f"{bars}  {name}: above a half in {np.sum(rates > 0.5)} of {len(rates)} steps")
