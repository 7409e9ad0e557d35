"""Layers of TensorFlow.js that stand inside others too deeply, or read masks that Keras lacks."""

import json

import pytest

from kerasdigits.errors import ModelError
from kerasdigits.models.tfjs_layers.load import load_layers

INPUT = {"class_name": "InputLayer", "config": {"name": "x", "batch_input_shape": [None, 4, 3]}}
MASK = {"class_name": "Masking", "config": {"name": "mask"}}
GRU = {"class_name": "GRU", "config": {"name": "gru", "units": 2}}
SOFTMAX = {"class_name": "Softmax", "config": {"name": "softmax", "axis": -1}}


def chain(*layers, name="chain"):
    return {"class_name": "Sequential", "config": {"name": name, "layers": list(layers)}}


def refuse(config, message, folder):
    topology = {"model_config": config}
    (folder / "model.json").write_text(json.dumps({"modelTopology": topology}))
    with pytest.raises(ModelError, match=message) as caught:
        load_layers(folder)
    assert "\n" not in str(caught.value)


def nest(levels, wrap):
    inner = {"class_name": "Dense", "config": {"name": "dense", "units": 1}}
    for level in range(levels):
        inner = wrap(inner, str(level))
    return inner


def as_chain(inner, name):
    return chain(inner, name=name)


def as_wrapper(inner, name):
    return {"class_name": "TimeDistributed", "config": {"name": name, "layer": inner}}


def test_models_inside_models_end_somewhere(tmp_path):
    refuse(nest(41, as_chain), "too deeply. Received: 40 levels", tmp_path)
    refuse(nest(200, as_chain), r"too deeply. Received: .*model\.json", tmp_path)


def test_layers_inside_layers_do_too_where_the_model_is_text(tmp_path):
    """As a .h5 file holds it: its keys are read as they are."""
    deep = json.dumps(chain(INPUT, nest(400, as_wrapper)))
    refuse(deep, r"too deeply. Received: .*model\.json", tmp_path)


@pytest.mark.parametrize(
    ("config", "reader"),
    [
        (chain(INPUT, MASK, SOFTMAX), '"softmax" .Softmax.'),
        (chain(chain(INPUT, MASK, name="inner"), GRU), '"gru" .GRU.'),
    ],
)
def test_a_mask_that_keras_would_not_hand_on_is_refused(config, reader, tmp_path):
    refuse(config, f"{reader} is handed a mask in TensorFlow.js", tmp_path)
