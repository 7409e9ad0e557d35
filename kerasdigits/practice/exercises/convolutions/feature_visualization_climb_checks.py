"""How the hole `climb` of feature-visualization is checked: pixel by pixel, in lists."""

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake
from kerasdigits.practice.wire import Named


def draw_climb(rng, steps=None):
    """A channel whose answer has a top, a patch, and how to climb."""
    rows, columns = (int(size) for size in rng.permutation(np.arange(2, 6))[:2])
    half = rng.normal(size=(rows, rows))
    answer = {
        "hessian": -half @ half.T - np.eye(rows),
        "best": rng.uniform(-0.2, 1.2, (rows, columns)),
    }
    steps = int(rng.integers(3, 8)) if steps is None else steps
    patch = rng.uniform(0.2, 0.8, (rows, columns))
    return Named("bowl_gradient", answer), patch, float(rng.uniform(0.1, 0.4)), steps


def climb_slowly(slopes, patch, length, steps):
    """Pixel by pixel, in lists; the lengths are counted down."""
    found = patch.tolist()
    for left in range(steps, 0, -1):
        slope = slopes(np.array(found)).tolist()
        steepest = max(abs(one) for row in slope for one in row) or 1.0
        found = [
            [
                min(max(pixel + length * left / steps * up / steepest, 0.0), 1.0)
                for pixel, up in zip(*rows, strict=True)
            ]
            for rows in zip(found, slope, strict=True)
        ]
    return np.array(found)


def climb_edges(rng):
    """No steps, one step, no slope, a patch at the border."""
    answer, patch, length, _ = draw_climb(rng)
    flat = Named("bowl_gradient", {"hessian": 0 * answer.data["hessian"], "best": patch})
    return [
        Edge("no steps at all", draw_climb(rng, 0), "Then the patch stays as it is."),
        Edge("a single step", draw_climb(rng, 1), "It has the whole length."),
        Edge("a channel without any slope", (flat, patch, length, 3), "Then the patch stays."),
        Edge("a patch of 0 and 1", (answer, patch.round(), length, 4), "Clip after each step."),
    ]


def climb_by(
    change=lambda slope: slope / np.abs(slope).max(),
    low=0.0,
    high=1.0,
    reach=lambda length, share: length * share,
    keep=1.0,
):
    """The climb with one part changed; the share of the length falls from 1 to 1 / steps."""

    def climb(slopes, patch, length, steps):
        for step in range(steps):
            way = reach(length, 1 - step / steps) * change(slopes(patch))
            patch = np.clip(keep * patch + way, low, high)
        return patch

    return climb


def climb_from(slopes, patch, length, steps):
    """The climb with the slopes of the first patch all the way."""
    slope = slopes(patch)
    return climb_slowly(lambda _: slope, patch, length, steps)


def shrink_by(share_of):
    """The climb with lengths that shrink otherwise."""

    def climb(slopes, patch, length, steps):
        for step in range(steps):
            slope = slopes(patch)
            way = share_of(step, steps) * length * slope / np.abs(slope).max()
            patch = np.clip(patch + way, 0, 1)
        return patch

    return climb


def shrink_again(slopes, patch, length, steps):
    """The climb with a length that is overwritten."""
    shares = np.cumprod(1 - np.arange(max(steps, 1)) / max(steps, 1))
    return shrink_by(lambda step, _: shares[step])(slopes, patch, length, steps)


def climb_from_start(slopes, patch, length, steps):
    """Each step with the newest slopes, but from the first patch."""
    place = patch
    for step in range(steps):
        slope = slopes(place)
        way = length * (1 - step / steps) * slope / np.abs(slope).max()
        place = np.clip(patch + way, 0, 1)
    return place


