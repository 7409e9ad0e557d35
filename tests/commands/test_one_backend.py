"""One backend is enough: every command without TensorFlow, and what is said where it is needed.

The commands' processes do not find TensorFlow, as if it were not installed;
`benchmarks/versions.py` runs the same tests in environments that have none.
"""

import importlib.util
import json
import os
import subprocess
import sys
import textwrap
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kerasdigits.practice.exercise import find_exercise

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

# For each backend, what its environment has not.
WITHOUT = {"jax": ("tensorflow", "tensorboard", "torch"), "torch": ("tensorflow", "tensorboard")}
# Python reads it at its start. `find_spec` must not find them either: the finder itself is told.
HIDE = """
from importlib.machinery import PathFinder

find = PathFinder.find_spec
PathFinder.find_spec = staticmethod(
    lambda name, *rest: None if name.partition(".")[0] in {hidden} else find(name, *rest)
)
"""
INSTALL = "pip install 'kerasdigits[tensorflow]'"


class Machine:
    """A folder, and commands that run there on one backend."""

    def __init__(self, backend: str, folder: Path):
        if importlib.util.find_spec(backend) is None:
            pytest.skip(f"{backend} is not installed")
        hidden = folder / "hidden"
        hidden.mkdir()
        (hidden / "sitecustomize.py").write_text(HIDE.format(hidden=WITHOUT[backend]))
        root = Path(__file__).parents[2]
        self.folder = folder
        self.environment = {
            **os.environ,
            **{"PYTHONPATH": f"{hidden}:{root}", "KERAS_BACKEND": backend, "COLUMNS": "200"},
        }

    def start(self, *arguments: object, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "kerasdigits", *map(str, arguments)],
            cwd=self.folder,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def succeed(self, *arguments: object) -> str:
        process = self.start(*arguments)
        output, notes = process.communicate()
        assert process.returncode == 0, notes
        return output

    def fail(self, *arguments: object, **environment: str) -> str:
        """Give the one line that is the last on stderr."""
        process = self.start(*arguments, **environment)
        _, notes = process.communicate()
        assert process.returncode == 1, notes
        assert "Traceback" not in notes
        return notes.splitlines()[-1]


@pytest.fixture(scope="module")
def machines() -> dict[str, Machine]:
    """Those that were made, each with a run."""
    return {}


@pytest.fixture(params=WITHOUT)
def machine(request, machines, tmp_path_factory, shared_few_digits) -> Machine:
    name = request.param
    if name not in machines:
        machine = Machine(name, tmp_path_factory.mktemp(name))
        fit = ("fit", "--data", shared_few_digits, "--model", "cnn", "--epochs", 4, "--out", "run")
        told = json.loads(machine.succeed(*fit, "--json", "-q"))
        assert told["backend"] == name
        machines[name] = machine
    return machines[name]


def test_what_is_hidden_is_not_found(machine):
    code = "import importlib.util as u; print(u.find_spec('tensorflow'), u.find_spec('keras').name)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=machine.environment, capture_output=True, text=True
    )
    assert done.stdout.split() == ["None", "keras"], done.stderr


def test_a_run_is_evaluated_asked_and_told(machine):
    assert json.loads(machine.succeed("evaluate", "run", "--json", "-q"))["metrics"]
    ink = np.zeros((40, 40), np.uint8)
    ink[8:32, 18:22] = 255
    Image.fromarray(ink).save(machine.folder / "one.png")
    assert "one.png" in machine.succeed("predict", "run", "one.png")
    assert json.loads(machine.succeed("inspect", "run", "--json"))["refused"] == []


def test_a_model_goes_to_tensorflow_js_and_back(machine):
    exported = json.loads(machine.succeed("export", "run", "folder", "--json", "-q"))
    assert exported["format"] == "layers-model"
    machine.succeed("check", "folder", "--against", "run", "-q")
    machine.succeed("import", "folder", "back.keras", "-q")
    assert json.loads(machine.succeed("inspect", "back.keras", "--json"))["refused"] == []


def test_the_page_is_served(machine):
    machine.succeed("site", "public")
    process = machine.start("serve", "public", "--port", 0)
    try:
        with urllib.request.urlopen(process.stdout.readline().strip(), timeout=20) as answer:
            assert b"kerasdigits" in answer.read()
    finally:
        process.terminate()
        process.communicate()


@pytest.mark.parametrize("lesson", ["loss-functions", "convolution"])
def test_a_lesson_runs(lesson, machine):
    course = machine.folder / "course"
    run = ("lesson", "run", lesson, "--quick", "--data", "embedded")
    machine.succeed(*run, "--out", course, "-q")
    assert (course / lesson / "report.html").is_file()


def test_an_exercise_is_started_and_checked(machine):
    machine.succeed("practice", "start", "gradient-descent")
    path = machine.folder / "gradient-descent.py"
    solution = find_exercise("gradient-descent").solution("mse_gradient")
    hole = "    raise NotImplementedError\n"
    path.write_text(path.read_text().replace(hole, textwrap.indent(solution, "    ") + "\n", 1))
    output, notes = machine.start("practice", "check", path, "--json").communicate()
    assert [hole["passed"] for hole in json.loads(output)["holes"]] == [True, False], notes


def test_doctor_names_what_would_install_the_rest(machine):
    process = machine.start("doctor")
    output, _ = process.communicate()
    assert INSTALL in output


def test_what_needs_tensorflow_says_how_it_is_installed(machine, shared_few_digits):
    fit = ("fit", "--data", shared_few_digits, "--out", "other")
    assert INSTALL in machine.fail(*fit, "--backend", "tensorflow")
    assert INSTALL in machine.fail(*fit, KERAS_BACKEND="tensorflow")
    assert "pip install 'kerasdigits[tensorboard]'" in machine.fail(*fit, "--tensorboard")
    assert INSTALL in machine.fail("export", "run", "graph", "--format", "graph")
    (machine.folder / "saved").mkdir()
    (machine.folder / "saved/saved_model.pb").write_bytes(b"\x08\x01")  # its format's version: 1
    assert INSTALL in machine.fail("export", "saved", "from-saved")
    left = {path.name for path in machine.folder.iterdir()}
    assert not left & {"other", "graph", "from-saved"}
