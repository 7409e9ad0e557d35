"""The scene "Look inside": its numbers are Keras's, and what it shows of them is true."""

import numpy as np
import pytest
from handmade_graph import digits_graph
from inside_site import open_inside
from playwright.sync_api import expect

# Do the whole and the damaged model give the same answer to the drawing?
SAME = (
    "new Set([...document.querySelectorAll('.break-result tr:nth-child(2) td')]"
    ".map(cell => cell.textContent)).size === 1"
)


def _activations(page):
    layers = page.evaluate(
        "kerasdigitsInside.activations.map(a => ({...a, values: [...a.values]}))"
    )
    return [np.reshape(layer["values"], layer["shape"]) for layer in layers]


@pytest.mark.parametrize("name", ["cnn", "mlp"])
def test_every_layer_gives_what_keras_computes(open_page, inside, name):
    import keras

    site, models = inside
    page = open_inside(open_page, site, name)
    page.wait_for_function(
        "() => globalThis.kerasdigitsInside?.activations.at(0)?.values.some(Boolean)"
    )
    model = models[name]
    seen = np.array(page.evaluate("[...kerasdigits.input]"), np.float32).reshape(1, 8, 8, 1)
    probe = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
    expected = [seen[0], *(np.asarray(output)[0] for output in probe(seen))]
    received = _activations(page)
    if len(expected) == len(received) + 1:
        expected = expected[1:]
    assert len(received) == len(expected)
    for ours, keras_own in zip(received, expected, strict=True):
        np.testing.assert_allclose(ours, keras_own, atol=1e-5)
    assert np.ptp(received[2]) > 0.1


def test_a_number_is_pointed_at_explained_and_linked_by_keys_alone(open_page, inside):
    page = open_inside(open_page, inside[0], "cnn")
    convolution = page.locator(".layer").nth(1)
    expect(convolution.locator(".layer-more")).to_have_text("and 4 more")
    convolution.locator(".layer-map").focus()
    for key in ("ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    readout = page.locator(".layer-readout")
    # Rows 2 to 4 and columns 2 to 4: a stride of 2, and "same" pads 8 by one after the last.
    expect(readout).to_contain_text("map 1, row 2, column 2")
    expect(readout).to_contain_text("9 of the 64 input numbers")
    lit = page.locator(".layer.input .layer-veil").evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, 8, 8).data]"
        ".flatMap((a, i) => i % 4 === 3 && a === 0 ? [(i - 3) / 4] : [])"
    )
    assert lit == [row * 8 + column for row in (2, 3, 4) for column in (2, 3, 4)]
    page.keyboard.press("Enter")
    expect(page.locator(".number-grid")).to_have_count(3)
    shown = float(page.locator(".detail").get_attribute("data-result"))
    assert shown == pytest.approx(_activations(page)[1][1, 1, 0], abs=1e-5)
    assert "cell=1.1.1.0" in page.url
    page.locator(".layer-more").first.click()
    expect(page.locator(".layer-more").first).to_have_text("fewer")
    page.reload()
    page.evaluate("kerasdigits.ready.then(() => kerasdigits.openScene('inside'))")
    expect(page.locator(".detail h3")).to_contain_text("map 1, row 2, column 2")


def test_why_and_what_breaks_it_on_a_copy(open_page, inside):
    page = open_inside(open_page, inside[0], "b-digits")
    expect(page.locator(".weight-images .weight-image")).to_have_count(10)
    expect(page.locator(".why[data-most]")).to_have_count(1)
    page.get_by_role("button", name="Find a small change").click()
    expect(page.locator(".why[data-count]")).to_contain_text("Changed:")
    page.goto(page.url.replace("b-digits", "cnn"))
    page.evaluate("kerasdigits.settled.then(() => kerasdigits.openScene('inside'))")
    page.wait_for_function("() => kerasdigits.output")
    whole = page.evaluate("[...kerasdigits.output]")
    page.locator(".break-chooser select").first.select_option("1")
    page.locator(".break-chooser select").last.select_option("")
    page.get_by_role("button", name="Drop", exact=True).click()
    expect(page.locator(".dropped button")).to_have_count(1)
    page.wait_for_function(f"() => !({SAME})")
    page.locator(".slider input").last.press("ArrowRight")
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".dropped button")).to_have_count(0)
    page.wait_for_function(f"() => {SAME}")
    again = page.evaluate("kerasdigits.predict(kerasdigits.input, 1).then(o => [...o])")
    np.testing.assert_allclose(again, whole, atol=1e-6)


def test_a_graph_says_that_it_has_no_layers_and_explains_its_answer_all_the_same(open_page, inside):
    page = open_inside(open_page, inside[0], digits_graph().name)
    expect(page.locator("#inside-stage")).to_contain_text("has no layers")
    expect(page.locator(".why[data-most]")).to_have_count(1)
    page.select_option("#picker", "c-time")
    expect(page.locator(".layer")).to_have_count(2)
