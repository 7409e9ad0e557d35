"""TensorFlow.js computes Keras's numbers for every layer of the table and for whole models."""

import base64
import json
import re

import numpy as np
import pytest
from layer_cases import CASES, EACH_BACKEND, chain, randomize
from model_cases import EACH_BACKEND as MODELS_EACH_BACKEND
from model_cases import MODELS

from kerasdigits.tfjs.layers_model.support import describe_layers
from kerasdigits.tfjs.layers_model.table.every_layer import RULES
from kerasdigits.tfjs.layers_model.table.pictures import AUGMENTATION
from kerasdigits.tfjs.layers_model.table.refused import REFUSED_LAYERS
from kerasdigits.tfjs.layers_model.wrappers import WRAPPERS

# Layers that came with Keras 3.16.
LATER = {"Mosaic", "TernaryDense"}


def assert_agrees(report, answer):
    assert answer["ok"], answer
    assert answer["samples"] == report.samples >= 10
    for output in answer["outputs"]:
        assert output["max_abs_value"] > 1e-3, "nothing to compare"
        assert output["max_abs_difference"] <= 1e-5 * output["max_abs_value"], output


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.each_backend] if name in EACH_BACKEND else [])
        for name in CASES
    ],
)
def test_layer_computes_the_same_in_tensorflow_js(name, layer_exports):
    assert_agrees(*layer_exports[name])


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.each_backend] if name in MODELS_EACH_BACKEND else [])
        for name in MODELS
    ],
)
def test_model_computes_the_same_in_tensorflow_js(name, model_exports):
    assert_agrees(*model_exports[name])


def test_every_entry_of_the_table_has_a_case():
    proved = {rule for rules, _ in CASES.values() for rule in rules}
    carried = {class_name for _, class_name in [*RULES, *WRAPPERS]}
    # They share one entry and one composition, which passes pictures on.
    assert carried - proved <= set(AUGMENTATION)
    assert proved <= carried


def test_every_backend_case_is_a_case():
    assert set(CASES) >= EACH_BACKEND
    assert set(MODELS) >= MODELS_EACH_BACKEND


def test_every_layer_class_of_keras_is_carried_or_refused_by_name():
    import keras

    classes = {
        keras.saving.get_registered_name(found).rpartition(">")[2]: found.__name__
        for found in map(keras.layers.__dict__.get, dir(keras.layers))
        if isinstance(found, type)
    }
    described = {entry.class_name for entry in describe_layers()}
    assert set(classes.values()) <= described
    assert described - set(classes.values()) <= {"GroupQueryAttention", *LATER}
    for entry in describe_layers():
        assert (entry.exactness == "refused") == (entry.class_name in REFUSED_LAYERS)
        assert (entry.route == "layers") == (entry.exactness != "refused")
        assert entry.exactness != "refused" or entry.note


def test_what_is_called_native_is_written_as_itself(layer_exports):
    """A layer that the documentation calls native stands in some file under its own name."""
    written = set()
    for report, _ in layer_exports.values():
        text = (report.path / "model.json").read_text()
        written |= set(re.findall(r'"class_name":"(\w+)"', text))
    native = {entry.class_name for entry in describe_layers() if entry.exactness == "native"}
    composed = {entry.class_name for entry in describe_layers() if entry.exactness == "composed"}
    assert native <= written
    assert not composed & written


@pytest.mark.each_backend
def test_stored_outputs_are_what_keras_predicts(tmp_path):
    from keras import layers

    from kerasdigits.tfjs import export

    model = randomize(chain((6,), layers.Dense(5, activation="tanh"), layers.Dense(3)))
    export(model, tmp_path / "m", check="off")
    parity = json.loads((tmp_path / "m" / "model.json").read_text())["userDefinedMetadata"][
        "kerasdigits"
    ]["parity"]
    inputs, outputs = (
        np.frombuffer(base64.b64decode(entry["data"]), "<f4").reshape(entry["shape"])
        for entry in (parity["inputs"][0], parity["outputs"][0])
    )
    kernel, bias, kernel2, bias2 = model.get_weights()
    expected = np.tanh(inputs @ kernel + bias) @ kernel2 + bias2
    # float32 sums of six products; 1e-6 is about ten roundings.
    np.testing.assert_allclose(outputs, expected, atol=1e-6)
    assert np.unique(inputs).size == inputs.size
    assert parity["labels"] is None


