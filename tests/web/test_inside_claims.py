"""What the scene "Look inside" claims of a drawing is true: NumPy and Keras are asked."""

import json
import re

import numpy as np
import pytest
from inside_site import open_inside
from models import MODELS
from playwright.sync_api import Page, expect

# The scene's colours of numbers: from the first to the others.
ZERO, BRIGHT = np.array([22, 20, 18]), np.array([255, 246, 232])
LINEAR = MODELS["b-digits"]
DROPPED = list(range(12))


def read_pixels(page: Page, selector: str) -> np.ndarray:
    """The colours of a canvas, `(height, width, 4)`."""
    # From a copy: Chromium warns of a canvas that is painted and read in turns.
    read = """canvas => {
        const {height, width} = canvas;
        const copy = new OffscreenCanvas(width, height).getContext('2d');
        copy.drawImage(canvas, 0, 0);
        return [height, width, ...copy.getImageData(0, 0, width, height).data];
    }"""
    height, width, *data = page.locator(selector).first.evaluate(read)
    return np.array(data).reshape(height, width, 4)


def read_input(page: Page) -> np.ndarray:
    return np.array(page.evaluate("[...kerasdigits.input]"), np.float32)


@pytest.mark.parametrize("layer", [1, 3])
def test_what_is_lit_on_the_input_is_what_moves_the_number_in_keras(open_page, inside, layer):
    import keras

    site, models = inside
    page = open_inside(open_page, site, "cnn")
    model = models["cnn"]
    probe = keras.Model(model.inputs[0], model.layers[layer - 1].output)
    seen = read_input(page)
    moved = np.tile(seen, (129, 1))
    # Up and down, so far that neither ReLU nor the largest of a window hides it.
    moved[1 + np.arange(64), np.arange(64)] += 1e4
    moved[65 + np.arange(64), np.arange(64)] -= 1e4
    answers = np.asarray(probe(moved.reshape(-1, 8, 8, 1)))
    page.locator(".layer").nth(layer).locator(".layer-map").focus()
    for key, (row, column) in {"ArrowRight": (0, 1), "ArrowDown": (1, 1)}.items():
        page.keyboard.press(key)
        number = f"row {row + 1}, column {column + 1}"
        expect(page.locator(".layer-readout")).to_contain_text(number)
        values = answers[:, row, column, 0]
        expected = (values[1:] != values[0]).reshape(2, 64).any(axis=0)
        lit = read_pixels(page, ".layer.input .layer-veil")[..., 3].ravel() == 0
        np.testing.assert_array_equal(lit, expected)
        assert 4 <= lit.sum() < 64


def test_the_weight_images_show_the_weights(open_page, inside):
    page = open_inside(open_page, inside[0], "b-digits")
    images = page.locator(".weight-images .weight-image")
    expect(images).to_have_count(10)
    for unit in range(10):
        image = f".weight-images figure:nth-of-type({unit + 1}) canvas"
        colours = read_pixels(page, image).reshape(64, 4)
        # Orange is positive and blue negative; each by its size.
        shown = np.where(colours[:, 0] > colours[:, 2], colours[:, 0] - 22, 18 - colours[:, 2])
        assert np.corrcoef(shown, LINEAR.kernel[:, unit])[0, 1] > 0.999


def test_the_patch_that_is_named_is_the_one_that_the_answer_rests_on(open_page, inside):
    page = open_inside(open_page, inside[0], "b-digits")
    told = page.locator(".why[data-most] [role=status]")
    expect(told).to_contain_text("Most of")
    x = read_input(page).reshape(8, 8)
    blanked = {}
    for top in range(7):
        for left in range(7):
            copy = x.copy()
            copy[top : top + 2, left : left + 2] = 0
            blanked[top + 1, left + 1] = copy.reshape(1, 8, 8, 1)
    before = LINEAR.predict(x.reshape(1, 8, 8, 1))[0]
    best = int(before.argmax())
    after = {place: LINEAR.predict(copy)[0][best] for place, copy in blanked.items()}
    words = r"Most of “(\d)” rests on row (\d), column (\d):.* ([\d.]+)\s%\sbecomes ([\d.]+)\s%"
    name, row, column, whole, left_over = re.search(words, told.inner_text()).groups()
    assert int(name) == best
    assert float(whole) == pytest.approx(100 * before[best], abs=0.06)
    assert float(left_over) == pytest.approx(100 * min(after.values()), abs=0.06)
    assert after[int(row), int(column)] == pytest.approx(min(after.values()), abs=1e-6)


def test_the_change_that_was_found_flips_the_answer_and_none_of_it_is_idle(open_page, inside):
    page = open_inside(open_page, inside[0], "b-digits")
    x = read_input(page)
    before = int(LINEAR.predict(x.reshape(1, 8, 8, 1)).argmax())
    page.get_by_role("button", name="Find a small change").click()
    section = page.locator(".why[data-count]")
    expect(section).to_contain_text("Changed:")
    shares = (
        read_pixels(page, ".why[data-count] figure:nth-of-type(2) canvas")[..., :3] - ZERO
    ) / (BRIGHT - ZERO)
    picture = np.round(16 * shares.mean(axis=-1).ravel()) / 16
    changed = np.flatnonzero(np.abs(picture - x) > 1e-3)
    assert len(changed) == int(section.get_attribute("data-count"))
    after = int(LINEAR.predict(picture.reshape(1, 8, 8, 1)).argmax())
    assert after != before
    expect(section).to_contain_text(f"“{after}”")
    for place in changed:
        kept = picture.copy()
        kept[place] = x[place]
        assert int(LINEAR.predict(kept.reshape(1, 8, 8, 1)).argmax()) == before


def test_dropped_units_cost_as_many_samples_as_in_keras(open_page, grown, digits):
    import keras

    site, _, model = grown
    page = open_inside(open_page, site, "grown")
    layer, part = (page.locator(".break-chooser select").nth(n) for n in (0, 1))
    options = layer.locator("option").all_inner_texts()
    layer.select_option(next(label for label in options if "Dense" in label))
    for unit in DROPPED:
        part.select_option(str(unit))
        page.get_by_role("button", name="Drop", exact=True).click()
    expect(page.locator(".dropped button")).to_have_count(len(DROPPED))
    text = (site / "models/grown/tests.js").read_text()
    record = json.loads(text[text.index("{", text.index("] =")) : text.rindex("}") + 1])
    x, y = digits.x_test[record["indices"]], digits.y_test[record["indices"]]
    damaged = keras.models.clone_model(model)
    damaged.set_weights(model.get_weights())
    kernel, bias = damaged.get_layer("hidden_1").get_weights()
    kernel[:, DROPPED] = bias[DROPPED] = 0
    damaged.get_layer("hidden_1").set_weights([kernel, bias])
    right = [int((each.predict(x, verbose=0).argmax(1) == y).sum()) for each in (model, damaged)]
    assert right[0] > right[1] + 5
    result = page.locator(".break-result")
    expect(result).to_contain_text(f"{len(y)} test samples, all that it misreads among them")
    expect(result).to_have_attribute("data-whole", str(right[0]))
    expect(result).to_have_attribute("data-damaged", str(right[1]))