CLIMB = Hole(
    "climb",
    example=(
        Named(
            "bowl_gradient",
            {
                "hessian": np.array([[-8.0, 0.0], [0.0, 2.0]]),
                "best": np.array([[0.7, 0.5], [0.7, 0.5]]),
            },
        ),
        np.array([[0.3, 0.9], [0.2, 0.6]]),
        0.4,
        2,
    ),
    draw=draw_climb,
    oracle=climb_slowly,
    edges=climb_edges,
    mistakes=(
        Mistake("goes down: climb up the slopes", climb_by(lambda s: -s / np.abs(s).max()), "sign"),
        Mistake(
            "takes all steps equally long: the length shrinks from step to step",
            climb_by(reach=lambda length, share: length),
        ),
        Mistake(
            "lets the steps grow: their length shrinks from step to step",
            climb_by(reach=lambda length, share: length * (1 - share)),
        ),
        Mistake(
            "lets the steps grow: their length shrinks from step to step",
            climb_by(reach=lambda length, share: length * (2 - share)),
        ),
        Mistake(
            "lets the steps grow: their length shrinks from step to step",
            climb_by(reach=lambda length, share: length / share),
        ),
        Mistake(
            "adds the share to the length: multiply them",
            climb_by(reach=lambda length, share: length + share),
        ),
        Mistake(
            "lets the length shrink by a whole step at a time, beyond 0: divide by `steps`",
            lambda slopes, patch, length, steps: climb_by(
                reach=lambda long, share: long * (1 - (1 - share) * steps)
            )(slopes, patch, length, steps),
        ),
        Mistake("gives the way of the last step: add it to the patch", climb_by(keep=0.0)),
        Mistake(
            "multiplies by the steepest slope: divide by it",
            climb_by(lambda s: s * np.abs(s).max()),
        ),
        Mistake(
            "divides by the least steep slope: divide by the steepest",
            climb_by(lambda s: s / np.abs(s).min()),
        ),
        Mistake("moves all pixels alike", climb_by(lambda s: 1 / np.abs(s).max() + 0 * s)),
        Mistake("steps by the slopes as they are: divide by the steepest", climb_by(lambda s: s)),
        Mistake(
            "takes the largest slope with its sign: the steepest may go down",
            climb_by(lambda s: s / s.max()),
        ),
        Mistake(
            "divides by the length of all slopes together: divide by the steepest",
            climb_by(lambda s: s / np.linalg.norm(s)),
        ),
        Mistake(
            "divides by the mean slope: divide by the steepest",
            climb_by(lambda s: s / np.abs(s).mean()),
        ),
        Mistake(
            "steps by the signs of the slopes: a pixel with half the slope moves half as far",
            climb_by(np.sign),
        ),
        Mistake("lets pixels leave the range from 0 to 1", climb_by(low=-np.inf, high=np.inf)),
        Mistake("lets pixels grow above 1", climb_by(high=np.inf)),
        Mistake("lets pixels fall below 0", climb_by(low=-np.inf)),
        Mistake(
            "clips at the end only: clip after each step",
            lambda *args: np.clip(climb_by(low=-np.inf, high=np.inf)(*args), 0, 1),
        ),
        Mistake(
            "takes every step with the slopes of the first patch: ask for them where you are",
            climb_from,
        ),
        Mistake("leaves the patch as it is", lambda slopes, patch, length, steps: patch),
        Mistake(
            "shrinks from the first step on: the first has the whole length",
            lambda slopes, patch, length, steps: climb_slowly(
                slopes, patch, length * (steps - 1) / max(steps, 1), max(steps - 1, 0)
            ),
            "one-off",
        ),
        Mistake(
            "gives the slopes, where the patch is asked for",
            lambda slopes, patch, length, steps: slopes(patch),
        ),
        Mistake(
            "shrinks the length that has shrunk already: each step has its own share of `length`",
            shrink_again,
        ),
        Mistake(
            "divides the length by the number of the step: it shrinks evenly, by length / steps",
            shrink_by(lambda step, steps: 1 / (step + 1)),
        ),
        Mistake(
            "halves the length from step to step: it shrinks evenly, by length / steps",
            shrink_by(lambda step, steps: 0.5**step),
        ),
        Mistake(
            "lets the last step be 0 long: of 4 steps it is 1/4 of the length",
            shrink_by(lambda step, steps: 1 - step / max(steps - 1, 1)),
            "one-off",
        ),
        Mistake(
            "divides the length evenly among the steps: the first has all of it",
            shrink_by(lambda step, steps: 1 / steps),
        ),
        Mistake(
            "takes every step from the patch at the start: go on from where the last step led",
            climb_from_start,
        ),
    ),
)
