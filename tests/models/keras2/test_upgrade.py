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


def test_a_gru_that_names_no_reset_resets_before():
    (gru,) = upgrade(sequential(layer("GRU", units=2)))["config"]["layers"]
    assert gru["config"]["reset_after"] is False


@pytest.mark.parametrize(
    ("config", "version", "message"),
    [
        (
            sequential(layer("LocallyConnected1D", filters=2)),
            "2.4.0",
            'LocallyConnected1D is a layer of Keras 2 .* layer "it", written by Keras 2.4.0',
        ),
        (sequential(layer("LSTM", units=2, time_major=True)), "2.9.0", "time_major=True"),
        (sequential(layer("SeparableConv1D", groups=2)), "2.9.0", "groups=2, written by Keras 2.9"),
        (
            sequential(layer("Masking"), layer("MultiHeadAttention")),
            "2.9.1",
            r"read no masks in Keras 2 before 2.10.*Keras 2.9.1",
        ),
        (
            graph(layer("TFOpLambda", [["entry", 0, 0, {}]], function="math.lgamma")),
            "2.4.0",
            "tf.math.lgamma",
        ),
        (
            graph(
                layer(
                    "TFOpLambda",
                    [["entry", 0, 0, {"b": ["entry", 0, 0], "transpose_b": True}]],
                    function="linalg.matmul",
                )
            ),
            "2.4.0",
            "tf.linalg.matmul .* transpose_b=True",
        ),
        (
            graph(
                layer(
                    "SlicingOpLambda",
                    [["entry", 0, 0, {"slice_spec": [{"class_name": "__ellipsis__"}, 1]}]],
                    function="__operators__.getitem",
                )
            ),
            "2.4.0",
            "has an ellipsis",
        ),
    ],
)
def test_what_keras_3_has_no_place_for_is_refused_by_name(config, version, message):
    with pytest.raises(ModelError, match=message) as caught:
        upgrade(config, version)
    assert "custom" not in str(caught.value)


def test_attention_since_2_10_reads_masks():
    config = sequential(layer("Masking"), layer("MultiHeadAttention", num_heads=1, key_dim=1))
    assert len(upgrade(config, "2.10.0")["config"]["layers"]) == 2


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


def test_a_config_of_something_else_is_refused(tmp_path):
    with h5py.File(tmp_path / "old.h5", "w") as file:
        file.attrs["keras_version"] = "2.4.0"
        file.attrs["model_config"] = json.dumps({"class_name": "Functional", "config": {}})
    with pytest.raises(ModelError, match=r"not one that Keras 2\.4\.0 wrote"):
        load_model(tmp_path / "old.h5")
