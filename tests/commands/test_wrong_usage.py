"""Wrong usage: one line with what, `Received:` and a remedy, before any backend is imported.

All commands run in one process without Keras, which tells at its end what it has imported.
"""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

# What is typed -> the exit code, how the line begins, what it names as received.
WRONG = {
    "fti": (2, "No such command 'fti'", "fti"),
    "fit --what 3": (2, "No such option '--what'", "--what"),
    "fit extra": (2, "Got unexpected extra argument (extra)", "fit extra"),
    "evaluate": (2, "Missing argument 'RUN|MODEL'", "evaluate"),
    "fit --epochs many": (2, "--epochs must be a whole number", "many"),
    "fit --json --epochs": (2, "Option '--epochs' requires an argument", "--epochs"),
    "fit --seed=-1": (2, "--seed must be a whole number from 0 to 4294967295", "-1"),
    "fit --learning-rate fast": (2, "--learning-rate must be a number", "fast"),
    "fit --optimizer sgdd": (2, "--optimizer must be one of sgd, momentum, rmsprop", "sgdd"),
    "fit --budget 60s --epochs 3": (
        2,
        "--budget sets the number of epochs",
        "fit --budget 60s --epochs 3",
    ),
    "fit --resume": (2, "--resume needs --out", "fit --resume"),
    "fit --batch-size 0": (1, "--batch-size must be 1 or more", "0"),
    "fit --validation-split 1.5": (1, "--validation-split must be at least 0 and below 1", "1.5"),
    "fit --loss hinge2": (1, "There is no loss of that name", "hinge2"),
    "fit --loss msee": (1, "There is no loss of that name", "msee"),
    "fit --model resnet": (1, "There is no model of that name", "resnet"),
    "fit --model mine.py:build": (1, "There is no such Python file", "mine.py:build"),
    "fit --data mnits": (1, "Unknown data set", "mnits"),
    "fit --data none.npz": (1, "There is no such file or folder", "none.npz"),
    "fit --out taken": (1, "Something that is not a run is at this path", "taken"),
    "fit --resume --out nowhere": (1, "There is no run at this path", "nowhere"),
    "fit --backend theano": (1, "This does not run on that Keras backend", "theano"),
    "fit --cycles 3": (1, "--cycles belongs to the sgdr schedule", "--schedule one-cycle"),
    "fit --cycle-momentum --optimizer sgd": (
        1,
        "--cycle-momentum needs the one-cycle schedule",
        "--schedule one-cycle, --optimizer sgd",
    ),
    "fit --data download-times --model cnn": (1, "The cnn model is not for regression", "cnn"),
    "fit --data download-times --loss mnist-loss": (
        1,
        "The mnist-loss loss does not",
        "mnist-loss",
    ),
    "fit --data download-times --augment": (1, "Only images can be rotated", "--augment for"),
    "evaluate nowhere": (1, "There is nothing at this path", "nowhere"),
    "evaluate some.keras": (1, "A model file does not say which data", "no --data"),
    "evaluate some.keras --data mnits": (1, "Unknown data set", "mnits"),
    "evaluate half": (1, "This run's record cannot be read", "half/run.json: Expecting"),
    "predict nowhere x.png": (1, "There is nothing at this path", "nowhere"),
    "predict some.keras x.png": (1, "A bare model file does not say how", "some.keras"),
    "export none.keras": (1, "There is nothing at this path", "none.keras"),
    "export bad.keras": (1, "This is not a .keras file, or only part of one", "bad.keras"),
    "export notes.txt": (1, "This is not a .keras file", "notes.txt"),
    "export some.keras taken": (1, "The destination already exists", "taken"),
    "export some.keras --site site": (1, "This folder holds a page that", "site/index.html"),
    "export some.keras o --quantize int4": (2, "--quantize must be one of none", "int4"),
    "export some.keras o --quantize-include *": (2, "--quantize-include and", "export some.keras"),
    "export some.keras o --input 3,x": (2, "--input cannot be used", "3,x"),
    "export some.keras o --input-range 5..1": (2, "--input-range cannot be used", "5..1"),
    "export some.keras o --custom-objects mine": (2, "--custom-objects cannot be used", "mine"),
    "export some.keras o --classes cat": (1, "These are not names of classes", "cat"),
    "export some.keras o --classes none.txt": (1, "The file of class names cannot", "none.txt"),
    "export some.keras o --name a/b": (1, "A model's name must be the name of a folder", "a/b"),
    "export some.keras o --preprocess none --dark-on-white": (
        1,
        "A model that takes no pictures has no range",
        "--preprocess none",
    ),
    "import nowhere back.keras": (1, "There is no TensorFlow.js model here", "nowhere"),
    "import folder some.keras": (1, "The destination already exists", "some.keras"),
    "import folder back.h5": (1, "The file to write must be named .keras", "back.h5"),
    "import folder": (2, "Missing argument 'OUT.keras'", "import folder"),
    "export some.keras o --input -3": (2, "--input cannot be used", "-3"),
    "check nowhere": (1, "There is no model folder here", "nowhere/model.json"),
    "check folder --against nowhere": (1, "There is nothing at this path", "nowhere"),
    "lr-find --steps 3": (1, "--steps must be 20 or more", "3"),
    "lr-find --start 1 --end 0.1": (1, "The rates must grow from a start above", "1.0 to 0.1"),
    "lr-find --loss huber2": (1, "There is no loss of that name", "huber2"),
    "lesson show pixel-similarty": (
        1,
        "There is no lesson or chapter of that name",
        "pixel-similarty",
    ),
    "lesson run nowhere": (1, "There is no lesson or chapter of that name", "nowhere"),
    "lesson run pixel-similarity --out alien": (1, "What is at this place", "alien/pixel"),
    "lesson export nowhere": (1, "There is no lesson of that name", "nowhere"),
    "practice start depth --out notes.txt/x.py": (1, "Not a directory", "notes.txt"),
    "--frobnicate": (2, "No such option '--frobnicate'", "--frobnicate"),
    "lesson frobnicate": (2, "No such command 'frobnicate'", "frobnicate"),
    "serve nowhere --port 0": (1, "There is no page to serve", "nowhere/index.html"),
    "demo --epochs 0": (2, "--epochs must be a whole number of at least 1", "0"),
}
# What is right, and says which backend it takes before it imports one.
RIGHT = (
    "export some.keras o",
    "evaluate some.keras --data download-times",
    "check folder --against some.keras",
    "import folder back.keras",
    "fit --data download-times",
    "lr-find --data download-times",
    "lesson run pixel-similarity",
)
SCRIPT = """
import json, sys
from click.testing import CliRunner
from kerasdigits import backend
from kerasdigits.cli import main
from kerasdigits.errors import BackendError

def refuse(*_, **__):
    raise BackendError("the backend is to be imported now")

backend.use = refuse
answers = {}
for typed in json.loads(sys.argv[1]):
    result = CliRunner().invoke(main, typed.split())
    answers[typed] = [result.exit_code, result.stderr]
heavy = [name for name in ("keras", "tensorflow", "jax", "torch") if name in sys.modules]
print(json.dumps([answers, heavy]))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What each command line answers: its exit code and stderr."""
    folder = tmp_path_factory.mktemp("wrong")
    for name in ("taken", "half", "site", "folder", "alien/pixel-similarity"):
        (folder / name).mkdir(parents=True)
    with zipfile.ZipFile(folder / "some.keras", "w") as archive:
        archive.writestr("readme.txt", "hello")
    for name in ("bad.keras", "notes.txt", "taken/thesis.txt", "site/index.html"):
        (folder / name).write_text("hello")
    (folder / "alien/pixel-similarity/thesis.txt").write_text("hello")
    (folder / "half/run.json").write_text("{")
    topology = {"class_name": "Sequential", "config": {"layers": []}}
    (folder / "folder/model.json").write_text(json.dumps({"modelTopology": topology}))
    before = sorted(folder.rglob("*"))
    command = [sys.executable, "-c", SCRIPT, json.dumps([*WRONG, *RIGHT])]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert sorted(folder.rglob("*")) == before
    answers, heavy = json.loads(done.stdout)
    assert heavy == []
    return answers


