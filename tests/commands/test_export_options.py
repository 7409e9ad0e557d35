"""`kerasdigits export`: routes and quantization, with their cost as TensorFlow.js measures it."""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from console import fail, succeed

from kerasdigits.errors import ExportError
from kerasdigits.publishing.exported_accuracy import measure_exported
from kerasdigits.runs import RunFolder
from kerasdigits.tfjs.format.tensor_record import decode_tensor
from kerasdigits.tfjs.proof.check import NodeChecker


@pytest.fixture(scope="module")
def cnn_run(tmp_path_factory):
    """A cnn that reads the embedded scans."""
    out = tmp_path_factory.mktemp("runs") / "cnn"
    arguments = ("--model", "cnn", "--epochs", 8, "--validation-split", 0, "--out", out, "-q")
    succeed("fit", "--data", "digits", *arguments)
    return out


@pytest.fixture(scope="module")
def open_model(tmp_path_factory):
    """A functional model of pictures of any size, with an operation of keras.ops."""
    import keras

    inputs = keras.Input((None, None, 2))
    x = keras.layers.Conv2D(3, 3)(inputs)
    outputs = keras.layers.GlobalAveragePooling2D()(keras.ops.erf(x))
    path = tmp_path_factory.mktemp("open") / "open.keras"
    keras.Model(inputs, outputs).save(path)
    return path


@pytest.fixture(scope="module")
def called(tmp_path_factory):
    """Files of a BatchNormalization and of a Dropout that are called with training=True."""
    import keras

    folder = tmp_path_factory.mktemp("called")
    for name, layer in {
        "norm": keras.layers.BatchNormalization(),
        "dropout": keras.layers.Dropout(0.5),
    }.items():
        row = keras.Input((6,))
        x = layer(keras.layers.Dense(4)(row), training=True)
        keras.Model(row, keras.layers.Dense(2)(x)).save(folder / f"{name}.keras")
    return folder


def export(*arguments):
    return json.loads(succeed("export", *arguments, "--json", "-q").stdout)


def read_weights(folder):
    return json.loads(Path(folder, "model.json").read_text())["weightsManifest"][0]["weights"]


class TestQuantization:
    def test_a_uint8_cnn_keeps_its_classes_at_a_quarter_of_the_size(self, cnn_run, digits):
        result = export(cnn_run, "bytes", "--quantize", "uint8")
        assert result["quantized"] == "uint8"
        assert result["float32_bytes"] == 4 * result["weight_bytes"] == 4 * result["parameters"]
        assert 1e-5 < result["check"]["max_relative_difference"] < 0.1
        model = json.loads(Path("bytes/model.json").read_text())
        parity = model["userDefinedMetadata"]["kerasdigits"]["parity"]
        stored = decode_tensor(parity["inputs"][0])
        with NodeChecker() as checker:
            answer = checker.ask(Path("bytes"), [[stored], [digits.x_test]])
        samples, test_set = (outputs[0].argmax(axis=1) for outputs in answer["batches"])
        assert np.array_equal(samples, decode_tensor(parity["outputs"][0]).argmax(axis=1))
        accuracy = result["accuracy"]
        assert accuracy["samples"] == len(digits.y_test) == 450
        assert accuracy["tfjs"] == pytest.approx(np.mean(test_set == digits.y_test))
        record = json.loads((cnn_run / "run.json").read_text())
        assert accuracy["keras"] == pytest.approx(record["metrics"]["test_accuracy"])
        assert accuracy["other_class"] <= 5

    def test_the_accuracy_is_that_of_the_folder_not_of_the_run(self, cnn_run):
        import keras

        export(cnn_run, "plain", "--check", "off")
        shard = Path("plain/group1-shard1of1.bin")
        shard.write_bytes(bytes(shard.stat().st_size))
        model = keras.saving.load_model(cnn_run / "model.keras")
        wrecked = measure_exported(RunFolder(cnn_run), model, Path("plain"))
        assert wrecked.keras > 0.9 and wrecked.tfjs < 0.2
        assert wrecked.other_class > 0.8 * wrecked.samples
        shard.unlink()
        with pytest.raises(ExportError, match="cannot run the exported model"):
            measure_exported(RunFolder(cnn_run), model, Path("plain"))

    def test_without_its_data_a_run_is_measured_on_the_samples_that_it_keeps(self, few_digits):
        arguments = ("--model", "logistic", "--epochs", 1, "--out", "run", "-q")
        succeed("fit", "--data", few_digits, *arguments)
        few_digits.unlink()
        result = export("run", "half", "--quantize", "float16")
        assert result["accuracy"]["samples"] == 12
        (note,) = [note for note in result["notes"] if "accuracy measured" in note]
        assert "on the 12 samples that the run keeps" in note and few_digits.name in note
        assert result["weight_bytes"] == result["float32_bytes"] // 2

    def test_patterns_choose_the_weights(self, cnn_run):
        patterns = ("--quantize-include", "*kernel", "--quantize-exclude", "conv_1/*")
        export(cnn_run, "some", "--quantize", "uint16", *patterns, "--check", "off")
        weights = read_weights("some")
        quantized = {entry["name"] for entry in weights if "quantization" in entry}
        kernels = {entry["name"] for entry in weights if entry["name"].endswith("kernel")}
        assert quantized == {name for name in kernels if not name.startswith("conv_1/")}
        assert quantized < kernels

    def test_a_pattern_that_matches_nothing_names_some_weights(self, cnn_run):
        arguments = ("--quantize", "uint8", "--quantize-exclude", "kernals")
        line = fail("export", cnn_run, "none", *arguments, "-q")
        assert "matches no weight" in line and "/kernel" in line
        assert not Path("none").exists()
        line = fail("export", cnn_run, "none", "--quantize-include", "*", exit_code=2)
        assert "need --quantize" in line

    def test_sizes_and_accuracy_are_shown(self, cnn_run):
        shown = succeed("export", cnn_run, "shown", "--quantize", "uint8", "-q").stdout
        size = sum(path.stat().st_size for path in Path("shown").glob("*.bin"))
        assert f"{size / 1000:.1f} kB in uint8, {4 * size / 1000:.1f} kB in float32" in shown
        assert "in TensorFlow.js" in shown and "450 test samples" in shown


