"""TensorFlow's own process reads the model that it traces without Keras's deserializer, too."""

import json

import keras
import numpy as np
import pytest
from foreign import Residual
from keras import layers
from model_cases import MODELS

from kerasdigits.errors import ExportError
from kerasdigits.models.traced import read_written
from kerasdigits.tfjs import export
from kerasdigits.tfjs.graph_model.elsewhere import own_process
from kerasdigits.tfjs.request import ExportRequest


def build(rng):
    """Layers that make layers of what they hold, operations, a kernel that is laid on disk."""
    entry = keras.Input((6, 4), name="steps")
    x = layers.Bidirectional(layers.GRU(3, return_sequences=True), merge_mode="ave")(entry)
    x = layers.TimeDistributed(layers.Dense(200, activation="elu", kernel_regularizer="l2"))(x)
    x = layers.Dense(200, activation=keras.activations.gelu)(keras.ops.mean(x, axis=1))
    model = keras.Model(entry, keras.ops.erf(layers.Dense(2)(x)))
    for variable in model.weights:
        variable.assign(rng.normal(0, 0.3, variable.shape).astype("float32"))
    model.compile("adam", "mse")
    return model


@pytest.fixture
def without_deserializer(monkeypatch):
    """The process fails where it asks Keras's deserializer while it reads."""
    monkeypatch.setattr(own_process, "_PROCESS", "traced_without")


@pytest.mark.each_backend
def test_keras_and_our_classes_are_read_there_by_us(without_deserializer, tmp_path, rng):
    model = build(rng)
    request = ExportRequest(format="graph")
    result = own_process.write_graph_elsewhere(model, tmp_path, request)
    (ours,) = result.reference.outputs
    expected = keras.ops.convert_to_numpy(model(result.inputs[0]))
    np.testing.assert_allclose(ours, expected, atol=1e-5)
    if keras.backend.backend() == "tensorflow":  # which needs no such process
        model.save(tmp_path / "model.keras")
        read_by_keras = keras.saving.load_model(tmp_path / "model.keras", compile=False)
        export(read_by_keras, tmp_path / "here", format="graph", check="off")
        content = json.loads((tmp_path / "here" / "model.json").read_text())
        assert content["modelTopology"] == result.content["modelTopology"]
        assert content["weightsManifest"] == result.content["weightsManifest"]
        for shard in result.weights.shards:
            assert shard.read_bytes() == (tmp_path / "here" / shard.name).read_bytes()


def test_a_class_of_ones_own_is_left_to_kerass_loader_there(without_deserializer, tmp_path):
    model = keras.Sequential([keras.Input((3,)), Residual(3)])
    with pytest.raises(ExportError, match="Keras's deserializer was asked"):
        own_process.write_graph_elsewhere(model, tmp_path, ExportRequest(format="graph"))


def test_who_reads_is_told_by_what_a_model_consists_of(tmp_path, monkeypatch):
    read = []
    monkeypatch.setattr(keras.saving, "load_model", lambda *_, **__: read.append("keras"))
    monkeypatch.setattr("kerasdigits.models.traced.read_model", lambda *_, **__: read.append("us"))
    entry = keras.Input((3,))
    for number, (layer, custom, unsafe) in enumerate(
        [
            (layers.Dense(2), {}, False),
            (layers.Lambda(lambda x: x + 1, output_shape=(3,)), {}, True),
            (Residual(3), {"Residual": Residual}, False),
        ]
    ):
        path = tmp_path / str(number)
        keras.Model(entry, layer(entry)).save(path, zipped=False)
        read_written(path, custom, unsafe=unsafe)
    MODELS["nested_sequential"]().save(tmp_path / "nested", zipped=False)
    read_written(tmp_path / "nested", {}, unsafe=False)
    assert read == ["us", "keras", "keras", "us"]
