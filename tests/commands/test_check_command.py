"""`kerasdigits check`: a good folder passes, a changed one does not, whoever made it."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from console import fail, run, succeed

from kerasdigits.tfjs import Quantization, export
from kerasdigits.tfjs.format.model_js import write_model_js


def build_models():
    """Small models of several kinds, with weights that are not zero."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(3)
    picture = keras.Input((6, 6, 1))
    x = layers.BatchNormalization()(layers.Conv2D(4, 3, activation="relu")(picture))
    cnn = keras.Model(picture, layers.Dense(5, activation="softmax")(layers.Flatten()(x)))
    tokens, numbers = keras.Input((7,), dtype="int32"), keras.Input((3,))
    embedded = layers.Flatten()(layers.Embedding(20, 4)(tokens))
    merged = layers.Concatenate()([embedded, numbers])
    outputs = [layers.Dense(2, name="a")(merged), layers.Dense(1, name="b")(embedded)]
    two = keras.Model([tokens, numbers], outputs)
    fixed = keras.Sequential([keras.Input(batch_shape=(4, 3)), layers.Dense(2)])
    twin = keras.models.clone_model(cnn)  # of the same shape, with other weights
    return {"cnn": cnn, "two": two, "fixed": fixed, "twin": twin}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Folders and the .keras files that they were made from."""
    shelf = tmp_path_factory.mktemp("shelf")
    for name, model in build_models().items():
        model.save(shelf / f"{name}.keras")
        export(model, shelf / name, check="off")
        if name == "cnn":
            export(model, shelf / "graph", check="off", format="graph")
            export(model, shelf / "bytes", check="off", quantization=Quantization("uint8"))
        if name == "two":
            export(model, shelf / "two-graph", check="off", format="graph")
    return shelf


def check(*arguments, exit_code=0):
    """The findings, and whether the command says so too."""
    done = run("check", *arguments, "--json", "-q")
    assert done.exit_code == exit_code, done.output
    result = json.loads(done.stdout)
    assert result["passed"] == (exit_code == 0)
    assert result["passed"] == all(row["passed"] for row in result["findings"])
    return result


def rows(result):
    return [(row["inputs"], row["against"], row["output"]) for row in result["findings"]]


def change(shelf, name, tmp_path, edit):
    """Copy a folder and change its model.json; model.js goes, as other exporters write none."""
    folder = tmp_path / name
    shutil.copytree(shelf / name, folder)
    (folder / "model.js").unlink()
    content = json.loads((folder / "model.json").read_text())
    edit(content)
    (folder / "model.json").write_text(json.dumps(content))
    return folder


def forget_samples(content):
    del content["userDefinedMetadata"]


class TestGoodFolders:
    @pytest.mark.parametrize("name", ["cnn", "graph"])
    def test_samples_and_fresh_inputs_agree_with_keras_at_both_batch_sizes(self, shelf, name):
        result = check(shelf / name, "--against", shelf / "cnn.keras")
        assert [row[:2] for row in rows(result)] == [
            ("12 stored", "Keras"),
            ("1 random", "Keras"),
            ("7 random", "Keras"),
        ]
        assert result["format"] == ("graph-model" if name == "graph" else "layers-model")
        assert all(row["max_relative_difference"] <= 1e-5 for row in result["findings"])

    def test_without_the_model_a_batch_is_compared_with_its_rows(self, shelf):
        result = check(shelf / "cnn")
        assert [row[:2] for row in rows(result)] == [
            ("12 stored", "Keras"),
            ("7 random", "one by one"),
        ]

    def test_each_output_of_several_has_its_rows_and_tokens_stay_in_the_vocabulary(self, shelf):
        result = check(shelf / "two", "--against", shelf / "two.keras")
        assert [row[2] for row in rows(result)] == ["a", "b"] * 3

    def test_a_fixed_batch_size_is_filled(self, shelf):
        check(shelf / "fixed", "--against", shelf / "fixed.keras")
        check(shelf / "fixed")

    def test_quantized_weights_get_the_room_that_the_folder_asks_for(self, shelf):
        result = check(shelf / "bytes", "--against", shelf / "cnn.keras")
        assert {row["tolerance"] for row in result["findings"]} == {0.1}
        assert max(row["max_relative_difference"] for row in result["findings"]) > 1e-4

    def test_a_run_is_compared_as_it_was_published_with_its_probabilities(self, few_digits):
        arguments = ("--model", "mlp", "--epochs", 1, "--out", "run", "-q")
        succeed("fit", "--data", few_digits, *arguments)
        succeed("export", "run", "folder", "--check", "off", "-q")
        assert rows(check("folder", "--against", "run"))[1][2] == "probabilities"
        result = check("folder", "--against", "run/model.keras", exit_code=1)
        assert [row["passed"] for row in result["findings"]] == [True, False, False]

    def test_an_output_that_does_not_depend_on_the_input_is_no_proof(self, shelf):
        import keras

        model = keras.saving.load_model(shelf / "fixed.keras")
        assert not check(shelf / "fixed", "--against", shelf / "fixed.keras")["notes"]
        model.set_weights([np.zeros((3, 2)), np.ones(2)])
        export(model, "constant", check="off")
        assert "proves little" in check("constant")["notes"][0]

    def test_the_same_seed_draws_the_same_inputs(self, shelf):
        first, again, other = (
            check(shelf / "bytes", "--against", shelf / "cnn.keras", "--seed", seed)["findings"][1:]
            for seed in (5, 5, 6)
        )
        assert first == again != other

    def test_the_table_shows_a_row_for_each_output_with_its_verdict(self, shelf):
        shown = succeed("check", shelf / "two", "-q").stdout
        assert shown.count("PASS") == 5 and "one by one" in shown
        shown = run("check", shelf / "cnn", "--against", shelf / "twin.keras", "-q").stdout
        assert shown.count("FAIL") == 3 and shown.count("PASS") == 1


class TestOtherMakers:
    @pytest.mark.parametrize("name", ["cnn", "two", "graph"])
    def test_a_folder_without_samples_is_run_on_what_it_says_it_takes(self, shelf, name, tmp_path):
        folder = change(shelf, name, tmp_path, forget_samples)
        result = check(folder)
        assert {row[:2] for row in rows(result)} == {("7 random", "one by one")}
        assert any("no samples" in note for note in result["notes"])
        source = "two" if name == "two" else "cnn"
        result = check(folder, "--against", shelf / f"{source}.keras")
        assert {row[:2] for row in rows(result)} == {("1 random", "Keras"), ("7 random", "Keras")}
        if name == "cnn":
            check(folder, "--against", shelf / "twin.keras", exit_code=1)

    def test_inputs_and_outputs_in_another_order_are_told_apart(self, shelf, tmp_path):
        def rename_and_reverse(content):
            forget_samples(content)
            signature = content["signature"]
            for side in ("inputs", "outputs"):
                entries = enumerate(signature[side].values())
                renamed = [(f"{side}_{number}", entry) for number, entry in entries]
                signature[side] = dict(reversed(renamed))

        folder = change(shelf, "two-graph", tmp_path, rename_and_reverse)
        result = check(folder, "--against", shelf / "two.keras")
        assert [row["output"] for row in result["findings"]] == ["outputs_1", "outputs_0"] * 2

    def test_a_model_of_a_class_of_its_own_is_compared_too(self, tmp_path, monkeypatch):
        import keras

        Path("own_model.py").write_text(
            "import keras\n"
            "@keras.saving.register_keras_serializable('own')\n"
            "class Own(keras.Model):\n"
            "    def __init__(self, **kwargs):\n"
            "        super().__init__(**kwargs)\n"
            "        self.inner = keras.layers.Dense(3, activation='tanh')\n"
            "    def call(self, x):\n"
            "        return keras.ops.exp(self.inner(x)) - x[:, :3]\n"
        )
        monkeypatch.syspath_prepend(tmp_path)
        import own_model

        model = own_model.Own()
        model(np.ones((2, 5), "float32"))
        model.save("own.keras")
        export(model, "own", check="off")
        result = check("own", "--against", "own.keras", "--custom-objects", "own_model:Own")
        assert result["format"] == "graph-model"
        assert len(result["findings"]) == 3
        model.inner.kernel.assign(keras.ops.ones((5, 3)))
        model.save("other.keras")
        check("own", "--against", "other.keras", exit_code=1)


class TestBadFolders:
    def test_one_changed_byte_of_the_weights_fails(self, shelf, tmp_path):
        folder = tmp_path / "changed"
        shutil.copytree(shelf / "cnn", folder)
        shard = folder / "group1-shard1of1.bin"
        data = bytearray(shard.read_bytes())
        data[-1] ^= 0x40  # the last bias is 0, and 2 with this bit
        shard.write_bytes(data)
        result = check(folder, exit_code=1)
        assert "model.js carries other weight bytes" in result["findings"][0]["error"]
        # With a model.js that agrees, the numbers themselves tell.
        text = (folder / "model.json").read_text().strip()
        write_model_js(folder / "model.js", "changed", text, [shard])
        result = check(folder, exit_code=1)
        assert [row["passed"] for row in result["findings"]] == [False, True]
        assert result["findings"][0]["max_relative_difference"] > 1e-5
        result = check(folder, "--against", shelf / "cnn.keras", exit_code=1)
        assert [row["passed"] for row in result["findings"]] == [False] * 3

    def test_another_model_of_the_same_shape_fails(self, shelf):
        result = check(shelf / "cnn", "--against", shelf / "twin.keras", exit_code=1)
        assert [row["passed"] for row in result["findings"]] == [True, False, False]

    def test_a_model_with_other_inputs_is_one_line(self, shelf):
        line = fail("check", shelf / "cnn", "--against", shelf / "two.keras", "-q")
        assert "takes different inputs" in line and "(6, 6, 1)" in line

    def test_a_folder_that_does_not_load_fails_with_the_reason(self, shelf, tmp_path):
        def forget_a_weight(content):
            content["weightsManifest"][0]["weights"].pop()

        result = check(change(shelf, "cnn", tmp_path, forget_a_weight), exit_code=1)
        assert "weights" in result["findings"][0]["error"]

    def test_infinite_weights_fail_without_samples_too(self, shelf, tmp_path):
        folder = change(shelf, "fixed", tmp_path, forget_samples)
        data = np.full(8, np.inf, "<f4").tobytes()
        (folder / "group1-shard1of1.bin").write_bytes(data)
        result = check(folder, exit_code=1)
        assert "NaN or infinity" in result["findings"][0]["error"]

    def test_what_is_no_model_folder_is_one_line(self, tmp_path):
        assert "no model folder here" in fail("check", "nowhere", "-q")
        (tmp_path / "model.json").write_text("{}")
        assert "no TensorFlow.js model" in fail("check", ".", "-q")
        (tmp_path / "model.json").write_text("{")
        assert "cannot be read" in fail("check", ".", "-q")
        (tmp_path / "empty.keras").write_text("")
        assert "not a .keras file" in fail("check", ".", "--against", "empty.keras", "-q")

    def test_without_node_the_remedy_is_named(self, shelf, tmp_path, monkeypatch):
        monkeypatch.setenv("PATH", str(tmp_path))
        assert "Node.js is not installed" in fail("check", shelf / "cnn", "-q")


@pytest.mark.browser
class TestBrowser:
    def test_a_graph_gives_keras_numbers_on_each_backend(self, shelf):
        result = check(shelf / "graph", "--against", shelf / "cnn.keras", "--browser")
        backends = {row["backend"] for row in result["findings"]}
        assert {"webgl", "wasm", "cpu"} <= backends
        assert len(result["findings"]) == 3 * len(backends)
        assert any("Chromium" in note for note in result["notes"])

    def test_layers_give_their_own_samples_and_not_another_models_numbers(self, shelf):
        arguments = (shelf / "cnn", "--against", shelf / "twin.keras", "--browser")
        result = check(*arguments, exit_code=1)
        verdicts = {}
        for row in result["findings"]:
            verdicts.setdefault(row["backend"], []).append(row["passed"])
        assert {"webgl", "wasm", "cpu"} <= set(verdicts)
        assert set(map(tuple, verdicts.values())) == {(True, False, False)}

    def test_without_playwright_or_chromium_the_remedy_is_named(self, shelf, monkeypatch):
        from kerasdigits.tfjs.proof import browser_check

        monkeypatch.setattr(browser_check, "find_browser", lambda: None)
        monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", os.fspath(Path("none").absolute()))
        line = fail("check", shelf / "cnn", "--browser", "-q")
        assert "Chromium is not found" in line and "apt-get install chromium" in line
        monkeypatch.setitem(__import__("sys").modules, "playwright.sync_api", None)
        line = fail("check", shelf / "cnn", "--browser", "-q")
        assert "pip install 'kerasdigits[browser]'" in line
