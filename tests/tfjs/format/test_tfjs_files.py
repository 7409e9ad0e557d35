"""The files: deterministic, sharded, twinned for pages opened from disk, described."""

import base64
import json
import shutil
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import layers
from layer_cases import chain, randomize

from kerasdigits.tfjs import export
from kerasdigits.tfjs.format.model_js import write_model_js
from kerasdigits.tfjs.format.weights import NamedWeight, choose_shard_bytes, write_weights


def small_model():
    return randomize(chain((4,), layers.Dense(3, name="first"), layers.Dense(2, name="second")))


def read(folder):
    return json.loads((folder / "model.json").read_text())


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_same_model_gives_the_same_bytes(tmp_path):
    model = randomize(
        chain((8, 8, 1), layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(3, name="out"))
    )
    model.compile("adam", "mse", metrics=["mae"])
    for place in ("a", "b"):
        export(model, tmp_path / place, name="same", metadata={"z": 1, "a": [1]}, check="off")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert sorted(contents(tmp_path / "a")) == [
        "group1-shard1of1.bin",
        "model.js",
        "model.json",
    ]


def test_the_manifest_and_the_shard_are_the_weights_in_order(tmp_path):
    model = small_model()
    export(model, tmp_path / "m", check="off")
    content = read(tmp_path / "m")
    assert list(content) == [
        "format",
        "generatedBy",
        "convertedBy",
        "modelTopology",
        "weightsManifest",
        "userDefinedMetadata",
    ]
    assert content["format"] == "layers-model" and content["convertedBy"] is None
    assert content["weightsManifest"] == [
        {
            "paths": ["group1-shard1of1.bin"],
            "weights": [
                {"name": "first/kernel", "shape": [4, 3], "dtype": "float32"},
                {"name": "first/bias", "shape": [3], "dtype": "float32"},
                {"name": "second/kernel", "shape": [3, 2], "dtype": "float32"},
                {"name": "second/bias", "shape": [2], "dtype": "float32"},
            ],
        }
    ]
    expected = b"".join(array.astype("<f4").tobytes() for array in model.get_weights())
    assert (tmp_path / "m" / "group1-shard1of1.bin").read_bytes() == expected


def test_optimizer_slots_and_seeds_stay_behind(tmp_path):
    model = chain((4,), layers.Dropout(0.5, seed=1), layers.Dense(2, name="out"))
    model.compile("adam", "mse")
    model.fit(np.ones((4, 4)), np.ones((4, 2)), verbose=0)
    report = export(model, tmp_path / "m", check="require")
    names = [weight["name"] for weight in read(tmp_path / "m")["weightsManifest"][0]["weights"]]
    assert names == ["out/kernel", "out/bias"]
    assert report.parameters == 10 and report.weight_bytes == 40


def test_more_than_four_mebibytes_become_several_shards_that_load(tmp_path):
    model = randomize(chain((512,), layers.Dense(2100, name="wide"), layers.Dense(2)))
    report = export(model, tmp_path / "m", check="require")
    sizes = [file.stat().st_size for file in sorted((tmp_path / "m").glob("*.bin"))]
    assert sizes[0] == 4 * 1024 * 1024 and sum(sizes) == report.weight_bytes
    assert len(sizes) == report.shards == 2
    assert report.check.max_abs_difference < 1e-3  # of values around 500


