"""A model that our own exporter wrote, from Keras to the page's bars."""

import numpy as np
import pytest
from models import write_index
from playwright.sync_api import expect
from pointer import UPRIGHT, bar_values, draw_with_mouse, model_input
from sites import make_site


@pytest.fixture(scope="module", params=["layers", "graph"])
def exported(request, tmp_path_factory):
    """A small untrained CNN as the exporter writes it, in both formats, and the Keras model."""
    import keras

    from kerasdigits.tfjs import export

    keras.utils.set_random_seed(11)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(4, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    site = make_site(tmp_path_factory.mktemp("exported") / "site", [])
    x = np.random.default_rng(4).random((12, 28, 28, 1), np.float32)
    metadata = {
        "version": 1,
        "name": "keras-cnn",
        "task": "classification",
        "output": "probabilities",
        "class_names": [str(digit) for digit in range(10)],
        "preprocess": {"recipe": "mnist", "size": [28, 28]},
    }
    export(
        model,
        site / "models" / "keras-cnn",
        metadata=metadata,
        parity_inputs=x,
        check="off",
        format=request.param,
    )
    write_index(site / "models", ["keras-cnn"])
    return site, model, request.param


def test_an_exported_model_answers_a_drawing_as_keras_does(open_page, exported):
    site, model, format = exported
    page = open_page((site / "index.html").as_uri())
    expect(page.locator("#parity .badge")).to_have_attribute("data-state", "passed")
    draw_with_mouse(page, UPRIGHT)
    seen = model_input(page).reshape(1, 28, 28, 1)
    expected = np.asarray(model(seen))[0]
    np.testing.assert_allclose(list(bar_values(page).values()), expected, atol=1e-4)
    layers = page.locator("#card tbody tr").evaluate_all(
        "rows => rows.map(r => r.cells[0].textContent)"
    )
    # The graph route may fuse the convolution with what follows.
    assert any("Conv2D" in layer for layer in layers)
    assert page.evaluate("kerasdigits.backend") == "wasm"
    assert page.evaluate("kerasdigits.model.network.format") == f"{format}-model"
