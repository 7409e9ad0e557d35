"""The export tells which layers TensorFlow.js trains by wrong gradients."""

import keras
import pytest
from compiled_models import repeating
from keras import layers, optimizers
from layer_cases import chain

from kerasdigits.tfjs import export
from kerasdigits.tfjs.reference.uneven_edges import counts_edges


@pytest.mark.parametrize(
    ("layer", "size", "noted"),
    [
        (lambda: layers.AveragePooling2D(2, padding="same"), 4, False),
        (lambda: layers.AveragePooling2D(3, 1, padding="same"), 5, True),
        (lambda: layers.AveragePooling2D(3, 1, padding="same"), None, True),
        (lambda: layers.AveragePooling2D(3, padding="valid"), 5, False),
        (lambda: layers.MaxPooling2D(3, padding="same"), 5, False),
    ],
)
def test_gradients_are_noted_where_a_window_may_reach_over_an_edge(layer, size, noted, tmp_path):
    if size is None and counts_edges():
        pytest.skip("refused on this route: torch may repeat edges")
    entry = keras.Input((size, size, 1))
    model = keras.Model(entry, layers.GlobalMaxPooling2D()(layer()(layers.Conv2D(2, 1)(entry))))
    assert "too small" not in "".join(export(model, tmp_path / "plain", check="off").notes)
    model.compile("sgd", "mse")
    notes = "".join(export(model, tmp_path / "compiled", check="off").notes)
    assert ("too small" in notes) == noted


def test_volumes_are_noted_to_train_wrong_on_wasm(tmp_path):
    model = chain((4, 4, 4, 1), layers.Conv3D(2, 2), layers.Flatten(), layers.Dense(1))
    model.compile("sgd", "mse")
    assert "wrong gradients on wasm" in "".join(export(model, tmp_path / "m", check="off").notes)


@pytest.mark.parametrize(
    ("layer", "noted"),
    [
        (lambda: layers.UpSampling2D(2, interpolation="bilinear"), False),
        (lambda: layers.UpSampling2D(2, interpolation="nearest"), True),
        (lambda: layers.TimeDistributed(layers.UpSampling1D(2)), True),
    ],
)
def test_gradients_are_noted_where_pixels_are_repeated(layer, noted, tmp_path):
    model = repeating(optimizers.SGD(0.1), layer())
    notes = "".join(export(model, tmp_path / "m", check="off").notes)
    assert ("wrong gradients on cpu" in notes) == noted
