"""The guided tour: it sets the page's own controls, by keys, and leaves out what a model lacks."""

import re

from playwright.sync_api import Page, expect

CARD = ".tour-card"


def expect_lit(page: Page, selector: str) -> None:
    expect(page.locator(".tour-lit")).to_have_count(1)
    expect(page.locator(".tour-lit").locator("xpath=self::*")).to_be_in_viewport()
    assert page.evaluate("s => document.querySelector('.tour-lit').matches(s)", selector)


def test_keys_lead_through_the_tour_which_sets_the_real_controls(open_page, file_url):
    page = open_page(file_url, wait="ready", reduced_motion="reduce")
    page.locator("#tour").focus()
    page.keyboard.press("Enter")
    title = page.locator(f"{CARD} h2")
    expect(title).to_have_text("Draw a digit")
    expect(title).to_be_focused()
    expect(page.locator("#bars li.winner")).to_have_count(1)
    seen = []
    for _ in range(30):
        seen.append(title.text_content())
        expect(page).to_have_url(re.compile(rf"[?&]tour={len(seen)}(&|#|$)"))
        page.evaluate("new Promise(requestAnimationFrame)")
        if seen[-1] == "Without that preparation":
            expect_lit(page, "#recipe-switch")
            expect(page.locator("#recipe")).not_to_be_checked()
        if seen[-1] == "Real handwriting":
            expect(page.locator("#recipe")).to_be_checked()
            expect(page.locator("#samples button").first).to_have_attribute("aria-pressed", "true")
        if seen[-1] == "Too fast":
            expect_lit(page, ".landscape-rate")
            expect(page.locator(".landscape-rate-value.beyond")).to_have_count(1)
        if seen[-1] == "More than one valley":
            expect(page.locator(".landscape-ends")).to_contain_text("Of 20 walks")
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"{CARD} h2", has_text=seen[-1])).to_have_count(0)
        if page.locator(CARD).count() == 0:
            break
    assert seen[:3] == ["Draw a digit", "The answer", "What the network sees"]
    assert {"Walk downhill", "Take it home", "The same numbers as Keras"} <= set(seen)
    expect(page.locator("#tour")).to_be_focused()
    expect(page.locator(".tour-lit")).to_have_count(0)
    assert "tour=" not in page.url


def test_a_link_opens_its_step_and_escape_ends_the_tour_without_clearing(open_page, file_url):
    # A model that reads numbers has no pad, no picture and no switch.
    page = open_page(f"{file_url}?model=d-features&tour=2", wait="ready", reduced_motion="reduce")
    title = page.locator(f"{CARD} h2")
    expect(title).to_have_text("Look inside")
    expect(page.locator(".tour-progress")).to_have_text(re.compile(r"Step 2 of \d+"))
    page.locator(CARD).get_by_role("button", name="Back").click()
    expect(title).to_have_text("The answer")
    page.keyboard.press("Escape")
    expect(page.locator(CARD)).to_have_count(0)

    page = open_page(f"{file_url}?tour=1", wait="ready", reduced_motion="reduce")
    expect(page.locator("#clear")).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("Escape")
    expect(page.locator(CARD)).to_have_count(0)
    expect(page.locator("#clear")).to_have_attribute("aria-disabled", "false")
