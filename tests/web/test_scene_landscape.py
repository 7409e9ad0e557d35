"""The landscape: walks by mouse, by keys and by address, and the script that Keras runs."""

import re
import runpy

import pytest
from playwright.sync_api import Page, expect

from kerasdigits.data import load

OPEN = "kerasdigits.openScene('landscape')"


def open_lab(open_page, url: str, walk: str = "", **options) -> Page:
    page = open_page(f"{url}?walk={walk}" if walk else url, wait="ready", **options)
    page.evaluate(OPEN)
    page.locator(".landscape-map").scroll_into_view_if_needed()
    return page


def read_weights(page: Page) -> list[float]:
    """Kernel and bias after the step that is shown, as the fourth stage tells them."""
    text = page.locator(".landscape-stages li").nth(3).locator("p").text_content()
    numbers = [re.findall(r"[−-]?\d[\d.]*", line)[-1] for line in text.splitlines()]
    return [float(number.replace("−", "-")) for number in numbers]


def press(page: Page, name: str) -> None:
    page.locator("#landscape").get_by_role("button", name=name, exact=True).click()


def test_a_walk_is_taken_stage_by_stage_and_lands_in_the_address(open_page, file_url):
    page = open_lab(open_page, file_url, reduced_motion="reduce")
    expect(page.get_by_role("button", name="Play", exact=True)).to_have_count(0)
    stages = page.locator(".landscape-stages li")
    for i in range(4):
        press(page, "One stage")
        expect(stages.nth(i)).to_have_attribute("aria-current", "step")
        if i < 3:
            expect(page.locator(".landscape-status")).to_contain_text("Step 0")
            expect(stages.nth(i + 1).locator("p")).to_be_empty()
        assert re.search(r"\d", stages.nth(i).locator("p").text_content())
    expect(page.locator(".landscape-status")).to_contain_text("Step 1 ")
    # NumPy's first step of the lesson's start (0, 0.5): all 20 errors count with their sign.
    data = load("download-times")
    sign = [1 if time < 0.5 else -1 for time in data.y_train[:, 0]]
    slope = sum(s * x for s, x in zip(sign, data.x_train[:, 0], strict=True)) / 20
    expected = [-0.01 * slope, 0.5 - 0.01 * sum(sign) / 20]
    assert read_weights(page) == pytest.approx(expected, abs=1e-4)
    page.locator("#landscape-rate").fill("0.25")
    expect(page.locator(".landscape-rate-value")).to_have_text("0.001")
    expect(page).to_have_url(re.compile("walk=mae_sgd_0.001_20_in-order_0_0.5_1(&|$)"))
    press(page, "Squared error")
    expect(page.locator(".landscape-limit")).to_have_text("limit 0.0464")
    page.locator("#landscape-rate").fill("0.75")
    press(page, "100 steps")
    expect(page.locator(".landscape-trouble")).to_contain_text("It diverges")
    page.locator("#landscape .question").get_by_role("button", name="Diverge").click()
    expect(page.locator("#landscape .question-answer")).to_contain_text("Right.")
    page.locator("#landscape .question").get_by_role("button", name="Come to rest").click()
    expect(page.locator("#landscape .question-answer")).to_contain_text("Not quite: Diverge.")
    expect(page.locator("#score")).to_have_text("Your guesses: 1 of 1 right.")


def test_a_click_plays_and_arrow_keys_choose_a_start_too(open_page, file_url):
    page = open_lab(open_page, file_url)
    map_ = page.locator(".landscape-map")
    box = map_.bounding_box()
    map_.click(position={"x": box["width"] * 0.7, "y": box["height"] * 0.3})
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    expect(page.locator(".landscape-status")).to_contain_text(re.compile(r"Step [1-9]\d+ "))
    press(page, "Pause")
    assert "began at kernel 0.1" in map_.get_attribute("aria-label")
    press(page, "Four valleys")
    press(page, "Start 20 at random")
    ends = page.locator(".landscape-ends")
    expect(ends).to_contain_text("found the deepest valley")
    assert sum(map(int, re.findall(r"\d+", ends.text_content())[1:])) == 20
    map_.focus()
    for key in ["ArrowLeft", "Shift+ArrowUp", "ArrowUp"]:
        page.keyboard.press(key)
    expect(page.locator("#landscape [role=status].visually-hidden")).to_contain_text("loss")
    page.keyboard.press("Enter")
    # From 1.9 and 0.4 by 0.02 of 4.4 to the left, and by 0.12 of it up.
    expect(map_).to_have_attribute("aria-label", re.compile("began at 1.81 and 0.928"))


@pytest.mark.parametrize(
    "walk",
    ["mse_momentum_0.01_4_in-order_0.2_-0.31_57", "valleys_adam_0.05_20_in-order_2_0_40"],
)
def test_keras_runs_the_script_and_arrives_where_the_page_did(open_page, file_url, tmp_path, walk):
    page = open_lab(open_page, file_url, walk, reduced_motion="reduce")
    page.locator("#landscape .take-home summary").click()
    script = tmp_path / "walk.py"
    with page.expect_download() as download:
        press(page, "Save walk.py")
    download.value.save_as(script)
    assert script.read_text() == page.locator("#landscape .take-home code").text_content()
    end = runpy.run_path(str(script))
    names = ("first", "second") if walk.startswith("valleys") else ("kernel", "bias")
    assert [end[name].item() for name in names] == pytest.approx(read_weights(page), abs=1e-4)


def test_on_a_large_screen_all_grows_and_a_click_meets_its_place(open_page, file_url):
    large = {"width": 2560, "height": 1440}
    page = open_lab(open_page, file_url, viewport=large, reduced_motion="reduce")
    zoom = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") / 16
    assert zoom == pytest.approx(22 / 16)
    map_ = page.locator(".landscape-map")
    box = map_.bounding_box()
    # The frame around the map, as at 16 pixels: 52 left, 12 right, 10 above, 40 below.
    width, height = box["width"] - zoom * 64, box["height"] - zoom * 50
    kernel, bias = 0.2, -0.4
    x = zoom * 52 + width * (kernel + 0.1) / 0.34
    y = zoom * 10 + height * (0.8 - bias) / 1.4
    map_.click(position={"x": x, "y": y})
    label = map_.get_attribute("aria-label")
    began = re.search(r"began at kernel (−?[\d.]+), bias (−?[\d.]*\d)", label)
    found = [float(number.replace("−", "-")) for number in began.groups()]
    assert found == pytest.approx([kernel, bias], abs=0.005)


def test_with_forced_colours_the_drawings_have_the_persons_colours(open_page, file_url):
    page = open_lab(open_page, file_url, forced_colors="active", reduced_motion="reduce")
    press(page, "100 steps")
    seen = """canvas => {
        const context = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
        context.drawImage(canvas, 0, 0);
        const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
        const found = new Set();
        for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] === 255) found.add(data.slice(i, i + 3).join(', '));
        }
        const probe = document.createElement('p');
        document.body.append(probe);
        const colours = ['CanvasText', 'LinkText', '#a93f0b'].map((name) => {
            probe.style.cssText = `forced-color-adjust: none; color: ${name}`;
            return getComputedStyle(probe).color.slice(4, -1);
        });
        return colours.map((colour) => found.has(colour));
    }"""
    # The third is the page's own accent.
    assert page.locator(".landscape-map").evaluate(seen) == [True, True, False]
    assert page.locator(".landscape-plot").first.evaluate(seen) == [True, False, False]
