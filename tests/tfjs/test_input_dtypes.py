"""Inputs of models of classes of their own, of which Keras keeps no dtypes."""

import json

import keras
import numpy as np
import pytest
from keras import layers, ops

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
