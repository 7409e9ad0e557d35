"""A large model is replayed on WebAssembly, and on the cpu backend where WebAssembly is wrong."""

import keras
import numpy as np
import pytest

from kerasdigits.errors import CheckError
from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.check import NodeChecker


@pytest.fixture(scope="module")
def large():
    """A model of 4.4 MB."""
    generator = np.random.default_rng(4)
    model = keras.Sequential([keras.Input((1100,)), keras.layers.Dense(1000)])
    model.set_weights([generator.normal(0, 0.03, w.shape) for w in model.get_weights()])
    return model


@pytest.fixture
def asked(monkeypatch):
    """The backends that were asked; `spoiled` are those whose answer is made wrong."""
    ask, backends, spoiled = NodeChecker.ask, [], set()

    def listening(self, folder, batches=None, *, parity=True, backend="cpu"):
        backends.append(backend)
        answer = ask(self, folder, batches, parity=parity, backend=backend)
        if backend in spoiled:
            for output in answer["outputs"]:
                output["max_abs_difference"] = output["max_abs_value"]
        return answer

    monkeypatch.setattr(NodeChecker, "ask", listening)
    return backends, spoiled


def test_a_small_model_is_replayed_on_the_cpu_backend(asked, tmp_path):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    report = export(model, tmp_path / "m", check="require")
    assert asked[0] == [report.check.backend] == ["cpu"]


def test_a_large_one_on_webassembly(large, asked, tmp_path):
    report = export(large, tmp_path / "m", check="require")
    assert asked[0] == [report.check.backend] == ["wasm"]
    assert 0 < report.difference <= 1e-5
    assert not [note for note in report.notes if "wasm" in note]


def test_where_webassembly_is_wrong_the_cpu_backend_decides_and_a_note_tells(
    large, asked, tmp_path
):
    backends, spoiled = asked
    spoiled.add("wasm")
    report = export(large, tmp_path / "m", check="require")
    assert backends == ["wasm", "cpu"]
    assert report.check.backend == "cpu"
    assert "wasm backend does not compute this model as Keras does" in "; ".join(report.notes)
    spoiled.add("cpu")
    with pytest.raises(CheckError, match="computes something else"):
        export(large, tmp_path / "wrong", check="require")
    assert not (tmp_path / "wrong").exists()
