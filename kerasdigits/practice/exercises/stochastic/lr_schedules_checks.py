"""How the holes of lr-schedules are checked: squares of sines and cosines."""

import math

import numpy as np

from kerasdigits.practice.exercises.stochastic.pushed_loss_checks import PUSHED_LOSS
from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_lengths(rng, cycles=None):
    """Cycles of different lengths, and the highest rate."""
    cycles = cycles or int(rng.integers(3, 6))
    lengths = rng.permutation(np.arange(2, 9))[:cycles]
    return lengths, float(rng.uniform(0.1, 3))


def restart_step_by_step(lengths, top, share=None):
    """Half of 1 + cos(a) is the square of cos(a / 2)."""
    share = share or (lambda i, n: math.cos(math.pi * i / n / 2) ** 2)
    return np.array([top * share(i, n) for n in lengths.tolist() for i in range(n)])


def by_share(share):
    """Wrong rates: another share of the top in step i of n."""
    return lambda lengths, top: restart_step_by_step(lengths, top, share)


def length_edges(rng):
    """One cycle, cycles of one step, equal lengths."""
    return [
        Edge("a single cycle", draw_lengths(rng, 1), "Return its rates."),
        Edge("cycles of one step", (np.array([1, 3, 1]), 0.5), "Such a step has the rate `top`."),
        Edge("cycles of equal length", (np.array([3, 3, 3]), 2.0), "Each begins at `top`."),
    ]


def never_restart(lengths, top):
    """One cycle over all steps."""
    return restart_step_by_step(np.array([lengths.sum()]), top)


def draw_cycle(rng, steps=None):
    """Steps of which a quarter is whole, or is not; and three rates."""
    steps = steps or int(rng.integers(9, 30))
    top = float(rng.uniform(0.5, 3))
    return steps, top * float(rng.uniform(0.05, 0.4)), top, top * float(rng.uniform(0.01, 0.2))


def cycle_step_by_step(steps, start, top, end, *, quarter=0.25, reach=0):
    """Up by the square of a sine, down by that of a cosine."""
    rates = []
    for i in range(steps):
        done = i / (steps - reach)
        if done < quarter:
            rates.append(start + (top - start) * math.sin(math.pi / 2 * done / quarter) ** 2)
        else:
            angle = math.pi / 2 * (done - quarter) / (1 - quarter)
            rates.append(end + (top - end) * math.cos(angle) ** 2)
    return np.array(rates)


def cycle_edges(rng):
    """Few steps, a quarter that is whole, no warming, no cooling to speak of."""
    steps, start, top, end = draw_cycle(rng)
    return [
        Edge("a single step", draw_cycle(rng, 1), "It has the rate `start`."),
        Edge("two steps", draw_cycle(rng, 2), "The second has done a half."),
        Edge("many steps", draw_cycle(rng, 200), "The rate is `top` when a quarter is done."),
        Edge("four steps", draw_cycle(rng, 4), "The second has done a quarter: it has `top`."),
        Edge("a start that is the top", (steps, top, top, end), "Then nothing warms up."),
        Edge("an end above the start", (steps, end, top, start), "The three are any rates."),
        Edge("an end of 0", (steps, start, top, 0.0), "Divide by none of the rates."),
    ]


def by_parts(up, down):
    """Wrong rates: another share of the way up, or of the way down."""

    def compute(steps, start, top, end):
        done = np.arange(steps) / steps
        warming = start + (top - start) * up(done)
        return np.where(done < 0.25, warming, end + (top - end) * down(done))

    return compute


def rise(done):
    """The share of the way up."""
    return np.sin(np.pi * 2 * done) ** 2


def fall(done):
    """The share of the way from the end that is left."""
    return np.cos(np.pi / 2 * (done - 0.25) / 0.75) ** 2


