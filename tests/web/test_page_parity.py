"""The badge vouches for the numbers, and says so loudly when it cannot."""

import base64
import json
import re
from pathlib import Path

import numpy as np
import pytest
from models import MODELS
from playwright.sync_api import expect
from sites import make_site


def alter_weight_byte(model_js: Path, position: int) -> None:
    """Flip one bit of one byte of the weights in a model.js."""
    text = model_js.read_text()
    found = re.search(r'"weights": ?"([A-Za-z0-9+/=]+)"', text)
    data = bytearray(base64.b64decode(found[1]))
    data[position] ^= 0x10
    altered = base64.b64encode(bytes(data)).decode()
    model_js.write_text(text.replace(found[1], altered))


@pytest.mark.parametrize("backend", ["cpu", "wasm"])
def test_the_badge_passes_on_both_backends_and_shows_the_worst_difference(
    open_page, site_url, backend
):
    page = open_page(f"{site_url}?backend={backend}")
    badge = page.locator("#parity .badge")
    expect(badge).to_have_attribute("data-state", "passed")
    expect(badge).to_contain_text("Same numbers as Keras")
    text = badge.text_content()
    assert "12 stored samples" in text
    assert backend in text
    worst = re.search(r"difference is ([\d.]+\s×\s10⁻[⁵⁶⁷⁸⁹]|0)\.", text)
    assert worst, text


def test_one_altered_byte_fails_the_badge(open_page, tmp_path):
    site = make_site(tmp_path / "site", ["a-lines"])
    # Byte 3 of a float32 holds its sign and most of its exponent.
    alter_weight_byte(site / "models" / "a-lines" / "model.js", 4 * 400 + 3)
    page = open_page((site / "index.html").as_uri())
    badge = page.locator("#parity .badge")
    expect(badge).to_have_attribute("data-state", "failed")
    expect(badge).to_contain_text("Not the same numbers as Keras")
    expect(badge).to_contain_text("export it again")
    page.locator("#parity summary").click()
    assert page.locator("#parity tr.wrong").count() > 0


def test_another_class_fails_the_badge_however_small_the_difference(open_page, tmp_path):
    model = MODELS["a-lines"]
    site = make_site(tmp_path / "site", ["a-lines"])
    inputs = np.zeros((12, 28, 28, 1), np.float32)
    outputs = np.full((12, 2), 0.5, np.float32)
    # The model gives 0.5 and 0.5, the first class wins; "Keras" said the second, by 2e-5.
    outputs[3] = (0.49999, 0.50001)
    parity = {
        "inputs": [{"shape": [12, 28, 28, 1], "dtype": "float32", "data": encode(inputs)}],
        "outputs": [{"shape": [12, 2], "dtype": "float32", "data": encode(outputs)}],
    }
    rewrite_metadata(site / "models" / model.name / "model.js", {"parity": parity})
    page = open_page((site / "index.html").as_uri())
    badge = page.locator("#parity .badge")
    expect(badge).to_have_attribute("data-state", "failed")
    expect(badge).to_contain_text("The class differs for 1 of them")


def test_the_details_show_every_sample_with_keras_answer_and_ours(open_page, file_url):
    page = open_page(f"{file_url}?model=c-time")
    page.locator("#parity summary").click()
    rows = page.locator("#parity tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    model = MODELS["c-time"]
    inputs = np.random.default_rng(7).random((12, 1), np.float32)
    expected = model.predict(inputs)[:, 0]
    assert [float(row[1]) for row in rows] == pytest.approx(expected.tolist(), rel=1e-3)
    assert [float(row[2]) for row in rows] == pytest.approx(expected.tolist(), rel=1e-3)


def test_a_model_without_samples_says_that_nothing_vouches_for_it(open_page, file_url):
    page = open_page(f"{file_url}?model=g-foreign")
    badge = page.locator("#parity .badge")
    expect(badge).to_have_attribute("data-state", "absent")
    expect(badge).to_contain_text("no samples")


def encode(array: np.ndarray) -> str:
    return base64.b64encode(array.tobytes()).decode()


def rewrite_metadata(model_js: Path, change: dict) -> None:
    """Change the metadata inside a model.js."""
    head, _, tail = model_js.read_text().partition('"] = ')
    bundle = json.loads(tail.rstrip().rstrip(";"))
    bundle["json"]["userDefinedMetadata"]["kerasdigits"].update(change)
    model_js.write_text(f'{head}"] = {json.dumps(bundle)};\n')
