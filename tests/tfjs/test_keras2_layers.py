"""Every layer class of Keras 2, as tf_keras writes it: exported with its numbers, or refused."""

import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest

from kerasdigits.errors import KerasdigitsError
from kerasdigits.models.load import load_model
from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.check import NodeChecker

ARCHIVE = Path(__file__).parents[1] / "golden" / "keras2_layers.tar.xz"
# Classes that no model holds, and two that Keras 2 itself cannot save.
WITHOUT_A_FILE = {
    "AbstractRNNCell",
    "DenseFeatures",
    "DynamicEmbedding",
    "DynamicLookup",
    "InputLayer",
    "Layer",
    "Wrapper",
}
# By what each other class is refused that cannot be carried; all others must be.
REFUSED = {
    "HashedCrossing": "hashes the text",
    "Hashing": "hashes the text",
    "Lambda": "is code and is not run",
    "RandomFourierFeatures": "a layer that Keras 3 does not have",
    "StringLookup": "looks text up",
    "TextVectorization": "looks text up",
}


@pytest.fixture(scope="module")
def files():
    with tarfile.open(ARCHIVE) as archive:
        return {entry.name: archive.extractfile(entry).read() for entry in archive}


def test_every_class_of_keras_2_has_a_file(files):
    there = {name.partition("-")[0] for name in files if name.endswith(".h5")}
    assert set(json.loads(files["classes.json"])) - there == WITHOUT_A_FILE


@pytest.mark.slow  # some 120 exports
@pytest.mark.filterwarnings("ignore:Layer '.*' .* was passed an input with a mask")
@pytest.mark.filterwarnings("ignore:You passed `rms_scaling=True`")
def test_every_class_is_exported_with_its_numbers_or_refused_by_its_name(files, tmp_path):
    wrong, refused = {}, set()
    with NodeChecker() as checker:
        for name in sorted(file for file in files if file.endswith(".h5")):
            case, kind = Path(name).stem, name.partition("-")[0]
            (tmp_path / name).write_bytes(files[name])
            try:
                export(load_model(tmp_path / name), tmp_path / case, check="off")
            except KerasdigitsError as error:
                refused.add(kind)
                if kind not in str(error) or REFUSED.get(kind, "never") not in str(error):
                    wrong[case] = str(error)
                continue
            wrong |= compare(checker, tmp_path / case, files[f"{case}.npz"])
    assert wrong == {}, "\n".join(f"{case}: {reason}" for case, reason in wrong.items())
    assert refused == set(REFUSED), "what is refused here may be exported"


def compare(checker, folder, kept):
    """Give what is wrong with the outputs of a folder, by its name."""
    with np.load(io.BytesIO(kept)) as arrays:
        inputs, expected = (
            [arrays[key] for key in sorted(arrays) if key[0] == kind] for kind in "xy"
        )
    answer = checker.ask(folder, [inputs], parity=False)
    if not answer["ok"]:
        return {folder.name: answer["error"]}
    for given, wanted in zip(answer["batches"][0], expected, strict=True):
        if given.size != wanted.size:
            return {folder.name: f"shape {given.shape} instead of {wanted.shape}"}
        gap = np.abs(np.reshape(given, wanted.shape) - wanted).max(initial=0)
        if not gap <= 1e-5 * max(1.0, np.abs(wanted).max(initial=0)):
            return {folder.name: f"{gap:.2g} apart"}
    return {}
