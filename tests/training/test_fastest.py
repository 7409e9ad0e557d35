"""The backend that nobody chose is the one that was measured to end this training first."""

import json
import os
import subprocess
import sys

import pytest

from kerasdigits.backend import FITTING_BACKENDS
from kerasdigits.models.registry import ARCHITECTURES
from kerasdigits.training import fastest
from kerasdigits.training.fastest import Pace, order_backends

# What each command line says of its backend, until it is to be imported: no backend is.
SCRIPT = """
import json, sys
from click.testing import CliRunner
from kerasdigits import backend
from kerasdigits.cli import main
from kerasdigits.errors import BackendError
from kerasdigits.training import fastest

def refuse(*_, **__):
    raise BackendError("the backend is to be imported now")

backend.use = refuse
backend.is_installed = lambda name: name in sys.argv[2].split()
pace = fastest.Pace
fastest.PACES["mlp"] = {
    "torch": pace(1, 100), "jax": pace(10, 10_000), "tensorflow": pace(50, 1)
}
commands = json.loads(sys.argv[1])
print(json.dumps([CliRunner().invoke(main, typed.split()).stderr for typed in commands]))
"""
FIT = "fit --data digits --model mlp"


def listen(tmp_path, *typed, installed="torch jax tensorflow", **variables):
    environment = {**os.environ, "KERAS_BACKEND": "", "KERAS_HOME": str(tmp_path), **variables}
    command = [sys.executable, "-c", SCRIPT, json.dumps(typed), installed]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [
        [line.removeprefix("Backend: ") for line in said.splitlines() if "Backend: " in line]
        for said in json.loads(done.stdout)
    ]


def test_one_that_begins_early_is_overtaken_by_a_faster_one(monkeypatch):
    """1 + n / 100 seconds and 10 + n / 1000: they meet at n = 1000."""
    paces = {"jax": Pace(99.0, 1.0), "torch": Pace(1.0, 100.0), "tensorflow": Pace(10.0, 1000.0)}
    monkeypatch.setitem(fastest.PACES, "mlp", paces)
    assert order_backends("mlp", 990)[0] == ("torch", "tensorflow", "jax")
    assert order_backends("mlp", 1010)[0] == ("tensorflow", "torch", "jax")


def test_what_noise_may_have_made_faster_displaces_nothing(monkeypatch):
    paces = {"jax": Pace(0.0, 95.0), "torch": Pace(0.0, 100.0), "tensorflow": Pace(0.0, 50.0)}
    monkeypatch.setitem(fastest.PACES, "mlp", paces)
    assert order_backends("mlp", 10_000)[0] == ("jax", "torch", "tensorflow")


def test_a_model_of_ones_own_takes_what_is_fastest_for_most():
    assert order_backends("mine.py:build", 100) == (
        FITTING_BACKENDS,
        "the fastest installed for most models",
    )


@pytest.mark.parametrize("model", fastest.PACES)
def test_a_measured_model_is_one_of_the_registry_on_every_backend(model):
    assert model in ARCHITECTURES
    assert set(fastest.PACES[model]) == set(FITTING_BACKENDS)


def test_a_command_takes_what_ends_first_on_its_data_and_says_why(tmp_path):
    few, many, sweep, rates = listen(
        tmp_path,
        f"{FIT} --epochs 1",
        f"{FIT} --epochs 1000",
        "sweep --data digits --model mlp --epochs 1 --seed 0,1",
        "lr-find --data digits --model mlp --steps 20 --batch-size 32",
    )
    assert few == ["jax (the fastest installed for mlp and 1,347 samples in all)"]
    assert many == ["jax (the fastest installed for mlp and 1,347,000 samples in all)"]
    assert rates == ["torch (the fastest installed for mlp and 640 samples in all)"]
    assert sweep[0].startswith("jax")


def test_of_those_that_are_installed(tmp_path):
    (said,) = listen(tmp_path, f"{FIT} --epochs 1", installed="tensorflow torch")
    assert said == ["torch (the fastest installed for mlp and 1,347 samples in all)"]


def test_the_users_choice_wins_over_every_measurement(tmp_path):
    asked, configured = listen(
        tmp_path, f"{FIT} --backend tensorflow", FIT, KERAS_BACKEND="tensorflow"
    )
    assert (asked, configured) == (["tensorflow (asked for)"], ["tensorflow (KERAS_BACKEND)"])
