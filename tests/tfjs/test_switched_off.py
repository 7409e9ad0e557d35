"""A class that is switched off by -inf before a softmax is part of a sound model; NaN is not."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from kerasdigits.errors import ExportError
from kerasdigits.tfjs import Quantization, export

ROUTES = ("layers", "graph")


def biased(value, *, softmax=True):
    """Three classes, with a value for the bias of the second."""
    x = keras.Input((4,))
    dense = layers.Dense(3, name="scores")
    y = dense(x)
    kernel, _ = dense.get_weights()
    dense.set_weights([kernel, np.array([0.1, value, -0.2], "float32")])
    return keras.Model(x, layers.Softmax()(y) if softmax else y)


@pytest.mark.parametrize("route", ROUTES)
def test_a_class_that_is_switched_off_stays_off(route, tmp_path):
    model = biased(-np.inf)
    assert model(np.ones((1, 4), "float32"))[0, 1] == 0
    report = export(model, tmp_path / "m", check="require", format=route)
    assert report.difference < 1e-6


@pytest.mark.parametrize("route", ROUTES)
def test_a_constant_of_minus_infinity_is_carried(route, tmp_path):
    x = keras.Input((3,))
    off = np.array([0.0, -np.inf, 0.0], "float32")
    model = keras.Model(x, layers.Softmax()(ops.add(layers.Dense(3)(x), off)))
    assert export(model, tmp_path / "m", check="require", format=route).difference < 1e-6


def test_a_mask_of_minus_infinity_finds_its_route(tmp_path):
    x, shown = keras.Input((3,)), keras.Input((3,), dtype="bool")
    first = ops.concatenate([x[:, :1], ops.where(shown, x, -np.inf)], axis=-1)
    model = keras.Model([x, shown], layers.Softmax()(first))
    assert export(model, tmp_path / "m", check="require").difference < 1e-6


@pytest.mark.parametrize("dtype", ["uint8", "float16"])
def test_a_quantized_model_keeps_it(dtype, tmp_path):
    report = export(
        biased(-np.inf), tmp_path / "m", check="require", quantization=Quantization(dtype)
    )
    assert 'weight "scores/bias" stays float32: it holds -inf, to switch something off' in (
        report.notes
    )


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_no_softmax_makes_sense_of_is_refused(value, route, tmp_path):
    with pytest.raises(ExportError, match=r'"scores/bias" holds NaN or infinity.*1 of 3 values'):
        export(biased(value), tmp_path / "m", format=route)


@pytest.mark.parametrize("route", ROUTES)
def test_an_output_of_minus_infinity_is_refused_with_what_to_do(route, tmp_path):
    with pytest.raises(ExportError, match=r"-inf, which cannot be compared. End the model with"):
        export(biased(-np.inf, softmax=False), tmp_path / "m", format=route)
