"""`kerasdigits predict`: pictures and numbers to named answers."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from console import fail, succeed

from kerasdigits.cli import main


class TestPredict:
    def draw(self, path: Path, digits, index: int) -> int:
        """Save a test scan, smoothly enlarged, as dark ink on white paper; give its label."""
        from PIL import Image

        scan = Image.fromarray((255 * digits.x_test[index, ..., 0]).astype("uint8"))
        ink = np.asarray(scan.resize((160, 160), Image.Resampling.BICUBIC))
        Image.fromarray(np.pad(255 - ink, 40, constant_values=255)).save(path)
        return int(digits.y_test[index])

    @pytest.fixture(scope="class")
    @classmethod
    def reader(cls, tmp_path_factory):
        run = tmp_path_factory.mktemp("reader") / "run"
        succeed("fit", "--data", "digits", "--model", "mlp", "--epochs", 30, "--out", run, "-q")
        return run

    @pytest.mark.each_backend
    def test_enlarged_scans_are_read_from_png_and_jpeg(self, reader, digits):
        labels = []
        for index in range(20):
            path = Path(f"{index}.{'png' if index % 2 else 'jpg'}")
            labels.append(self.draw(path, digits, index))
        names = [f"{index}.{'png' if index % 2 else 'jpg'}" for index in range(20)]
        result = json.loads(succeed("predict", reader, *names, "--json", "-q").stdout)
        rows = result["predictions"]
        right = sum(int(row["class"]) == label for row, label in zip(rows, labels, strict=True))
        assert right >= 14  # chance is 2; the bitmap recipe changes the enlarged scans a little
        for row in rows:
            assert sum(row["values"].values()) == pytest.approx(1, abs=1e-5)

    def test_a_text_file_named_png_is_one_line(self, reader):
        Path("text.png").write_text("I am not a picture")
        assert "text.png" in fail("predict", reader, "text.png")
        assert "none.png" in fail("predict", reader, "none.png")
        assert "No such option" in fail("predict", reader, "--frobnicate", exit_code=2)

    def test_one_bad_file_of_many_and_folders_and_standard_input(self, reader, digits):
        Path("pictures").mkdir()
        for index in range(2):
            self.draw(Path(f"pictures/{index}.png"), digits, index)
        Path("pictures/notes.txt").write_text("not a picture, and not named as one")
        Path("bad.png").write_text("I am not a picture")
        typed = ("predict", reader, "pictures", "bad.png", "none.png", "-", "--json", "-q")
        stdin = Path("pictures/0.png").read_bytes()
        result = CliRunner().invoke(main, [*map(str, typed)], input=stdin)
        assert result.exit_code == 1
        told = json.loads(result.stdout)
        names = ["pictures/0.png", "pictures/1.png", "-"]
        assert [row["input"] for row in told["predictions"]] == names
        assert told["predictions"][0]["values"] == told["predictions"][2]["values"]
        assert [row["input"] for row in told["failed"]] == ["bad.png", "none.png"]
        assert result.stderr.count("Error: ") == 2
        Path("empty").mkdir()
        assert "holds no pictures" in fail("predict", reader, "empty")

    @pytest.mark.each_backend
    def test_a_regression_predicts_from_numbers(self):
        succeed("fit", "--data", "download-times", "--epochs", 3, "--out", "line", "-q")
        from kerasdigits.models.load import load_model

        kernel, bias = load_model("line/model.keras").get_weights()
        rows = json.loads(succeed("predict", "line", "5.0", "0.25", "--json", "-q").stdout)
        for row, size in zip(rows["predictions"], (5.0, 0.25), strict=True):
            expected = float(kernel[0, 0] * size + bias[0])
            assert row["values"]["prediction"] == pytest.approx(expected, rel=1e-5)
        assert "predicts from numbers. Received: cat" in fail("predict", "line", "cat")
        assert "takes 1 finite number" in fail("predict", "line", "1,2")

    @pytest.fixture(scope="class")
    @classmethod
    def three_blobs(cls, tmp_path_factory, session_seed):
        """A run on a table of four features and three named classes, far apart."""
        folder = tmp_path_factory.mktemp("blobs")
        rng = np.random.default_rng(session_seed)
        centres = np.array([[0, 0, 0, 0], [4, 4, 4, 4], [-4, 4, -4, 4]])
        y = np.arange(240) % 3
        x = (centres[y] + rng.normal(0, 0.3, (240, 4))).astype("float32")
        data = folder / "blobs.npz"
        np.savez(data, x_train=x, y_train=y, class_names=["low", "high", "mixed"])
        arguments = ("--model", "mlp", "--epochs", 60, "--learning-rate", 0.01)
        succeed("fit", "--data", data, *arguments, "--out", folder / "run", "-q")
        return folder / "run"

    @pytest.mark.each_backend
    def test_a_classifier_of_numbers_names_its_classes(self, three_blobs):
        arguments = ("predict", three_blobs, "0,0,0,0", "4,4,4,4", "-4,4,-4,4", "--json", "-q")
        rows = json.loads(succeed(*arguments).stdout)["predictions"]
        assert [row["class"] for row in rows] == ["low", "high", "mixed"]
        for row in rows:
            assert sum(row["values"].values()) == pytest.approx(1, abs=1e-5)

    def test_a_run_is_used_from_another_folder(self, three_blobs, monkeypatch):
        (three_blobs.parent / "elsewhere").mkdir()
        monkeypatch.chdir(three_blobs.parent / "elsewhere")
        assert "low" in succeed("predict", "../run", "0,0,0,0", "-q").stdout
        succeed("evaluate", "../run", "-q")

    def test_scores_are_not_sold_as_percentages(self):
        arguments = ("--classes", "3,7", "--model", "logistic", "--loss", "mae", "--epochs", 3)
        succeed("fit", "--data", "digits", *arguments, "--out", "scores", "-q")
        from PIL import Image

        from kerasdigits.data import load

        ink = (255 * load("digits").x_test[0, ..., 0]).astype("uint8")
        Image.fromarray(np.pad(np.kron(ink, np.ones((20, 20), "uint8")), 40)).save("d.png")
        assert "%" not in succeed("predict", "scores", "d.png", "-q").stdout

    def test_a_bare_model_file_is_refused(self, reader):
        assert "does not say how to prepare" in fail("predict", reader / "model.keras", "x.png")
