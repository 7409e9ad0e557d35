"""What Keras 3 has no place for is refused by its name, and what said nothing is dropped."""

import json

import h5py
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.models.keras2.upgrade import ConfigUpgrade
from kerasdigits.models.keras2.version import KerasVersion
from kerasdigits.models.load import load_model


def layer(class_name, inbound=None, **config):
    config = {"name": "it", "trainable": True, "dtype": "float32", **config}
    written = {"class_name": class_name, "config": config}
    return written if inbound is None else {**written, "name": "it", "inbound_nodes": inbound}


def sequential(*layers):
    return {"class_name": "Sequential", "config": {"name": "s", "layers": list(layers)}}


def graph(*layers):
    entry = layer("InputLayer", [], batch_input_shape=[None, 6, 4])
    entry["name"] = entry["config"]["name"] = "entry"
    ends = {"input_layers": [["entry", 0, 0]], "output_layers": [["it", 0, 0]]}
    return {"class_name": "Functional", "config": {"name": "f", "layers": [entry, *layers], **ends}}


def upgrade(config, version="2.4.0"):
    return ConfigUpgrade(KerasVersion(version)).upgrade(config)


def test_a_sequential_of_the_first_keras_2_is_a_list():
    dense = layer("Dense", units=1, batch_input_shape=[None, 3])
    written = upgrade({"class_name": "Sequential", "config": [dense]})["config"]
    assert [part["class_name"] for part in written["layers"]] == ["InputLayer", "Dense"]
    assert written["layers"][0]["config"]["batch_shape"] == [None, 3]
    assert "batch_input_shape" not in written["layers"][1]["config"]


def test_a_mask_that_keras_3_16_ends_is_refused_there(monkeypatch):
    masked = sequential(
        layer("Masking", batch_input_shape=[None, 6, 4]),
        layer("LSTM", units=2, return_sequences=True),
        layer("LSTM", units=2),
    )
    module = ConfigUpgrade.__module__
    monkeypatch.setattr(f"{module}.ends_at_recurrent_layers", lambda: False)
    assert len(upgrade(masked)["config"]["layers"]) == 4  # and the input
    monkeypatch.setattr(f"{module}.ends_at_recurrent_layers", lambda: True)
    with pytest.raises(ModelError, match=r"\(LSTM\) passes its mask on in Keras 2.*'keras<3.16'"):
        upgrade(masked)


def test_a_gru_that_names_no_reset_resets_before():
    (gru,) = upgrade(sequential(layer("GRU", units=2)))["config"]["layers"]
    assert gru["config"]["reset_after"] is False


def operation(function, named=None, first=("entry", 0, 0)):
    node = [[*first, named or {}]] if len(first) == 3 else first
    return graph(layer("TFOpLambda", node, function=function))


def masked_scores(version):
    node = [["entry", 0, 0, {"value": ["entry", 0, 0], "return_attention_scores": True}]]
    attention = layer("MultiHeadAttention", node, num_heads=1, key_dim=1)
    config = graph(attention)
    config["config"]["layers"][0]["class_name"] = "Masking"
    config["config"]["layers"][0]["inbound_nodes"] = [[["first", 0, 0, {}]]]
    first = layer("InputLayer", [], batch_input_shape=[None, 6, 4])
    first["name"] = first["config"]["name"] = "first"
    config["config"]["layers"].insert(0, first)
    return config


def reshaped_by_two_sizes():
    """`tf.reshape(x, [-1, tf.shape(x)[1], tf.shape(x)[1]])`."""
    sizes, size = ["entry", 0, 0, {}], ["sizes", 0, 0, {"slice_spec": 1}]
    parts = [
        layer("TFOpLambda", [sizes], name="sizes", function="shape"),
        layer("SlicingOpLambda", [size], name="size", function="__operators__.getitem"),
    ]
    last = operation("reshape", {"shape": [-1, ["size", 0, 0], ["size", 0, 0]]})
    return graph(
        *({**part, "name": part["config"]["name"]} for part in parts),
        last["config"]["layers"][1],
    )


