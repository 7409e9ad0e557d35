"""How the holes of training-recipe are checked: by peeling, and by a search."""

import numpy as np

from kerasdigits.practice.exercises.browser.training_recipe_cycle_checks import KEEP_CYCLE
from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_picture(rng, box=None):
    """A picture with faint pixels everywhere, and a box of ink with two corners of it."""
    high, wide = box or (int(size) for size in rng.permutation(np.arange(2, 6))[:2])
    top, bottom, left, right = (int(size) for size in rng.permutation(np.arange(1, 5)))
    picture = rng.uniform(0.01, 0.09, (top + high + bottom, left + wide + right))
    inner = picture[top : top + high, left : left + wide]
    inner[rng.random(inner.shape) < 0.3] = 0.5
    for row, column in ((0, -1), (-1, 0)):
        inner[row, column] = rng.uniform(0.15, 0.9)
    return (picture,)


def peel(picture, ink=0.1):
    """Take away rows and columns from all four sides while they hold no ink."""
    box = picture.copy()
    if box.max() < ink:
        return box
    for _ in range(4):
        while box[0].max() < ink:
            box = box[1:]
        box = np.rot90(box)
    return box


def picture_edges(rng):
    """No ink, one pixel, ink at the border, exactly 0.1, a box of one row."""
    (picture,) = draw_picture(rng)
    faint = np.minimum(picture, 0.08)
    one, exact = faint.copy(), faint.copy()
    one[2, 1] = 0.7
    exact[1:3, 1:3] = 0.1
    return [
        Edge("a picture without ink", (faint,), "Give it back as it is."),
        Edge("a single pixel of ink", (one,), "The box has the shape (1, 1)."),
        Edge("ink of exactly 0.1", (exact,), "At least 0.1 is ink.", "ties"),
        Edge("ink in all corners", (picture + 0.5,), "The box is the picture."),
        Edge("a digit of one row", draw_picture(rng, (1, 4)), "Keep the shape (1, columns)."),
    ]


def draw_box(rng, shape=None):
    """A box whose ink lies towards one of its corners."""
    high, wide = shape or (int(size) for size in rng.permutation(np.arange(4, 8))[:2])
    slopes = np.exp(0.9 * rng.choice([-1, 1]) * np.arange(high))[:, None] * np.exp(
        0.9 * rng.choice([-1, 1]) * np.arange(wide)
    )
    box = slopes / slopes.max() * rng.uniform(0.5, 1, (high, wide))
    return box, int(rng.integers(13, 18))


def search_place(box, side, middle=None, axes=(0, 1)):
    """Try every place, and take the one whose centre of mass is nearest to the middle."""
    middle = side / 2 if middle is None else middle
    corner = []
    for axis in axes:
        ink = box.sum(axis=1 - axis)
        gaps = [
            abs(start + ink @ np.arange(len(ink)) / ink.sum() - middle)
            for start in range(side - box.shape[len(corner)] + 1)
        ]
        corner.append(max(np.flatnonzero(np.array(gaps) <= min(gaps) + 1e-9)))
    return lay(box, side, *corner)


def lay(box, side, top, left):
    """A box on an empty square, cut off at its borders."""
    square = np.zeros((3 * side, 3 * side))
    top, left = (int(np.clip(start, -side, side)) + side for start in (top, left))
    square[top : top + box.shape[0], left : left + box.shape[1]] = box
    return square[side : 2 * side, side : 2 * side]


def box_edges(rng):
    """Halves, a box as large as the square, one that would leave it, one pixel."""
    heavy = np.full((9, 8), 0.01)
    heavy[0, -1] = 1.0
    return [
        Edge("a centre half-way between pixels", (np.ones((4, 4)), 12), "Round a half up.", "ties"),
        Edge("a centre half-way between pixels", (np.ones((6, 2)), 12), "Round a half up.", "ties"),
        Edge("a centre a little past half-way", (np.array([[0.47], [0.53]]), 8), "Round exactly."),
        Edge("a box as large as the square", (draw_box(rng, (7, 7))[0], 7), "It just fits."),
        Edge("a box that would leave the square", (heavy, 10), "Keep all of it inside."),
        Edge(
            "a box that would leave the square", (heavy[::-1, ::-1], 10), "Keep all of it inside."
        ),
        Edge("a box of a single pixel", (np.array([[0.6]]), 8), "Its centre of mass is 0."),
    ]


