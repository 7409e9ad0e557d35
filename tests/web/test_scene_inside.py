"""The scene "Look inside": its numbers are Keras's, and what it shows of them is true."""

import numpy as np
import pytest
from handmade_graph import digits_graph
from models import MODELS, write_index
from playwright.sync_api import expect
from pointer import UPRIGHT, draw_with_mouse, next_frame
from sites import make_site

# Do the whole and the damaged model give the same answer to the drawing?
SAME = (
    "new Set([...document.querySelectorAll('.break-result tr:nth-child(2) td')]"
    ".map(cell => cell.textContent)).size === 1"
)
DIGITS = [str(digit) for digit in range(10)]


def _build_models():
    """A CNN and an MLP whose weights are random, normalisation included."""
    import keras

    keras.utils.set_random_seed(5)
    layers = keras.layers
    cnn = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(12, 3, strides=2, padding="same", activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(2, strides=1),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    start = keras.Input((8, 8, 1))
    hidden = layers.Dense(6, activation="tanh")(layers.Flatten()(layers.Rescaling(0.5)(start)))
    mlp = keras.Model(start, layers.Softmax()(layers.Dense(10)(hidden)))
    rng = np.random.default_rng(3)
    for model in (cnn, mlp):
        model.set_weights(
            [rng.uniform(0.1, 0.9, w.shape) - 0.3 * (w.ndim > 1) for w in model.get_weights()]
        )
    return {"cnn": cnn, "mlp": mlp}


@pytest.fixture(scope="module")
def inside(tmp_path_factory):
    """A site with both, a graph and a network of one layer; and the Keras models."""
    from kerasdigits.tfjs import export

    site = make_site(tmp_path_factory.mktemp("inside") / "site", [])
    x = np.random.default_rng(4).random((12, 8, 8, 1), np.float32)
    models = _build_models()
    for name, model in models.items():
        metadata = {
            "version": 1,
            "name": name,
            "task": "classification",
            "output": "probabilities",
            "class_names": DIGITS,
            "preprocess": {"recipe": "uci", "size": [8, 8]},
        }
        export(model, site / "models" / name, metadata=metadata, parity_inputs=x, check="off")
    graph = digits_graph()
    graph.write(site / "models")
    for name in ("b-digits", "c-time"):
        MODELS[name].write(site / "models")
    write_index(site / "models", [*models, graph.name, "b-digits", "c-time"])
    return site, models


def _open(open_page, site, model, **options):
    page = open_page(f"{site.joinpath('index.html').as_uri()}?model={model}", **options)
    draw_with_mouse(page, UPRIGHT)
    page.evaluate("kerasdigits.openScene('inside')")
    page.evaluate("document.getElementById('inside').scrollIntoView()")
    next_frame(page)
    return page


def _activations(page):
    layers = page.evaluate(
        "kerasdigitsInside.activations.map(a => ({...a, values: [...a.values]}))"
    )
    return [np.reshape(layer["values"], layer["shape"]) for layer in layers]


@pytest.mark.parametrize("name", ["cnn", "mlp"])
def test_every_layer_gives_what_keras_computes(open_page, inside, name):
    import keras

    site, models = inside
    page = _open(open_page, site, name)
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
    page = _open(open_page, inside[0], "cnn")
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
    page = _open(open_page, inside[0], "b-digits")
    expect(page.locator(".weight-images .weight-image")).to_have_count(10)
    expect(page.locator(".why[data-most]")).to_have_count(1)
    page.get_by_role("button", name="Find a small change").click()
    expect(page.locator(".why[data-count]")).to_contain_text("Changed:")
    page.goto(page.url.replace("b-digits", "cnn"))
    page.evaluate("kerasdigits.settled.then(() => kerasdigits.openScene('inside'))")
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
    page = _open(open_page, inside[0], digits_graph().name)
    expect(page.locator("#inside-stage")).to_contain_text("has no layers")
    expect(page.locator(".why[data-most]")).to_have_count(1)
    page.select_option("#picker", "c-time")
    expect(page.locator(".layer")).to_have_count(2)
