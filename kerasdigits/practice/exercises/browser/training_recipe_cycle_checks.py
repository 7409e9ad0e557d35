"""How the hole `keep_cycle` of training-recipe is checked: cycle by cycle."""

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_losses(rng):
    """Losses that fall, rise once now and then, rise twice, and fall lower afterwards."""
    steps = list(-rng.uniform(0.05, 0.1, int(rng.integers(1, 7))))
    for _ in range(int(rng.integers(4))):
        steps += [rng.uniform(0.03, 0.05), -rng.choice([0.01, 0.08]) * rng.uniform(0.9, 1.1)]
    steps += [*rng.uniform(0.02, 0.06, 2), *-rng.uniform(0.2, 0.25, int(rng.integers(2, 4)))]
    return (2.0 + np.concatenate([[0.0], np.cumsum(steps)]),)


def walk(losses):
    """Cycle by cycle, with the best so far and the number of rises running."""
    best, rises = 0, 0
    for cycle in range(1, len(losses)):
        rises = rises + 1 if losses[cycle] > losses[cycle - 1] else 0
        if losses[cycle] < losses[best]:
            best = cycle
        if rises == 2:
            break
    return best


def find_stop(losses, rises=2):
    """The cycle after which it stops; the last one where it does not."""
    risen = np.diff(losses) > 0
    for cycle in range(rises, len(losses)):
        if risen[cycle - rises : cycle].all():
            return cycle
    return len(losses) - 1


def loss_edges(rng):
    """No cycle, no stop, rises from the start, equal losses."""
    down = 2 - np.cumsum(rng.uniform(0.1, 0.2, 5))
    return [
        Edge("no cycle at all", (np.array([0.7]),), "Then it is 0."),
        Edge("a loss that never rises", (down,), "Then it never stops."),
        Edge("a loss that rises from the start", (np.array([0.5, 0.6, 0.7, 0.1]),), "0 is kept."),
        Edge("a single rise at the end", (np.append(down, down[-1] + 0.1),), "It never stops."),
        Edge(
            "two rises at the end",
            (np.append(down, down[-1] + [0.1, 0.2]),),
            "Look at the last cycle, too.",
        ),
        Edge(
            "equal losses between two rises",
            (np.array([0.9, 0.6, 0.7, 0.7, 0.8, 0.2, 0.3]),),
            "Equal is not risen.",
            "ties",
        ),
        Edge(
            "the lowest loss twice",
            (np.array([0.9, 0.4, 0.5, 0.4, 0.6, 0.7, 0.1]),),
            "Of equal losses the first counts.",
            "ties",
        ),
    ]


KEEP_CYCLE = Hole(
    "keep_cycle",
    example=(np.array([0.9, 0.5, 0.6, 0.55, 0.57, 0.4, 0.45, 0.42, 0.5, 0.7, 0.3]),),
    draw=draw_losses,
    oracle=walk,
    edges=loss_edges,
    mistakes=(
        Mistake(
            "takes the lowest of all losses: after two rises the training has stopped, and "
            "what would come later is never seen",
            lambda losses: float(np.argmin(losses)),
        ),
        Mistake(
            "gives the cycle at which it stops: the one with the lowest loss is kept",
            lambda losses: float(find_stop(losses)),
        ),
        Mistake(
            "stops at the first rise: it takes two running",
            lambda losses: float(np.argmin(losses[: find_stop(losses, 1) + 1])),
        ),
        Mistake(
            "gives the cycle at which the loss rises first",
            lambda losses: float(find_stop(losses, 1)),
        ),
        Mistake(
            "gives the cycle before the two rises, which need not have the lowest loss",
            lambda losses: float(max(find_stop(losses) - 2, 0)),
        ),
        Mistake(
            "stops when two cycles brought nothing better: it takes two rises running",
            lambda losses: float(
                next(
                    (
                        best
                        for best in range(len(losses) - 2)
                        if min(losses[best + 1 : best + 3])
                        >= losses[best]
                        == min(losses[: best + 1])
                    ),
                    np.argmin(losses),
                )
            ),
        ),
        Mistake(
            "gives the cycle before the last rise",
            lambda losses: float(max(find_stop(losses) - 1, 0)),
        ),
        Mistake(
            "gives the lowest loss, where the number of its cycle is asked for",
            lambda losses: float(np.min(losses[: find_stop(losses) + 1])),
        ),
        Mistake(
            "counts two rises in all: they must follow each other",
            lambda losses: float(
                np.argmin(losses[: ([*np.flatnonzero(np.diff(losses) > 0), 0, 0][1] + 2)])
            ),
        ),
        Mistake(
            "counts one too many: losses[0] is before the first cycle",
            lambda losses: walk(losses) + 1,
            "offset",
        ),
        Mistake("counts the cycles until it stops", lambda losses: float(find_stop(losses) + 1)),
        Mistake("takes the last cycle", lambda losses: float(len(losses) - 1)),
    ),
)
