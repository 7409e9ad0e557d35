"""Everything around the model: picker, address, backends, theme, keyboard, width, bytes, policy."""

import gzip
import re

import numpy as np
import pytest
from models import MODELS
from playwright.sync_api import expect
from pointer import UPRIGHT, draw_with_mouse, model_input

BUDGET = 85_000


def test_the_picker_switches_the_model_and_the_address_and_keeps_the_drawing(open_page, site_url):
    page = open_page(site_url)
    draw_with_mouse(page, UPRIGHT)
    page.locator("#picker").select_option("b-digits")
    expect(page.locator("#card .card-name")).to_have_text("b-digits")
    expect(page.locator("#bars > li")).to_have_count(10)
    expect(page.locator("#bars li.winner")).to_have_count(1)
    assert "model=b-digits" in page.url
    assert model_input(page).size == 64
    expect(page.locator("#parity .badge")).to_have_attribute("data-state", "passed")
    page.reload()
    expect(page.locator("#card .card-name")).to_have_text("b-digits")
    expect(page.locator("#picker")).to_have_value("b-digits")


def test_wasm_takes_over_by_itself_and_gives_the_same_numbers(open_page, file_url):
    page = open_page(file_url)
    expect(page.locator("#backend")).to_have_value("wasm")
    x = np.random.default_rng(0).random((50, 784), np.float32).ravel().tolist()
    predict = "async x => Array.from(await kerasdigits.predict(Float32Array.from(x), 50))"
    on_wasm = page.evaluate(predict, x)
    page.locator("#backend").select_option("cpu")
    expect(page.locator("#parity .badge")).to_contain_text("replayed on cpu")
    assert "backend=cpu" in page.url
    # The two sum 784 products in another order; a wrong kernel would be off by far more.
    np.testing.assert_allclose(page.evaluate(predict, x), on_wasm, atol=5e-5)
    page.reload()
    page.evaluate("kerasdigits.settled")
    expect(page.locator("#backend")).to_have_value("cpu")


def test_drawing_shows_a_latency(open_page, file_url):
    page = open_page(file_url)
    draw_with_mouse(page, UPRIGHT, steps=10)
    expect(page.locator("#latency")).to_have_text(re.compile(r"^(<0\.1|[\d.]+) ms per prediction$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_until_the_button_says_otherwise(open_page, file_url, scheme):
    page = open_page(file_url, wait="ready", color_scheme=scheme)

    def is_dark() -> bool:
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, re.findall(r"\d+", colour)[:3])) < 200

    assert is_dark() == (scheme == "dark")
    page.locator("#theme").click()
    assert is_dark() == (scheme == "light")
    page.reload()
    assert is_dark() == (scheme == "light")


