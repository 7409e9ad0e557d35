"""The first sight of the page: a digit that draws itself; addresses that keep; a phone."""

import re

import pytest
from playwright.sync_api import expect
from pointer import UPRIGHT, draw_with_mouse

DIGITS = "b-digits"


def test_a_digit_draws_itself_and_is_read_until_somebody_draws(open_page, file_url):
    page = open_page(f"{file_url}?model={DIGITS}", greeted=True)
    expect(page.locator("#pad-hint")).to_have_text("Now you: draw here")
    page.wait_for_function("() => globalThis.kerasdigits.output !== null")
    greeted = page.evaluate("[...globalThis.kerasdigits.input]")
    draw_with_mouse(page, UPRIGHT)
    expect(page.locator("#pad-hint")).to_be_hidden()
    drawn = page.evaluate("[...globalThis.kerasdigits.input]")
    page.locator("#clear").click()
    draw_with_mouse(page, UPRIGHT)
    # The page's own digit was gone when the person's began.
    page.wait_for_function("() => globalThis.kerasdigits.input !== null")
    assert page.evaluate("[...globalThis.kerasdigits.input]") == pytest.approx(drawn, abs=0.02)
    assert greeted != drawn


def test_with_reduced_motion_the_digit_is_there_at_once(open_page, file_url):
    page = open_page(
        f"{file_url}?model={DIGITS}", greeted=True, reduced_motion="reduce", wait="ready"
    )
    page.wait_for_function("() => globalThis.kerasdigits.output !== null")
    first = page.evaluate("[...globalThis.kerasdigits.input]")
    page.wait_for_timeout(300)
    assert page.evaluate("[...globalThis.kerasdigits.input]") == first


def test_a_model_that_reads_no_digits_is_not_greeted(open_page, file_url):
    page = open_page(f"{file_url}?model=h-scores", greeted=True)
    page.wait_for_timeout(200)
    assert page.evaluate("globalThis.kerasdigits.input") is None


def test_the_address_is_a_link_to_the_drawing_and_a_reload_keeps_it(open_page, site_url):
    page = open_page(site_url)
    draw_with_mouse(page, UPRIGHT)
    page.wait_for_function("() => location.hash.startsWith('#ink=')")
    drawn = page.evaluate("[...globalThis.kerasdigits.input]")
    address = page.url
    assert len(address.partition("#")[2]) < 300
    page.reload()
    page.wait_for_function("() => globalThis.kerasdigits?.output != null")
    assert page.evaluate("[...globalThis.kerasdigits.input]") == pytest.approx(drawn, abs=0.1)
    page.locator("#clear").click()
    page.wait_for_function("() => location.hash === ''")


@pytest.mark.parametrize("hash", ["#ink=%3Cb%3E", "#ink=AAAA", "#ink=" + "A" * 30_000, "#bench"])
def test_what_is_not_a_drawing_in_the_address_is_passed_over(open_page, file_url, hash):
    page = open_page(file_url + hash)
    assert page.evaluate("globalThis.kerasdigits.input") is None
    expect(page.locator("#verdict")).to_contain_text("Nothing to read yet")


def test_back_returns_to_the_model_before(open_page, file_url):
    page = open_page(f"{file_url}?model={DIGITS}")
    page.locator("#picker").select_option("h-scores")
    page.wait_for_function("() => globalThis.kerasdigits.model?.name === 'h-scores'")
    page.go_back()
    page.wait_for_function(f"() => globalThis.kerasdigits.model?.name === '{DIGITS}'")
    assert page.locator("#picker").input_value() == DIGITS


def test_on_a_phone_the_answer_is_on_the_screen_while_one_draws(open_page, file_url):
    page = open_page(f"{file_url}?model={DIGITS}", viewport={"width": 390, "height": 844})
    draw_with_mouse(page, UPRIGHT)
    for part in ("#pad", "#verdict .verdict-name", "#bars li:last-child"):
        box = page.locator(part).bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 844, part
    assert page.evaluate("scrollY") == 0