class TestRoutes:
    def test_the_route_and_its_reason_are_told(self, cnn_run):
        layers = export(cnn_run, "layers", "--check", "off")
        assert layers["format"] == "layers-model" and layers["reason"]
        graph = export(cnn_run, "graph", "--format", "graph", "--check", "require")
        assert graph["format"] == "graph-model" and graph["reason"] != layers["reason"]
        content = json.loads(Path("graph/model.json").read_text())
        assert content["format"] == "graph-model" and "node" in content["modelTopology"]
        assert content["userDefinedMetadata"]["kerasdigits"]["class_names"] == list("0123456789")

    def test_given_inputs_fix_open_sizes(self, open_model):
        result = export(open_model, "fixed", "--input", "9,12,2", "--check", "require")
        assert result["format"] == "graph-model"
        signature = json.loads(Path("fixed/model.json").read_text())["signature"]
        ((_, entry),) = signature["inputs"].items()
        sizes = [int(size["size"]) for size in entry["tensorShape"]["dim"]]
        assert sizes == [-1, 9, 12, 2]

    @pytest.mark.parametrize("spec", ["9,x,2", "9,-1", "9:float64", "0"])
    def test_what_is_no_shape_is_a_usage_error(self, spec, open_model):
        line = fail("export", open_model, "bad", "--input", spec, exit_code=2)
        assert "--input" in line


def test_a_layer_of_the_users_own_is_found_in_the_folder_that_they_work_in(monkeypatch):
    import keras

    monkeypatch.setattr(sys, "path", [place for place in sys.path if place != ""])
    Path("their_layers.py").write_text(
        "import keras\n\n\n"
        "class Doubled(keras.layers.Layer):\n"
        "    def call(self, x):\n"
        "        return 2.0 * x\n"
    )
    sys.path.insert(0, os.getcwd())
    import their_layers

    keras.Sequential([keras.Input((3,)), their_layers.Doubled()]).save("doubled.keras")
    sys.path.remove(os.getcwd())
    monkeypatch.delitem(sys.modules, "their_layers")
    assert "custom object" in fail("export", "doubled.keras", "out")
    arguments = ("--custom-objects", "their_layers:Doubled", "--check", "require", "--json", "-q")
    result = json.loads(succeed("export", "doubled.keras", "out", *arguments).stdout)
    assert result["format"] == "graph-model"
    assert "Doubled" in result["reason"]


class TestTrainingCalls:
    def test_the_export_says_which_of_the_two_it_computes(self, called):
        usual = export(called / "norm.keras", "usual")
        assert any("computed as predict does" in note for note in usual["notes"])
        other = export(called / "norm.keras", "other", "--training-calls", "as-called")
        assert any("computed as model(x) does" in note for note in other["notes"])
        assert other["check"]["max_relative_difference"] < 1e-5

    def test_what_is_random_is_refused(self, called):
        error = fail("export", called / "dropout.keras", "x", "--training-calls", "as-called")
        assert "what it computes then is random" in error
        assert not Path("x").exists()


def test_a_described_model_takes_its_weights_and_names_the_keras_that_wrote_it():
    golden = Path(__file__).parents[1] / "golden" / "real_files" / "2.15.0-Dense-0.npz"
    with np.load(golden) as arrays:
        Path("it.json").write_bytes(arrays["json"].tobytes())
        Path("kept.weights.h5").write_bytes(arrays["weights"].tobytes())
    assert "--weights" in fail("export", "it.json", "out", "--check", "off")
    assert "Give it.json with --weights" in fail(
        "export", Path("kept.weights.h5").rename("it.weights.h5"), "out"
    )
    Path("it.weights.h5").rename("kept.weights.h5")
    line = ("export", "it.json", "out", "--weights", "kept.weights.h5", "--check", "off")
    result = json.loads(succeed(*line, "--json", "-q").stdout)
    assert result["notes"][0].startswith("written by Keras 2.15.0")
    assert result["parameters"] == 18
