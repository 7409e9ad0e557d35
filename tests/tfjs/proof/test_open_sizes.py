"""A model that leaves sizes open is held to Keras at more sizes than that of its samples."""

import json

import keras
import numpy as np
import pytest
from keras import layers, ops

from kerasdigits.errors import CheckError
from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.check import NodeChecker
from kerasdigits.tfjs.proof.examine import Examiner
from kerasdigits.tfjs.proof.open_sizes import require_agreement, sample_other_sizes


class Doubled(layers.Layer):
    """What no exporter can see: right for eight steps, the size of the samples, alone."""

    def call(self, x):
        return x * (2.0 if x.shape[1] in (None, 8) else 3.0)


def shapes_of(model, samples):
    found = sample_other_sizes(model, samples, ["y"])
    return [[array.shape for array in batch] for batch in found.batches]


def test_two_sizes_are_tried_that_keras_can_run():
    ids, mask = keras.Input((None,), dtype="int32"), keras.Input((None, None), dtype="bool")
    x = layers.Embedding(9, 4)(ids)
    attended = layers.MultiHeadAttention(1, 4)(x, x, attention_mask=mask)
    model = keras.Model([ids, mask], attended)
    samples = [np.zeros((12, 8), "int32"), np.zeros((12, 8, 8), "bool")]
    assert shapes_of(model, samples) == [[(1, 13), (1, 13, 13)], [(3, 5), (3, 5, 5)]]
    picture = keras.Input((None, None, 3))
    samples = [np.zeros((2, 32, 32, 3), "float32")]
    model = keras.Model(picture, layers.MaxPooling2D()(picture))
    assert shapes_of(model, samples) == [[(1, 53, 29, 3)], [(3, 20, 34, 3)]]
    halves = layers.UpSampling2D(4)(layers.MaxPooling2D(4)(picture))
    model = keras.Model(picture, layers.Add()([halves, picture]))
    # 53, 29 and 34 are not four times any number.
    assert shapes_of(model, samples) == [[(1, 64, 32, 3)], [(3, 32, 64, 3)]]
    fixed = keras.Input((8, 3))
    assert shapes_of(keras.Model(fixed, ops.exp(fixed)), [np.zeros((12, 8, 3), "float32")]) == []


def test_a_model_that_is_right_at_one_size_only_is_refused(tmp_path):
    entry = keras.Input((None, 3))
    model = keras.Model(entry, Doubled(name="doubled")(entry))
    with pytest.raises(CheckError, match=r"doubled.*\(1, 13, 3\).*relative difference of 0.33"):
        export(model, tmp_path / "m", format="graph", check="require")
    assert list(tmp_path.iterdir()) == []
    export(model, tmp_path / "m", format="graph", check="off")
    with NodeChecker() as node:
        findings, _ = Examiner(tmp_path / "m", model).examine(node.ask)
    wrong = [finding.inputs for finding in findings if not finding.passed]
    assert wrong == ["1 random, 13x3", "3 random, 5x3"]


def test_samples_are_as_large_as_a_model_needs(tmp_path):
    sound = keras.Input((None, 1))
    x = layers.Conv1D(2, 200, strides=50, name="window")(sound)
    report = export(keras.Model(sound, layers.GlobalMaxPooling1D()(x)), tmp_path / "m")
    assert report.check.samples == report.samples == 12
    written = json.loads((tmp_path / "m" / "model.json").read_text())
    samples = written["userDefinedMetadata"]["kerasdigits"]["parity"]["inputs"]
    assert [record["shape"] for record in samples] == [[12, 512, 1]]


def test_another_shape_is_another_output():
    model = keras.Sequential([keras.Input((None, 3)), layers.Dense(2)])
    others = sample_other_sizes(model, [np.zeros((12, 8, 3), "float32")], ["y"])
    given = [[output.copy() for output in found.outputs] for found in others.references]
    answer = {"ok": True, "output_names": ["y"], "batches": given}
    require_agreement(others, answer, model, others.references[0], 1e-5)
    given[1][0] = given[1][0][:, :-1]
    with pytest.raises(CheckError, match=r"shape \(3, 4, 2\) instead of \(3, 5, 2\)"):
        require_agreement(others, answer, model, others.references[0], None)


@pytest.mark.each_backend
def test_bicubic_resizing_of_open_sizes_is_that_of_the_backend(tmp_path, rng):
    """TensorFlow reads the weights from a table, NumPy and JAX compute them, torch has others."""
    picture = keras.Input((None, None, 3))
    x = layers.UpSampling2D(2, interpolation="bicubic")(picture)
    model = keras.Model(picture, layers.Resizing(9, 8, interpolation="bicubic")(x))
    if keras.backend.backend() == "torch":
        with pytest.raises(CheckError, match="KERAS_BACKEND=tensorflow"):
            export(model, tmp_path / "m", check="require")
        return
    assert export(model, tmp_path / "m", check="require").check.max_relative_difference < 1e-5
    x = rng.uniform(-1, 1, (2, 11, 17, 3)).astype("float32")
    with NodeChecker() as node:
        answer = node.ask(tmp_path / "m", [[x]], parity=False)
    np.testing.assert_allclose(answer["batches"][0][0], model.predict(x, verbose=0), atol=1e-5)
