"""`kerasdigits demo`: the whole way, each step of it once."""

import json
from pathlib import Path

import numpy as np
import pytest
from console import fail, succeed


def test_it_leaves_a_run_its_pictures_and_a_page_and_evaluates_once(monkeypatch, digits):
    from kerasdigits.models.load import load_model
    from kerasdigits.training import fit

    measured = []

    def evaluate(*arguments, **options):
        measured.append(arguments)
        return evaluate_model(*arguments, **options)

    evaluate_model = fit.evaluate_model
    monkeypatch.setattr(fit, "evaluate_model", evaluate)
    monkeypatch.setattr("kerasdigits.training.evaluate.evaluate_model", evaluate)
    monkeypatch.setattr("kerasdigits.publishing.test_samples.evaluate_model", evaluate)
    arguments = ("--data", "digits", "--epochs", 2, "--no-open", "--json", "-q")
    result = json.loads(succeed("demo", *arguments).stdout)
    assert len(measured) == 1
    record = json.loads(Path(result["run"], "run.json").read_text())
    assert {f"test_{name}": value for name, value in result["metrics"].items()} == record["metrics"]
    predicted = load_model(Path(result["run"], "model.keras")).predict(digits.x_test, verbose=0)
    accuracy = np.mean(predicted.argmax(axis=1) == digits.y_test)
    assert result["metrics"]["accuracy"] == pytest.approx(accuracy)
    assert [Path(path).name for path in result["pictures"]] == [
        "confusion-matrix.png",
        "most-wrong.png",
    ]
    assert all(Path(path).read_bytes().startswith(b"\x89PNG") for path in result["pictures"])
    assert result["max_abs_difference"] < 1e-4
    assert Path(result["page"]) == Path("web/index.html").resolve()
    assert '"name": "demo-digits"' in Path("web/models/index.js").read_text()


def test_a_page_of_somebody_elses_is_noticed_before_the_training():
    Path("web").mkdir()
    Path("web/index.html").write_text("<h1>my own site</h1>")
    assert "a page that kerasdigits did not write" in fail("demo", "--data", "digits", "--no-open")
    assert not Path("runs").exists()
