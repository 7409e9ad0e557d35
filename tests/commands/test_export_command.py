"""`kerasdigits export`: a checked model folder, in a site or by itself."""

import json
import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from console import fail, list_files, run, succeed

pytestmark = pytest.mark.each_backend


class TestExport:
    def test_a_run_becomes_a_checked_model_folder_in_a_site(self, trained):
        result = json.loads(succeed("export", trained, "--check", "require", "--json", "-q").stdout)
        assert result["check"]["max_abs_difference"] < 1e-5
        assert result["check"]["samples"] == 12
        folder = Path("web/models/run")
        files = {"model.json", "model.js", "group1-shard1of1.bin", "epochs.js", "tests.js"}
        assert set(os.listdir(folder)) == files
        for name in ("index.html", "dist/page.js", "models/index.js"):
            assert (Path("web") / name).is_file()
        card = json.loads((folder / "model.json").read_text())["userDefinedMetadata"]["kerasdigits"]
        record = json.loads((trained / "run.json").read_text())
        assert card["training"]["metrics"] == record["metrics"]
        assert card["class_names"] == list("0123456789")
        assert card["output"] == "probabilities"
        assert card["tests"] == "tests.js"
        script = (folder / "tests.js").read_text()
        tests = json.loads(script.split('Tests["run"] = ', 1)[1].removesuffix(";\n"))
        right = sum(row[label] for label, row in enumerate(tests["confusion"]))
        accuracy = record["metrics"]["test_accuracy"]
        assert tests["size"] == 60 and right / 60 == pytest.approx(accuracy)
        assert tests["wrong"] == 60 - right and len(tests["indices"]) == 60

    def test_a_run_whose_data_are_gone_is_exported_without_test_samples(self, trained, few_digits):
        few_digits.unlink()
        result = json.loads(succeed("export", trained, "out/bare", "--json", "-q").stdout)
        assert any("where the model fails" in note for note in result["notes"])
        assert not Path("out/bare/tests.js").exists()
        metadata = json.loads(Path("out/bare/model.json").read_text())["userDefinedMetadata"]
        assert "tests" not in metadata["kerasdigits"]

    def test_a_bare_model_file_is_exported_as_it_is(self, trained):
        succeed("export", trained / "model.keras", "out/plain", "--check", "require", "-q")
        topology = json.loads(Path("out/plain/model.json").read_text())["modelTopology"]
        names = [layer["class_name"] for layer in topology["model_config"]["config"]["layers"]]
        assert names == ["InputLayer", "Flatten", "Dense", "Dense"]
        assert not Path("out/index.html").exists()

    @pytest.mark.skipif(find_spec("tensorflow") is None, reason="TensorFlow is not installed")
    def test_the_backend_of_a_saved_model_is_not_said_to_be_asked_for(self):
        Path("saved").mkdir()
        Path("saved/saved_model.pb").write_bytes(b"")
        said = run("export", "saved", "out/saved").stderr.splitlines()[0]
        assert said == "Backend: tensorflow (which alone reads a SavedModel)"

    def test_another_site_is_made_on_demand_and_gets_further_models(self, trained):
        said = succeed("export", trained, "--site", "my site", "-q").stdout.splitlines()[-1]
        assert said.endswith("or run: kerasdigits serve 'my site'")
        succeed("export", trained, "my site/models/second", "-q")
        index = Path("my site/models/index.js").read_text()
        assert '"name": "run"' in index and '"name": "second"' in index

    def test_a_page_of_somebody_elses_stays_as_it_is(self, trained):
        page = Path("public/index.html")
        page.parent.mkdir()
        page.write_text("<h1>my own site</h1>")
        succeed("export", trained, "public/models/foo", "-q")
        assert set(os.listdir("public")) == {"index.html", "models"}
        assert os.listdir("public/models") == ["foo"]
        line = fail("export", trained, "--site", "public")
        assert "a page that kerasdigits did not write" in line
        assert page.read_text() == "<h1>my own site</h1>"
        assert os.listdir("public/models") == ["foo"]

    def test_a_page_that_is_not_built_is_said_before_anything_is_written(
        self, trained, monkeypatch
    ):
        from kerasdigits import web_files

        monkeypatch.setattr(web_files, "_PACKAGE", Path("nowhere/kerasdigits").absolute())
        before = list_files(Path.cwd())
        assert "The page has not been built" in fail("export", trained)
        assert list_files(Path.cwd()) == before

    def test_an_existing_folder_is_refused_and_a_bad_model_leaves_nothing(self, trained):
        succeed("export", trained, "-q")
        assert "exist" in fail("export", trained) or "already" in fail("export", trained)
        Path("bad.keras").write_text("hello")
        assert "not a .keras file" in fail("export", "bad.keras", "out/bad")
        assert not Path("out").exists()


def test_models_of_other_makers_are_exported(tmp_path):
    import keras

    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="softmax")])
    model.save("old.h5")
    Path("hub").mkdir()
    model.save("hub/model.keras")
    for source, name in (("old.h5", "old"), ("hub", "hub")):
        succeed("export", source, "--check", "require", "-q")
        assert (tmp_path / "web/models" / name / "model.json").is_file()
    assert "no such custom object" in fail("export", "hub", "x", "--custom-objects", "none:Mine")
