"""Draw on the page's pad with a real mouse or a real finger, and read what the page shows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from playwright.sync_api import Page

PAD = 400
UPRIGHT = [np.array([(200.0, 60.0), (200.0, 340.0)])]
FLAT = [np.array([(60.0, 200.0), (340.0, 200.0)])]


def to_screen(page: Page, points: np.ndarray, where: str = "#pad") -> np.ndarray:
    """Pad units to pixels of the window; scrolls the pad into view first."""
    pad = page.locator(where)
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    return np.array([box["x"], box["y"]]) + points * box["width"] / PAD


def draw_with_mouse(page: Page, strokes: Sequence[np.ndarray], steps: int = 4) -> None:
    """One press, drag and release a stroke."""
    for stroke in strokes:
        points = to_screen(page, stroke)
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=steps)
        page.mouse.up()
    next_frame(page)


def draw_with_finger(
    page: Page, strokes: Sequence[np.ndarray], steps: int = 8, where: str = "#pad"
) -> None:
    """The same through Chromium's touch input, which scrolls a page that lets it."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: np.ndarray) -> None:
        touches = [{"x": float(x), "y": float(y)} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    for stroke in strokes:
        points = to_screen(page, stroke, where)
        touch("touchStart", points[0])
        for start, end in pairwise(points):
            for step in range(1, steps + 1):
                touch("touchMove", start + (end - start) * step / steps)
        touch("touchEnd")
    next_frame(page)


def next_frame(page: Page) -> None:
    """Wait until the page has read what was drawn: it reads once a frame."""
    page.evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame("
        "() => setTimeout(done, 10))))"
    )


def model_input(page: Page) -> np.ndarray | None:
    """What the model reads now, float32, flat."""
    values = page.evaluate("kerasdigits.input && Array.from(kerasdigits.input)")
    return None if values is None else np.array(values, np.float32)


def bar_values(page: Page) -> dict[str, float]:
    """Class names and the values of their bars."""
    rows = page.locator("#bars > li").evaluate_all(
        "rows => rows.map(row => [row.querySelector('.bar-name').textContent, row.dataset.value])"
    )
    return {name: float(value) if value else float("nan") for name, value in rows}


def winner(page: Page) -> str | None:
    """The name of the emphasised bar; None when the pad is empty."""
    found = page.locator("#bars > li.winner .bar-name")
    return found.text_content() if found.count() else None
