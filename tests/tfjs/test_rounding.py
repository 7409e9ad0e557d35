"""A model that loses digits in float32 by itself is held to what float32 can keep."""

import dataclasses
import json

import keras
import numpy as np
import pytest

from kerasdigits.errors import ExportError
from kerasdigits.models.tfjs_layers.import_file import import_file
from kerasdigits.tfjs import export
from kerasdigits.tfjs.format.weights import write_weights
from kerasdigits.tfjs.layers_model import layers_folder
from kerasdigits.tfjs.proof.check import NodeChecker


def make_cancelling(factor: float) -> keras.Model:
    """x, computed as (factor * x + x) - factor * x: float32 loses the digits that factor takes."""
    x = keras.Input((4,), name="x")
    large = keras.layers.Dense(4, use_bias=False, name="large")(x)
    larger = keras.layers.Add(name="sum")([large, x])
    model = keras.Model(x, keras.layers.Subtract(name="difference")([larger, large]))
    model.get_layer("large").set_weights([np.eye(4, dtype="float32") * factor])
    return model


def read_tolerance(folder) -> float | None:
    content = json.loads((folder / "model.json").read_text())
    return content["userDefinedMetadata"]["kerasdigits"]["parity"].get("tolerance")


def test_a_model_that_cancels_is_kept_with_the_tolerance_that_it_needs(tmp_path):
    report = export(make_cancelling(12345.6), tmp_path / "m", check="require")
    assert 1e-5 < report.difference < 1e-2
    tolerance = read_tolerance(tmp_path / "m")
    assert report.difference <= tolerance <= 1e-2
    assert any("sensitive to rounding" in note for note in report.notes)
    with NodeChecker() as checker:  # model.js was written anew too
        assert checker.ask(tmp_path / "m")["ok"]
    back = import_file(tmp_path / "m", tmp_path / "back.keras", check="node")
    assert 1e-5 < back.check.max_relative_difference < 1e-2


def test_a_model_of_its_own_class_is_kept_with_the_tolerance_that_it_needs(tmp_path):
    class Cancelling(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = make_cancelling(543.2)

        def call(self, x):
            return self.inner(x)

    model = Cancelling()
    model(np.ones((2, 4), "float32"))
    report = export(model, tmp_path / "m", check="require")
    assert report.format == "graph-model"
    assert 1e-5 < report.difference < read_tolerance(tmp_path / "m") <= 1e-2


def test_a_sound_model_keeps_the_usual_tolerance(tmp_path):
    report = export(make_cancelling(1.5), tmp_path / "m", check="require")
    assert report.difference < 1e-6
    assert read_tolerance(tmp_path / "m") is None


def test_wrong_weights_are_refused_however_much_the_model_rounds(tmp_path, monkeypatch):
    def write_others(weights, *arguments, **options):
        wrong = [
            dataclasses.replace(w, variable=1.5 * keras.ops.convert_to_numpy(w.variable))
            for w in weights
        ]
        return write_weights(wrong, *arguments, **options)

    monkeypatch.setattr(layers_folder, "write_weights", write_others)
    for factor in (1.5, 12345.6):
        x = keras.Input((4,))
        y = keras.layers.Dense(3)(make_cancelling(factor)(x))
        with pytest.raises(ExportError, match="computes something else"):
            export(keras.Model(x, y), tmp_path / "m", check="require", format="layers")
        assert not (tmp_path / "m").exists()
