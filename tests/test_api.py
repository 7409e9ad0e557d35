"""The public face: a notebook gets what the commands give, without knowing a room of the house."""

import dataclasses
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import kerasdigits as kd

README = (Path(__file__).parents[1] / "README.md").read_text()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("api") / "run"
    return kd.fit("digits", "mlp", epochs=3, out=out, progress=False, seed=5)


@pytest.mark.each_backend
def test_a_fit_gives_a_run_that_measures_and_predicts_as_its_model_does(run, digits):
    assert len(run.history) == 3
    assert run.record.config.epochs == 3
    evaluation = run.evaluate()
    outputs = run.model.predict(digits.x_test, verbose=0)
    accuracy = np.mean(outputs.argmax(axis=1) == digits.y_test)
    assert evaluation.metrics["accuracy"] == pytest.approx(accuracy)
    assert run.metrics["test_accuracy"] == pytest.approx(accuracy)
    predictions = run.predict(digits.x_test[:20])
    assert [p.label for p in predictions] == [str(i) for i in outputs[:20].argmax(axis=1)]
    exponents = np.exp(outputs[0] - outputs[0].max())
    assert predictions[0].values["3"] == pytest.approx(exponents[3] / exponents.sum(), abs=1e-6)


@pytest.mark.each_backend
def test_a_run_is_opened_again_with_the_same_numbers(run, digits):
    again = kd.load_run(run.path)
    assert again.record == run.record
    assert again.evaluate(split="train").metrics == run.evaluate(split="train").metrics
    np.testing.assert_array_equal(
        again.model.predict(digits.x_test[:5], verbose=0),
        run.model.predict(digits.x_test[:5], verbose=0),
    )


def test_arrays_may_be_bytes_and_may_lack_the_axis_of_their_channel(run, digits):
    whole = (digits.x_test[:4] * 255).round()
    asked = [whole.astype("uint8"), whole[..., 0] / 255, whole[..., 0].astype("uint8")]
    expected = [p.values for p in run.predict(whole / 255)]
    for inputs in asked:
        found = [p.values for p in run.predict(inputs)]
        assert found == [pytest.approx(values, abs=1e-6) for values in expected]


def test_a_fit_leaves_tensorflow_alone_and_to_those_who_need_it(tmp_path):
    """Keras imports it to seed and to save, on any backend; layers that hash ask for it later."""
    program = (
        "import sys, types, kerasdigits as kd\n"
        "kd.fit('download-times', epochs=1, out=sys.argv[1], backend='jax', progress=False)\n"
        "assert 'tensorflow' not in sys.modules\n"
        "sys.modules['tensorflow'] = types.ModuleType('tensorflow')  # as if installed: 3 s less\n"
        "import keras\n"
        "keras.layers.Hashing(4)"
    )
    command = [sys.executable, "-c", program, tmp_path / "run"]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


def test_pictures_are_prepared_by_the_runs_own_recipe(run, digits, tmp_path):
    enlarged = np.kron(digits.x_test[0][..., 0], np.ones((16, 16)))
    path = tmp_path / "scan.png"
    Image.fromarray((enlarged * 255).astype("uint8")).save(path)
    (prediction,) = run.predict([path])
    assert prediction.source == str(path)
    assert prediction.label == run.predict(digits.x_test[:1])[0].label


def test_an_array_of_another_shape_is_refused_in_one_line(run):
    with pytest.raises(kd.KerasdigitsError, match=r"shape \(n, 8, 8, 1\).*Received: \(3, 28, 28\)"):
        run.predict(np.zeros((3, 28, 28)))


def test_numbers_are_predicted_from_texts_and_from_arrays(tmp_path):
    run = kd.fit("download-times", epochs=2, out=tmp_path / "line", progress=False)
    texts = run.predict(["5.0", "0.2"])
    arrays = run.predict(np.array([[5.0], [0.2]]))
    assert [p.values for p in texts] == [pytest.approx(p.values) for p in arrays]
    assert texts[0].label is None


def test_an_export_is_checked_and_lists_what_was_written(run, tmp_path):
    published = run.export(tmp_path / "model", quantize="float16")
    assert (published.folder / "model.json").is_file()
    assert published.report.check.max_abs_difference < 0.01
    assert published.accuracy.samples == 450
    with pytest.raises(kd.KerasdigitsError, match="already"):
        run.export(tmp_path / "model", check="off")
    run.export(tmp_path / "model", check="off", overwrite=True)