@pytest.mark.parametrize("typed", WRONG)
def test_wrong_usage_is_one_line_before_any_backend_is_imported(typed, answers):
    code, begin, received = WRONG[typed]
    answered, stderr = answers[typed]
    lines = [line for line in stderr.splitlines() if not line.startswith(("Backend: ", "Data: "))]
    assert (answered, len(lines)) == (code, 1), stderr
    assert lines[0].startswith(f"Error: {begin}")
    assert f"Received: {received}" in lines[0]
    assert "_" not in lines[0].replace("input_shape", "").replace("num_outputs", ""), (
        "a Python name"
    )


@pytest.mark.parametrize("typed", RIGHT)
def test_the_backend_is_named_before_it_is_imported(typed, answers):
    code, stderr = answers[typed]
    assert stderr.startswith("Backend: ")
    assert (code, stderr.splitlines()[-1]) == (1, "Error: the backend is to be imported now.")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fti", "fit"),
        ("fit --optimizer sgdd", "sgd"),
        ("fit --data mnits", "mnist"),
        ("fit --loss msee", "mse"),
    ],
)
def test_what_is_mistyped_is_asked_back(typed, meant, answers):
    assert f"Did you mean {meant}?" in answers[typed][1].replace("'", "")


def test_an_option_without_its_value_leads_to_the_help_of_its_command(answers):
    assert answers["fit --json --epochs"][1].endswith("See kerasdigits fit --help.\n")


def test_python_keeps_pythons_names(tmp_path, monkeypatch):
    import kerasdigits as kd
    from kerasdigits.errors import ModelError

    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=r"^batch_size must be 1 or more\. Received: 0\.$"):
        kd.fit(batch_size=0)
    with pytest.raises(ModelError, match=r"Received: schedule one-cycle\."):
        kd.fit(cycles=3)
    assert not list(Path().iterdir())