def test_two_arrow_keys_at_once_draw_aslant(open_page, file_url):
    page = open_page(f"{file_url}?model={DIGITS}")
    cursor = page.locator(".pen-cursor")

    def find_place() -> list[float]:
        return [float(number) for number in re.findall(r"[\d.]+", cursor.get_attribute("style"))]

    page.locator("#pad").focus()
    page.keyboard.press("ArrowDown")
    x, y = find_place()
    page.keyboard.down("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.up("ArrowRight")
    assert find_place() == [x + 10, y + 5]
    page.keyboard.press("PageUp")
    assert find_place() == [x + 15, y]


def test_a_page_that_is_not_built_says_so_and_how(open_page, site, tmp_path):
    (tmp_path / "index.html").write_text(site.joinpath("index.html").read_text())
    page = open_page(
        tmp_path.joinpath("index.html").as_uri(), wait=None, expect=("ERR_FILE_NOT_FOUND",)
    )
    expect(page.locator(".unbuilt")).to_be_visible()
    assert "make setup" in page.locator(".unbuilt").inner_text()
    assert page.locator(".brand svg").bounding_box()["width"] < 40


def test_forced_colours_tell_the_switch_on_from_off_and_show_the_tracks(open_page, file_url):
    page = open_page(f"{file_url}?model={DIGITS}", forced_colors="active")
    look = "e => getComputedStyle(e).backgroundColor"
    on = page.locator("#recipe").evaluate(look)
    page.locator("#recipe-switch").click()
    page.wait_for_timeout(200)
    assert page.locator("#recipe").evaluate(look) != on
    border = page.locator(".bar-track").first.evaluate("e => getComputedStyle(e).borderTopWidth")
    assert border == "1px"
    # A button that does nothing now does not look like one that does.
    colours = page.locator("#clear, #picker").evaluate_all(
        "e => e.map(b => getComputedStyle(b).color)"
    )
    assert len(set(colours)) == 2


def top_of(page, scene: str) -> float:
    return page.locator(f"#{scene}").bounding_box()["y"]


def test_an_address_and_the_links_lead_to_a_scene_below_those_that_grow(open_page, file_url):
    """What lies above is opened before, so that it does not push the scene away afterwards."""
    page = open_page(f"{file_url}?model={DIGITS}&scene=learned")
    current = page.locator("#scene-links [aria-current]")
    expect(current).to_have_text("How it learned")
    assert abs(top_of(page, "learned")) < 200
    page.locator("#scene-links").get_by_text("The landscape").click()
    expect(current).to_have_text("The landscape")
    assert abs(top_of(page, "landscape")) < 200
    page.wait_for_function("() => location.search.includes('scene=landscape')")
    assert page.evaluate("document.activeElement.id") == "landscape"
    page.locator("#scene-links").get_by_text("Read").click()
    expect(current).to_have_text("Read")
    page.wait_for_function("() => !location.search.includes('scene=')")


def test_scenes_load_when_they_come_near_and_not_before(open_page, http_site):
    page = open_page(f"{http_site.url}?model={DIGITS}", viewport={"width": 1280, "height": 600})
    assert page.locator("#inside-stage > *").count() == 0
    # Not yet on the screen, but nearer than two fifths of its height.
    page.mouse.wheel(0, top_of(page, "inside") - 700)
    expect(page.locator("#inside-stage > *").first).to_be_attached()


def test_model_words_and_style_are_on_their_way_while_page_js_is(browser, http_site):
    page = browser.new_page()
    held = []
    page.route("**/page.js", lambda route: held.append(route))
    wanted = {"page.css", "german.js", "model.js"}
    page.on("request", lambda request: wanted.discard(request.url.split("/")[-1]))
    page.goto(f"{http_site.url}?lang=de&model=b-digits&start=empty", wait_until="commit")
    page.wait_for_function("() => globalThis.kerasdigitsModels?.['b-digits']")
    assert held and not wanted
    held[0].continue_()
    # It takes the model over and does not load it again.
    page.wait_for_function("() => globalThis.kerasdigits?.model")
    assert page.locator("script[src='models/b-digits/model.js']").count() == 1
    page.close()