def luminance(colour: str) -> float:
    values = [int(value) / 255 for value in re.findall(r"\d+", colour)[:3]]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_a_contrast_of_4_5_to_1(open_page, file_url, scheme):
    page = open_page(file_url, color_scheme=scheme)
    draw_with_mouse(page, UPRIGHT)
    pairs = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(each =>
              [...each.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
              && each.checkVisibility() && each.tagName !== 'OPTION').map(each => {
            let behind = each;
            const ground = () => getComputedStyle(behind).backgroundColor;
            while (behind.parentElement && ground() === 'rgba(0, 0, 0, 0)') {
              behind = behind.parentElement;
            }
            return [getComputedStyle(each).color, ground(), each.textContent.trim().slice(0, 40)];
        })"""
    )
    assert len(pairs) > 50
    for text, ground, words in pairs:
        light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, words


def test_the_tab_key_reaches_every_control_and_shows_where_it_is(open_page, file_url):
    page = open_page(file_url)
    reached = []
    for _ in range(400):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            """() => { const e = document.activeElement;
                const shown = e.id === 'upload' ? e.parentElement : e;
                const name = e.id || e.className || e.tagName;
                return [name, getComputedStyle(shown).outlineStyle]; }"""
        )
        if name in ("BODY", *reached[:1]):
            break
        reached.append(name)
        assert outline != "none", name
    wanted = [
        "skip",
        "picker",
        "tour",
        "theme",
        "pad",
        "undo",
        "clear",
        "upload",
        "recipe",
        "backend",
    ]
    assert [name for name in reached if name in wanted] == wanted


def test_a_regression_model_answers_numbers_with_a_number(open_page, file_url):
    page = open_page(f"{file_url}?model=c-time")
    expect(page.locator("#drawing-panel")).to_be_hidden()
    page.get_by_label("size (MB)").fill("12.5")
    expect(page.locator("#verdict")).to_have_text(f"{0.021 * 12.5 + 0.31:.4g}time (s)")
    page.get_by_label("size (MB)").fill("")
    expect(page.locator("#verdict .verdict-name")).to_have_text("–")


def test_several_features_get_a_field_each(open_page, file_url):
    page = open_page(f"{file_url}?model=d-features")
    for i, value in enumerate(("1", "2", "-4"), start=1):
        page.get_by_label(f"input {i}").fill(value)
    expect(page.locator("#verdict .verdict-name")).to_have_text("−4.75")


def test_the_card_shows_what_is_known_and_leaves_out_the_rest(open_page, file_url):
    page = open_page(file_url)
    card = page.locator("#card")
    expect(card).to_contain_text("98.76 %")
    terms = card.locator("dt").all_text_contents()
    assert {"Data", "Epochs", "Parameters", "Test accuracy"} <= set(terms)
    assert "Optimizer" not in terms
    assert "undefined" not in card.text_content()
    assert "null" not in card.text_content()


def test_stored_test_samples_can_be_tried(open_page, tmp_path):
    from sites import make_site
    from test_page_parity import rewrite_metadata

    site = make_site(tmp_path / "site", ["b-digits"])
    labels = [*range(10), 0, 1]
    model = MODELS["b-digits"]
    parity = {**model.parity(), "labels": labels}
    source = "Digits of Ours (A. Writer; CC BY 4.0)"
    change = {"parity": parity, "training": {"source": source}}
    rewrite_metadata(site / "models" / "b-digits" / "model.js", change)
    page = open_page((site / "index.html").as_uri())
    page.get_by_role("button", name="Test sample 4: 3").click()
    expect(page.locator("#bars li.winner")).to_have_count(1)
    expected = np.random.default_rng(7).random((12, 8, 8, 1), np.float32)[3]
    np.testing.assert_array_equal(model_input(page), expected.ravel())
    # Whose they are, and under which licence, stands beside them.
    expect(page.locator("#samples-panel")).to_contain_text(source)


def test_long_names_leave_the_bars_wide_and_numbers_in_one_line(open_page, file_url):
    page = open_page(f"{file_url}?model=h-scores")
    draw_with_mouse(page, UPRIGHT)
    for width in (320, 390, 1180):
        page.set_viewport_size({"width": width, "height": 800})
        track = page.locator("#bars .bar-track").first.bounding_box()
        assert track["width"] >= 0.9 * page.locator("#bars").bounding_box()["width"]
        assert page.locator(".verdict-text").first.bounding_box()["height"] < 40


def test_a_few_bars_stay_together(open_page, file_url):
    page = open_page(f"{file_url}?model=i-flowers", viewport={"width": 1180, "height": 900})
    tops = page.locator("#bars > li").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().top)"
    )
    assert len(tops) == 3
    assert max(np.diff(tops)) < 50


@pytest.mark.parametrize("width", [320, 390])
def test_the_header_takes_two_rows_at_most_on_a_phone(open_page, file_url, width):
    viewport = {"width": width, "height": 800}
    page = open_page(file_url, viewport=viewport, wait="ready")
    page.locator("#picker").evaluate(
        "picker => { picker.options[0].textContent = 'a model with a very long name '.repeat(3) }"
    )
    tops = page.locator(".brand, #picker, #theme").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(box => (box.top + box.bottom) / 2)"
    )
    assert abs(tops[1] - tops[2]) < 5
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["a-lines", "c-time", "e-clothes", "h-scores", "i-flowers"])
def test_nothing_overflows_sideways(open_page, file_url, name):
    page = open_page(f"{file_url}?model={name}", wait="ready")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_policy_is_strict_and_refuses_inline_scripts_and_other_hosts(open_page, site_url):
    blocked = ("Content Security Policy",)
    page = open_page(site_url, expect=blocked, wait="ready")
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
    ran = page.evaluate(
        """async () => {
          const script = document.createElement('script');
          script.textContent = 'globalThis.intruder = true';
          document.head.append(script);
          const refused = await fetch('https://example.org/').then(() => false, () => true);
          return [globalThis.intruder === true, refused];
        }"""
    )
    assert ran == [False, True]


def test_no_style_or_script_stands_in_the_html(site):
    html = (site / "index.html").read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)


def test_the_first_prediction_needs_at_most_85_kb_gzip(open_page, http_site, site):
    # Note the time of the first prediction, made as soon as the page can.
    init = """
      Object.defineProperty(globalThis, 'kerasdigits', {configurable: true, set(face) {
        Object.defineProperty(globalThis, 'kerasdigits', {value: face});
        face.ready.then(() => face.predict(new Float32Array(784), 1))
          .then(() => { globalThis.firstPrediction = performance.now(); });
      }});
    """
    http_site.requested.clear()
    page = open_page(f"{http_site.url}?model=g-foreign", init=init)
    first = page.evaluate("firstPrediction")
    times = page.evaluate(
        "performance.getEntriesByType('resource').map((e) => [e.name, e.startTime])"
    )
    early = {
        name.removeprefix(http_site.url.rsplit("/", 1)[0] + "/")
        for name, time in times
        if time < first
    }
    requested = {"index.html", *early}
    assert requested == {
        "index.html",
        "dist/ahead.js",
        "dist/page.css",
        "dist/page.js",
        "models/index.js",
        "models/g-foreign/model.js",
    }
    assert "/dist/wasm.js" in http_site.requested
    sizes = {name: len(gzip.compress((site / name).read_bytes(), 9)) for name in requested}
    weights = sum(array.nbytes for _, array in MODELS["g-foreign"].weights())
    print(f"\nfirst prediction: {sum(sizes.values()):,} bytes gzip {sizes}, weights {weights:,}")
    assert weights > 43_000
    assert sum(sizes.values()) <= BUDGET


def test_all_models_answer_the_same_drawing_side_by_side(open_page, file_url):
    page = open_page(f"{file_url}?model=b-digits")
    draw_with_mouse(page, UPRIGHT)
    expect(page.locator("#verdict .verdict-name")).to_be_visible()
    page.locator("#others summary").click()
    row = page.locator("#others-table tr", has=page.get_by_text("b-digits", exact=True))
    expect(row).to_contain_text("yes, to")
    winner = page.locator("#verdict .verdict-name").inner_text()
    expect(row.locator("td").nth(1)).to_contain_text(f"{winner}, ")
    expect(page.locator("#others-table tbody tr")).to_have_count(
        len(page.locator("#picker option").all())
    )
    # Each with its card, and its numbers are those of the card below.
    card = page.locator("#others-table dl")
    row.get_by_role("button", name="Card of b-digits").click()
    expect(card).to_contain_text("650")
    assert card.inner_html() == page.locator("#card dl").inner_html()
    row.get_by_role("button", name="Card of b-digits").click()
    expect(card).to_be_hidden()
    plain = page.locator("#others-table tr", has=page.get_by_text("c-time", exact=True))
    expect(plain.locator("td").nth(1)).to_have_text("reads no drawings")
    page.locator("#clear").click()
    expect(row.locator("td").nth(1)).to_have_text("draw to ask it")
    page.locator("#others-table").get_by_role("button", name="Show h-scores on this page").click()
    page.wait_for_function("() => globalThis.kerasdigits.model?.name === 'h-scores'")
    assert "model=h-scores" in page.url
