"""A hand that draws digits: stroke templates, random size, place and slant, in units of the pad.

Ten digits as polylines and arcs in a unit box (x to the right, y down), some written in two
ways. They know nothing of the page's own code.
"""

from __future__ import annotations

import numpy as np

PAD = 400

Stroke = np.ndarray  # (points, 2) float, x and y


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> Stroke:
    """Points of an elliptic arc; angles in degrees, 0 to the right, 90 down."""
    angles = np.radians(np.linspace(start, end, 2 + int(abs(end - start) / 6)))
    return np.stack([x + rx * np.cos(angles), y + ry * np.sin(angles)], axis=1)


def line(*points: tuple[float, float]) -> Stroke:
    """A polyline through these points."""
    return np.array(points, float)


def join(*parts: Stroke) -> Stroke:
    """One stroke from parts that follow each other."""
    return np.concatenate(parts)


DIGITS: dict[int, list[list[Stroke]]] = {
    0: [[arc(0.5, 0.5, 0.34, 0.5, -90, 270)], [arc(0.5, 0.5, 0.42, 0.5, -60, 300)]],
    1: [[line((0.5, 0.0), (0.5, 1.0))], [line((0.55, 0.0), (0.45, 1.0))]],
    2: [
        [
            join(
                arc(0.5, 0.28, 0.36, 0.28, -165, 35),
                line((0.6, 0.6), (0.14, 0.98)),
                line((0.5, 0.97), (0.9, 1.0)),
            )
        ]
    ],
    3: [
        [
            join(arc(0.44, 0.25, 0.36, 0.25, -150, 80), line((0.4, 0.48))),
            join(line((0.4, 0.48)), arc(0.44, 0.74, 0.4, 0.26, -85, 150)),
        ]
    ],
    4: [
        [line((0.2, 0.0), (0.12, 0.55), (0.9, 0.55)), line((0.7, 0.1), (0.66, 1.0))],
        [line((0.62, 0.0), (0.06, 0.62), (0.94, 0.62)), line((0.66, 0.3), (0.66, 1.0))],
    ],
    5: [
        [
            join(
                line((0.85, 0.0), (0.25, 0.02), (0.2, 0.42)),
                arc(0.46, 0.68, 0.4, 0.32, -120, 140),
            )
        ],
        [
            join(line((0.25, 0.02), (0.2, 0.44)), arc(0.46, 0.68, 0.4, 0.32, -120, 140)),
            line((0.25, 0.02), (0.88, 0.0)),
        ],
    ],
    6: [
        [
            join(
                line((0.7, 0.0), (0.4, 0.22), (0.2, 0.5)),
                arc(0.48, 0.71, 0.32, 0.28, -170, 190),
            )
        ]
    ],
    7: [
        [line((0.08, 0.04), (0.9, 0.0), (0.42, 1.0))],
        [line((0.1, 0.02), (0.88, 0.02), (0.6, 0.45), (0.46, 1.0))],
    ],
    8: [
        [
            join(
                arc(0.5, 0.25, 0.28, 0.24, -40, -270),
                arc(0.5, 0.75, 0.36, 0.25, -90, 270),
                arc(0.5, 0.25, 0.28, 0.24, 90, -40),
            )
        ],
        [arc(0.5, 0.24, 0.28, 0.24, 90, 450), arc(0.5, 0.74, 0.36, 0.26, -90, 270)],
    ],
    9: [
        [
            join(
                arc(0.46, 0.28, 0.32, 0.28, 0, -360), line((0.78, 0.28), (0.74, 0.6), (0.66, 1.0))
            ),
        ]
    ],
}


def draw(
    digit: int,
    rng: np.random.Generator,
    size: float | None = None,
    place: bool = True,
    tremble: float = 0.006,
) -> list[Stroke]:
    """Draw one digit the way a hand might.

    Args:
        digit: 0 to 9.
        rng: Where chance comes from.
        size: Height in units of the pad, from 60 to 380; drawn by chance when None.
        place: Anywhere on the pad; in its middle when False.
        tremble: How far each point is off, as a fraction of the size.

    Returns:
        Strokes of `(points, 2)` in units of the pad, all points on it.
    """
    variants = DIGITS[digit]
    strokes = variants[rng.integers(len(variants))]
    size = rng.uniform(60, 380) if size is None else size
    angle = np.radians(rng.uniform(-7, 7))
    aspect = rng.uniform(0.6, 0.85)
    slant = rng.uniform(-0.2, 0.12)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[aspect, slant], [0.0, 1.0]])
    moved = [
        (stroke - 0.5) @ matrix.T * size + rng.normal(0, tremble * size, stroke.shape)
        for stroke in strokes
    ]
    points = np.concatenate(moved)
    # The line is 24 wide: it shall not be cut off at the edge.
    low, high = 13 - points.min(axis=0), PAD - 13 - points.max(axis=0)
    if (low > high).any():
        return draw(digit, rng, size * 0.9, place, tremble)
    offset = rng.uniform(low, high) if place else (low + high) / 2
    return [stroke + offset for stroke in moved]
