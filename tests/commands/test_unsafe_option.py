"""`--unsafe` and `--custom-objects` are the same wherever the model of a run is opened."""

import json
import os
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from console import fail, run, succeed

import kerasdigits as kd
from kerasdigits.training.processes import Outcome

LAYERS = """
import keras

class Doubled(keras.layers.Layer):
    def call(self, x):
        return 2 * x
"""
LAMBDA = """
import keras

def make(input_shape, num_outputs):
    return keras.Sequential([
        keras.Input(input_shape),
        keras.layers.Flatten(),
        keras.layers.Lambda(lambda x: 2 * x, name="twice", output_shape=(64,)),
        keras.layers.Dense(num_outputs),
    ])
"""
OPENING = {
    "evaluate": ("evaluate", "run", "-q"),
    "predict": ("predict", "run", "digit.png", "-q"),
    "export": ("export", "run", "folder", "--check", "off", "--format", "graph", "-q"),
    "check": ("check", "folder", "--against", "run", "-q"),
    "resume": ("fit", "--resume", "--out", "interrupted", "-q"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory, shared_few_digits) -> Path:
    """A folder with runs of a model with a Lambda layer, whole and interrupted, and an export."""
    from PIL import Image

    from kerasdigits.data import load

    home = tmp_path_factory.mktemp("unsafe")
    before = os.getcwd()
    os.chdir(home)
    try:
        Path("coded.py").write_text(LAMBDA)
        fitting = ("fit", "--data", shared_few_digits, "--model", "coded.py:make", "-q")
        succeed(*fitting, "--epochs", 1, "--out", "run")
        interrupt(*fitting, "--epochs", 2, "--out", "interrupted")
        succeed(*OPENING["export"], "--unsafe")
        Image.fromarray((255 * load("digits").x_test[0, ..., 0]).astype("uint8")).save("digit.png")
    finally:
        os.chdir(before)
    return home


def interrupt(*arguments: object) -> None:
    """Train, and stop as Ctrl-C does when the first epoch has been kept."""
    from kerasdigits.runs import RunFolder

    keep = RunFolder.write_checkpoint

    def keep_and_stop(self, model, history) -> None:
        keep(self, model, history)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RunFolder, "write_checkpoint", keep_and_stop)
        assert run(*arguments).exit_code == 130
    records = Path().rglob("run.json")
    assert "training" in [json.loads(record.read_text())["status"] for record in records]


@pytest.mark.parametrize("command", OPENING)
def test_code_in_a_runs_model_is_refused_and_let_through_by_one_option(
    command, home, monkeypatch, tmp_path
):
    monkeypatch.chdir(home)
    arguments = OPENING[command]
    if command == "export":
        arguments = ("export", "run", tmp_path / "again", *arguments[3:])
    refused = fail(*arguments)
    assert "Lambda" in refused and "add --unsafe" in refused
    succeed(*arguments, "--unsafe")


def test_a_class_of_ones_own_is_named_to_predict_where_the_runs_file_is_gone(tmp_path):
    Path("own_layers.py").write_text(LAYERS)
    layer = 'keras.layers.Lambda(lambda x: 2 * x, name="twice", output_shape=(64,))'
    assert layer in LAMBDA
    own = LAMBDA.replace(layer, "Doubled()").replace(
        "import", "from own_layers import Doubled\nimport"
    )
    Path("own.py").write_text(f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{own}")
    np.savez("rows.npz", x_train=np.ones((40, 64), "f4"), y_train=np.arange(40) % 2)
    succeed(
        "fit", "--data", "rows.npz", "--model", "own.py:make", "--epochs", 1, "--out", "run", "-q"
    )
    Path("own.py").unlink()
    predicting = ("predict", "run", ",".join(["1"] * 64), "-q")
    assert 'The model needs "Doubled", a custom object' in fail(*predicting)
    succeed(*predicting, "--custom-objects", "own_layers:Doubled")


OWN_FILE = """
import keras
from pathlib import Path

Path("marker").touch()


@keras.saving.register_keras_serializable("own")
class Tripled(keras.layers.Layer):
    def call(self, x):
        return 3 * x


def make(input_shape, num_outputs):
    layers = [keras.Input(input_shape), keras.layers.Dense(num_outputs)]
    return keras.Sequential([*layers, Tripled()])


def make_plain(input_shape, num_outputs):
    return keras.Sequential([keras.Input(input_shape), keras.layers.Dense(num_outputs)])
"""


USING = (
    ("predict", "run", ",".join(["1"] * 64), "-q"),
    ("fit", "--resume", "--out", "interrupted", "-q"),
)


def fit_own(function: str) -> None:
    """Write a whole and an interrupted run of that file's model, and forget the file."""
    Path("own_file.py").write_text(OWN_FILE)
    np.savez("rows.npz", x_train=np.ones((40, 64), "f4"), y_train=np.arange(40) % 2)
    fitting = ("fit", "--data", "rows.npz", "--model", f"own_file.py:{function}", "-q")
    succeed(*fitting, "--epochs", 1, "--out", "run")
    interrupt(*fitting, "--epochs", 2, "--out", "interrupted")
    forget()


def forget() -> None:
    """Be as a process that has not imported the file."""
    del sys.modules["kerasdigits_user_own_file"]
    del keras.saving.get_custom_objects()["own>Tripled"]
    Path("marker").unlink()


@pytest.mark.parametrize("using", USING)
def test_the_file_that_a_run_names_is_imported_by_that_option_only(using):
    """Whoever gives a run away could have laid it there."""
    fit_own("make")
    line = fail(*using)
    assert 'needs "Tripled"' in line and "not run unasked" in line
    assert "own_file.py. If you trust that file as a program, add --unsafe." in line
    assert not Path("marker").exists()
    succeed(*using, "--unsafe")
    forget()


@pytest.mark.parametrize("using", USING)
def test_layers_of_kerass_own_need_no_file(using):
    fit_own("make_plain")
    succeed(*using)
    assert not Path("marker").exists()


def test_a_sweep_goes_on_with_an_interrupted_run_by_that_option(few_digits, monkeypatch):
    def work_here(jobs, work, **_):
        for number, job in enumerate(jobs):
            try:
                yield Outcome(number, work(job))
            except kd.KerasdigitsError as error:
                yield Outcome(number, failure=str(error))

    monkeypatch.setattr("kerasdigits.training.sweep.work_through", work_here)
    Path("coded.py").write_text(LAMBDA)
    sweep = ("sweep", "--data", few_digits, "--model", "coded.py:make", "--epochs", 2)
    sweep += ("--out", "sweep", "--json", "-q")
    interrupt(*sweep)
    stopped = run(*sweep)
    assert stopped.exit_code == 1
    assert "Lambda" in next(iter(json.loads(stopped.stdout)["failed"].values()))
    assert "a run of another sweep" in fail(*sweep, "--optimizer", "sgd")
    best = json.loads(succeed(*sweep, "--unsafe").stdout)["best"]
    assert best.startswith("kerasdigits fit ") and "--unsafe" not in best  # fit has no use for it


def test_python_opens_it_by_the_argument_of_that_name(home, monkeypatch):
    monkeypatch.chdir(home)
    with pytest.raises(kd.KerasdigitsError, match="Lambda"):
        kd.load_run("run")
    assert kd.load_run("run", unsafe=True).model.get_layer("twice")


def test_a_fit_that_reads_no_model_says_that_the_options_are_not_for_it():
    line = fail("fit", "--unsafe", exit_code=2)
    assert "--unsafe and --custom-objects are for --resume" in line
