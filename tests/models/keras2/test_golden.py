"""Files of Keras 2 compute what Keras 2 computed; tests/golden/make_keras2.py wrote them."""

import gzip
import json
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest

from kerasdigits.models.load import load_model

# A mask ends at Conv1D in Keras 2 as well; Keras 3 says so.
pytestmark = pytest.mark.filterwarnings("ignore:Layer 'conv1d' .* was passed an input with a mask")
GOLDEN = Path(__file__).parents[2] / "golden" / "keras2"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.npz"))


def unpack(name, suffix, folder):
    """Give a golden file, and Keras 2's inputs and outputs."""
    path = folder / f"{name}{suffix}"
    if suffix == ".h5":
        path.write_bytes(gzip.decompress((GOLDEN / f"{name}.h5.gz").read_bytes()))
    else:
        shutil.copy(GOLDEN / path.name, path)
    with np.load(GOLDEN / f"{name}.npz") as arrays:
        outputs = [arrays[key] for key in sorted(arrays) if key.startswith("y")]
        return path, arrays["x0"], outputs


def as_list(outputs):
    outputs = outputs if isinstance(outputs, list) else [outputs]
    return [keras.ops.convert_to_numpy(output) for output in outputs]


# What a config means does not depend on the form of its file, nor reading a .h5 on the backend. On
# each backend: the layers and the activation of our own, which have Keras 2's meaning.
ON_EACH_BACKEND = [name for name in NAMES if name.startswith("mask_")] + ["hard_dense", "hard_gru"]


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        pytest.param(name, ".keras", marks=pytest.mark.each_backend)
        if name in ON_EACH_BACKEND
        else (name, ".keras")
        for name in NAMES
    ]
    + [(name, ".h5") for name in NAMES],
)
def test_a_file_of_keras_2_gives_its_outputs(name, suffix, tmp_path):
    path, x, expected = unpack(name, suffix, tmp_path)
    before = path.read_bytes()
    model = load_model(path)
    received = as_list(model(x, training=False))
    assert len(received) == len(expected)
    for wanted, given in zip(expected, received, strict=True):
        np.testing.assert_allclose(given, wanted, atol=1e-5)
    assert path.read_bytes() == before


def test_keras_3_alone_would_compute_something_else(tmp_path):
    """The golden files can tell: Keras 3's hard sigmoid is up to .078 off."""
    path, x, (expected,) = unpack("hard_activation", ".h5", tmp_path)
    with np.errstate(all="ignore"):
        other = keras.ops.convert_to_numpy(keras.activations.hard_sigmoid(x))
    assert np.abs(other - expected).max() > 0.02
    assert path.is_file()


@pytest.mark.parametrize("suffix", [".h5", ".keras"])
def test_compile_settings_are_kept(suffix, tmp_path):
    model = load_model(unpack("hard_dense", suffix, tmp_path)[0])
    assert model.compiled
    settings = model.optimizer.get_config()
    assert settings["momentum"] == 0.9
    assert settings["learning_rate"] == pytest.approx(0.1)
    loss = getattr(model.loss, "__name__", model.loss)
    assert keras.losses.get(loss).__name__ == "mean_squared_error"


@pytest.mark.parametrize("suffix", [".h5", ".keras"])
def test_it_trains_on(suffix, tmp_path):
    """A .keras file of Keras 2 says None for the number of steps that Keras 3 takes at a time."""
    path, x, (expected,) = unpack("hard_dense", suffix, tmp_path)
    model = load_model(path)
    assert model.evaluate(x, expected, verbose=0)[0] == pytest.approx(0, abs=1e-8)
    model.fit(x, expected + 1, epochs=20, verbose=0)
    assert model.evaluate(x, expected, verbose=0)[0] > 1e-4


def test_a_model_of_keras_2_goes_on_as_one_of_keras_3(tmp_path):
    path, x, (expected,) = unpack("mask_rescaling", ".h5", tmp_path)
    load_model(path).save(tmp_path / "new.keras")
    (received,) = as_list(load_model(tmp_path / "new.keras")(x, training=False))
    np.testing.assert_allclose(received, expected, atol=1e-5)


def test_a_folder_of_the_parts_is_read_and_left_as_it_is(tmp_path):
    path, x, (expected,) = unpack("hard_lstm", ".keras", tmp_path)
    shutil.unpack_archive(path, tmp_path / "parts", "zip")
    config = (tmp_path / "parts" / "config.json").read_text()
    (received,) = as_list(load_model(tmp_path / "parts")(x, training=False))
    np.testing.assert_allclose(received, expected, atol=1e-5)
    assert (tmp_path / "parts" / "config.json").read_text() == config
    assert json.loads(config)["module"].startswith("keras.src.engine")
