"""The keys of a model's inputs and outputs are its names in TensorFlow.js, on either route."""

import json

import keras
import pytest
from keras import layers

from kerasdigits.tfjs import export


def heads(keys=("pose", "gender", "age"), names=("a", "b", "c")):
    picture = keras.Input((8, 8, 3), name="photo")
    x = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(picture))
    outputs = {
        key: layers.Dense(size, name=name)(x)
        for size, key, name in zip((3, 2, 1), keys, names, strict=True)
    }
    return keras.Model({"photo": picture}, outputs)


def read(folder):
    content = json.loads((folder / "model.json").read_text())
    return content, content["userDefinedMetadata"]["kerasdigits"]


@pytest.mark.parametrize("route", ["layers", "graph"])
def test_metadata_names_inputs_and_outputs_by_their_keys_in_order(route, tmp_path):
    export(heads(), tmp_path / "m", check="require", format=route)
    _, metadata = read(tmp_path / "m")
    assert metadata["input_names"] == ["photo"]
    assert metadata["output_names"] == ["age", "gender", "pose"]
    sizes = [output["shape"][-1] for output in metadata["parity"]["outputs"]]
    assert sizes == [1, 2, 3]


def test_a_graphs_signature_has_the_keys(tmp_path):
    report = export(heads(), tmp_path / "m", check="require", format="graph")
    signature = read(tmp_path / "m")[0]["signature"]
    assert list(signature["inputs"]) == ["photo"]
    outputs = signature["outputs"]
    assert list(outputs) == ["age", "gender", "pose"]
    assert [o["tensorShape"]["dim"][-1]["size"] for o in outputs.values()] == ["1", "2", "3"]
    assert not any("other names" in note for note in report.notes)


def test_layers_that_stand_for_keys_are_noted(tmp_path):
    report = export(heads(), tmp_path / "m", check="require", format="layers")
    assert (
        'outputs have other names in TensorFlow.js: "age" is "c", "gender" is "b", "pose" is "a"'
        in report.notes
    )
    same = heads(("a", "b", "c"))
    report = export(same, tmp_path / "same", check="require", format="layers")
    assert not any(note.startswith("outputs have") for note in report.notes)


def test_a_key_that_no_name_can_be_is_noted_on_the_graph_route(tmp_path):
    report = export(
        heads(("my pose", "gender", "age")), tmp_path / "m", check="require", format="graph"
    )
    assert 'outputs have other names in TensorFlow.js: "my pose" is "my_pose"' in report.notes
    assert read(tmp_path / "m")[1]["output_names"] == ["age", "gender", "my pose"]


@pytest.mark.parametrize("route", ["layers", "graph"])
def test_an_input_and_an_output_may_have_one_key(route, tmp_path):
    entries = {key: keras.Input((4,), name=key) for key in ("image", "noise")}
    x = layers.Dense(4, name="decoder")(layers.Add()(list(entries.values())))
    # The noise is passed on under its own key, the image under another.
    outputs = {"image": x, "noise": entries["noise"], "original": entries["image"]}
    model = keras.Model(entries, outputs)
    report = export(model, tmp_path / "m", check="require", format=route)
    assert report.check.max_relative_difference < 1e-6
    content, metadata = read(tmp_path / "m")
    assert metadata["output_names"] == ["image", "noise", "original"]
    if route == "graph":
        assert list(content["signature"]["outputs"]) == ["image_1", "noise", "original"]
        assert 'outputs have other names in TensorFlow.js: "image" is "image_1"' in report.notes


@pytest.mark.parametrize("route", ["layers", "graph"])
def test_a_model_without_keys_has_no_such_names(route, tmp_path):
    x = keras.Input((4,))
    export(keras.Model(x, [layers.Dense(1)(x), layers.Dense(2)(x)]), tmp_path / "m", format=route)
    assert not {"input_names", "output_names"} & set(read(tmp_path / "m")[1])