def test_notes_tell_what_was_renamed_and_copied(model_exports):
    def notes(name):
        return "; ".join(model_exports[name][0].notes)

    assert '"dense" is called "dense_1"' in notes("equal_names_in_nested_models")
    assert '"schicht eins (größe 3)" is called "schicht_eins__gr__e_3_"' in notes(
        "names_that_tensorflow_js_refuses"
    )
    assert '"shared_1/kernel" is a copy' in notes("one_layer_in_two_models")
    assert "one tensor twice" in notes("one_tensor_as_two_outputs")
    assert "frozen" not in notes("frozen_layers")
    unchecked = "not checked with TensorFlow.js: the check is off"
    assert notes("cnn_with_batch_normalization") == unchecked


def test_every_composed_layer_is_listed_with_the_layers_that_it_uses(layer_exports):
    for name, expected in {
        "subtract": ["(Subtract) is written as Rescaling, Add"],
        "channels_first": ["(Conv2D) is written as Permute, Conv2D", "(Flatten) is written as"],
        "sequences_of_open_length": ["(ZeroPadding1D) is written as Reshape, ZeroPadding2D"],
        "relu_with_maximum": [],
    }.items():
        notes = "; ".join(layer_exports[name][0].notes)
        assert all(text in notes for text in expected), notes
        assert expected or "written as" not in notes


@pytest.mark.each_backend
@pytest.mark.parametrize("dtype", ["bfloat16", "mixed_float16", "float64"])
def test_other_precisions_become_float32_and_still_agree(dtype, tmp_path):
    import keras
    from keras import layers

    from kerasdigits.tfjs import export

    if dtype == "float64" and keras.backend.backend() == "jax":
        pytest.skip("jax computes in float64 only when told so globally")
    entry = keras.Input((6,), dtype="float32")
    x = layers.Dense(5, activation="relu", dtype=dtype)(entry)
    # orthogonal, the default, is not there in bfloat16
    rnn = layers.LSTM(2, dtype=dtype, recurrent_initializer="uniform")
    x = layers.Bidirectional(rnn, dtype=dtype)(layers.Reshape((5, 1))(x))
    model = randomize(keras.Model(entry, layers.Dense(2, dtype=dtype)(x)))
    report = export(model, tmp_path / "m", check="require")
    assert report.check.max_abs_difference < 1e-5
    assert any("float32" in note for note in report.notes)
    manifest = json.loads((tmp_path / "m" / "model.json").read_text())["weightsManifest"]
    assert {weight["dtype"] for weight in manifest[0]["weights"]} == {"float32"}


def translate_twice_read(name, folder):
    """Translate a case, and the same model read from a file two times."""
    from kerasdigits.models.load import load_model
    from kerasdigits.tfjs.layers_model.topology import translate_model

    model = CASES[name][1]()
    model.save(folder / "model.keras")
    models = [model, *(load_model(folder / "model.keras") for _ in range(2))]
    return [json.dumps(translate_model(entry).model_config) for entry in models]


@pytest.mark.parametrize(
    "name",
    [
        "operations_on_shapes",
        "operations_that_rearrange",
        "operations_with_constants",
        "masks_of_words_in_a_functional_model",
    ],
)
def test_a_model_read_from_a_file_is_written_as_the_live_one(name, tmp_path):
    """In a file tuples become lists, and masks become layers beside those that Keras makes."""
    live, read, _ = translate_twice_read(name, tmp_path)
    classes = re.compile(r'"class_name": "\w+"')
    assert classes.findall(read) == classes.findall(live)


@pytest.mark.parametrize("name", ["masks_that_are_merged", "masks_over_an_open_length"])
def test_a_model_read_twice_is_written_with_the_same_names(name, tmp_path):
    _, first, second = translate_twice_read(name, tmp_path)
    assert first == second
