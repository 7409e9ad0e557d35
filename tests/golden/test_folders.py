"""What versions since the first have written can be read for ever, and computes the same numbers.

`make_folders.py` had each of them write what is in `folders/DATE-COMMIT.zip`; the outputs in it are
what Keras computed of the models on that day.
"""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from documents import find_faults

from kerasdigits.cli import main
from kerasdigits.runs import RunFolder

FOLDERS = Path(__file__).parent / "folders"
VERSIONS = sorted(file.stem for file in FOLDERS.iterdir())
# float32 has 24 bits; TensorFlow, JAX and PyTorch add a few dozen products in orders of their own.
CLOSE = {"rtol": 1e-5, "atol": 1e-6}


@pytest.fixture
def then(request, tmp_path: Path) -> Path:
    """What a version wrote, unpacked for the test alone."""
    shutil.unpack_archive(FOLDERS / f"{request.param}.zip", tmp_path / "then")
    return tmp_path / "then"


@pytest.fixture
def outputs(then: Path) -> dict[str, np.ndarray]:
    told = json.loads((then / "outputs.json").read_text())
    return {name: np.array(values) for name, values in told.items()}


each_version = pytest.mark.parametrize("then", VERSIONS, indirect=True)


def count(shape: tuple[int, ...]) -> np.ndarray:
    """Three inputs that need no random numbers, as `make_folders.py` made them."""
    return (np.arange(3 * np.prod(shape)).reshape(3, *shape) * 37 % 101 / 100).astype("float32")


def predict(model) -> np.ndarray:
    return model.predict(count(model.input_shape[1:]), verbose=0)


def call(*arguments: object) -> dict:
    result = CliRunner().invoke(main, [*map(str, arguments), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_they_are_small_and_of_several_days():
    assert sum(file.stat().st_size for file in FOLDERS.iterdir()) < 300_000
    assert len({name[:10] for name in VERSIONS}) >= 3


@pytest.mark.each_backend
@each_version
def test_the_models_compute_what_they_computed(then, outputs):
    from kerasdigits.models.load import load_model
    from kerasdigits.training.trained import open_trained

    run = open_trained(then / "run").model
    np.testing.assert_allclose(predict(run), outputs["run/model.keras"], **CLOSE)
    net = load_model(then / "model.keras")
    np.testing.assert_allclose(predict(net), outputs["model.keras"], **CLOSE)


@each_version
def test_the_run_is_listed_inspected_and_measured_as_it_was(then, outputs):
    record = RunFolder(then / "run").record
    assert (record.status, record.config.classes, len(record.history)) == (
        "complete",
        ("3", "7"),
        2,
    )
    told = call("runs", then / "run")["runs"]
    assert told[0]["metrics"] == record.metrics
    assert call("inspect", then / "run")["refused"] == []
    measured = call("evaluate", then / "run", "--quiet")["metrics"]
    for name, value in measured.items():
        assert value == pytest.approx(record.metrics[f"test_{name}"], abs=1e-5)


@each_version
def test_an_interrupted_run_goes_on(then):
    before = RunFolder(then / "interrupted").record
    assert before.status == "training"
    told = call("fit", "--resume", "--out", then / "interrupted", "--quiet")
    assert told["epochs"] == 2
    # Seed and data are the same: it ends where the run that was not interrupted did.
    complete = RunFolder(then / "run").record
    assert told["metrics"] == pytest.approx(complete.metrics, abs=1e-4)


@each_version
def test_the_run_can_be_exported_still(then, tmp_path):
    told = call("export", then / "run", tmp_path / "again", "--check", "require", "--quiet")
    assert (told["format"], told["samples"]) == ("layers-model", 12)


@each_version
def test_tensorflow_js_finds_in_the_model_folders_what_keras_computed_then(then):
    for form in list_forms(then):
        origin = "run" if form == "layers" else "model.keras"
        told = call("check", then / form, "--against", then / origin, "--quiet")
        assert told["passed"]
        inputs = [row["inputs"] for row in told["findings"]]
        assert inputs == ["12 stored", "1 random", "7 random"]


def list_forms(then: Path) -> list[str]:
    """Name the model folders; the first versions wrote no graphs."""
    forms = [form for form in ("layers", "graph") if (then / form).is_dir()]
    assert "layers" in forms
    return forms


@each_version
def test_a_layers_model_becomes_the_keras_model_again(then, outputs, tmp_path):
    from kerasdigits.models.load import load_model

    call("import", then / "layers", tmp_path / "back.keras", "--check", "off", "--quiet")
    scores = outputs["run/model.keras"]
    # The export appended a softmax.
    expected = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(predict(load_model(tmp_path / "back.keras")), expected, **CLOSE)


@each_version
def test_their_documents_fit_the_schemas(then):
    assert find_faults("run", json.loads((then / "run/run.json").read_text()), closed=False) == []
    for form in list_forms(then):
        content = json.loads((then / form / "model.json").read_text())
        said = content["userDefinedMetadata"]["kerasdigits"]
        assert find_faults("model-metadata", said, closed=False) == []
        assert re.fullmatch(r"kerasdigits \d.*", content["generatedBy"])
