"""`kerasdigits import`: a folder that export wrote becomes a .keras file again."""

import json
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
from console import fail, list_files, succeed


def make_model():
    x = keras.Input((4,), name="x")
    y = keras.layers.Dense(3, activation="gelu")(x)
    model = keras.Model(x, keras.layers.Dense(2, activation="softmax", name="classes")(y))
    model.compile("sgd", "categorical_crossentropy")
    return model


class TestImport:
    def test_there_and_back_is_the_same_model(self):
        model = make_model()
        model.save("model.keras")
        succeed("export", "model.keras", "folder", "-q")
        result = json.loads(succeed("import", "folder", "back.keras", "--json", "-q").stdout)
        assert result["check"]["max_relative_difference"] <= 1e-5
        assert result["compiled"]
        assert result["notes"] == []
        back = keras.saving.load_model("back.keras")  # plain Keras opens it
        assert [layer.name for layer in back.layers] == [layer.name for layer in model.layers]
        for ours, theirs in zip(model.get_weights(), back.get_weights(), strict=True):
            np.testing.assert_array_equal(ours, theirs)
        shown = succeed("import", "folder/model.json", "again.keras", "--check", "off").stdout
        assert "not done" in shown
        assert "note: not checked with TensorFlow.js: the check is off" in shown

    def test_tensorflow_is_not_imported_where_keras_runs_without_it(self):
        """Keras asks for it when it saves and when it reads a legacy file: 2 s, 400 MB, noise."""
        make_model().save("model.keras")
        make_model().save("legacy.h5")
        succeed("export", "model.keras", "folder", "-q", "--check", "off")
        program = (
            "import sys\n"
            "from kerasdigits.cli import main\n"
            "for words in sys.argv[1:]:\n"
            "    options = ['--check', 'off', '--backend', 'numpy', '-q']\n"
            "    main([*words.split(), *options], standalone_mode=False)\n"
            "    assert 'tensorflow' not in sys.modules, words"
        )
        words = ("import folder back.keras", "export legacy.h5 other")
        ran = subprocess.run(
            [sys.executable, "-c", program, *words], capture_output=True, text=True
        )
        assert (ran.returncode, ran.stderr) == (0, "")

    def test_a_tensorflow_js_folder_is_exported_again(self):
        make_model().save("model.keras")
        succeed("export", "model.keras", "folder", "-q", "--check", "off")
        succeed("export", "folder", "other", "-q", "--check", "require")
        ours, theirs = (
            json.loads(Path(name, "model.json").read_text()) for name in ("folder", "other")
        )
        assert ours["modelTopology"] == theirs["modelTopology"]
        assert ours["trainingConfig"] == theirs["trainingConfig"]

    def test_what_it_cannot_import_is_one_line_and_leaves_nothing(self):
        make_model().save("model.keras")
        succeed("export", "model.keras", "graph", "-q", "--check", "off", "--format", "graph")
        before = list_files(Path())
        assert "This is a graph model of TensorFlow.js" in fail("import", "graph", "back.keras")
        assert "There is no TensorFlow.js model here" in fail("import", "none", "back.keras")
        assert "There is no TensorFlow.js model here" in fail("import", ".", "back.keras")
        assert list_files(Path()) == before
