"""Which route carries a model is settled by the proof: `auto` tries both before it gives up."""

import os
import subprocess
import sys

import keras
import pytest
from keras import layers
from layer_cases import chain, randomize

from kerasdigits.errors import ExportError
from kerasdigits.tfjs import export, routes
from kerasdigits.tfjs.layers_model.rules import layer_rule


def model():
    return randomize(chain((4,), layers.Dense(3, activation="gelu")))


@pytest.fixture
def wrong_layers(monkeypatch):
    """A layers route that writes something else than the model, as a fault of ours might."""
    monkeypatch.setitem(layer_rule.ACTIVATIONS, "gelu", "relu")


def test_what_fails_its_check_as_layers_is_written_as_a_graph(wrong_layers, tmp_path):
    report = export(model(), tmp_path / "m", check="require")
    assert report.format == "graph-model"
    assert report.reason.startswith("the layers route failed its check: TensorFlow.js computes")
    assert report.difference < 1e-5
    # Nothing of the layers is left.
    assert {path.name for path in (tmp_path / "m").iterdir()} == {
        "group1-shard1of1.bin",
        "model.js",
        "model.json",
    }


def test_what_was_asked_for_as_layers_stays_refused(wrong_layers, tmp_path):
    with pytest.raises(ExportError, match="computes something else"):
        export(model(), tmp_path / "m", check="require", format="layers")


def test_when_both_fail_the_first_reason_is_told_and_the_second(
    wrong_layers, tmp_path, monkeypatch
):
    def refuse(*_):
        raise ExportError("no graph today")

    for name in ("write_graph", "write_graph_elsewhere"):
        monkeypatch.setattr(routes, name, refuse)
    with pytest.raises(ExportError, match=r"computes something else.*tried too: no graph today"):
        export(model(), tmp_path / "m", check="require")
    assert not (tmp_path / "m").exists()


def test_a_graph_does_not_hide_that_keras_differs_between_backends(tmp_path):
    """Torch's `same` average pooling counts repeated edges, TensorFlow's does not."""
    code = (
        "import keras, sys; from kerasdigits.tfjs import export; x = keras.Input((6, 6, 1)); "
        "pool = keras.layers.AveragePooling2D(3, 2, 'same'); y = pool(x); "
        "square = keras.ops.reshape(keras.ops.arange(36.0), (1, 6, 6, 1)); "
        "float(pool(square)[0, 2, 2, 0]) == 31.5 and sys.exit(3); "
        f"export(keras.Model(x, y), {str(tmp_path / 'm')!r})"
    )
    environment = {**os.environ, "KERAS_BACKEND": "torch"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    if done.returncode == 3:
        pytest.skip("torch counts no repeated edges in this version of Keras")
    assert "computes something else on the tensorflow backend" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "m").exists()


def test_no_model_that_was_not_checked_is_written_without_a_word(tmp_path):
    report = export(model(), tmp_path / "m", check="off")
    assert report.check is None
    assert "not checked with TensorFlow.js: the check is off" in report.notes


@pytest.mark.parametrize("mask", ["bool", "int32", "float32"])
@pytest.mark.parametrize("route", ["layers", "graph"])
def test_a_softmax_under_a_mask_that_is_an_input(route, mask, tmp_path):
    x, shown = keras.Input((5,)), keras.Input((5,), dtype=mask)
    y = layers.Softmax()(layers.Dense(5)(x), mask=shown)
    report = export(keras.Model([x, shown], y), tmp_path / "m", check="require", format=route)
    assert report.difference < 1e-6


def test_a_mask_given_by_its_place_takes_the_graph_route(tmp_path):
    x, shown = keras.Input((5,)), keras.Input((5,), dtype="bool")
    report = export(keras.Model([x, shown], layers.Softmax()(x, shown)), tmp_path / "m")
    assert report.format == "graph-model"
    assert "by its place among the arguments" in report.reason


@pytest.mark.parametrize("route", ["auto", "layers"])
def test_a_gru_that_keeps_its_state_is_refused_for_one_reason(route, tmp_path):
    x = keras.Input(batch_shape=(1, 4, 3))
    stateful = keras.Model(x, layers.GRU(2, stateful=True)(x))
    with pytest.raises(ExportError, match=r"\(GRU\) keeps its state .* reset_after=False"):
        export(stateful, tmp_path / "m", format=route)


def test_a_graph_that_would_keep_a_state_names_layers_that_can(tmp_path):
    x = keras.Input(batch_shape=(1, 4, 3))
    stateful = keras.Model(x, layers.GRU(2, stateful=True)(x))
    with pytest.raises(ExportError, match=r"carries SimpleRNN, LSTM and GRU\(reset_after=False\)"):
        export(stateful, tmp_path / "m", format="graph")
    for layer in (layers.SimpleRNN, layers.LSTM, layers.GRU):
        options = {"reset_after": False} if layer is layers.GRU else {}
        carried = keras.Model(x, layer(2, stateful=True, **options)(x))
        assert export(carried, tmp_path / layer.__name__, check="require").format == "layers-model"
