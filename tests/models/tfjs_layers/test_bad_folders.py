"""A TensorFlow.js folder that is damaged, or that somebody made to do harm: one clear error."""

import json
import re

import keras
import numpy as np
import pytest

from kerasdigits.errors import ExportError, KerasdigitsError, ModelError
from kerasdigits.models.tfjs_layers.import_file import import_file
from kerasdigits.models.tfjs_layers.load import load_layers
from kerasdigits.tfjs import Quantization, export
from kerasdigits.tfjs.proof.check import NodeChecker


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A folder of ours, with a layer inside a model inside the model."""
    x = keras.Input((4,), name="x")
    inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="inner_dense")])
    model = keras.Model(x, keras.layers.Dense(2, "softmax", name="last")(inner(x)))
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    folder = tmp_path_factory.mktemp("sound") / "model"
    export(model, folder, check="off")
    return folder


@pytest.fixture
def folder(sound, tmp_path):
    """A copy to damage, with a function that writes its changed model.json."""
    copy = tmp_path / "model"
    copy.mkdir()
    for file in sound.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    return copy


def change(folder, edit):
    content = json.loads((folder / "model.json").read_text())
    edit(content)
    (folder / "model.json").write_text(json.dumps(content))


def refuse(folder, message):
    out = folder.parent / "out.keras"
    with pytest.raises(KerasdigitsError, match=message) as caught:
        import_file(folder, out, check="off")
    assert "\n" not in str(caught.value)
    assert sorted(path.name for path in folder.parent.iterdir()) == ["model"]


def model_of(content):
    return content["modelTopology"]["model_config"]


def layers_of(content):
    return model_of(content)["config"]["layers"]


def inner_layers(content):
    inner = next(layer for layer in layers_of(content) if layer["class_name"] == "Sequential")
    return inner["config"]["layers"]


def last(content):
    return next(layer for layer in layers_of(content) if layer["name"] == "last")


def weight(content, position=0):
    return content["weightsManifest"][0]["weights"][position]


def paths(content, *names):
    content["weightsManifest"][0]["paths"] = list(names)


def test_the_sound_folder_is_imported(folder):
    report = import_file(folder, folder.parent / "out.keras", check="node")
    assert report.check.max_relative_difference <= 1e-5
    assert report.compiled
    assert report.notes == []


@pytest.mark.parametrize("size", [0, 3, 91])
def test_truncated_weights(folder, size):
    shard = folder / "group1-shard1of1.bin"
    shard.write_bytes(shard.read_bytes()[:size])
    refuse(folder, "weights of this model are truncated: they take 92 bytes")


def test_weights_that_are_too_long_or_missing(folder):
    shard = folder / "group1-shard1of1.bin"
    shard.write_bytes(shard.read_bytes() + b"0000")
    refuse(folder, "mixed up")
    shard.unlink()
    refuse(folder, "A file of weights is missing")


@pytest.mark.parametrize(
    "path",
    ["../secret.bin", "/etc/hostname", "a/../../secret.bin", "https://host/w.bin", "..\\w.bin", 7],
)
def test_weights_outside_the_folder_are_not_read(folder, path):
    change(folder, lambda content: paths(content, path))
    refuse(folder, "names weights outside its folder")


def test_a_link_to_weights_outside_the_folder_is_not_followed(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "weights.bin"
    shard = folder / "group1-shard1of1.bin"
    shard.rename(elsewhere)
    shard.symlink_to(elsewhere)
    refuse(folder, "a link to a place outside its folder")


EDITS = {
    "shape_of_text": (lambda c: weight(c).update(shape=["4", 3]), "damaged.*shape"),
    "negative_shape": (lambda c: weight(c).update(shape=[-4, -3]), "damaged.*shape"),
    "shape_that_no_file_holds": (lambda c: weight(c).update(shape=[10**9, 10**9]), "truncated"),
    "other_shape": (lambda c: weight(c).update(shape=[3, 4]), r"takes \(4, 3\).*\(3, 4\)"),
    "dtype": (lambda c: weight(c).update(dtype="object"), "dtype 'object'"),
    "wide_dtype": (lambda c: weight(c).update(quantization={"dtype": "uint64"}), "quantized as"),
    "scale": (
        lambda c: weight(c).update(quantization={"dtype": "uint8", "min": 0, "scale": "1"}),
        "quantized as",
    ),
    "twice": (lambda c: weight(c).update(name=weight(c, 1)["name"]), "mixed|twice|truncated"),
    "other_name": (lambda c: weight(c).update(name="other/kernel"), "belongs to no layer"),
    "no_manifest": (lambda c: c.pop("weightsManifest"), "are not in the manifest"),
    "manifest_of_text": (lambda c: c.update(weightsManifest="x"), "list of weights.*damaged"),
    "unknown_class": (
        lambda c: last(c).update(class_name="Mine"),
        '"last".*own layers do not have.*Mine',
    ),
    "other_pixels": (lambda c: last(c).update(class_name="Resizing"), "picks other pixels"),
    "many_units": (lambda c: last(c)["config"].update(units=10**9), "claims more than the file"),
    "dtype_of_a_list": (lambda c: weight(c).update(dtype=["float32"]), "dtype \\['float32'\\]"),
    "class_of_a_list": (lambda c: last(c).update(class_name=["Dense"]), "is not a layer"),
    "initializer_of_a_list": (
        lambda c: last(c)["config"].update(kernel_initializer={"class_name": []}, units=-1),
        '"last" .Dense.',
    ),
    "layers_of_a_number": (
        lambda c: c["modelTopology"]["model_config"]["config"].update(layers=7),
        "no list of layers",
    ),
    "units_of_text": (lambda c: last(c)["config"].update(units="2"), '"last" .Dense.'),
    "activation": (lambda c: last(c)["config"].update(activation="eval"), "activation that"),
    "no_config": (lambda c: last(c).pop("config"), "is not a layer"),
    "reads_nothing": (lambda c: last(c).update(inbound_nodes=[[["gone", 0, 0, {}]]]), "computed"),
    "reads_itself": (lambda c: last(c).update(inbound_nodes=[[["last", 0, 0, {}]]]), "computed"),
    "node_of_text": (lambda c: last(c).update(inbound_nodes=[[["x", "0", 0]]]), "reference"),
    "negative_node": (lambda c: last(c).update(inbound_nodes=[[["x", -1, 0]]]), "computed"),
    "reads_a_number": (
        lambda c: last(c).update(inbound_nodes=[[["x", 0, 0, {"scale": 2}]]]),
        "an argument that TensorFlow.js does not read. Received: scale",
    ),
    "reads_two": (
        lambda c: last(c).update(inbound_nodes=[[["x", 0, 0], ["x", 0, 0]]]),
        "on 2 tensors where it takes one",
    ),
    "calls_of_text": (lambda c: last(c).update(inbound_nodes="x"), 'the calls of "last"'),
    "no_ends": (lambda c: model_of(c)["config"].update(output_layers=[]), "the ends of the graph"),
    "group_of_text": (lambda c: c.update(weightsManifest=["x"]), "group that is not an object"),
    "weight_without_name": (lambda c: weight(c).pop("name"), "a weight without a name"),
    "model_of_no_class": (lambda c: model_of(c).update(class_name="Mine"), "of a class that"),
    "layer_without_name": (
        lambda c: (last(c)["config"].pop("name"), last(c).update(name=None)),
        "has no name. Received: Dense",
    ),
    "two_of_a_name": (lambda c: layers_of(c).append(last(c)), "Two layers of the model"),
    "two_weights_of_a_name": (
        lambda c: inner_layers(c)[-1]["config"].update(name="last"),
        'Two weights of the model are called "last/kernel"',
    ),
    "wrapper_of_nothing": (
        lambda c: last(c).update(class_name="TimeDistributed", config={"name": "last"}),
        '"last" .TimeDistributed. holds no layer',
    ),
    "no_target_shape": (
        lambda c: last(c).update(class_name="Reshape", config={"name": "last"}),
        "lacks an argument. Received: 'target_shape'",
    ),
    "target_shape_of_another_size": (
        lambda c: last(c).update(
            class_name="Reshape", config={"name": "last", "target_shape": [5]}
        ),
        'Keras cannot build layer "last" .Reshape. as',
    ),
    "alpha": (
        lambda c: last(c).update(class_name="ELU", config={"name": "last", "alpha": 2}),
        "something else than Keras, or nothing. Received: alpha=2",
    ),
    "no_layers": (lambda c: layers_of(c).clear(), "does not compute"),
    "no_topology": (lambda c: c.pop("modelTopology"), "holds no TensorFlow.js model"),
    "no_model": (lambda c: c.update(modelTopology={"a": 1}), "describes no model of layers"),
    "graph": (lambda c: c.update(format="graph-model"), "graph model of TensorFlow.js"),
    "shape": (
        lambda c: layers_of(c)[0]["config"].update(batch_input_shape=[None, "4"]),
        "no shape and dtype",
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_changed_model_json_is_one_error(name, folder):
    edit, message = EDITS[name]
    change(folder, edit)
    refuse(folder, message)


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '{"modelTopology": {"node": []}}'])
def test_another_file_is_one_error(text, folder):
    (folder / "model.json").write_text(text)
    refuse(folder, r"model\.json cannot be read|holds no TensorFlow\.js model|graph model")


CENTERED = {"class_name": "RMSProp", "config": {"learning_rate": 0.1, "centered": True}}


@pytest.mark.parametrize(
    ("training", "why"),
    [
        ({"loss": "my_loss"}, "Keras has no loss 'my_loss'"),
        (
            {"loss": {"a": "meanSquaredError", "b": "meanSquaredError"}},
            "the losses do not name",
        ),
        ({"optimizer_config": {"class_name": "Mine"}}, "Keras has no optimizer 'Mine'"),
        ({"optimizer_config": {"class_name": "SGD"}}, "the learning rate is None"),
        ({"optimizer_config": CENTERED}, "TensorFlow.js's centered RMSProp computes"),
    ],
)
def test_a_wrong_trainingconfig_costs_the_compile_settings_only(training, why, folder):
    change(folder, lambda content: content["trainingConfig"].update(training))
    require_not_compiled(folder, why)


def test_a_trainingconfig_of_text_is_none(folder):
    change(folder, lambda content: content.update(trainingConfig="adam"))
    require_not_compiled(folder, "trainingConfig is not an object")


def require_not_compiled(folder, why):
    imported = load_layers(folder)
    assert not imported.model.compiled
    assert any(f"the model is not compiled: {why}" in note for note in imported.notes)


def test_weights_that_a_training_left_as_nan_are_refused(folder):
    shard = folder / "group1-shard1of1.bin"
    shard.write_bytes(np.full(23, np.nan, "<f4").tobytes())
    refuse(folder, "holds NaN. Received: shape")


def test_what_tensorflow_js_computes_otherwise_is_not_kept(folder, monkeypatch):
    def add_bias(model, training):
        model.layers[-1].bias.assign([1.0, -1.0])
        return []

    monkeypatch.setattr("kerasdigits.models.tfjs_layers.load.compile_model", add_bias)
    with pytest.raises(ExportError, match="computes something else than"):
        import_file(folder, folder.parent / "out.keras")
    assert not (folder.parent / "out.keras").exists()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"ok": False, "error": "Unknown layer"}, "itself cannot run this model.*Unknown layer"),
        ({"batches": [[np.zeros((10, 3), "float32")]]}, r"another shape.*\(12, 2\) instead of"),
    ],
)
def test_what_tensorflow_js_does_otherwise_is_not_kept(answer, message, folder, monkeypatch):
    ask = NodeChecker.ask
    monkeypatch.setattr(
        NodeChecker, "ask", lambda *given, **options: {**ask(*given, **options), **answer}
    )
    with pytest.raises(ExportError, match=message):
        import_file(folder, folder.parent / "out.keras")
    assert not (folder.parent / "out.keras").exists()


@pytest.mark.parametrize("dtype", ["float16", "uint8", "uint16"])
def test_quantized_weights_are_those_that_tensorflow_js_reads(dtype, folder, tmp_path):
    small = tmp_path / "small"
    export(load_layers(folder).model, small, check="off", quantization=Quantization(dtype))
    kernel = keras.ops.convert_to_numpy(load_layers(small).model.layers[-1].kernel)
    entry = weight(json.loads((small / "model.json").read_text()), 2)
    assert entry["name"] == "last/kernel"
    how = entry["quantization"]
    if dtype == "float16":
        assert np.array_equal(kernel, kernel.astype("float16"))
    else:
        steps = (kernel.astype("float64") - how["min"]) / how["scale"]
        np.testing.assert_allclose(steps, np.rint(steps), atol=1e-2)


def test_weights_named_by_their_place_are_found(folder):
    """As the official converter names those of a Keras 3 file."""

    def number(content):
        names = ("inner_dense/0", "inner_dense/1", "last/0", "last/1")
        for entry, name in zip(content["weightsManifest"][0]["weights"], names, strict=True):
            entry["name"] = name

    before = load_layers(folder).model.get_weights()
    change(folder, number)
    for old, new in zip(before, load_layers(folder).model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def to_camel(part):
    if isinstance(part, dict):
        return {re.sub("_(.)", lambda m: m[1].upper(), k): to_camel(v) for k, v in part.items()}
    return [to_camel(value) for value in part] if isinstance(part, list) else part


def test_keys_as_javascript_writes_them_are_read_too(folder):
    before = load_layers(folder).model.get_config()
    change(folder, lambda c: c.update(modelTopology=to_camel(c["modelTopology"])))
    assert "modelConfig" in (folder / "model.json").read_text()
    assert load_layers(folder).model.get_config() == before


def test_a_destination_that_is_taken_or_named_otherwise_is_refused(folder, tmp_path):
    (tmp_path / "out.keras").write_text("mine")
    with pytest.raises(ModelError, match=r"already exists.*overwrite"):
        import_file(folder, tmp_path / "out.keras")
    assert (tmp_path / "out.keras").read_text() == "mine"
    with pytest.raises(ModelError, match=r"must be named \.keras"):
        import_file(folder, tmp_path / "out.h5")
    with pytest.raises(ModelError, match=r"check must be auto, node or off\. Received: browser"):
        import_file(folder, tmp_path / "new.keras", check="browser")
    with pytest.raises(ModelError, match=r"no TensorFlow\.js model here"):
        import_file(tmp_path / "none", tmp_path / "new.keras")
    with pytest.raises(ModelError, match="no such folder"):
        import_file(folder, tmp_path / "none" / "out.keras")
    import_file(folder, tmp_path / "out.keras", overwrite=True, check="off")