def centre_of(box):
    """The centres of mass of rows and columns."""
    return [box.sum(axis=1 - axis) @ np.arange(box.shape[axis]) / box.sum() for axis in (0, 1)]


def place_at(rule):
    """Lay the box where a rule of side, centre and length says."""

    def place(box, side):
        corner = [
            np.clip(rule(side, c, n), 0, side - n)
            for c, n in zip(centre_of(box), box.shape, strict=True)
        ]
        return lay(box, side, *corner)

    return place


HOLES = (
    Hole(
        "cut_out",
        example=(np.array([[0.0, 0.3, 0.0, 0.05], [0.0, 0.02, 0.9, 0.0], [0.04, 0.0, 0.0, 0.0]]),),
        draw=draw_picture,
        oracle=peel,
        edges=picture_edges,
        mistakes=(
            Mistake(
                "sets faint pixels inside of the box to 0: leave all pixels as they are",
                lambda p: np.where(peel(p) < 0.1, 0, peel(p)),
            ),
            Mistake("makes ink of 1 and 0 of the pixels", lambda p: (peel(p) >= 0.1).astype(float)),
            Mistake("mirrors the box", lambda p: peel(p)[:, ::-1]),
            Mistake(
                "loses the last row and the last column: a slice ends before its second number",
                lambda p: peel(p)[:-1, :-1],
                "one-off",
            ),
            Mistake(
                "drops rows and columns without ink inside of the box, too",
                lambda p: p[(p >= 0.1).any(axis=1)][:, (p >= 0.1).any(axis=0)],
            ),
            Mistake(
                "takes every pixel above 0 for ink: it is ink from 0.1 on",
                lambda p: peel(p, 1e-9),
            ),
            Mistake(
                "cuts off a border of one pixel on each side, whatever is there",
                lambda p: p[1:-1, 1:-1],
            ),
        ),
    ),
    Hole(
        "place_by_mass",
        example=(np.array([[0.5, 0.25, 0.25], [0.75, 0.25, 0.5]]), 6),
        draw=draw_box,
        oracle=search_place,
        edges=box_edges,
        mistakes=(
            Mistake(
                "puts the middle of the box in the middle: its centre of mass belongs there",
                place_at(lambda side, c, n: (side - n) // 2),
            ),
            Mistake(
                "puts the middle of the box in the middle: its centre of mass belongs there",
                place_at(lambda side, c, n: np.floor(side / 2 - (n - 1) / 2 + 0.5)),
            ),
            Mistake(
                "drops what is behind the point: round to the nearest",
                place_at(lambda side, c, n: np.floor(side / 2 - c)),
                "rounded",
            ),
            Mistake(
                "rounds up: round to the nearest", place_at(lambda s, c, n: np.ceil(s / 2 - c))
            ),
            Mistake(
                "adds the centre of mass to the middle: take it away",
                place_at(lambda side, c, n: np.floor(side / 2 + c + 0.5)),
                "sign",
            ),
            Mistake("leaves the box in the corner", place_at(lambda side, c, n: 0)),
            Mistake(
                "puts the corner of the box in the middle: its centre of mass belongs there",
                place_at(lambda side, c, n: side // 2),
            ),
            Mistake(
                "takes the centre of mass as the corner",
                place_at(lambda side, c, n: np.floor(c + 0.5)),
            ),
            Mistake(
                "is a pixel too far down and to the right: the first row has the number 0",
                place_at(lambda side, c, n: np.floor(side / 2 - c + 1.5)),
                "shifted",
            ),
            Mistake(
                "is a pixel too far up and to the left: the first row has the number 0",
                place_at(lambda side, c, n: np.floor(side / 2 - c - 0.5)),
                "shifted",
            ),
            Mistake(
                "exchanges the centres of rows and columns",
                lambda box, side: search_place(box, side, axes=(1, 0)),
                "transposed",
            ),
            Mistake(
                "takes the centre of the rows for both axes",
                lambda box, side: search_place(box, side, axes=(0, 0)),
            ),
            Mistake(
                "takes the centre of the columns for both axes",
                lambda box, side: search_place(box, side, axes=(1, 1)),
            ),
            Mistake(
                "puts the darkest pixel in the middle: the centre of mass belongs there",
                lambda box, side: lay(
                    box,
                    side,
                    *(side // 2 - np.array(np.unravel_index(box.argmax(), box.shape))),
                ),
            ),
            Mistake("mirrors the box", lambda box, side: search_place(box, side)[::-1, ::-1]),
        ),
    ),
    KEEP_CYCLE,
)