def test_an_export_tells_the_page_what_the_command_can_tell_it(run, tmp_path):
    names = [f"number {digit}" for digit in range(10)]
    (tmp_path / "names.txt").write_text("\n".join(names))
    said = {"title": "My digits", "preprocess": "uci", "dark_on_white": True, "input_range": (0, 1)}
    for classes in (names, tmp_path / "names.txt"):
        options = {"check": "off", "name": "mine", "classes": classes, "overwrite": True}
        published = run.export(tmp_path / "model", **said, **options)
        content = json.loads((published.folder / "model.json").read_text())
        card = content["userDefinedMetadata"]["kerasdigits"]
        assert (card["title"], card["class_names"]) == ("My digits", names)
        assert card["preprocess"]["dark_on_white"] and card["preprocess"]["recipe"] == "uci"
    for wrong in ({"classes": ["one", "two"]}, {"classes": ["a", "a"]}, {"name": "a/b"}):
        with pytest.raises(kd.KerasdigitsError):
            run.export(tmp_path / "other", check="off", **wrong)
    assert not (tmp_path / "other").exists()


def test_a_fit_is_what_the_command_trains(run, kerasdigits, tmp_path):
    options = ("--data", "digits", "--model", "mlp", "--epochs", 3, "--seed", 5)
    result = kerasdigits("fit", *options, "--out", tmp_path / "command")
    assert result["metrics"] == run.metrics
    other, ours = (kd.load_run(path).record for path in (tmp_path / "command", run.path))
    assert other.config == ours.config


def test_data_are_loaded_by_name_with_some_classes_only():
    data = kd.load_data("digits", classes=["3", "7"])
    assert data.class_names == ("3", "7")
    assert set(data.y_train) == {0, 1}


def test_what_is_wrong_is_raised_as_one_kind_of_error(tmp_path):
    with pytest.raises(kd.KerasdigitsError, match="There is no run at this path"):
        kd.load_run(tmp_path)
    with pytest.raises(kd.KerasdigitsError, match="Unknown data set"):
        kd.fit("digit", out=tmp_path / "run")
    with pytest.raises(kd.KerasdigitsError, match="epochs must be 1 or more"):
        kd.fit("digits", epochs=0, out=tmp_path / "run")
    other = {"tensorflow": "jax"}.get(os.environ["KERAS_BACKEND"], "tensorflow")
    with pytest.raises(kd.KerasdigitsError, match="cannot change in one process"):
        kd.fit("digits", epochs=1, backend=other, out=tmp_path / "run")
    assert not list(tmp_path.iterdir())


def start_python(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess:
    root = str(Path(kd.__file__).parents[1])
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": root, **environment},
        capture_output=True,
        text=True,
    )


def test_the_face_is_imported_without_keras_or_numpy(tmp_path):
    code = (
        "import sys, kerasdigits as kd; kd.fit, kd.load_run, kd.load_data, kd.Run\n"
        "print(sorted({'keras', 'numpy', 'tensorflow', 'click'} & set(sys.modules)))"
    )
    assert start_python(code, tmp_path).stdout == "[]\n"


def test_a_notebook_keeps_the_backend_of_the_keras_that_it_imported(tmp_path):
    code = (
        "import os, keras, kerasdigits as kd\n"
        "del os.environ['KERAS_BACKEND']\n"
        "run = kd.fit('digits', 'logistic', epochs=1, progress=False)\n"
        "print(run.record.backend)"
    )
    done = start_python(code, tmp_path, KERAS_BACKEND="jax")
    assert done.stdout == "jax\n", done.stderr


def test_the_example_of_the_readme_runs(tmp_path):
    section = README.partition("## In a notebook")[2].partition("\n## ")[0]
    (code,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert "kd.fit(" in code
    done = start_python(code.replace("epochs=10", "epochs=1"), tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "web/models/digits-cnn/model.json").is_file()


def test_a_run_is_made_by_no_one_else(run):
    bare = kd.Run(dataclasses.replace(run._trained, run=None))
    with pytest.raises(TypeError, match="made by fit and load_run"):
        bare.history  # noqa: B018 - a property that raises
