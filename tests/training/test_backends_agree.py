"""A run trained on one backend is the same model on another."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from kerasdigits.backend import TRAINING_BACKENDS

COMPUTE_LOGITS = """
import sys
import numpy as np
from kerasdigits.data import load
from kerasdigits.models.load import load_model
x = load("digits").x_test
np.save(sys.argv[2], load_model(sys.argv[1]).predict(x, verbose=0))
"""


@pytest.fixture(scope="module", params=TRAINING_BACKENDS)
def trained(request, tmp_path_factory, kerasdigits):
    run = tmp_path_factory.mktemp("run") / request.param
    result = kerasdigits(
        "fit", "--data", "digits", "--model", "cnn", "--out", run, backend=request.param
    )
    return run, result


def test_every_backend_learns_to_read_the_held_out_quarter(trained):
    run, result = trained
    assert result["metrics"]["test_accuracy"] >= 0.975, run


def test_a_run_evaluates_on_the_others_with_the_same_accuracy_and_logits(
    trained, kerasdigits, tmp_path
):
    run, result = trained
    logits = {}
    for backend in TRAINING_BACKENDS:
        subprocess.run(
            [sys.executable, "-c", COMPUTE_LOGITS, run / "model.keras", tmp_path / backend],
            env={**os.environ, "KERAS_BACKEND": backend},
            check=True,
            capture_output=True,
        )
        logits[backend] = np.load(f"{tmp_path / backend}.npy")
        evaluated = kerasdigits("evaluate", run, "--out", tmp_path, backend=backend)
        assert evaluated["backend"] == backend
        assert evaluated["metrics"]["accuracy"] == result["metrics"]["test_accuracy"]
    for backend in TRAINING_BACKENDS[1:]:
        np.testing.assert_allclose(logits[backend], logits[TRAINING_BACKENDS[0]], atol=1e-4)


def test_the_books_line_stays_under_its_error_on_every_backend(kerasdigits, tmp_path):
    """Deep Learning with JavaScript, chapter 2: 0.05 after 200 epochs of sgd at 0.01."""
    for backend in TRAINING_BACKENDS:
        out = tmp_path / backend
        arguments = ("--loss", "meanAbsoluteError", "--optimizer", "sgd", "--epochs", 200)
        result = kerasdigits(
            "fit", "--data", "download-times", "--out", out, *arguments, backend=backend
        )
        config = json.loads((out / "run.json").read_text())["config"]
        assert (config["learning_rate"], config["schedule"]) == (0.01, "constant")
        assert result["metrics"]["test_mae"] < 0.05, backend