HOLES = (
    Hole(
        "restart",
        example=(np.array([2, 4]), 2.0),
        draw=draw_lengths,
        oracle=restart_step_by_step,
        edges=length_edges,
        mistakes=(
            Mistake("never restarts: it goes down once, over all steps", never_restart),
            Mistake(
                "goes up: the rate begins at `top` and goes down",
                by_share(lambda i, n: math.sin(math.pi * i / n / 2) ** 2),
                "sign",
            ),
            Mistake(
                "goes down along a straight line: along half a cosine is asked for",
                by_share(lambda i, n: 1 - i / n),
            ),
            Mistake(
                "begins at twice `top`: 1 + cos lies between 0 and 2, so take half of it",
                by_share(lambda i, n: 2 * math.cos(math.pi * i / n / 2) ** 2),
                "factor",
            ),
            Mistake(
                "goes below 0: the cosine alone lies between -1 and 1",
                by_share(lambda i, n: math.cos(math.pi * i / n)),
            ),
            Mistake(
                "goes down and up again: a cycle is half a cosine, up to the angle pi",
                by_share(lambda i, n: math.cos(math.pi * i / n) ** 2),
            ),
            Mistake(
                "goes down a quarter of a cosine: its angle goes to pi, not to pi / 2",
                by_share(lambda i, n: math.cos(math.pi * i / n / 2)),
                "function",
            ),
            Mistake(
                "goes only half of the way down: its angle goes to pi, not to pi / 2",
                by_share(lambda i, n: math.cos(math.pi * i / n / 4) ** 2),
            ),
            Mistake(
                "reaches 0 in the last step: only step n, the first of the next cycle, would",
                by_share(lambda i, n: math.cos(math.pi * i / max(n - 1, 1) / 2) ** 2),
            ),
            Mistake(
                "is one step ahead: step 0 of a cycle has the rate `top`",
                by_share(lambda i, n: math.cos(math.pi * (i + 1) / n / 2) ** 2),
            ),
            Mistake(
                "leaves out `top`",
                lambda lengths, top: restart_step_by_step(lengths, 1.0),
                "argument-factor",
            ),
            Mistake(
                "leaves out pi: the angle is in radians",
                by_share(lambda i, n: math.cos(i / n / 2) ** 2),
            ),
            Mistake(
                "takes degrees: np.cos takes radians",
                by_share(lambda i, n: math.cos(180 * i / n / 2) ** 2),
            ),
            Mistake(
                "begins each cycle lower than the one before: each begins at `top`",
                lambda lengths, top: (
                    restart_step_by_step(lengths, top)
                    * np.repeat(0.5 ** np.arange(len(lengths)), lengths)
                ),
            ),
        ),
    ),
    Hole(
        "one_cycle",
        example=(8, 0.25, 1.0, 0.125),
        draw=draw_cycle,
        oracle=cycle_step_by_step,
        edges=cycle_edges,
        mistakes=(
            Mistake(
                "cools only: the first quarter is to warm up",
                lambda steps, start, top, end: cycle_step_by_step(
                    steps, start, top, end, quarter=1e-12
                ),
                "unused",
            ),
            Mistake(
                "warms up for the first half: a quarter is asked for",
                lambda *args: cycle_step_by_step(*args, quarter=0.5),
            ),
            Mistake(
                "warms up for three quarters: a quarter is asked for",
                lambda *args: cycle_step_by_step(*args, quarter=0.75),
            ),
            Mistake(
                "reaches the end in the last step: step i has done i / n, not i / (n - 1)",
                lambda *args: cycle_step_by_step(*args, reach=1) if args[0] > 1 else np.zeros(1),
            ),
            Mistake(
                "goes up and down along straight lines: along half a cosine is asked for",
                by_parts(lambda done: 4 * done, lambda done: 1 - (done - 0.25) / 0.75),
            ),
            Mistake(
                "goes up along a straight line: along half a cosine is asked for",
                by_parts(lambda done: 4 * done, fall),
            ),
            Mistake(
                "goes down along a straight line: along half a cosine is asked for",
                by_parts(rise, lambda done: 1 - (done - 0.25) / 0.75),
            ),
            Mistake(
                "warms up the wrong way round: it begins at `top` and goes to `start`",
                by_parts(lambda done: 1 - rise(done), fall),
            ),
            Mistake(
                "cools the wrong way round: it begins at `end` and goes to `top`",
                by_parts(rise, lambda done: 1 - fall(done)),
            ),
            Mistake(
                "cools as if it had begun at share 0: subtract the quarter first",
                by_parts(rise, lambda done: np.cos(np.pi / 2 * done / 0.75) ** 2),
            ),
            Mistake(
                "cools over the whole, and not over the three quarters that are left",
                by_parts(rise, lambda done: np.cos(np.pi / 2 * (done - 0.25)) ** 2),
            ),
            Mistake(
                "cools down to 0: `end` is where it is to go",
                lambda steps, start, top, end: cycle_step_by_step(steps, start, top, 0.0),
                "unused",
            ),
            Mistake(
                "warms up from 0: `start` is where it begins",
                lambda steps, start, top, end: cycle_step_by_step(steps, 0.0, top, end),
                "unused",
            ),
            Mistake(
                "forgets half of 1 - cos and of 1 + cos: they lie between 0 and 2",
                by_parts(lambda done: 2 * rise(done), lambda done: 2 * fall(done)),
            ),
            Mistake(
                "adds `start` to the whole way up: the way is `top - start`",
                lambda steps, start, top, end: np.where(
                    np.arange(steps) / steps < 0.25,
                    start + top * rise(np.arange(steps) / steps),
                    cycle_step_by_step(steps, start, top, end),
                ),
            ),
            Mistake(
                "adds `end` to the whole way down: the way is `top - end`",
                lambda steps, start, top, end: np.where(
                    np.arange(steps) / steps < 0.25,
                    cycle_step_by_step(steps, start, top, end),
                    end + top * fall(np.arange(steps) / steps),
                ),
            ),
            Mistake(
                "goes down to `start`: `end` is where it is to go",
                lambda steps, start, top, end: cycle_step_by_step(steps, start, top, start),
                "unused",
            ),
        ),
    ),
    PUSHED_LOSS,
)
