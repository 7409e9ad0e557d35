"""`inspect` reads a run, a file and a model folder as data, and says what would be refused."""

import json
import shutil
from pathlib import Path

import keras
import pytest
from console import fail, succeed

from kerasdigits.errors import ModelError
from kerasdigits.runs import RunFolder
from kerasdigits.training.inspected import inspect


def test_a_run_its_file_and_its_folder_are_told(trained):
    run = json.loads(succeed("inspect", trained, "--json").stdout)
    record = RunFolder(trained).record
    assert run["run"]["status"] == "complete" and run["run"]["metrics"] == record.metrics
    assert run["parameters"] == record.parameters and run["refused"] == []
    assert run["bytes"] > 0 and run["compiled"]["optimizer"]
    text = succeed("inspect", trained / "model.keras").stdout
    assert "hidden_1" in text and "Nothing in it would be refused" in text
    succeed("export", trained, "folder", "--check", "off")
    folder = json.loads(succeed("inspect", "folder", "--json").stdout)
    assert folder["form"] == "a TensorFlow.js layers model"
    assert folder["parameters"] == record.parameters
    assert sum(layer["parameters"] for layer in folder["layers"]) == record.parameters
    next(Path("folder").glob("*.bin")).write_bytes(b"short")
    assert "truncated" in succeed("inspect", "folder").stdout
    shutil.copytree(trained, "begun")
    Path("begun/model.keras").unlink()
    begun = json.loads(succeed("inspect", "begun", "--json").stdout)
    assert begun["run"]["model_file"].startswith("checkpoint/")


def test_what_would_be_refused_is_listed_with_what_allows_it():
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Lambda(lambda x: x * 2, name="twice")]
    )
    model.save("model.keras")
    text = succeed("inspect", "model.keras").stdout
    assert 'REFUSED: layer "twice" holds a Lambda layer' in text
    assert "--unsafe lets it through" in text
    refused = json.loads(succeed("inspect", "model.keras", "--json").stdout)["refused"]
    assert [one["class"] for one in refused] == ["Lambda", "__lambda__"]
    assert {one["kind"] for one in refused} == {"code"}


def test_what_is_not_a_model_is_one_line():
    Path("text.keras").write_text("hello")
    Path("text.h5").write_text("hello")
    for name in ("none.keras", "text.keras", "text.h5"):
        assert "Received:" in fail("inspect", name)


def test_python_is_told_so_too(tmp_path):
    with pytest.raises(ModelError, match="There is nothing at this path"):
        inspect(tmp_path / "nowhere")


def test_a_terminal_does_not_obey_a_name_in_a_file_and_shows_what_it_has_no_letter_for():
    red, half = "\x1b[31m", "\ud800"
    layer = {"class_name": f"De{red}nse", "config": {"name": f"first{half}"}}
    config = {"class_name": "Sequential", "config": {"layers": [layer]}}
    Path("model.json").write_text(json.dumps(config))
    text = succeed("inspect", "model.json").stdout
    assert "\x1b" not in text and r"De\x1b[31mnse" in text and r"first\ud800" in text
    Path(f"no{red}.keras").write_text("nothing")
    assert r"no\x1b[31m.keras" in fail("inspect", f"no{red}.keras")


def test_of_weights_alone_it_says_that_the_model_is_missing():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.save_weights("net.weights.h5")
    text = succeed("inspect", "net.weights.h5").stdout
    assert "weights without a model" in text
    assert text.splitlines()[-1].startswith("Nothing in it would be refused, beside the model")
