"""Points in a plane, in two classes that a straight line cannot part: XOR, moons, spirals."""

import numpy as np

Points = tuple[np.ndarray, np.ndarray]
"""Places `(n, 2)` and targets `(n, 1)`, 0 or 1, both float64."""


def make_xor() -> Points:
    """Give the four corners of the unit square; the target is 1 where just one input is 1."""
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return corners, np.array([[0.0], [1.0], [1.0], [0.0]])


def make_moons(rng: np.random.Generator, n: int, noise: float = 0.1) -> Points:
    """Draw two half circles of radius 1 that reach into each other.

    Args:
        rng: Where to draw from.
        n: How many points; the classes take turns.
        noise: Standard deviation of what is added to each coordinate.

    Returns:
        Places and targets.
    """
    target = np.arange(n)[:, None] % 2.0
    angle = np.pi * (rng.uniform(size=(n, 1)) + target)
    places = np.hstack([np.cos(angle), np.sin(angle)]) + target * (1.0, 0.5)
    return places + rng.normal(0, noise, (n, 2)), target


def make_spirals(
    rng: np.random.Generator, n: int, turns: float = 1.5, noise: float = 0.06
) -> Points:
    """Draw two arms of a spiral, each half a turn from the other, out to radius 2.

    Args:
        rng: Where to draw from.
        n: How many points; the classes take turns.
        turns: How often an arm goes round.
        noise: Standard deviation of what is added to each coordinate.

    Returns:
        Places and targets.
    """
    target = np.arange(n)[:, None] % 2.0
    outward = np.sqrt(rng.uniform(0.02, 1, (n, 1)))  # as many points on an outer turn as it is long
    angle = 2 * np.pi * turns * outward + np.pi * target
    places = 2 * outward * np.hstack([np.cos(angle), np.sin(angle)])
    return places + rng.normal(0, noise, (n, 2)), target
