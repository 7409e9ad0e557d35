"""A run trained on one backend is the same model on another."""

import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from kerasdigits.backend import TRAINING_BACKENDS
from kerasdigits.models.load import load_model
from kerasdigits.training.evaluate import evaluate_model
from kerasdigits.training.trained import open_run

pytestmark = [
    pytest.mark.timeout(600),
    # Keras says so on TensorFlow of a model that was compiled on JAX.
    pytest.mark.filterwarnings("ignore:Model doesn't support `jit_compile=True`:UserWarning"),
]
COMPUTE_LOGITS = """
import sys
import numpy as np
from keras.ops import convert_to_numpy
from kerasdigits.models.load import load_model
x = np.load(sys.argv[2])
np.savez(sys.argv[1], **{run: convert_to_numpy(load_model(f"{run}/model.keras")(x))
                         for run in sys.argv[3:]})
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory, kerasdigits) -> dict[str, dict]:
    """What `fit` says of the cnn on the embedded scans, after a few of its recipe's epochs."""
    folder = tmp_path_factory.mktemp("runs")
    arguments = ("fit", "--data", "digits", "--model", "cnn", "--epochs", 6)
    arguments += ("--validation-split", 0, "--out")
    return {
        name: kerasdigits(*arguments, folder / name, backend=name) for name in TRAINING_BACKENDS
    }


@pytest.fixture(scope="module")
def logits(trained, digits, tmp_path_factory) -> dict[tuple[str, str], np.ndarray]:
    """The test logits of each run on each backend, by (trained on, computed on)."""
    folder = tmp_path_factory.mktemp("logits")
    runs = {name: result["run"] for name, result in trained.items()}
    np.save(folder / "x.npy", digits.x_test)
    found = {}
    for backend in TRAINING_BACKENDS:
        if backend == keras.backend.backend():
            arrays = {run: load_model(f"{run}/model.keras")(digits.x_test) for run in runs.values()}
        else:
            arrays = compute_elsewhere(backend, folder, list(runs.values()))
        found |= {(name, backend): np.asarray(arrays[run]) for name, run in runs.items()}
    return found


def compute_elsewhere(backend: str, folder: Path, runs: list[str]) -> dict[str, np.ndarray]:
    """The logits of runs in a process of another backend."""
    out = folder / f"{backend}.npz"
    command = [sys.executable, "-c", COMPUTE_LOGITS, out, folder / "x.npy", *runs]
    environment = {**os.environ, "KERAS_BACKEND": backend}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    with np.load(out) as arrays:
        return dict(arrays)


@pytest.mark.parametrize("backend", TRAINING_BACKENDS)
def test_every_backend_learns_to_read_the_held_out_quarter(trained, backend):
    assert trained[backend]["backend"] == backend
    # Chance is 0.10.
    assert trained[backend]["metrics"]["test_accuracy"] >= 0.9


@pytest.mark.reference
@pytest.mark.parametrize("backend", TRAINING_BACKENDS)
def test_after_a_third_of_the_recipe_every_backend_is_right_on_97_5_percent(
    kerasdigits, tmp_path, backend
):
    arguments = ("--data", "digits", "--model", "cnn", "--epochs", 30, "--out", tmp_path / "run")
    arguments += ("--validation-split", 0)
    result = kerasdigits("fit", *arguments, backend=backend)
    assert result["metrics"]["test_accuracy"] >= 0.975


@pytest.mark.parametrize("other", TRAINING_BACKENDS)
@pytest.mark.parametrize("backend", TRAINING_BACKENDS)
def test_a_run_has_the_same_accuracy_and_logits_elsewhere(trained, logits, digits, backend, other):
    np.testing.assert_allclose(logits[backend, other], logits[backend, backend], atol=1e-4)
    accuracy = np.mean(logits[backend, other].argmax(axis=1) == digits.y_test)
    assert accuracy == trained[backend]["metrics"]["test_accuracy"]


def test_a_run_is_evaluated_on_another_backend_with_the_same_numbers(trained, digits):
    result, run = trained["torch"], open_run(Path(trained["torch"]["run"]))
    assert keras.backend.backend() == "tensorflow"
    evaluation = evaluate_model(run.model, digits, loss=run.loss)
    assert evaluation.metrics["accuracy"] == result["metrics"]["test_accuracy"]
    assert evaluation.metrics["loss"] == pytest.approx(result["metrics"]["test_loss"], abs=1e-5)
