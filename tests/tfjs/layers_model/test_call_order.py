"""Calls of layers that no order settles, and references to calls that are not there."""

import keras
import pytest
from keras import layers

from kerasdigits.errors import ExportError
from kerasdigits.tfjs import export
from kerasdigits.tfjs.layers_model.nodes import check_references


def test_calls_that_no_order_settles_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("kerasdigits.tfjs.layers_model.call_order._MOST_WALKS", 0)
    entry, twice = keras.Input((4,)), layers.Dense(4)
    model = keras.Model(entry, twice(twice(entry)))
    with pytest.raises(ExportError, match=r"number differently.*graph"):
        export(model, tmp_path / "m", check="off", format="layers")
    assert list(tmp_path.iterdir()) == []


def test_a_reference_to_a_call_that_is_not_there_is_refused():
    entry = {"class_name": "InputLayer", "name": "x", "inbound_nodes": []}
    check_references([entry], [["x", 0, 0]])
    with pytest.raises(ExportError, match=r'does not hold\. Received: call 1 of layer "x"'):
        check_references([entry], [["x", 1, 0]])
