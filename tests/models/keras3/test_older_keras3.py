"""Files of Keras 3.0 and 3.6 give the outputs of the version that wrote them, or are refused.

tests/golden/write_keras2.py wrote them with those versions; pack_real_files.py keeps a part.
"""

import copy
import json
from pathlib import Path

import keras
import numpy as np
import pytest
from keras.initializers import Orthogonal

from kerasdigits.errors import ModelError
from kerasdigits.models.keras2.files import state_version
from kerasdigits.models.keras2.version import KerasVersion
from kerasdigits.models.keras3.upgrade import rename_initializers, upgrade_keras_3
from kerasdigits.models.load import load_model

GOLDEN = Path(__file__).parents[2] / "golden" / "real_files"
SUFFIXES = {"keras": ".keras", "json": ".json", "weights": ".weights.h5"}


def unpack(name, folder):
    with np.load(GOLDEN / f"{name}.npz") as arrays:
        for part, suffix in SUFFIXES.items():
            if part in arrays:
                (folder / f"it{suffix}").write_bytes(arrays[part].tobytes())
        outputs = [arrays[key] for key in sorted(arrays) if key[0] == "y"]
        inputs = arrays["x0"]
    (path,) = (path for path in folder.iterdir() if not path.name.endswith(".weights.h5"))
    return path, inputs, outputs


@pytest.mark.filterwarnings("ignore:Layer '.*' .* was passed an input with a mask")
@pytest.mark.filterwarnings("ignore:You passed `rms_scaling=True`")
@pytest.mark.parametrize(
    "name",
    [
        "3.0.5-Add-0-masked",
        "3.0.5-Maximum-0-masked",
        "3.0.5-RandomCrop-0",
        "3.6.0-LayerNormalization-4",
    ],
)
def test_a_file_gives_what_its_keras_computed(name, tmp_path):
    path, x, expected = unpack(name, tmp_path)
    assert str(state_version(path)) == f"Keras {name.partition('-')[0]}"
    received = load_model(path)([x], training=False)
    for given, wanted in zip(keras.tree.flatten(received), expected, strict=True):
        np.testing.assert_allclose(keras.ops.convert_to_numpy(given), wanted, atol=1e-5)


def test_an_argument_that_went_is_dropped_where_the_description_states_no_version(tmp_path):
    """What to_json() of Keras 3 wrote states no version: it is taken for today's."""
    path, x, expected = unpack("3.0.5-Concatenate-5-masked", tmp_path)
    assert state_version(path) == KerasVersion("3")
    (received, _) = load_model(path)([x], training=False)
    assert received.shape == expected[0].shape


def test_initializers_have_the_names_of_today():
    """Keras 3.16 reads none of the others in a config, though they are aliases."""
    written = [{"module": "keras.initializers", "class_name": "OrthogonalInitializer"}]
    (renamed,) = rename_initializers(written)
    assert renamed == {"module": "keras.initializers", "class_name": "Orthogonal"}
    assert isinstance(keras.saving.deserialize_keras_object({**renamed, "config": {}}), Orthogonal)
    own = {"module": "mine", "class_name": "OrthogonalInitializer"}
    assert rename_initializers(own) == own


def test_scores_of_hidden_steps_are_refused(tmp_path):
    path, _, _ = unpack("3.0.5-MultiHeadAttention-4-masked", tmp_path)
    with pytest.raises(ModelError, match=r"return_attention_scores.*before 3.10.*Keras 3.0.5"):
        load_model(path)


@pytest.mark.parametrize(
    ("version", "class_name", "masked", "expected"),
    [
        ("3.3.3", "Add", True, "UnmaskedAdd"),
        ("3.3.3", "Add", False, "Add"),
        ("3.4.0", "Add", True, "Add"),
        ("3.5.0", "RandomCrop", False, "Resizing"),
    ],
)
def test_what_is_written_otherwise_depends_on_the_version(version, class_name, masked, expected):
    layer = {"module": "keras.layers", "class_name": class_name, "config": {"name": "it"}}
    first = {"module": "keras.layers", "class_name": "Masking", "config": {}}
    config = {"config": {"layers": [first, layer] if masked else [layer]}}
    before = copy.deepcopy(config)
    written = upgrade_keras_3(config, KerasVersion(version))
    assert written["config"]["layers"][-1]["class_name"] == expected
    assert config == before


def test_crops_that_were_drawn_are_refused():
    layer = {"module": "keras.layers", "class_name": "RandomCrop", "config": {"name": "it"}}
    with pytest.raises(ModelError, match=r'RandomCrop drew.*layer "it", written by Keras 3.6.0'):
        upgrade_keras_3({"config": {"layers": [layer]}}, KerasVersion("3.6.0"))


def test_value_range_of_a_rotation_is_dropped():
    config = json.loads(unpack_text("3.0.5-RandomRotation-0"))
    assert "value_range" in json.dumps(config)
    assert "value_range" not in json.dumps(upgrade_keras_3(config, KerasVersion("3.0.5")))


def unpack_text(name):
    with np.load(GOLDEN / f"{name}.npz") as arrays:
        return arrays["json"].tobytes().decode()