@pytest.mark.parametrize(
    ("config", "version", "message"),
    [
        (operation("shape"), "2.9.0", "an output that it does not compute, or that is a size"),
        (reshaped_by_two_sizes(), "2.9.0", r"sizes of a tensor \(tf.shape\)"),
        (
            sequential(layer("TFOpLambda", function="add")),
            "2.4.0",
            "An operation of TensorFlow stands outside a graph. Received: TFOpLambda",
        ),
        (
            operation("norm", first=[["entry", 0, 0, {"ord": 1}], ["entry", 0, 0, {"ord": 2}]]),
            "2.9.0",
            "is called in two ways. Received: it",
        ),
        (
            operation("__operators__.getitem", {"slice_spec": [{"start": ["entry", 0, 0]}]}),
            "2.9.0",
            "A slice is cut by a tensor",
        ),
        (
            sequential(layer("CuDNNLSTM", units=2)),
            "2.4.0",
            'CuDNNLSTM of Keras 2 is a layer that .* layer "it", written by Keras 2.4.0',
        ),
        (sequential(layer("LSTM", units=2, time_major=True)), "2.9.0", "time_major=True"),
        (sequential(layer("SeparableConv1D", groups=2)), "2.9.0", "groups=2, written by Keras 2.9"),
        (
            sequential(layer("Resizing", height=2, width=2, interpolation="area")),
            "2.9.0",
            r"\(Resizing\) .* interpolation='area', written by Keras 2.9.0",
        ),
        (sequential(layer("Discretization", bins=[0.0])), "2.4.0", r"bins=\[0.0\]"),
        (
            sequential(layer("LocallyConnected1D", data_format="channels_first")),
            "2.9.0",
            "data_format='channels_first'",
        ),
        (sequential(layer("RandomCrop", height=2, width=2)), "2.4.0", "RandomCrop.*by Keras 2.4.0"),
        (masked_scores("2.15.0"), "2.15.0", r"gives its scores.*Keras 2.15.0"),
        (operation("math.lgamma"), "2.4.0", "tf.math.lgamma"),
        (
            operation("nn.softmax", {"axis": -1, "temperature": 2.0}),
            "2.4.0",
            "tf.nn.softmax .* temperature=2.0",
        ),
        (
            operation("einsum", first=[["_CONSTANT_VALUE", -1, "ab->a", {}]]),
            "2.9.0",
            "wrote tf.einsum between the layers without the tensors",
        ),
        (operation("__operators__.eq"), "2.9.0", "wrote == between the layers without the tensors"),
        (operation("norm", {"ord": "nuc"}), "2.9.0", "ord='nuc'"),
        (
            operation("tile", {"multiples": ["entry", 0, 0]}),
            "2.9.0",
            "takes a tensor where Keras 3 takes a number",
        ),
        (
            graph(
                layer("TFOpLambda", [["entry", 0, 0, {}]], function="shape")
                | {"name": "sizes", "config": {"name": "sizes", "function": "shape"}},
                layer("Dense", [[["sizes", 0, 0, {}]]], units=2),
            ),
            "2.9.0",
            r"sizes of a tensor \(tf.shape\)",
        ),
        (
            graph(
                layer(
                    "TensorFlowOpLayer",
                    [[["entry", 0, 0, {}]]],
                    node_def={"name": "a", "op": "WriteFile", "attr": {}},
                    constants={},
                )
            ),
            "2.2.0",
            "not known here. Received: WriteFile, in layer it",
        ),
    ],
)
def test_what_keras_3_has_no_place_for_is_refused_by_name(config, version, message):
    with pytest.raises(ModelError, match=message) as caught:
        upgrade(config, version)
    assert "custom" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "version", "expected"),
    [
        (layer("MultiHeadAttention", num_heads=1, key_dim=1), "2.9.1", "Keras2MultiHeadAttention"),
        (layer("MultiHeadAttention", num_heads=1, key_dim=1), "2.10.0", "MultiHeadAttention"),
        (layer("ReLU"), "2.4.3", "Keras2ReLU"),
        (layer("ReLU"), "2.5.0", "ReLU"),
    ],
)
def test_what_a_mask_meant_depends_on_the_version(written, version, expected):
    config = upgrade(sequential(layer("Masking"), written), version)["config"]
    assert config["layers"][1]["class_name"] == expected
    (alone,) = upgrade(sequential(written), version)["config"]["layers"]
    assert alone["class_name"] == written["class_name"]


def test_a_causal_attention_is_called_so():
    node = [[["entry", 0, 0, {}], ["entry", 0, 0, {}]]]
    written = upgrade(graph(layer("Attention", node, causal=True)))["config"]["layers"][1]
    assert "causal" not in written["config"]
    assert written["inbound_nodes"][0]["kwargs"] == {"use_causal_mask": True}


def test_a_layer_that_keras_cannot_build_is_not_called_custom(tmp_path):
    with h5py.File(tmp_path / "old.h5", "w") as file:
        file.attrs["keras_version"] = "2.4.0"
        wrong = layer("Dense", units=-1, batch_input_shape=[None, 3])
        file.attrs["model_config"] = json.dumps(sequential(wrong))
        file.create_group("model_weights").attrs["layer_names"] = []
    with pytest.raises(ModelError, match="units") as caught:
        load_model(tmp_path / "old.h5")
    assert "custom" not in str(caught.value)
    assert "…" not in str(caught.value)


@pytest.mark.parametrize(
    "config",
    [
        [1, 2],
        None,
        {"class_name": "Functional", "config": {}},
        {"class_name": "Sequential", "config": {"layers": 3}},
        {"class_name": "Sequential", "config": {"layers": [{"class_name": 3, "config": {}}]}},
        graph(layer("Dense", [[["entry", 0, 0, 5]]], units=2)),
    ],
)
def test_a_config_of_something_else_is_refused(config, tmp_path):
    with h5py.File(tmp_path / "old.h5", "w") as file:
        file.attrs["keras_version"] = "2.4.0"
        file.attrs["model_config"] = json.dumps(config)
    with pytest.raises(ModelError, match=r"not one that Keras 2\.4\.0 wrote"):
        load_model(tmp_path / "old.h5")
