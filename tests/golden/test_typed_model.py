"""A model folder typed by hand: what the format is, byte by byte, and what is computed of it.

The model has two inputs a and b, two hidden units and one answer:

    first  = max(0,  1 a + 0.5 b + 0.25)
    second = max(0, -2 a +   3 b - 1   )
    answer = 2 first - 0.5 second + 10
"""

import base64
import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from documents import hold, hold_printed

from kerasdigits import tfjs
from kerasdigits.cli import main

# float32, little-endian, one array after the other as the manifest lists them, rows first:
# 1.0 is 3f800000, of sign 0, exponent 127 and fraction 0.
WEIGHTS = bytes.fromhex(
    "0000803f 000000c0"  # hidden/kernel, from a: 1, -2
    "0000003f 00004040"  # hidden/kernel, from b: 0.5, 3
    "0000803e 000080bf"  # hidden/bias: 0.25, -1
    "00000040 000000bf"  # answer/kernel: 2, -0.5
    "00002041"  # answer/bias: 10
)
# Three samples of a and b, and the answers: 2 * 2.25 - 0.5 * 3 + 10, -0.5 * 10 + 10, 2 * 0.25 + 10.
INPUTS = bytes.fromhex("0000803f 00000040  000080c0 0000803f  00000000 00000000")
ANSWERS = bytes.fromhex("00005041  0000a040  00002841")
SAMPLES = [[1, 2], [-4, 1], [0, 0]]
EXPECTED = [[13], [5], [10.5]]


def describe_dense(name: str, units: int, activation: str) -> dict:
    """A Dense layer as TensorFlow.js reads it: Keras 2's names, without what Keras 3 adds."""
    return {
        "class_name": "Dense",
        "config": {
            "name": name,
            "trainable": True,
            "units": units,
            "activation": activation,
            "use_bias": True,
            # Not needed to predict; `model.fit` in a browser does not look at them either.
            "kernel_initializer": {"class_name": "GlorotUniform", "config": {"seed": None}},
            "bias_initializer": {"class_name": "Zeros", "config": {}},
        },
    }


