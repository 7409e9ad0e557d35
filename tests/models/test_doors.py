"""Whatever somebody gives for a model: it is read, or one line says what it is and what to do."""

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import h5py
import keras
import numpy as np
import pytest

import kerasdigits as kd
from kerasdigits.errors import ModelError
from kerasdigits.models.doors import is_tfjs_model
from kerasdigits.models.hub.preset import load_preset
from kerasdigits.models.load import load_model
from kerasdigits.tfjs import export
from kerasdigits.training.trained import open_trained


@pytest.fixture(scope="module")
def model_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "model.keras"
    keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]).save(path)
    return path


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache of Hugging Face's with one repository in it, which is laid out as theirs is."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    repository = tmp_path / "hub" / "models--me--digits"
    for part in ("blobs", "refs", "snapshots/abc123"):
        (repository / part).mkdir(parents=True)
    (repository / "refs" / "main").write_text("abc123")
    return repository


def put(cache, path, name):
    """Keep a file as a blob that a snapshot links to."""
    blob = cache / "blobs" / f"blob-{name}"
    blob.write_bytes(path.read_bytes())
    link = cache / "snapshots" / "abc123" / name
    link.symlink_to(os.path.relpath(blob, link.parent))


@pytest.mark.parametrize("address", ["hf://me/digits", "hf:/me/digits", "hf://me/digits@abc123"])
def test_a_model_of_the_hub_is_read_from_the_cache(address, cache, model_file):
    put(cache, model_file, "model.keras")
    assert open_trained(Path(address)).model.count_params() == 8


def test_a_tensorflow_js_folder_of_the_hub_is_read_through_its_links(cache, model_file, tmp_path):
    export(load_model(model_file), tmp_path / "out", check="off")
    for file in (tmp_path / "out").iterdir():
        put(cache, file, file.name)
    assert kd.load_model("hf://me/digits").count_params() == 8
    assert kd.load_model(tmp_path / "out").count_params() == 8


def test_a_config_of_keras_named_model_json_is_not_taken_for_tensorflow_js(tmp_path):
    (tmp_path / "model.json").write_text('{"class_name": "Sequential", "config": {}}')
    assert not is_tfjs_model(tmp_path)
    assert not is_tfjs_model(tmp_path / "model.json")
    (tmp_path / "model.json").write_text("{")
    with pytest.raises(ModelError, match=r"model\.json cannot be read"):
        load_model(tmp_path)


def test_what_is_not_in_the_cache_is_not_fetched_unasked(cache, monkeypatch):
    with pytest.raises(ModelError, match=r"not in the cache.*models--me--other.*Add download=True"):
        load_model(Path("hf://me/other"))
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(ModelError, match="pip install huggingface_hub"):
        load_model(Path("hf://me/other"), download=True)


def test_a_download_that_fails_is_one_line(monkeypatch):
    def break_off(repository, revision):
        raise OSError(f"no way to {repository}")

    hub = SimpleNamespace(snapshot_download=break_off)
    monkeypatch.setitem(sys.modules, "huggingface_hub", hub)
    with pytest.raises(ModelError, match=r"downloaded\. Received: hf://me/other: OSError: no way"):
        load_model(Path("hf://me/other"), download=True)


@pytest.mark.parametrize("address", ["hf://me", "hf://../digits", "hf://me/digits/main", "hf:"])
def test_what_is_not_an_address_is_refused(address, cache):
    with pytest.raises(ModelError, match=r"not the address of a model.*hf://OWNER/NAME"):
        load_model(Path(address))


def test_a_preset_says_what_to_install(tmp_path, monkeypatch):
    config = {"class_name": "BertBackbone", "registered_name": "keras_hub>BertBackbone"}
    (tmp_path / "config.json").write_text(json.dumps({**config, "config": {}}))
    monkeypatch.setitem(sys.modules, "keras_hub", None)
    with pytest.raises(ModelError, match=r"preset of keras-hub.*pip install keras-hub"):
        load_model(tmp_path)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (None, "This preset of keras-hub has no weights"),
        (
            {"class_name": "Dense", "units": -1},
            "keras-hub cannot read this preset.*positive integer",
        ),
        ({"class_name": "Lambda", "units": 1}, "Lambda"),
    ],
)
def test_a_preset_that_is_not_whole_or_holds_code_is_one_line(
    layer, message, tmp_path, monkeypatch
):
    monkeypatch.setitem(sys.modules, "keras_hub", SimpleNamespace())
    config = {"class_name": "Backbone", "registered_name": "keras_hub>Backbone", "config": {}}
    if layer is not None:
        name = layer["class_name"]
        config = {"module": "keras.layers", "class_name": name, "registered_name": None}
        config |= {"config": {"name": "first", "units": layer["units"]}}
        with h5py.File(tmp_path / "model.weights.h5", "w") as file:
            file["kernel"] = np.zeros(3)
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match=message) as caught:
        load_preset(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("net.onnx", "an ONNX model, which is not read here.*ONNX Runtime Web"),
        ("net.tflite", "a LiteRT model, which is not read here"),
        ("net.pt", "a PyTorch file"),
        ("net.safetensors", "weights without a model"),
        ("saved_model.pb", "a TensorFlow graph.*folder of a SavedModel"),
        ("group1-shard1of1.bin", "model without its layers.*model.json"),
        ("net.weights.h5", "holds weights without a model"),
        ("net.tar.gz", "an archive.*Unpack it"),
        ("settings.json", "a JSON file that holds no model"),
        ("net.pkl", "a pickle, which is code"),
        ("notes.txt", "This is not a .keras file"),
    ],
)
def test_a_file_of_another_form_is_named(name, message, tmp_path):
    (tmp_path / name).write_bytes(b"1234")
    with pytest.raises(ModelError, match=message) as caught:
        open_trained(tmp_path / name)
    assert "run" not in str(caught.value).replace("runs it in a browser", "")


def test_a_folder_of_something_else_and_nothing_at_all_are_told(tmp_path):
    (tmp_path / "notes.txt").touch()
    looked = r"looked for run.json, \*.keras, config.json, saved_model.pb and model.json"
    with pytest.raises(ModelError, match=f"{looked}.*notes.txt"):
        open_trained(tmp_path)
    with pytest.raises(ModelError, match="There is nothing at this path"):
        open_trained(tmp_path / "none")


@pytest.mark.parametrize("name", ["model.keras", "model.h5", "model.json", "model"])
def test_a_pipe_is_not_waited_for(name, tmp_path):
    os.mkfifo(tmp_path / name)
    with pytest.raises(ModelError, match="a pipe or a device"):
        open_trained(tmp_path / name)
    with pytest.raises(ModelError, match="a pipe or a device"):
        load_model(tmp_path / name)


def test_a_signature_is_asked_of_saved_models_only(model_file):
    with pytest.raises(ModelError, match="Only a SavedModel has signatures"):
        load_model(model_file, signature="serving_default")
