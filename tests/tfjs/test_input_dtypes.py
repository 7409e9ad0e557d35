"""Inputs of models of classes of their own, of which Keras keeps no dtypes."""

import json

import keras
import numpy as np
import pytest
from keras import layers, ops

from kerasdigits.errors import ExportError
from kerasdigits.tfjs import export


@keras.saving.register_keras_serializable("input_dtypes")
class Reader(keras.Model):
    """Scores of a row of ids."""

    def __init__(self, **options):
        super().__init__(**options)
        self.embedding, self.scores = layers.Embedding(40, 8), layers.Dense(40)

    def call(self, ids):
        x = self.embedding(ids)
        return self.scores(x + ops.mean(x, axis=1, keepdims=True))


class Both(keras.Model):
    """Ids and numbers."""

    def __init__(self, **options):
        super().__init__(**options)
        self.inner, self.last = keras.Sequential([layers.Embedding(7, 2)]), layers.Dense(2)

    def call(self, ids, numbers):
        return self.last(numbers) + ops.sum(self.inner(ids), axis=1)


def dtypes(folder):
    inputs = json.loads((folder / "model.json").read_text())["signature"]["inputs"]
    return {name: entry["dtype"] for name, entry in inputs.items()}


def test_ids_of_a_class_of_ones_own_are_int32_from_a_file_too(tmp_path):
    model = Reader()
    model(np.zeros((1, 12), "int32"))
    model.save(tmp_path / "ids.keras")
    for i, reader in enumerate((model, keras.saving.load_model(tmp_path / "ids.keras"))):
        report = export(reader, tmp_path / f"{i}", check="require")
        assert dtypes(tmp_path / f"{i}") == {"input": "DT_INT32"}
        assert any('"input" is taken as int32, since an Embedding' in n for n in report.notes)


def test_only_what_the_embedding_reads_is_taken_for_ids(tmp_path):
    model = Both()
    model(np.zeros((1, 3), "int32"), np.zeros((1, 5), "float32"))
    shapes = {"ids": (None, 3), "numbers": (None, 5)}
    report = export(model, tmp_path / "m", check="require", input_signature=shapes)
    assert dtypes(tmp_path / "m") == {"ids": "DT_INT32", "numbers": "DT_FLOAT"}
    assert sum("Keras keeps no dtypes" in note for note in report.notes) == 2


@pytest.mark.parametrize("dtype", ["float32", "int32"])
def test_what_is_said_is_taken_as_said(dtype, tmp_path):
    model = Reader()
    model(np.zeros((1, 12), "int32"))
    report = export(model, tmp_path / "m", check="require", input_signature=[((None, 12), dtype)])
    assert dtypes(tmp_path / "m") == {"input": {"float32": "DT_FLOAT", "int32": "DT_INT32"}[dtype]}
    assert not any("is taken as" in note for note in report.notes)


def test_a_second_argument_must_be_described(tmp_path):
    model = Both()
    model(np.zeros((1, 3), "int32"), np.zeros((1, 5), "float32"))
    with pytest.raises(ExportError, match=r"takes ids, numbers.*of the first only.*--input"):
        export(model, tmp_path / "m")


class Named(keras.Model):
    """Takes a dict, and gives one."""

    def __init__(self, **options):
        super().__init__(**options)
        self.embedding, self.scores = layers.Embedding(9, 4), layers.Dense(2)

    def call(self, inputs):
        found = ops.mean(self.embedding(inputs["words"]), axis=1) + inputs["numbers"]
        return {"scores": self.scores(found), "found": found}


def test_the_keys_of_a_dict_name_inputs_and_outputs_with_their_dtypes(tmp_path):
    model = Named()
    model({"words": np.zeros((1, 3), "int32"), "numbers": np.zeros((1, 4), "float32")})
    report = export(model, tmp_path / "m", check="require")
    assert dtypes(tmp_path / "m") == {"numbers": "DT_FLOAT", "words": "DT_INT32"}
    content = json.loads((report.path / "model.json").read_text())
    assert list(content["signature"]["outputs"]) == ["found", "scores"]


def test_products_of_whole_numbers_are_noted(tmp_path):
    ids, numbers = keras.Input((3,), dtype="int32"), keras.Input((3,))
    models = {
        "layers": keras.Model([ids, numbers], layers.Multiply(name="times")([ids, ids])),
        "graph": keras.Model([ids, numbers], [ids * ids, numbers * numbers]),
    }
    for route, model in models.items():
        report = export(model, tmp_path / route, format=route, check="require")
        (note,) = [note for note in report.notes if "16,777,216" in note]
        assert note.startswith({"layers": 'layer "times"', "graph": "operation "}[route])
    of_floats = keras.Model(numbers, numbers * numbers)
    report = export(of_floats, tmp_path / "floats", format="graph", check="off")
    assert not any("16,777,216" in note for note in report.notes)
