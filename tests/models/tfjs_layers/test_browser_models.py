"""What `model.save()` of TensorFlow.js writes comes to Keras with TensorFlow.js's own outputs."""

import json
import subprocess
from pathlib import Path

import keras
import numpy as np
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.models.load import load_model
from kerasdigits.models.tfjs_layers.load import load_layers
from kerasdigits.site import web_files

# From Keras 3.16 on, a mask ends at each recurrent layer; Keras says so when the model runs.
pytestmark = pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")
SCRIPT = Path(__file__).with_name("save_models.cjs")
NAMES = (
    "bends",
    "directions",
    "hidden_steps",
    "hidden_words",
    "merges",
    "moving_pictures",
    "pictures",
    "sequences",
    "unread_masks",
    "volumes",
)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Models that TensorFlow.js made, each in a folder with what it predicts."""
    folder = tmp_path_factory.mktemp("saved")
    subprocess.run(["node", SCRIPT, web_files(), folder], check=True, capture_output=True)
    return folder


def read_arrays(records):
    return [
        np.array(record["values"]).reshape(record["shape"]).astype(record.get("dtype", "float64"))
        for record in records
    ]


def predict(model, inputs):
    outputs = model(inputs[0] if len(inputs) == 1 else inputs, training=False)
    return [keras.ops.convert_to_numpy(output) for output in keras.tree.flatten(outputs)]


def assert_agrees(model, folder):
    io = json.loads((folder / "io.json").read_text())
    received, expected = predict(model, read_arrays(io["inputs"])), read_arrays(io["outputs"])
    assert len(received) == len(expected)
    for given, wanted in zip(received, expected, strict=True):
        assert given.shape == wanted.shape
        np.testing.assert_allclose(given, wanted, atol=1e-5 * np.abs(wanted).max())


# JAX compiles each operation of a model for the first time: seconds each.
EVERYWHERE = ("merges", "unread_masks")


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[pytest.mark.each_backend] * (n in EVERYWHERE)) for n in NAMES],
)
def test_keras_computes_what_tensorflow_js_predicted(name, saved, tmp_path):
    assert {path.name for path in saved.iterdir()} == {*NAMES, "another_axis"}
    imported = load_layers(saved / name / f"{name}.json")
    assert_agrees(imported.model, saved / name)
    stored = (saved / name / f"{name}.weights.bin").read_bytes()
    for variable in imported.model.variables:
        if "float" in str(variable.dtype) and "optimizer" not in variable.path:
            assert keras.ops.convert_to_numpy(variable).tobytes() in stored


@pytest.mark.parametrize("name", ["bends", "hidden_steps", "sequences"])
def test_what_keras_has_no_name_for_is_in_the_file_too(name, saved, tmp_path):
    load_layers(saved / name / f"{name}.json").model.save(tmp_path / "model.keras")
    assert_agrees(load_model(tmp_path / "model.keras"), saved / name)


def test_the_optimizer_the_loss_and_the_metrics_come_too(saved):
    momentum = load_layers(saved / "pictures" / "pictures.json").model
    assert isinstance(momentum.optimizer, keras.optimizers.SGD)
    config = momentum.optimizer.get_config()
    assert [config[key] for key in ("learning_rate", "momentum", "nesterov")] == pytest.approx(
        [0.05, 0.8, True]
    )
    assert momentum.loss == "categorical_crossentropy"
    assert momentum.get_compile_config()["metrics"] == ["accuracy"]
    assert momentum.layers[-1].kernel_regularizer.l2 == pytest.approx(0.02)
    adam = load_layers(saved / "volumes" / "volumes.json")
    config = adam.model.optimizer.get_config()
    assert [config[key] for key in ("learning_rate", "beta_1", "beta_2", "epsilon")] == (
        pytest.approx([0.002, 0.8, 0.99, 1e-3])
    )
    assert any("takes other steps in Keras" in note for note in adam.notes)
    rmsprop = load_layers(saved / "hidden_words" / "hidden_words.json").model.optimizer
    assert [rmsprop.rho, rmsprop.momentum] == pytest.approx([0.8, 0.1])


def test_a_normalization_that_depends_on_the_browsers_backend_is_refused(saved):
    with pytest.raises(ModelError, match=r"\(BatchNormalization\) works on an axis other than"):
        load_layers(saved / "another_axis" / "another_axis.json")


def test_masks_that_nobody_reads_are_dropped_with_a_note(saved):
    notes = load_layers(saved / "unread_masks" / "unread_masks.json").notes
    assert sum("makes a mask that no layer reads" in note for note in notes) == 2
