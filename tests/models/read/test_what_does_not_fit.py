"""A file that passes the guard and yet holds no model, or not this one's weights: one line."""

import json

import h5py
import keras
import pytest
from keras import layers

from kerasdigits.errors import ModelError
from kerasdigits.models.load import load_model

pytestmark = pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")


def build():
    """Two layers with weights, and one between them."""
    entry = keras.Input((3,), name="entry")
    x = layers.ReLU(name="middle")(layers.Dense(4, name="first")(entry))
    return keras.Model(entry, layers.Dense(2, name="last")(x))


@pytest.fixture
def parts(tmp_path):
    folder = tmp_path / "parts"
    build().save(folder, zipped=False)
    return folder


@pytest.fixture
def legacy(tmp_path):
    path = tmp_path / "model.h5"
    build().save(path)
    return path


def refuse(path):
    """Load what cannot be; give the one line that says why."""
    with pytest.raises(ModelError) as caught:
        load_model(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def change_config(folder, change):
    """Write the config anew as a function leaves it; what that returns takes its place."""
    path = folder / "config.json"
    config = json.loads(path.read_text())
    path.write_text(json.dumps(change(config) or config))


def a_bare_layer(config):
    return config["config"]["layers"][1]


def an_initializer_as_a_layer(config):
    layer = config["config"]["layers"][1]
    layer |= {"module": "keras.initializers", "class_name": "Zeros", "config": {}}
    del layer["build_config"]


def a_list_as_a_config(config):
    config["config"]["layers"][1]["config"] = [1]


def an_initializer_of_no_module(config):
    inner = config["config"]["layers"][1]["config"]
    inner["kernel_initializer"] |= {"module": None, "class_name": "Zeros", "config": {}}


def tensor_of(layer):
    """Find what a layer of a config takes: the layer that yields it, by which call, as what."""
    (argument,) = layer["inbound_nodes"][0]["args"]
    return argument["config"]["keras_history"]


def a_tensor_of_no_layer(config):
    tensor_of(config["config"]["layers"][1])[0] = "nowhere"


def a_tensor_of_a_later_call(config):
    tensor_of(config["config"]["layers"][2])[1] = 7


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (a_bare_layer, "Dense: this is no model"),
        (an_initializer_as_a_layer, "Zeros: this is no layer"),
        (a_list_as_a_config, "Dense: its config is no object"),
        (an_initializer_of_no_module, "Zeros: a class of somebody's own"),
        (a_tensor_of_no_layer, "there is no layer 'nowhere'"),
        (a_tensor_of_a_later_call, "layers take what no other yields: middle, last"),
    ],
)
def test_a_config_that_is_no_model_is_one_line(parts, change, reason):
    change_config(parts, change)
    assert reason in refuse(parts)


def test_weights_that_are_not_there_are_named_with_their_owner(parts):
    with h5py.File(parts / "model.weights.h5", "r+") as file:
        del file["layers/dense"]
    told = refuse(parts)
    assert told.startswith("The weights do not fit the model")
    assert 'Dense "first" could not be loaded' in told


def test_a_file_without_a_config_is_one_line(tmp_path):
    h5py.File(tmp_path / "model.h5", "w").close()
    assert "no model config in the file" in refuse(tmp_path / "model.h5")


def test_a_legacy_layer_that_is_none_is_one_line(legacy):
    with h5py.File(legacy, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        config["config"]["layers"][1] = {"class_name": "Adam", "config": {}, "name": "first"}
        file.attrs["model_config"] = json.dumps(config)
    assert "Adam" in refuse(legacy)


def test_a_value_that_no_layer_takes_is_one_line(legacy):
    with h5py.File(legacy, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        (call,) = config["config"]["layers"][1]["inbound_nodes"]
        call["kwargs"]["training"] = {"class_name": "__ellipsis__"}
        file.attrs["model_config"] = json.dumps(config)
    assert "A config holds ellipsis" in refuse(legacy)


def leave_out_a_layer(weights):
    weights.attrs["layer_names"] = [b"first"]


def leave_out_a_weight(weights):
    weights["last"].attrs["weight_names"] = weights["last"].attrs["weight_names"][:1]


def change_a_shape(weights):
    name = weights["last"].attrs["weight_names"][1]
    del weights["last"][name]
    weights["last"][name] = [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (leave_out_a_layer, "layer count mismatch: 1 in the file, 2 expected"),
        (leave_out_a_weight, "weight count mismatch in last: 1 in the file, 2 expected"),
        (change_a_shape, "shape mismatch in last: (3,) in the file, (2,) expected"),
    ],
)
def test_legacy_weights_that_do_not_fit_are_told_by_layer(legacy, change, reason):
    with h5py.File(legacy, "r+") as file:
        change(file["model_weights"])
    told = refuse(legacy)
    assert told.startswith("The weights do not fit the model")
    assert reason in told
