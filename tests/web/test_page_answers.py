"""What the page shows is what NumPy computes."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest
from models import MODELS
from playwright.sync_api import expect
from pointer import FLAT, UPRIGHT, bar_values, draw_with_mouse, model_input, winner

GOLDEN = Path(__file__).parents[1] / "golden" / "preprocess.json"


@pytest.mark.parametrize("name", ["a-lines", "b-digits", "e-clothes", "g-foreign"])
def test_the_bars_of_a_drawing_are_numpys_answer_to_what_the_model_sees(open_page, file_url, name):
    page = open_page(f"{file_url}?model={name}")
    draw_with_mouse(page, UPRIGHT + FLAT)
    model = MODELS[name]
    seen = model_input(page)
    assert 0 < seen.sum() < seen.size
    expected = model.predict(seen.reshape(1, *model.input_shape))[0]
    np.testing.assert_allclose(list(bar_values(page).values()), expected, atol=1e-4)
    names = model.metadata.get("class_names") or [str(i) for i in range(14)]
    assert winner(page) == names[int(expected.argmax())]
    assert page.locator("#verdict .verdict-name").text_content() == winner(page)


@pytest.mark.parametrize("backend", ["cpu", "wasm"])
def test_predict_agrees_with_numpy_on_300_inputs(open_page, file_url, backend):
    page = open_page(f"{file_url}?model=a-lines&backend={backend}")
    for name in ("a-lines", "b-digits", "d-features"):
        page.locator("#picker").select_option(name)
        page.wait_for_function(f"() => kerasdigits.model?.name === '{name}'")
        assert page.evaluate("kerasdigits.backend") == backend
        model = MODELS[name]
        x = np.random.default_rng(5).random((300, *model.input_shape), np.float32)
        received = page.evaluate(
            "async text => Array.from(await kerasdigits.predict(new Float32Array("
            "Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer), 300))",
            base64.b64encode(x.tobytes()).decode(),
        )
        expected = model.predict(x)
        np.testing.assert_allclose(np.reshape(received, expected.shape), expected, atol=1e-4)


def test_the_golden_preprocessing_vectors_hold_in_the_browser(open_page, file_url):
    cases = json.loads(GOLDEN.read_text())
    page = open_page(file_url, wait="ready")
    received = page.evaluate(
        """cases => cases.map(({preprocess, input, width, height}) => Array.from(
            kerasdigits.preprocess(preprocess, Uint8Array.from(atob(input), c => c.charCodeAt(0)),
            width, height)))""",
        cases,
    )
    assert len(cases) >= 30
    for case, values in zip(cases, received, strict=True):
        expected = np.frombuffer(base64.b64decode(case["output"]), "<f4")
        np.testing.assert_allclose(values, expected, atol=1e-6, err_msg=case["name"])


def test_what_is_painted_is_what_the_model_reads(open_page, file_url):
    page = open_page(file_url)
    draw_with_mouse(page, UPRIGHT)
    painted = page.locator("#seen").evaluate(
        "c => Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height).data)"
    )
    painted = np.array(painted).reshape(28, 28, 4)
    expected = np.round(255 * model_input(page).reshape(28, 28))
    assert np.abs(painted[..., 0] - expected).max() <= 1
    assert (painted[..., 3] == 255).all()


def test_raw_scores_are_shown_as_they_are(open_page, file_url):
    page = open_page(f"{file_url}?model=g-foreign")
    draw_with_mouse(page, FLAT)
    texts = page.locator("#bars .bar-text").all_text_contents()
    assert len(texts) == 14
    assert not any("%" in text for text in texts)


def test_scores_are_called_scores_and_negative_ones_lie_left_of_zero(open_page, file_url):
    page = open_page(f"{file_url}?model=h-scores")
    draw_with_mouse(page, UPRIGHT + FLAT)
    values = bar_values(page)
    assert min(values.values()) < 0 < max(values.values())
    expect(page.locator("#bars")).to_have_attribute("aria-label", "Score of each class")
    expect(page.locator("#bars-note")).to_contain_text("not probabilities")
    shown = page.locator("#bench, #parity, #how-layers").all_text_contents()
    assert not any("%" in text or "sum to" in text for text in shown)
    # The bars move for a moment; then every one touches zero, and is as long as its score.
    page.wait_for_timeout(250)
    boxes = page.locator("#bars > li").evaluate_all(
        """rows => rows.map(row => {
          const track = row.querySelector('.bar-track').getBoundingClientRect();
          const fill = row.querySelector('.bar-fill').getBoundingClientRect();
          return [(fill.left - track.left) / track.width, (fill.right - track.left) / track.width];
        })"""
    )
    low, high = min(values.values()), max(values.values())
    for value, (left, right) in zip(values.values(), boxes, strict=True):
        ends = [(min(value, 0) - low) / (high - low), (max(value, 0) - low) / (high - low)]
        np.testing.assert_allclose([left, right], ends, atol=0.01)


def test_sigmoids_are_probabilities_that_need_not_sum_to_one(open_page, file_url):
    page = open_page(f"{file_url}?model=j-tags")
    draw_with_mouse(page, UPRIGHT + FLAT)
    model = MODELS["j-tags"]
    expected = model.predict(model_input(page).reshape(1, 28, 28, 1))[0]
    assert abs(expected.sum() - 1) > 0.05
    np.testing.assert_allclose(list(bar_values(page).values()), expected, atol=1e-4)
    assert all("%" in text for text in page.locator("#bars .bar-text").all_text_contents())
    expect(page.locator("#bars-note")).to_contain_text("need not sum")
    expect(page.locator("#how-layers")).not_to_contain_text("they sum to 100 %")


@pytest.mark.parametrize(
    ("name", "headline", "words", "others"),
    [
        ("b-digits", "Draw a digit", "sum to 100 %. A long bar is not certainty", "classes calls"),
        ("e-clothes", "Show it a picture", "knows only 7 classes", "letter"),
        ("i-flowers", "Type numbers", "knows only 3 classes", "picture"),
        ("d-features", "Type numbers", "number is the answer", "100 %"),
        ("c-time", "Type a number", "From a number to an answer", "class"),
    ],
)
def test_headline_and_explanation_fit_the_model(open_page, file_url, name, headline, words, others):
    page = open_page(f"{file_url}?model={name}", wait="ready")
    expect(page.locator("#headline")).to_contain_text(headline)
    expect(page.locator("#how-layers")).to_contain_text(words)
    expect(page.locator("#how-layers")).not_to_contain_text(others)


def test_the_answer_is_spoken_once_the_hand_rests(open_page, file_url):
    page = open_page(file_url)
    draw_with_mouse(page, UPRIGHT)
    spoken = page.locator("#spoken")
    assert spoken.get_attribute("aria-live") == "polite"
    expect(spoken).to_contain_text("upright")
    assert "%" in spoken.text_content()
