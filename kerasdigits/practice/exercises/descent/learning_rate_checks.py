"""How the holes of learning-rate are checked: singular values, and a loop."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_inputs(rng, n=None, k=None):
    """Inputs (n, k)."""
    n = n or int(rng.integers(4, 14))
    k = k or int(rng.integers(2, 4))
    return (rng.normal(size=(n, k)) * rng.uniform(0.5, 3, k),)


def limit_of_singular_values(x):
    """The largest curvature is 2 / n times the square of the largest singular value of x."""
    return len(x) / np.linalg.svd(x, compute_uv=False)[0] ** 2


def input_edges(rng):
    """One sample, one input, fewer samples than inputs."""
    return [
        Edge("a single sample", draw_inputs(rng, n=1), "n is the number of rows."),
        Edge("a single input", draw_inputs(rng, k=1), "Let x keep its shape (n, 1)."),
        Edge("fewer samples than inputs", draw_inputs(rng, n=2, k=4), "x.T @ x is (k, k) always."),
        Edge(
            "large numbers",
            (1e4 * draw_inputs(rng)[0],),
            "Nothing is to be added to the curvature.",
        ),
    ]


def curvature(x, choose):
    """One of the curvatures."""
    return choose(np.linalg.svd(x, compute_uv=False) ** 2) * 2 / len(x)


def draw_losses(rng, arrive=True):
    """Losses that fall towards a floor, reach it, and rise a little now and then."""
    n = int(rng.integers(5, 15))
    floor = float(rng.uniform(0.2, 3))
    losses = floor * (1.02 + rng.exponential(1, n))
    if arrive:
        place = int(rng.integers(1, n - 1))
        losses[place:] = floor * rng.uniform(1, 1.009, n - place)
        losses[-1] = floor * rng.choice([1.0, 1.5])
    return losses, floor


def walk(losses, floor):
    """Look at one loss after the other."""
    for step, loss in enumerate(losses.tolist()):
        if loss < 1.01 * floor:
            return float(step)
    return math.inf


def loss_edges(rng):
    """Never, at once, only at the end, exactly at the bound."""
    losses, floor = draw_losses(rng, arrive=False)
    at_once = np.concatenate([[floor], losses])
    at_end = np.concatenate([losses, [floor]])
    at_bound = np.array([4.0, 1.01 * 2.0, 2.0])
    return [
        Edge(
            "losses that never arrive",
            (losses, floor),
            "Return np.inf; np.argmax gives 0 where nothing is True.",
        ),
        Edge("a start that is low enough", (at_once, floor), "Then it takes 0.0 steps."),
        Edge("losses that arrive with the last step", (at_end, floor), "Look at all of them."),
        Edge(
            "a loss of exactly 1.01 times the floor",
            (at_bound, 2.0),
            "Below 1.01 times the floor means `<`.",
            "ties",
        ),
    ]


HOLES = (
    Hole(
        "largest_rate",
        example=(np.array([[1.0, 0.0], [0.0, 2.0]]),),
        draw=draw_inputs,
        oracle=limit_of_singular_values,
        edges=input_edges,
        tolerance=1e-8,
        mistakes=(
            Mistake(
                "takes the smallest curvature: the steepest direction sets the limit",
                lambda x: 2 / curvature(x, np.min),
            ),
            Mistake(
                "takes the sum of the curvatures (the trace): the largest alone sets the limit",
                lambda x: 2 / curvature(x, np.sum),
            ),
            Mistake("takes the mean curvature", lambda x: 2 / curvature(x, np.mean)),
            Mistake("gives the curvature itself, not 2 over it", lambda x: curvature(x, np.max)),
            Mistake(
                "gives the rate that arrives in one step along the steepest direction, 1 over the "
                "curvature: the limit is twice that",
                lambda x: 1 / curvature(x, np.max),
                "factor",
            ),
            Mistake(
                "takes the singular values of x for its curvatures: square them, times 2 / n",
                lambda x: 2 / np.linalg.svd(x, compute_uv=False)[0],
            ),
            Mistake(
                "takes the curvatures of x @ x.T without dividing by the number of samples",
                lambda x: 1 / np.linalg.svd(x, compute_uv=False)[0] ** 2,
                "batch-factor",
            ),
            Mistake(
                "takes the largest number of the Hessian for its largest eigenvalue",
                lambda x: len(x) / np.max(x.T @ x),
            ),
        ),
    ),
    Hole(
        "count_steps",
        example=(np.array([8.0, 4.0, 2.0, 1.0, 1.0]), 1.0),
        draw=draw_losses,
        oracle=walk,
        edges=loss_edges,
        mistakes=(
            Mistake(
                "counts all losses that are low enough: the first is asked for",
                lambda losses, floor: float(np.sum(losses < 1.01 * floor)),
            ),
            Mistake(
                "counts all losses that are too high, those after the first arrival as well",
                lambda losses, floor: float(np.sum(losses >= 1.01 * floor)),
            ),
            Mistake(
                "gives the place of the lowest loss: the first that is low enough is asked for",
                lambda losses, floor: float(np.argmin(losses)),
            ),
            Mistake(
                "gives the last loss that is low enough: the first is asked for",
                lambda losses, floor: (
                    float(np.flatnonzero(losses < 1.01 * floor)[-1])
                    if (losses < 1.01 * floor).any()
                    else np.inf
                ),
            ),
            Mistake(
                "counts one step too many: losses[0] is before any step",
                lambda losses, floor: walk(losses, floor) + 1,
                "offset",
            ),
            Mistake(
                "compares with 1.01 itself: the bound is 1.01 times the floor",
                lambda losses, floor: walk(losses, 1.0),
                "unused",
            ),
            Mistake(
                "counts the losses that are low for good: the first arrival is asked for",
                lambda losses, floor: (
                    float(len(losses)) - float(np.argmax(~(losses < 1.01 * floor)[::-1]))
                ),
            ),
        ),
    ),
)
