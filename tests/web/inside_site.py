"""A site of networks for the scene "Look inside", and the Keras models that they are of."""

from pathlib import Path

import numpy as np
from handmade_graph import digits_graph
from models import MODELS, write_index
from playwright.sync_api import Page
from pointer import UPRIGHT, draw_with_mouse, next_frame
from sites import make_site

DIGITS = [str(digit) for digit in range(10)]


def build_models():
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


def make_inside(folder: Path):
    """A site with both, a graph and a network of one layer; and the Keras models."""
    from kerasdigits.tfjs import export

    site = make_site(folder / "site", [])
    x = np.random.default_rng(4).random((12, 8, 8, 1), np.float32)
    models = build_models()
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


def open_inside(open_page, site: Path, model: str, **options) -> Page:
    """Open a model, draw a line on its pad, and scroll to the scene."""
    page = open_page(f"{site.joinpath('index.html').as_uri()}?model={model}", **options)
    draw_with_mouse(page, UPRIGHT)
    page.evaluate("kerasdigits.openScene('inside')")
    page.evaluate("document.getElementById('inside').scrollIntoView()")
    next_frame(page)
    return page
