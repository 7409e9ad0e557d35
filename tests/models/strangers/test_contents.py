"""`inspect` tells of a model what Keras tells of it, without Keras."""

import gzip
import subprocess
import sys
from pathlib import Path

import h5py
import keras
import pytest

from kerasdigits.models.strangers.inspect import inspect_model

GOLDEN = Path(__file__).parents[2] / "golden"


def make_model():
    inputs = keras.Input((8, 8, 1), name="picture")
    x = keras.layers.Conv2D(4, 3, name="my_conv")(inputs)
    x = keras.layers.BatchNormalization(trainable=False)(keras.ops.relu(x))
    x = keras.layers.Dropout(0.5, seed=1)(keras.layers.Flatten()(x))
    inner = keras.Sequential([keras.Input((144,)), keras.layers.Dense(5)], name="inner")
    x = keras.layers.Reshape((5, 1))(inner(x))
    shared = keras.layers.Dense(4, name="shared")
    x = keras.layers.Bidirectional(keras.layers.LSTM(3))(shared(x))
    model = keras.Model(inputs, keras.layers.Dense(2, activation="softmax", name="end")(x))
    model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["accuracy"])
    model.optimizer.build(model.trainable_variables)
    return model


@pytest.fixture(scope="module")
def model():
    return make_model()


@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
def test_layers_parameters_and_settings_are_those_of_the_model(tmp_path, model, name):
    if name == "model.h5":  # which holds no operations of keras.ops
        inner = keras.Sequential([keras.Input((6,)), keras.layers.Dense(5)], name="inner")
        model = keras.Sequential([keras.Input((6,)), inner, keras.layers.Dense(2)])
        model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["accuracy"])
    model.save(tmp_path / name)
    told = inspect_model(tmp_path / name)
    assert told.keras_version == keras.__version__
    assert told.parameters == model.count_params()
    listed = {layer.name: layer for layer in told.layers if layer.parameters is not None}
    for layer in model.layers:
        if layer.weights:
            assert listed[layer.name].parameters == layer.count_params(), layer.name
            assert listed[layer.name].trainable == layer.trainable
            assert listed[layer.name].class_name == type(layer).__name__
            assert listed[layer.name].dtype == "float32"
    assert told.compiled["optimizer"] == "Adam"
    assert told.compiled["learning_rate"] == pytest.approx(0.01)
    assert (told.compiled["loss"], told.compiled["metrics"]) == ("mse", ["accuracy"])
    assert told.refusals == []
    if name == "model.keras":
        assert listed["my_conv"].shape == [None, 8, 8, 1]


def test_models_of_earlier_kerases_are_told_and_nothing_of_them_is_refused(tmp_path):
    files = sorted((*GOLDEN.glob("keras2/*.keras"), *GOLDEN.glob("keras2/*.h5.gz")))
    assert len(files) > 40
    for file in files:
        if file.suffix == ".gz":
            (tmp_path / file.stem).write_bytes(gzip.decompress(file.read_bytes()))
            file = tmp_path / file.stem
        told = inspect_model(file)
        assert told.refusals == [], file.name
        assert told.layers and told.keras_version[0] in "23", file.name
        listed = sum(layer.parameters or 0 for layer in told.layers)
        assert listed == told.parameters, file.name


def test_no_backend_is_imported_and_little_memory_is_taken(tmp_path):
    layer = keras.layers.Dense(4000, kernel_initializer="zeros")
    keras.Sequential([keras.Input((4000,)), layer]).save(tmp_path / "large.keras")
    program = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from kerasdigits.models.strangers.inspect import inspect_model\n"
        f"told = inspect_model(Path({str(tmp_path / 'large.keras')!r}))\n"
        "assert told.parameters == 16_004_000 and told.byte_count > 64e6\n"
        "loaded = {'keras', 'tensorflow', 'jax', 'torch'} & set(sys.modules)\n"
        "status = Path('/proc/self/status')\n"
        "peak = re.search(r'VmHWM:\\s*(\\d+)', status.read_text())[1] if status.exists() else 0\n"
        "print(sorted(loaded), peak)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded, kilobytes = done.stdout.rsplit(maxsplit=1)
    assert loaded == "[]"
    assert int(kilobytes) < 120_000


def test_a_file_of_arrays_without_groups_is_told(tmp_path):
    with h5py.File(tmp_path / "arrays.h5", "w") as file:
        file["numbers"] = [1.5, 2.5]
    told = inspect_model(tmp_path / "arrays.h5")
    assert (told.parameters, told.layers, told.refusals) == (2, [], [])