TOPOLOGY = {
    "class_name": "Sequential",
    "config": {
        "name": "typed",
        "layers": [
            {
                "class_name": "InputLayer",
                "config": {
                    "name": "numbers",
                    "batch_input_shape": [None, 2],  # the first is the batch, of any size
                    "dtype": "float32",
                    "sparse": False,
                },
            },
            describe_dense("hidden", 2, "relu"),
            describe_dense("answer", 1, "linear"),
        ],
    },
}
METADATA = {
    "version": 1,  # of this description
    "name": "typed",  # under which model.js registers the model
    "parameters": 9,
    "parity": {  # samples and Keras's outputs for them, as base64
        "inputs": [
            {"shape": [3, 2], "dtype": "float32", "data": base64.b64encode(INPUTS).decode()}
        ],
        "outputs": [
            {"shape": [3, 1], "dtype": "float32", "data": base64.b64encode(ANSWERS).decode()}
        ],
        "labels": None,
        "precision": "float64",
    },
}
MODEL_JSON = {
    "format": "layers-model",
    "generatedBy": "a hand",
    "convertedBy": None,
    "modelTopology": {"keras_version": "3.15.1", "model_config": TOPOLOGY},
    "weightsManifest": [
        {
            "paths": ["group1-shard1of1.bin"],  # one after the other they hold all weights
            "weights": [
                {"name": "hidden/kernel", "shape": [2, 2], "dtype": "float32"},
                {"name": "hidden/bias", "shape": [2], "dtype": "float32"},
                {"name": "answer/kernel", "shape": [2, 1], "dtype": "float32"},
                {"name": "answer/bias", "shape": [1], "dtype": "float32"},
            ],
        }
    ],
    "userDefinedMetadata": {"kerasdigits": METADATA},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The typed folder."""
    folder = tmp_path / "typed"
    folder.mkdir()
    (folder / "model.json").write_text(json.dumps(MODEL_JSON))
    (folder / "group1-shard1of1.bin").write_bytes(WEIGHTS)
    write_model_js(folder, WEIGHTS)
    return folder


def write_model_js(folder: Path, weights: bytes) -> None:
    """Write the same again as a classic script, for a page that is opened from a disk."""
    text, encoded = json.dumps(MODEL_JSON), base64.b64encode(weights).decode()
    (folder / "model.js").write_text(
        "globalThis.kerasdigitsModels = globalThis.kerasdigitsModels || {};\n"
        f'globalThis.kerasdigitsModels["typed"] = {{"json": {text}, "weights": "{encoded}"}};\n'
    )


def make_model():
    """The same model in Keras."""
    import keras

    model = keras.Sequential(
        [
            keras.Input((2,), name="numbers"),
            keras.layers.Dense(2, activation="relu", name="hidden"),
            keras.layers.Dense(1, name="answer"),
        ],
        name="typed",
    )
    kernels = ([[1, -2], [0.5, 3]], [0.25, -1], [[2], [-0.5]], [10])
    model.set_weights([np.array(values, "float32") for values in kernels])
    return model


def test_keras_computes_of_the_typed_bytes_what_is_computed_by_hand(folder):
    from kerasdigits.models.load import load_model

    answers = load_model(folder).predict(np.array(SAMPLES, "float32"), verbose=0)
    assert answers.tolist() == EXPECTED  # each is exact in float32


def test_tensorflow_js_finds_the_typed_answers_and_sees_another_byte(folder):
    checking = ("check", str(folder), "--json", "-q")
    result = CliRunner().invoke(main, checking)
    assert result.exit_code == 0, result.output
    hold_printed(checking, result.stdout)
    stored = json.loads(result.stdout)["findings"][0]
    assert (stored["inputs"], stored["max_abs_difference"]) == ("3 stored", 0)
    changed = WEIGHTS[:-4] + bytes.fromhex("00003041")  # 11
    (folder / "group1-shard1of1.bin").write_bytes(changed)
    write_model_js(folder, changed)
    result = CliRunner().invoke(main, checking)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["findings"][0]["max_abs_difference"] == 1


def test_an_export_writes_what_was_typed(tmp_path):
    tfjs.export(make_model(), tmp_path / "typed", check="off")
    assert (tmp_path / "typed/group1-shard1of1.bin").read_bytes() == WEIGHTS
    written = json.loads((tmp_path / "typed/model.json").read_text())
    said = written["userDefinedMetadata"]["kerasdigits"]
    hold("model-metadata", said)
    assert written.pop("generatedBy").startswith("kerasdigits ")
    written["modelTopology"]["keras_version"] = "3.15.1"
    said["parity"] = METADATA["parity"]  # its samples are drawn
    assert {"generatedBy": "a hand", **written} == MODEL_JSON


def test_model_js_registers_the_same_bytes_under_the_name(tmp_path):
    tfjs.export(make_model(), tmp_path / "typed", check="off")
    script = (tmp_path / "typed/model.js").read_text()
    found = re.fullmatch(
        r"globalThis\.kerasdigitsModels = globalThis\.kerasdigitsModels \|\| \{\};\n"
        r'globalThis\.kerasdigitsModels\["typed"\] = \{"json": (\{.*\}), "weights": "(.*)"\};\n',
        script,
    )
    assert json.loads(found[1]) == json.loads((tmp_path / "typed/model.json").read_text())
    assert base64.b64decode(found[2]) == WEIGHTS


def test_a_description_of_a_later_version_is_refused_in_one_line(folder):
    later = json.loads(json.dumps(MODEL_JSON))
    later["userDefinedMetadata"]["kerasdigits"]["version"] = 2
    (folder / "model.json").write_text(json.dumps(later))
    result = CliRunner().invoke(main, ["check", str(folder)])
    assert result.exit_code == 1
    assert re.fullmatch(
        r"Error: This file was written by a later kerasdigits\. Received: .*model\.json: version "
        r"2, where 1 is the latest that is read here\. Update kerasdigits\.\n",
        result.stderr,
    )
