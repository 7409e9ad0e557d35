"""The way through the page with one kind of input alone: keys, or a finger on a phone."""

import re

from playwright.sync_api import Page, TimeoutError, expect
from pointer import UPRIGHT, draw_with_finger

CELL = re.compile(r"cell=\d-\d")
# A hundred steps at once.
LEAP = ".landscape-buttons button:nth-child(4)"


def open_page_of(open_page, grown, **options) -> Page:
    url = f"{grown[0].joinpath('index.html').as_uri()}?model=grown"
    return open_page(url, reduced_motion="reduce", **options)


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab until the focus is on the first element that matches."""
    for _ in range(200):
        page.keyboard.press(key)
        if page.evaluate("s => document.activeElement === document.querySelector(s)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tap_until(page: Page, selector: str, done: str) -> None:
    """Tap, again where nothing comes of it: just after a drag Chromium makes no click of one."""
    for _ in range(6):
        page.locator(selector).first.tap()
        try:
            page.wait_for_function(f"() => {done}", timeout=2_000)
        except TimeoutError:
            continue
        return
    raise AssertionError(f"a tap on {selector} does nothing")


def check_reading(page: Page) -> None:
    expect(page.locator("#bars li.winner")).to_have_count(1)


def check_inside(page: Page) -> None:
    expect(page.locator("#inside .detail h3")).to_be_visible()


def check_lesson(page: Page) -> None:
    expect(page.locator("#failures .teach-results table")).to_be_visible()


def test_keys_alone_lead_from_a_drawing_through_every_scene(open_page, grown):
    page = open_page_of(open_page, grown)
    tab_to(page, "#pad")
    press(page, "Space", *["ArrowDown"] * 8, "Space")
    check_reading(page)
    # All scenes are open once one has gone to the last of them.
    tab_to(page, '#scene-links a[href="#failures"]', "Shift+Tab")
    press(page, "Enter")
    expect(page.locator("#failures")).to_be_focused()
    expect(page.locator("#failures .confusion button").first).to_be_visible()
    tab_to(page, "#failures .confusion button")
    press(page, "ArrowDown", "Enter")
    expect(page).to_have_url(CELL)
    tab_to(page, "#failures .own-pad")
    press(page, "Space", *["ArrowDown"] * 8, "Space")
    tab_to(page, "#failures .own-labels button")
    press(page, "Enter")
    tab_to(page, "#failures .teach-actions .primary")
    press(page, "Enter")
    check_lesson(page)
    for scene in ("landscape", "learned", "inside"):
        tab_to(page, f'#scene-links a[href="#{scene}"]', "Shift+Tab")
        press(page, "Enter")
        expect(page.locator(f"#{scene}")).to_be_focused()
        if scene == "landscape":
            tab_to(page, ".landscape-map")
            press(page, "ArrowLeft", "ArrowUp", "Enter")
            tab_to(page, LEAP)
            press(page, "Enter")
            expect(page.locator(".landscape-status")).to_contain_text(re.compile(r"Step [1-9]"))
        elif scene == "learned":
            tab_to(page, "#learned .learned-past input[type=range]")
            press(page, "ArrowRight")
            expect(page.locator("#learned .learned-when")).to_contain_text("After epoch")
            tab_to(page, "#learned .learned-go")
            press(page, "Enter")
            expect(page.locator("#learned .learned-told").first).to_have_text(re.compile("^Done"))
        else:
            tab_to(page, "#inside .layer.input .layer-map")
            tab_to(page, "#inside .layer:nth-child(3) .layer-map")
            press(page, "ArrowDown", "Enter")
            check_inside(page)


def test_a_finger_alone_leads_from_a_drawing_through_every_scene(open_page, grown):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = open_page_of(open_page, grown, **phone)
    draw_with_finger(page, UPRIGHT)
    check_reading(page)
    tap_until(page, "#scene-links a[href='#failures']", "document.activeElement.id === 'failures'")
    page.locator("#failures .confusion button:not([aria-disabled=true])").first.tap()
    expect(page).to_have_url(CELL)
    draw_with_finger(page, UPRIGHT, where="#failures .own-pad")
    taken = "document.querySelectorAll('.own-list .exhibit').length > 0"
    tap_until(page, "#failures .own-labels button", taken)
    page.locator("#failures .teach-actions .primary").tap()
    check_lesson(page)
    page.locator(".landscape-map").tap()
    expect(page.locator(".landscape-map")).to_have_attribute("aria-label", re.compile("began at"))
    page.locator(LEAP).tap()
    expect(page.locator(".landscape-status")).to_contain_text(re.compile(r"Step [1-9]"))
    page.get_by_role("button", name="Later").tap()
    expect(page.locator("#learned .learned-when")).to_contain_text("After epoch")
    page.locator("#learned .learned-go").first.tap()
    expect(page.locator("#learned .learned-told").first).to_have_text(re.compile("^Done"))
    page.locator("#inside .layer:nth-child(3) .layer-map").tap()
    check_inside(page)
