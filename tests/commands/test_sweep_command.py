"""`kerasdigits sweep`: runs in processes, one of which is killed."""

import json
import shlex
from pathlib import Path

import click
import pytest
from console import fail, run

from kerasdigits.cli import main
from kerasdigits.runs import RunFolder

# A model whose building kills the process, once.
DEADLY = """
import os, signal
import keras

def build(input_shape, num_outputs):
    if os.path.exists("deadly"):
        os.remove("deadly")
        os.kill(os.getpid(), signal.SIGKILL)
    return keras.Sequential(
        [keras.Input(input_shape), keras.layers.Flatten(), keras.layers.Dense(num_outputs)]
    )
"""


@pytest.mark.slow
def test_a_killed_process_loses_one_run_and_the_same_command_goes_on_with_it(
    few_digits, monkeypatch
):
    Path("mine.py").write_text(DEADLY)
    Path("deadly").touch()
    sweep = ("sweep", "--data", few_digits, "--model", "mine.py:build", "--backend", "jax")
    sweep += ("--learning-rate", "0.003,0.1", "--epochs", 2, "--no-augment", "--out", "runs/s")
    result = run(*sweep, "--json")
    assert result.exit_code == 1
    assert "SIGKILL" in result.stderr
    missing = "learning-rate-0.003_batch-size-128_seed-0"
    assert f"Received: {missing}. Give the same command again" in result.stderr
    assert not Path("runs/s", missing).exists()
    shown = json.loads(result.stdout)
    metrics = RunFolder("runs/s/learning-rate-0.1_batch-size-128_seed-0").record.metrics
    assert [one["test_accuracy"] for one in shown["runs"]] == [metrics["test_accuracy"]]
    assert shown["judged_by"] == "test_accuracy"  # of 160 samples none is held out
    assert json.loads(Path("runs/s/sweep.json").read_text()) == shown

    words = shlex.split(shown["best"])
    assert words[:2] == ["kerasdigits", "fit"]
    context = main.get_command(click.Context(main), "fit").make_context("fit", words[2:])
    given = {name: context.params[name] for name in ("learning_rate", "batch_size", "seed")}
    assert given == {"learning_rate": 0.1, "batch_size": 128, "seed": 0}
    assert (context.params["augment"], context.params["epochs"]) == (False, 2)

    line = fail(*sweep, "--optimizer", "sgd")
    assert "a run of another sweep" in line and "Choose another --out" in line
    trained = []

    def note_what_is_trained(trials, work, **_):
        trained.extend(trial.path.name for trial in trials)
        yield from ()

    monkeypatch.setattr("kerasdigits.training.sweep.work_through", note_what_is_trained)
    fail(*sweep)
    assert trained == [missing]  # and not what is complete


def test_what_is_wrong_is_said_before_anything_is_trained(few_digits):
    sweep = ("sweep", "--data", few_digits, "--model", "mlp")
    assert "--learning-rate must be a finite number above 0. Received: -1.0" in fail(
        *sweep, "--learning-rate", "0.1,-1"
    )
    line = fail(*sweep, "--batch-size", "32,many", exit_code=2)
    assert "32,many is not a list of numbers such as 32,64" in line
    assert "-1 is not in the range 0 to 4294967295" in fail(*sweep, "--seed", "0,-1", exit_code=2)
    assert not Path("runs").exists()


def test_a_folder_called_like_a_model_is_not_taken_for_the_users_own(few_digits):
    from kerasdigits.training.plan import plan_fit

    Path("mlp").mkdir()
    assert plan_fit(str(few_digits), "mlp")[0].model == "mlp"
