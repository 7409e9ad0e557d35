"""What Keras 2 computed, TensorFlow.js computes: files of Keras 2 exported, on the route named."""

import gzip
import shutil
from pathlib import Path

import numpy as np
import pytest

from kerasdigits.models.load import load_model
from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.check import NodeChecker

GOLDEN = Path(__file__).parents[1] / "golden" / "keras2"
# tests/golden/make_keras2.py; layers where TensorFlow.js has Keras 2's meaning or can be told it.
ROUTES = {
    "called": "layers",
    "convolutions": "layers",
    "hard_activation": "layers",
    "hard_cells": "layers",
    "hard_conv_lstm": "layers",
    "hard_dense": "layers",
    "hard_gru": "layers",
    "hard_gru_after": "graph",
    "hard_lstm": "layers",
    "mask_add": "graph",
    "mask_concatenate": "graph",
    "mask_identity": "layers",
    "mask_maximum": "graph",
    "mask_multiply": "graph",
    "mask_normalization": "layers",
    "mask_operation": "layers",
    "mask_rescaling": "layers",
    "nested": "layers",
    "normalization": "layers",
    "operations": "layers",
    "teachable": "layers",
}


@pytest.fixture(scope="module")
def checker():
    with NodeChecker() as node:
        yield node


def unpack(name, suffix, folder):
    path = folder / f"{name}{suffix}"
    if suffix == ".h5":
        path.write_bytes(gzip.decompress((GOLDEN / f"{name}.h5.gz").read_bytes()))
    else:
        shutil.copy(GOLDEN / path.name, path)
    return path


def test_every_golden_file_is_here():
    assert sorted(ROUTES) == sorted(path.stem for path in GOLDEN.glob("*.npz"))


@pytest.mark.filterwarnings("ignore:Layer 'conv1d' .* was passed an input with a mask")
@pytest.mark.parametrize(("name", "route"), ROUTES.items())
def test_tensorflow_js_computes_what_keras_2_computed(name, route, tmp_path, checker):
    # One of Keras 2's formats each, in turn: that both load alike is tests/models/keras2.
    suffix = (".h5", ".keras")[list(ROUTES).index(name) % 2]
    report = export(load_model(unpack(name, suffix, tmp_path)), tmp_path / "model", check="off")
    assert report.format == f"{route}-model", report.reason
    with np.load(GOLDEN / f"{name}.npz") as arrays:
        answer = checker.ask(tmp_path / "model", [[arrays["x0"]]])
        assert answer["ok"], answer
        expected = [arrays[key] for key in sorted(arrays) if key.startswith("y")]
        for wanted, given in zip(expected, answer["batches"][0], strict=True):
            np.testing.assert_allclose(np.reshape(given, wanted.shape), wanted, atol=1e-5)
