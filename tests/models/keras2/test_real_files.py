"""Files that real Kerases from 2.2.4 to 2.15 wrote give their outputs, in every form.

tests/golden/write_keras2.py wrote them in environments of those versions, and
tests/golden/pack_real_files.py keeps a part of them.
"""

import json
from pathlib import Path

import keras
import numpy as np
import pytest

import kerasdigits.models.keras2.meanings  # noqa: F401 (it registers what operations become)
from kerasdigits.errors import ModelError
from kerasdigits.models.keras2.files import state_version
from kerasdigits.models.keras2.masks import ends_at_recurrent_layers
from kerasdigits.models.keras2.upgrade import ConfigUpgrade
from kerasdigits.models.keras2.version import KerasVersion
from kerasdigits.models.load import load_model

GOLDEN = Path(__file__).parents[2] / "golden" / "real_files"
NAMES = sorted(path.stem for path in GOLDEN.glob("2.*.npz"))
OPERATIONS = [name for name in NAMES if "-op-" in name]
LAYERS = [name for name in NAMES if "-op-" not in name]
# Where the backend has a part in it: masks, and layers of our own; one of each kind.
ON_EACH_BACKEND = (
    "2.15.0-LocallyConnected1D-0",
    "2.15.0-SpectralNormalization-0-masked",
    "2.4.0-MultiHeadAttention-0-masked",
)
# Layers behind which Keras 2 had a mask, and Keras 3.16 has none.
ENDED = (
    "2.13.1-LSTM-1-masked",
    "2.15.0-GRU-4-masked",
    "2.2.4-Bidirectional-0-masked",
    "2.4.0-LSTM-4-masked",
)
SUFFIXES = {"h5": ".h5", "keras": ".keras", "json": ".json", "weights": ".weights.h5"}


def unpack(name, folder):
    """Write the files of a case; give that of the model, and Keras 2's inputs and outputs."""
    with np.load(GOLDEN / f"{name}.npz") as arrays:
        for part, suffix in SUFFIXES.items():
            if part in arrays:
                (folder / f"it{suffix}").write_bytes(arrays[part].tobytes())
        inputs, outputs = (
            [arrays[key] for key in sorted(arrays) if key[0] == kind and key[1:].isdigit()]
            for kind in "xy"
        )
    (path,) = (path for path in folder.iterdir() if not path.name.endswith(".weights.h5"))
    return path, inputs, outputs


def compare(model, inputs, expected):
    received = model(inputs if len(inputs) > 1 else inputs[0], training=False)
    received = [keras.ops.convert_to_numpy(y) for y in keras.tree.flatten(received)]
    assert len(received) == len(expected)
    for given, wanted in zip(received, expected, strict=True):
        np.testing.assert_allclose(given, wanted, atol=1e-5, rtol=1e-5)


@pytest.mark.filterwarnings("ignore:Layer '.*' .* was passed an input with a mask")
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.each_backend) if name in ON_EACH_BACKEND else name
        for name in LAYERS
    ],
)
def test_a_file_gives_what_its_keras_computed(name, tmp_path):
    path, inputs, expected = unpack(name, tmp_path)
    assert str(state_version(path)).removesuffix("-tf") == f"Keras {name.partition('-')[0]}"
    if name in ENDED and ends_at_recurrent_layers():
        with pytest.raises(ModelError, match=r"ends it from Keras 3\.16 on"):
            load_model(path)
    else:
        compare(load_model(path), inputs, expected)


@pytest.mark.parametrize("name", OPERATIONS)
def test_functions_of_tensorflow_compute_what_they_did_between_layers(name, tmp_path):
    path, inputs, expected = unpack(name, tmp_path)
    version = KerasVersion(name.partition("-")[0])
    config = ConfigUpgrade(version).upgrade(json.loads(path.read_text()))
    compare(keras.saving.deserialize_keras_object(config), inputs, expected)


class TestWeightsBesideAModel:
    def test_they_are_given_or_found_under_the_usual_names(self, tmp_path):
        path, inputs, expected = unpack("2.15.0-Dense-0", tmp_path)
        weights = (tmp_path / "it.weights.h5").rename(tmp_path / "elsewhere.h5")
        with pytest.raises(
            ModelError, match=r"no weights .*looked for it.weights.h5, .*the argument weights"
        ):
            load_model(path)
        compare(load_model(path, weights=weights), inputs, expected)
        weights.rename(tmp_path / "model_weights.h5")
        compare(load_model(path), inputs, expected)
        with pytest.raises(ModelError, match="There is no such file of weights"):
            load_model(path, weights=tmp_path / "none.h5")

    def test_what_keras_3_wrote_is_read_too(self, tmp_path):
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
        (tmp_path / "model.json").write_text(model.to_json())
        model.save_weights(tmp_path / "model.weights.h5")
        x = np.ones((2, 3), "float32")
        compare(load_model(tmp_path), [x], [model.predict(x, verbose=0)])

    @pytest.mark.parametrize(
        ("written", "changed", "message"),
        [
            ('"units": 2', '"units": -2', "positive integer.*units=-2"),
            ('"target_shape": [2]', '"target_shape": [5]', "when calling Reshape"),
        ],
    )
    def test_what_keras_does_not_take_is_one_line(self, written, changed, message, tmp_path):
        parts = [keras.layers.Dense(2), keras.layers.Reshape((2,))]
        model = keras.Sequential([keras.Input((3,)), *parts])
        assert written in model.to_json()
        (tmp_path / "model.json").write_text(model.to_json().replace(written, changed))
        model.save_weights(tmp_path / "model.weights.h5")
        with pytest.raises(ModelError, match=message) as caught:
            load_model(tmp_path)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize("name", ["it.weights.h5", "it.h5"])
    def test_alone_they_say_what_is_missing(self, name, tmp_path):
        path, _, _ = unpack("2.2.4-BatchNormalization-0", tmp_path)
        weights = (tmp_path / "it.weights.h5").rename(tmp_path / name)
        with pytest.raises(ModelError, match=r"weights without a model.*Give .*it.json with"):
            load_model(weights)
        path.unlink()
        with pytest.raises(ModelError, match=r"weights without a model.*model.to_json\(\)"):
            load_model(weights)

    def test_those_of_another_model_do_not_fit(self, tmp_path):
        path, _, _ = unpack("2.15.0-Dense-0", tmp_path)
        keras.Sequential([keras.Input((3,)), keras.layers.Dense(7)]).save_weights(
            tmp_path / "other.weights.h5"
        )
        with pytest.raises(ModelError, match="The weights do not fit the model"):
            load_model(path, weights=tmp_path / "other.weights.h5")

    def test_they_are_not_given_to_a_whole_model(self, tmp_path):
        path, _, _ = unpack("2.2.4-LSTM-0", tmp_path)
        with pytest.raises(ModelError, match=r"what model.to_json\(\) wrote, and this is"):
            load_model(path, weights=path)