@pytest.mark.parametrize("total", [0, 1, 4 << 20, 24 << 20, (24 << 20) + 1, 102_545_312, 3 << 30])
def test_a_browser_can_open_a_connection_to_each_shard(total):
    """With more shards than connections TensorFlow.js waits forever (weights.py)."""
    size = choose_shard_bytes(total)
    assert size >= 4 << 20
    assert -(-total // size) <= 6
    assert size == 4 << 20 or -(-total // size) == 6


@pytest.mark.parametrize("shard_bytes", [5, 8, 24, 25, 1000])
def test_shards_are_one_stream_cut_anywhere(shard_bytes, tmp_path):
    arrays = [
        (np.arange(6).reshape(2, 3), "float32"),
        (np.zeros((0, 2)), "float32"),
        (np.array([7, -8]), "int32"),
        (np.array([True, False, True]), "bool"),
        (np.array([0.5]), "bfloat16"),
    ]
    variables = [keras.Variable(array, dtype=dtype, trainable=False) for array, dtype in arrays]
    weights = [NamedWeight(f"v{i}", variable) for i, variable in enumerate(variables)]
    written = write_weights(weights, tmp_path, shard_bytes)
    expected = (
        np.arange(6, dtype="<f4").tobytes()
        + np.array([7, -8], "<i4").tobytes()
        + bytes([1, 0, 1])
        + np.array([0.5], "<f4").tobytes()
    )
    assert written.byte_count == len(expected) == 39
    assert b"".join(shard.read_bytes() for shard in written.shards) == expected
    assert {shard.stat().st_size for shard in written.shards[:-1]} <= {shard_bytes}
    assert all(shard.stat().st_size for shard in written.shards)
    assert written.manifest[0]["paths"] == [shard.name for shard in written.shards]
    assert [weight["dtype"] for weight in written.manifest[0]["weights"]] == [
        "float32",
        "float32",
        "int32",
        "bool",
        "float32",
    ]


def test_model_js_in_node_gives_the_json_and_the_bytes(tmp_path):
    folder = tmp_path / 'it\'s "quoted" ümlaut'
    export(small_model(), folder, check="off")
    script = (
        "require(process.argv[1]);"
        "const m = globalThis.kerasdigitsModels;"
        "console.log(JSON.stringify([Object.keys(m), Object.values(m)[0]]))"
    )
    done = subprocess.run(
        ["node", "-e", script, folder / "model.js"], capture_output=True, check=True
    )
    names, model = json.loads(done.stdout)
    assert names == [folder.name]
    assert model["json"] == read(folder)
    assert base64.b64decode(model["weights"]) == (folder / "group1-shard1of1.bin").read_bytes()


@pytest.mark.parametrize("sizes", [[0], [1, 2, 3], [786_432], [786_433, 5], [400_000, 400_000]])
def test_model_js_joins_shards_of_any_size(sizes, tmp_path):
    generator = np.random.default_rng(0)
    shards = [tmp_path / str(i) for i in range(len(sizes))]
    for shard, size in zip(shards, sizes, strict=True):
        shard.write_bytes(generator.bytes(size))
    write_model_js(tmp_path / "model.js", "m", "{}", shards)
    text = (tmp_path / "model.js").read_text()
    encoded = text[text.index('"weights": "') + 12 : -4]
    assert base64.b64decode(encoded, validate=True) == b"".join(s.read_bytes() for s in shards)


def test_metadata_is_kept_and_completed(tmp_path):
    metadata = {"task": "classification", "class_names": ["ä", "b"], "name": "no", "parameters": 0}
    inputs = np.random.default_rng(1).normal(size=(11, 4))
    export(
        small_model(),
        tmp_path / "m",
        metadata=metadata,
        parity_inputs=inputs,
        parity_labels=np.arange(11),
        check="require",
    )
    details = read(tmp_path / "m")["userDefinedMetadata"]["kerasdigits"]
    parity = details.pop("parity")
    assert details == {
        **{"version": 1, "name": "m", "task": "classification"},
        **{"class_names": ["ä", "b"], "parameters": 23},
    }
    assert parity["labels"] == list(range(11))
    assert parity["precision"] == "float64"
    stored = np.frombuffer(base64.b64decode(parity["inputs"][0]["data"]), "<f4").reshape(11, 4)
    np.testing.assert_array_equal(stored, inputs.astype("float32"))
    assert parity["outputs"][0]["shape"] == [11, 2]


def test_integers_are_drawn_within_the_vocabulary(tmp_path):
    export(chain((50,), layers.Embedding(3, 2), dtype="int32"), tmp_path / "m", check="off")
    stored = read(tmp_path / "m")["userDefinedMetadata"]["kerasdigits"]["parity"]["inputs"][0]
    assert stored["dtype"] == "int32"
    values = np.frombuffer(base64.b64decode(stored["data"]), "<i4")
    assert set(values) == {0, 1, 2}


def test_importing_the_exporter_imports_no_keras_and_exporting_no_tensorflow(tmp_path):
    code = (
        "import sys\n"
        "import kerasdigits.tfjs, kerasdigits.site\n"
        "assert not {'keras', 'tensorflow', 'jax', 'torch'} & set(sys.modules), 'heavy import'\n"
        "import os; os.environ['KERAS_BACKEND'] = 'numpy'\n"
        "import keras\n"
        "before = 'tensorflow' in sys.modules\n"
        "model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n"
        f"kerasdigits.tfjs.export(model, {str(tmp_path / 'm')!r}, check='off')\n"
        "from kerasdigits.tfjs.layers_model.stored_weights import list_weights\n"
        "list_weights(model)\n"
        "assert ('tensorflow' in sys.modules) == before, 'the exporter imported tensorflow'\n"
        "assert not {'kerasdigits.data', 'kerasdigits.models'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)
    assert (tmp_path / "m" / "model.js").is_file()


def test_a_loaded_keras_file_exports_as_the_live_model_does(tmp_path):
    model = small_model()
    model.save(tmp_path / "m.keras")
    for place, source in (
        ("live", model),
        ("loaded", keras.saving.load_model(tmp_path / "m.keras")),
    ):
        export(source, tmp_path / place, name="m", check="off")
    assert contents(tmp_path / "live") == contents(tmp_path / "loaded")
    shutil.rmtree(tmp_path / "live")
