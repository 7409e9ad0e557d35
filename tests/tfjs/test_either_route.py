"""Which route carries a model is settled by the proof: `auto` tries both before it gives up."""

import json
from types import SimpleNamespace

import keras
import numpy as np
import pytest
from keras import layers
from layer_cases import chain, randomize

from kerasdigits.errors import ExportError
from kerasdigits.tfjs import export, routes
from kerasdigits.tfjs.format.tensor_record import decode_tensor
from kerasdigits.tfjs.graph_model.elsewhere.own_process import require_torchs_numbers
from kerasdigits.tfjs.layers_model.rules import layer_rule
from kerasdigits.tfjs.reference.compute import Reference
from kerasdigits.tfjs.reference.uneven_edges import counts_edges


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


@pytest.mark.each_backend
def test_average_pooling_keeps_the_numbers_of_the_backend_in_use(tmp_path):
    """Torch's `same` average pooling counts repeated edges, that of the others does not."""
    x, line = keras.Input((6, 6, 1)), keras.Input((5, 2))
    corner = layers.AveragePooling2D(3, 2, "same", name="corner")(x)
    pooled = keras.Model([x, line], [corner, layers.AveragePooling1D(4, 1, "same")(line)])
    numbers = np.arange(36.0).reshape(1, 6, 6, 1).repeat(10, 0)
    report = export(pooled, tmp_path / "m", check="require", parity_inputs=[numbers, line_of(10)])
    content = json.loads((tmp_path / "m" / "model.json").read_text())
    parity = content["userDefinedMetadata"]["kerasdigits"]["parity"]
    here, on_torch = decode_tensor(parity["outputs"][0]), counts_edges()
    assert on_torch <= (keras.backend.backend() == "torch")
    # The corner holds 28, 29, 34 and 35, of mean 31.5; torch repeats its last row and column.
    assert here[0, 2, 2, 0] == pytest.approx(98 / 3 if on_torch else 31.5, abs=1e-4)
    says = "counts repeated edges, as Keras does on torch" if on_torch else "KERAS_BACKEND=torch"
    assert report.format == "layers-model" and any(says in note for note in report.notes)
    if on_torch:  # a graph would compute what TensorFlow does, whose mean is 31.5
        traced = [
            np.full_like(array, 31.5) for array in (here, decode_tensor(parity["outputs"][1]))
        ]
        inputs = [numbers.astype("float32"), line_of(10).astype("float32")]
        result = SimpleNamespace(
            float32_model=pooled, inputs=inputs, reference=Reference(traced, "float64")
        )
        with pytest.raises(ExportError, match="something else on the tensorflow backend"):
            require_torchs_numbers(result)


def line_of(count):
    return np.random.default_rng(0).normal(size=(count, 5, 2))


def test_average_pooling_that_torch_computes_differently_is_noted(tmp_path):
    corner = chain((6, 6, 1), layers.AveragePooling2D(3, 2, "same", name="corner"))
    for route in ("layers", "graph"):
        report = export(corner, tmp_path / route, format=route, check="off")
        assert any('"corner"' in n and "KERAS_BACKEND=torch" in n for n in report.notes)
    even = chain((6, 6, 1), layers.AveragePooling2D(3, 1, "same"))
    report = export(even, tmp_path / "even", check="off")
    assert not any("torch" in note for note in report.notes)


@pytest.mark.parametrize("asked", ["auto", "graph"])
def test_layers_that_hash_or_need_text_are_refused_by_their_own_names(asked, tmp_path):
    number, word = keras.Input((1,), dtype="int32"), keras.Input((1,), dtype="string")
    crossed = layers.HashedCrossing(8)((number, number))
    looked_up = layers.StringLookup(vocabulary=["a", "b"])(word)
    found = [(number, layers.Hashing(8)(number)), (number, crossed), (word, looked_up)]
    for entry, y in found:
        name = type(y._keras_history.operation).__name__
        with pytest.raises(ExportError, match=rf"^Layer .* \({name}\) .*in the page, and export"):
            export(keras.Model(entry, y), tmp_path / "m", format=asked, check="off")


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
