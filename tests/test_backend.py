"""The backend is chosen before Keras is imported, and refused when it is too late or not there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kerasdigits import backend
from kerasdigits.errors import BackendError


@pytest.fixture
def unconfigured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No KERAS_BACKEND and an empty Keras home."""
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return tmp_path


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=120,
    )


def test_importing_the_package_and_every_light_room_imports_no_keras():
    code = """
import sys, kerasdigits, kerasdigits.cli, kerasdigits.backend, kerasdigits.data
import kerasdigits.commands.fit, kerasdigits.commands.export, kerasdigits.commands.demo
heavy = {"keras", "tensorflow", "jax", "torch", "matplotlib", "sklearn", "scipy"}
print(sorted(heavy & set(sys.modules)))
"""
    assert run_python(code).stdout.strip() == "[]"


def test_the_command_line_starts_without_numpy_and_rich():
    code = """
import sys, kerasdigits.cli, kerasdigits.commands.fit
print(sorted({"numpy", "rich"} & set(sys.modules)))
"""
    assert run_python(code).stdout.strip() == "[]"


def test_an_asked_backend_reaches_keras_in_a_fresh_process():
    code = """
from kerasdigits import backend
print(backend.use("jax"))
import keras
print(keras.config.backend(), backend.device_name())
import sys
backend.seed(1)
first = float(keras.random.normal(()))
backend.seed(1)
print(first == float(keras.random.normal(())), {"tensorflow", "torch"} & set(sys.modules))
"""
    lines = run_python(code, KERAS_BACKEND="torch").stdout.splitlines()
    assert lines[0] == "BackendChoice(name='jax', reason='asked for')"
    assert lines[1].split()[0] == "jax"
    assert lines[2] == "True set()"  # a seed loads no other backend


def test_the_environment_wins_over_keras_json(unconfigured, monkeypatch):
    (unconfigured / "keras.json").write_text(json.dumps({"backend": "torch"}))
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    assert backend._choose(None, backend.TRAINING_BACKENDS).name == "jax"


def test_keras_json_is_respected(unconfigured):
    (unconfigured / "keras.json").write_text(json.dumps({"backend": "torch"}))
    choice = backend._choose(None, backend.TRAINING_BACKENDS)
    assert (choice.name, choice.reason) == ("torch", str(unconfigured / "keras.json"))


def test_the_file_that_keras_writes_by_itself_is_no_choice_of_the_users(tmp_path):
    run_python("import keras", KERAS_HOME=str(tmp_path), KERAS_BACKEND="tensorflow")
    code = "from kerasdigits import backend; print(backend._configured())"
    written = json.loads((tmp_path / "keras.json").read_text())
    assert written["backend"] == "tensorflow"
    assert run_python(code, KERAS_HOME=str(tmp_path), KERAS_BACKEND="").stdout.strip() == "None"


def test_the_first_installed_candidate_is_taken_without_a_choice(unconfigured, monkeypatch):
    monkeypatch.setattr(backend, "is_installed", lambda name: name != "tensorflow")
    assert backend._choose(None, ("tensorflow", "torch", "jax")).name == "torch"


def test_no_two_backends_are_called_the_fastest_at_the_same(unconfigured):
    fitting, others = (
        backend._choose(None, candidates)
        for candidates in (backend.FITTING_BACKENDS, backend.TRAINING_BACKENDS)
    )
    assert fitting.reason == "the fastest installed for most models"
    assert others.reason == "the first choice of those installed"


def test_a_missing_backend_is_refused_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setattr(backend, "is_installed", lambda name: False)
    with pytest.raises(BackendError, match="Install it: pip install jax"):
        backend._choose("jax", backend.TRAINING_BACKENDS)


def test_without_any_backend_it_says_how_to_install_one(unconfigured, monkeypatch):
    monkeypatch.setattr(backend, "is_installed", lambda name: False)
    with pytest.raises(BackendError, match=r"No Keras backend is installed\. Install one: pip"):
        backend._choose(None, backend.TRAINING_BACKENDS)


def test_an_unknown_backend_is_refused_by_name():
    with pytest.raises(
        BackendError, match=r"Received: theano \(asked for\)\. Choose one of tensorflow"
    ):
        backend.use("theano")


@pytest.mark.each_backend
def test_a_change_after_keras_was_imported_is_refused(monkeypatch):
    import keras

    monkeypatch.setattr(backend, "is_installed", lambda name: True)
    other = next(name for name in backend.TRAINING_BACKENDS if name != keras.config.backend())
    with pytest.raises(BackendError, match="cannot change in one process"):
        backend.use(other)


@pytest.mark.each_backend
def test_the_cpu_device_hides_every_gpu_and_one_that_is_not_there_is_refused():
    code = (
        "from kerasdigits import backend; backend.use(device='cpu'); print(backend.device_name())\n"
        "try: backend.use(device='gpu')\n"
        "except backend.BackendError as error: print(error)"
    )
    lines = run_python(code).stdout.splitlines()
    assert lines[0] == "cpu"
    assert "sees no GPU. Received: device gpu" in lines[1]
