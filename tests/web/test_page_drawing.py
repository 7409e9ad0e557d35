"""Mouse, finger, keyboard; clear and undo."""

import numpy as np
import pytest
from pointer import (
    FLAT,
    UPRIGHT,
    draw_with_finger,
    draw_with_mouse,
    model_input,
    next_frame,
    winner,
)


def test_the_mouse_draws_and_another_drawing_gets_another_answer(open_page, site_url):
    page = open_page(site_url)
    assert winner(page) is None
    draw_with_mouse(page, UPRIGHT)
    assert winner(page) == "upright"
    page.locator("#clear").click()
    draw_with_mouse(page, FLAT)
    assert winner(page) == "flat"


def test_the_answer_follows_the_pen_before_it_is_lifted(open_page, file_url):
    page = open_page(file_url)
    box = page.locator("#pad").bounding_box()
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(middle, box["y"] + 250, steps=10)
    next_frame(page)
    assert winner(page) == "upright"
    page.mouse.up()


def test_a_finger_draws_and_the_page_does_not_scroll(open_page, file_url):
    phone = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
    page = open_page(file_url, **phone)
    page.locator("#pad").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    draw_with_finger(page, [UPRIGHT[0][::-1]])
    assert winner(page) == "upright"
    assert page.evaluate("scrollY") == before
    # Without the style the same finger does scroll: this test would notice.
    page.locator("#pad").evaluate("pad => { pad.style.touchAction = 'auto' }")
    draw_with_finger(page, [UPRIGHT[0][::-1]])
    assert page.evaluate("scrollY") > before


def test_a_drawing_of_any_size_and_place_looks_the_same_to_the_model(open_page, file_url):
    page = open_page(file_url)
    shape = np.array([(0.0, 0.0), (0.0, 1.0), (0.6, 1.0)])
    seen = []
    for size, place in ((320, (50, 40)), (90, (290, 20))):
        draw_with_mouse(page, [shape * size + place])
        seen.append(model_input(page))
        page.locator("#clear").click()
    assert np.abs(seen[0] - seen[1]).max() < 0.15
    page.locator("#recipe").uncheck()
    draw_with_mouse(page, [shape * 90 + (290, 20)])
    plain = model_input(page).reshape(28, 28)
    assert plain[:, :19].max() == 0
    assert np.abs(plain.ravel() - seen[1]).max() > 0.5


def test_undo_takes_back_stroke_by_stroke_and_brings_a_cleared_drawing_back(open_page, file_url):
    page = open_page(file_url)
    draw_with_mouse(page, UPRIGHT)
    one = model_input(page)
    draw_with_mouse(page, FLAT)
    two = model_input(page)
    assert np.abs(one - two).max() > 0.5
    page.locator("#clear").click()
    next_frame(page)
    assert model_input(page) is None
    page.locator("#undo").click()
    next_frame(page)
    np.testing.assert_array_equal(model_input(page), two)
    page.keyboard.press("Control+z")
    next_frame(page)
    np.testing.assert_array_equal(model_input(page), one)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    next_frame(page)
    assert model_input(page) is None


@pytest.mark.parametrize("key", ["Delete", "Escape", "c"])
def test_a_key_clears_the_pad(open_page, file_url, key):
    page = open_page(file_url, wait="ready")
    draw_with_mouse(page, UPRIGHT)
    assert winner(page) == "upright"
    page.keyboard.press(key)
    next_frame(page)
    assert winner(page) is None


def test_the_keyboard_alone_can_draw(open_page, file_url):
    page = open_page(file_url)
    page.locator("#pad").focus()
    page.keyboard.press("Space")
    for _ in range(10):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    next_frame(page)
    assert winner(page) == "upright"
    seen = model_input(page).reshape(28, 28)
    # The pen was up while it moved to the right: one line, in the middle.
    assert set(np.flatnonzero(seen.sum(axis=0)).tolist()) <= set(range(11, 18))


def test_two_fingers_do_not_tear_the_stroke(open_page, file_url):
    page = open_page(file_url, has_touch=True)
    box = page.locator("#pad").bounding_box()
    session = page.context.new_cdp_session(page)

    def touch(kind, *points):
        touches = [
            {"x": box["x"] + box["width"] * x, "y": box["y"] + box["height"] * y, "id": i}
            for i, (x, y) in enumerate(points)
        ]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    touch("touchStart", (0.5, 0.15))
    for y in (0.3, 0.5, 0.7, 0.85):
        touch("touchMove", (0.5, y), (0.9, 0.1))
    touch("touchEnd")
    next_frame(page)
    assert winner(page) == "upright"
