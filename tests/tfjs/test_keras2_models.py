"""What Keras 2 computed, TensorFlow.js computes: files of Keras 2 exported, on the route named."""

import gzip
import json
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest

from kerasdigits.errors import KerasdigitsError
from kerasdigits.models.keras2.upgrade import ConfigUpgrade
from kerasdigits.models.keras2.version import KerasVersion
from kerasdigits.models.load import load_model
from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.check import NodeChecker

GOLDEN = Path(__file__).parents[1] / "golden" / "keras2"
REAL = GOLDEN.with_name("real_files")
# As tests/golden/pack_real_files.py keeps the parts of a file.
SUFFIXES = {"h5": ".h5", "keras": ".keras", "json": ".json", "weights": ".weights.h5"}
# What no file can say: the numbers of a Keras that is gone.
REFUSED = {
    "3.0.5-MultiHeadAttention-4-masked": "return_attention_scores",
    # model.to_json() of Keras 3 states no version, and is taken for today's.
    "3.0.5-RandomRotation-0": "value_range",
}
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
    export_and_compare(name, suffix, route, tmp_path, checker)


@pytest.mark.reference
@pytest.mark.filterwarnings("ignore:Layer 'conv1d' .* was passed an input with a mask")
@pytest.mark.parametrize(("name", "route"), ROUTES.items())
def test_so_does_the_other_of_its_formats(name, route, tmp_path, checker):
    suffix = (".keras", ".h5")[list(ROUTES).index(name) % 2]
    export_and_compare(name, suffix, route, tmp_path, checker)


def export_and_compare(name, suffix, route, tmp_path, checker):
    report = export(load_model(unpack(name, suffix, tmp_path)), tmp_path / "model", check="off")
    assert report.format == f"{route}-model", report.reason
    with np.load(GOLDEN / f"{name}.npz") as arrays:
        answer = checker.ask(tmp_path / "model", [[arrays["x0"]]])
        assert answer["ok"], answer
        expected = [arrays[key] for key in sorted(arrays) if key.startswith("y")]
        for wanted, given in zip(expected, answer["batches"][0], strict=True):
            np.testing.assert_allclose(np.reshape(given, wanted.shape), wanted, atol=1e-5)


def unpack_real(name, folder):
    """Give the model that a real Keras wrote, and its inputs and outputs."""
    folder.mkdir()
    with np.load(REAL / f"{name}.npz") as arrays:
        for part, suffix in SUFFIXES.items():
            if part in arrays:
                (folder / f"it{suffix}").write_bytes(arrays[part].tobytes())
        ends = {
            kind: [arrays[key] for key in sorted(arrays) if key[0] == kind and key[1:].isdigit()]
            for kind in "xy"
        }
    (path,) = (path for path in folder.iterdir() if not path.name.endswith(".weights.h5"))
    if "-op-" not in name:
        return load_model(path), ends
    upgrade = ConfigUpgrade(KerasVersion(name.partition("-")[0]))
    return keras.saving.deserialize_keras_object(
        upgrade.upgrade(json.loads(path.read_text()))
    ), ends


def measure_gap(received, wanted):
    """Give the largest difference, as a share of the largest value; some divide by 0."""
    known = np.isfinite(wanted)
    if (np.isfinite(received) != known).any():
        return np.inf
    largest = np.abs(wanted[known]).max(initial=1)
    return np.abs(received[known] - wanted[known]).max(initial=0) / largest


@pytest.mark.reference
@pytest.mark.filterwarnings("ignore:Layer '.*' .* was passed an input with a mask")
@pytest.mark.filterwarnings("ignore:You passed `rms_scaling=True`")
@pytest.mark.parametrize("backend", ["cpu", "wasm"])
def test_tensorflow_js_computes_what_every_kept_file_of_an_older_keras_computed(
    backend, tmp_path, checker
):
    wrong, names = {}, sorted(path.stem for path in REAL.glob("*.npz"))
    for name in names:
        try:
            model, ends = unpack_real(name, tmp_path / name)
            # A table looks up no other ids than it has.
            given = [np.tile(x, (4, *[1] * (x.ndim - 1))) for x in ends["x"]]
            given = given if "gather_table" in name else None
            export(model, tmp_path / name / "model", check="off", parity_inputs=given)
        except KerasdigitsError as error:
            if REFUSED.get(name, "never") not in str(error):
                wrong[name] = str(error)
            continue
        answer = checker.ask(tmp_path / name / "model", [ends["x"]], parity=False, backend=backend)
        received = answer["batches"][0] if answer["ok"] else []
        if len(received) != len(ends["y"]):
            wrong[name] = answer.get("error", f"{len(received)} outputs")
            continue
        gaps = [
            measure_gap(np.reshape(y, wanted.shape), wanted)
            for y, wanted in zip(received, ends["y"], strict=True)
        ]
        if not max(gaps) < 1e-5:
            wrong[name] = f"{max(gaps):.2g} apart"
    assert len(names) > 60
    assert wrong == {}, "\n".join(f"{name}: {reason}" for name, reason in wrong.items())
