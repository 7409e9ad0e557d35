"""The commands as a user types them: results, files, and one clear line for each mistake."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner, Result

from kerasdigits.cli import COMMANDS, main
from kerasdigits.training.losses import LOSSES

pytestmark = pytest.mark.each_backend


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KERASDIGITS_DATA", raising=False)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def succeed(*arguments: object) -> Result:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result


def fail(*arguments: object, exit_code: int = 1) -> str:
    """Run a command that must fail: exit code, one line on stderr, no traceback; give the line."""
    result = run(*arguments)
    assert result.exit_code == exit_code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    lines = [line for line in result.stderr.splitlines() if line.startswith("Error:")]
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.output
    return lines[0]


def list_files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@contextlib.contextmanager
def without_roots_rights() -> Iterator[None]:
    """Let root, who may write everywhere, be nobody for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def trained(few_digits: Path) -> Path:
    succeed("fit", "--data", few_digits, "--model", "mlp", "--epochs", 8, "--out", "run", "-q")
    return Path("run")


class TestHelp:
    def test_the_table_of_commands_is_that_of_the_modules(self):
        for name, summary in COMMANDS.items():
            command = main.get_command(click.Context(main), name)
            assert command.name == name
            assert command.help
            assert summary in run("--help").stdout

    @pytest.mark.parametrize("name", COMMANDS)
    def test_each_command_has_help(self, name):
        assert "Usage:" in succeed(name, "--help").stdout

    def test_an_unknown_command_is_a_usage_error(self):
        assert "No such command" in fail("fti", exit_code=2)


class TestFit:
    def test_it_leaves_a_run_folder_and_prints_its_figures(self, trained):
        assert list_files(trained) == [
            "checkpoint",
            "checkpoint/epoch-0008.keras",
            "checkpoint/latest.json",
            "curves.png",
            "history.csv",
            "model.keras",
            "run.json",
            "samples.npz",
        ]
        record = json.loads((trained / "run.json").read_text())
        assert record["status"] == "complete"
        assert record["data"]["train_samples"] == 160
        assert len(record["history"]) == 8

    def test_json_on_stdout_and_notes_on_stderr(self, few_digits):
        arguments = ("fit", "--data", few_digits, "--model", "mlp", "--epochs", 1, "--json")
        result = succeed(*arguments)
        assert 0 <= json.loads(result.stdout)["metrics"]["test_accuracy"] <= 1
        assert "epoch 1/1" in result.stderr

    def test_quiet_says_nothing_on_stderr(self, few_digits):
        arguments = ("fit", "--data", few_digits, "--model", "mlp", "--epochs", 1, "--quiet")
        assert succeed(*arguments).stderr == ""

    def test_tensorflow_js_names_of_losses_are_understood(self):
        arguments = ("--loss", "meanAbsoluteError", "--optimizer", "sgd", "--epochs", 2)
        result = succeed("fit", "--data", "download-times", *arguments, "--json", "-q")
        assert json.loads(result.stdout)["model"] == "linear"

    def test_classes_keeps_those_named(self):
        arguments = ("--classes", "3,7", "--model", "logistic", "--epochs", 3, "--json", "-q")
        succeed("fit", "--data", "digits", *arguments)
        record = json.loads(Path("runs/digits-3-7-logistic/run.json").read_text())
        assert record["data"]["class_names"] == ["3", "7"]
        result = succeed("evaluate", "runs/digits-3-7-logistic", "--json", "-q")
        assert [row["class"] for row in json.loads(result.stdout)["per_class"]] == ["3", "7"]

    def test_tensorboard_events_are_written(self, few_digits):
        arguments = ("--model", "mlp", "--epochs", 1, "--out", "run", "--tensorboard", "-q")
        succeed("fit", "--data", few_digits, *arguments)
        assert list(Path("run/tensorboard").rglob("events.out.tfevents*"))

    def test_tensorboard_is_refused_in_one_line_where_it_is_not_installed(
        self, few_digits, monkeypatch, tmp_path
    ):
        from importlib import util

        find = util.find_spec
        monkeypatch.setattr(
            util, "find_spec", lambda name: None if name == "tensorboard" else find(name)
        )
        before = list_files(tmp_path)
        line = fail("fit", "--data", few_digits, "--model", "mlp", "--tensorboard")
        assert "pip install 'kerasdigits[tensorboard]'" in line
        assert list_files(tmp_path) == before

    def test_an_existing_run_is_refused_untouched_and_replaced_on_demand(self, trained, few_digits):
        before = (trained / "model.keras").read_bytes()
        arguments = ("fit", "--data", few_digits, "--model", "mlp", "--epochs", 1, "-q")
        assert "A run is at this path already. Received: run." in fail(*arguments, "--out", "run")
        assert (trained / "model.keras").read_bytes() == before
        succeed(*arguments, "--out", "run", "--overwrite")
        assert json.loads((trained / "run.json").read_text())["config"]["epochs"] == 1

    def test_resume_needs_a_run_a_folder_and_no_other_options(self, trained):
        assert "There is no run at this path" in fail("fit", "--resume", "--out", "none")
        assert "--resume needs --out" in fail("fit", "--resume", exit_code=2)
        line = fail("fit", "--resume", "--out", trained, "--epochs", 3)
        assert "Received: --epochs" in line
        (trained / "checkpoint/latest.json").unlink()
        record = json.loads((trained / "run.json").read_text())
        (trained / "run.json").write_text(json.dumps({**record, "status": "training"}))
        assert "no checkpoint to resume from" in fail("fit", "--resume", "--out", trained)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("--data", "mnits"), "Did you mean mnist"),
            (("--data", "none.npz"), "none.npz"),
            (("--model", "resnet"), "There is no model of that name. Received: resnet"),
            (("--loss", "hinge2"), "There is no loss of that name. Received: hinge2"),
            (("--data", "download-times", "--augment"), "Only images can be rotated"),
            (("--learning-rate", "inf"), "learning_rate must be a finite number over 0"),
            (
                ("--learning-rate", "-1"),
                "learning_rate must be a finite number over 0. Received: -1.0",
            ),
            (("--backend", "theano"), "Received: theano"),
            (("--data", "download-times", "--model", "cnn"), "does not learn a regression"),
            (("--data", "download-times", "--loss", "cross-entropy"), "does not fit a regression"),
        ],
    )
    def test_a_wrong_name_or_number_is_one_line_and_leaves_nothing(
        self, arguments, message, tmp_path
    ):
        assert message.lower() in fail("fit", *arguments).lower()
        assert list_files(tmp_path) == []

    @pytest.mark.parametrize(
        "arguments", [("--optimizer", "sgdd"), ("--schedule", "x"), ("--seed", "-1"), ("--what",)]
    )
    def test_a_wrong_usage_exits_with_2(self, arguments, tmp_path):
        fail("fit", *arguments, exit_code=2)
        assert list_files(tmp_path) == []

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"y_train": np.full(160, 77)}, "class"),
            ({"y_train": np.full(160, -1)}, "label"),
            ({"y_train": np.zeros(3, int)}, "160"),
            ({"x_train": np.full((160, 8, 8), np.nan)}, "nan"),
        ],
    )
    def test_data_that_cannot_be_used_are_one_line_and_leave_nothing(
        self, few_digits, change, message
    ):
        with np.load(few_digits) as file:
            arrays = dict(file)
        np.savez("bad.npz", **{**arrays, **change})
        before = list_files(Path.cwd())
        assert message in fail("fit", "--data", "bad.npz", "--model", "mlp").lower()
        assert list_files(Path.cwd()) == before

    def test_a_folder_without_permission_is_one_line_and_leaves_nothing(self, monkeypatch):
        with tempfile.TemporaryDirectory() as folder:
            monkeypatch.chdir(folder)  # pytest's own folders are closed to the user below
            Path(folder).chmod(0o755)
            Path("locked").mkdir(mode=0o555)
            with without_roots_rights():
                arguments = ("--model", "mlp", "--epochs", 1, "--out", "locked/run")
                assert "Permission denied" in fail("fit", "--data", "download-times", *arguments)
            assert list_files(Path(folder)) == ["locked"]
            monkeypatch.undo()

    def test_a_path_that_cannot_be_made_is_one_line_and_leaves_nothing(self, few_digits):
        Path("file").write_text("")
        arguments = ("--model", "mlp", "--epochs", 1, "--out", "file/run")
        before = list_files(Path.cwd())
        assert "Not a directory" in fail("fit", "--data", few_digits, *arguments)
        assert list_files(Path.cwd()) == before

    def test_a_full_disk_is_one_line_and_leaves_nothing(self, few_digits, monkeypatch):
        """A disk that fills while the first checkpoint is written."""
        import keras

        def save(self, path, *args, **kwargs):
            Path(path).write_bytes(b"half")
            raise OSError(28, "No space left on device", str(path))

        monkeypatch.setattr(keras.Model, "save", save)
        before = list_files(Path.cwd())
        arguments = ("--model", "mlp", "--epochs", 1, "--out", "runs/full")
        assert "No space left on device" in fail("fit", "--data", few_digits, *arguments)
        assert list_files(Path.cwd()) == before


class TestKilled:
    """Real processes: one is killed in the middle, one is asked to stop."""

    FIT = ("--data", "digits", "--model", "cnn", "--epochs", "30", "--seed", "3", "--quiet")

    def start(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "kerasdigits", "fit", *arguments],
            stderr=subprocess.PIPE,
            text=True,
        )

    def stop_after_the_first_epoch(self, process: subprocess.Popen, how: signal.Signals) -> str:
        deadline = time.monotonic() + 120
        while not list(Path("cut/checkpoint").glob("epoch-00*[1-9].keras")):
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(how)
        return process.communicate(timeout=60)[1]

    def read_weights(self, run: str) -> list[np.ndarray]:
        from kerasdigits.models.load import load_model

        model = load_model(Path(run) / "model.keras")
        return [np.array(v) for v in (*model.weights, *model.optimizer.variables)]

    def test_a_killed_fit_resumes_to_the_weights_of_an_uninterrupted_one(self):
        process = self.start(*self.FIT, "--out", "cut")
        self.stop_after_the_first_epoch(process, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        assert not Path("cut/model.keras").exists()
        succeed("fit", "--resume", "--out", "cut", "-q")
        succeed("fit", *self.FIT, "--out", "whole")
        for ours, theirs in zip(self.read_weights("cut"), self.read_weights("whole"), strict=True):
            np.testing.assert_array_equal(ours, theirs)

    def test_ctrl_c_says_how_to_go_on(self):
        process = self.start(*self.FIT, "--out", "cut")
        stderr = self.stop_after_the_first_epoch(process, signal.SIGINT)
        assert process.returncode == 130
        assert "Go on with: kerasdigits fit --resume --out cut" in stderr
        assert "Traceback" not in stderr


class TestEvaluate:
    def test_a_run_is_measured_on_its_own_data_with_pictures(self, trained):
        before = (trained / "model.keras").read_bytes()
        result = json.loads(succeed("evaluate", trained, "--json", "-q").stdout)
        record = json.loads((trained / "run.json").read_text())
        assert result["metrics"]["accuracy"] == record["metrics"]["test_accuracy"]
        assert result["samples"] == 60
        assert sum(row["samples"] for row in result["per_class"]) == 60
        for path in result["pictures"]:
            assert Path(path).read_bytes().startswith(b"\x89PNG")
        saved = json.loads((trained / "evaluation/evaluation.json").read_text())
        assert saved["confusion"] == result["confusion"]
        assert (trained / "model.keras").read_bytes() == before

    def test_a_bare_model_file_is_measured_on_the_data_that_is_named(self, trained, few_digits):
        model = trained / "model.keras"
        of_run = json.loads(succeed("evaluate", trained, "--json", "-q").stdout)["metrics"]
        of_file = json.loads(
            succeed("evaluate", model, "--data", few_digits, "--json", "-q").stdout
        )["metrics"]
        assert of_file == pytest.approx(of_run, rel=1e-5)
        assert "Name it with --data" in fail("evaluate", model)

    @pytest.mark.parametrize("loss", LOSSES)
    def test_a_bare_file_is_measured_by_the_loss_that_it_was_compiled_with(self, few_digits, loss):
        arguments = ("--model", "logistic", "--loss", loss, "--epochs", 2, "--out", "r", "-q")
        succeed("fit", "--data", few_digits, *arguments)
        of_run = json.loads(succeed("evaluate", "r", "--json", "-q").stdout)
        arguments = ("r/model.keras", "--data", few_digits)
        of_file = json.loads(succeed("evaluate", *arguments, "--json", "-q").stdout)
        assert of_file["loss"] == of_run["loss"] == loss
        assert of_file["metrics"] == pytest.approx(of_run["metrics"], rel=1e-6)

    def test_the_training_half_can_be_measured_beside_the_test_half(self, trained):
        succeed("evaluate", trained, "-q")
        before = (trained / "evaluation/evaluation.json").read_bytes()
        result = json.loads(succeed("evaluate", trained, "--split", "train", "--json", "-q").stdout)
        assert result["samples"] == 160
        assert (trained / "evaluation/evaluation.json").read_bytes() == before
        assert (trained / "evaluation-train/evaluation.json").is_file()

    def test_other_data_under_the_same_name_are_noticed(self, trained, few_digits):
        with np.load(few_digits) as file:
            arrays = dict(file)
        np.savez(few_digits, **{**arrays, "y_test": (arrays["y_test"] + 1) % 10})
        assert "not those that the run was trained and tested on" in fail("evaluate", trained)
        succeed("evaluate", trained, "--data", few_digits, "-q")

    def test_class_names_are_shown_as_they_are(self):
        rng = np.random.default_rng()
        names = ["[bold]cat", "a_$b", "[/x]"]
        images = rng.integers(0, 256, (60, 8, 8), dtype="uint8")
        np.savez("odd.npz", x_train=images, y_train=np.arange(60) % 3, class_names=names)
        arguments = ("--model", "logistic", "--epochs", 1, "--out", "odd", "-q")
        succeed("fit", "--data", "odd.npz", *arguments)
        shown = succeed("evaluate", "odd", "-q").stdout
        for name in names:
            assert name in shown

    def test_outputs_that_are_not_finite_are_one_line(self, trained):
        import keras

        model = keras.saving.load_model(trained / "model.keras")
        model.set_weights([np.full_like(array, np.nan) for array in model.get_weights()])
        model.save(trained / "model.keras")
        assert "numbers that are not finite" in fail("evaluate", trained)
        assert not (trained / "evaluation").exists()

    def test_a_complete_run_that_lost_its_model_gets_it_back_by_resume(self, trained):
        before = json.loads(succeed("evaluate", trained, "--json", "-q").stdout)["metrics"]
        (trained / "model.keras").unlink()
        succeed("fit", "--resume", "--out", trained, "-q")
        after = json.loads(succeed("evaluate", trained, "--json", "-q").stdout)["metrics"]
        assert after == pytest.approx(before, rel=1e-6)

    def test_a_truncated_model_is_one_line(self, trained, few_digits):
        content = (trained / "model.keras").read_bytes()
        Path("cut.keras").write_bytes(content[: len(content) // 2])
        line = fail("evaluate", "cut.keras", "--data", few_digits)
        assert "only part of one. Received: cut.keras" in line

    def test_a_missing_run_and_an_unfinished_one_are_one_line(self, trained):
        assert "There is no run at this path" in fail("evaluate", "none")
        (trained / "model.keras").unlink()
        assert "kerasdigits fit --resume --out run" in fail("evaluate", trained)


class TestPredict:
    def draw(self, path: Path, digits, index: int) -> int:
        """Save a test scan, smoothly enlarged, as dark ink on white paper; give its label."""
        from PIL import Image

        scan = Image.fromarray((255 * digits.x_test[index, ..., 0]).astype("uint8"))
        ink = np.asarray(scan.resize((160, 160), Image.Resampling.BICUBIC))
        Image.fromarray(np.pad(255 - ink, 40, constant_values=255)).save(path)
        return int(digits.y_test[index])

    @pytest.fixture
    def reader(self):
        succeed("fit", "--data", "digits", "--model", "mlp", "--epochs", 30, "--out", "r", "-q")
        return Path("r")

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
        Path("text.png").write_text("I am no picture")
        assert "text.png" in fail("predict", reader, "text.png")
        assert "none.png" in fail("predict", reader, "none.png")

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

    @pytest.fixture
    def three_blobs(self):
        """A run on a table of four features and three named classes, far apart."""
        rng = np.random.default_rng()
        centres = np.array([[0, 0, 0, 0], [4, 4, 4, 4], [-4, 4, -4, 4]])
        y = np.arange(240) % 3
        x = (centres[y] + rng.normal(0, 0.3, (240, 4))).astype("float32")
        np.savez("blobs.npz", x_train=x, y_train=y, class_names=["low", "high", "mixed"])
        succeed("fit", "--data", "blobs.npz", "--model", "mlp", "--out", "blobs", "-q")

    def test_a_classifier_of_numbers_names_its_classes(self, three_blobs):
        arguments = ("predict", "blobs", "0,0,0,0", "4,4,4,4", "-4,4,-4,4", "--json", "-q")
        rows = json.loads(succeed(*arguments).stdout)["predictions"]
        assert [row["class"] for row in rows] == ["low", "high", "mixed"]
        for row in rows:
            assert sum(row["values"].values()) == pytest.approx(1, abs=1e-5)

    def test_a_run_is_used_from_another_folder(self, three_blobs, monkeypatch):
        Path("sub").mkdir()
        monkeypatch.chdir("sub")
        assert "low" in succeed("predict", "../blobs", "0,0,0,0", "-q").stdout
        succeed("evaluate", "../blobs", "-q")

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


class TestExport:
    def test_a_run_becomes_a_checked_model_folder_in_a_site(self, trained):
        result = json.loads(succeed("export", trained, "--check", "require", "--json", "-q").stdout)
        assert result["check"]["max_abs_difference"] < 1e-5
        assert result["check"]["samples"] == 12
        folder = Path("web/models/run")
        assert {"model.json", "model.js", "group1-shard1of1.bin"} == set(os.listdir(folder))
        for name in ("index.html", "dist/page.js", "models/index.js"):
            assert (Path("web") / name).is_file()
        card = json.loads((folder / "model.json").read_text())["userDefinedMetadata"]["kerasdigits"]
        record = json.loads((trained / "run.json").read_text())
        assert card["training"]["metrics"] == record["metrics"]
        assert card["class_names"] == list("0123456789")
        assert card["output"] == "probabilities"

    def test_a_bare_model_file_is_exported_as_it_is(self, trained):
        succeed("export", trained / "model.keras", "out/plain", "--check", "require", "-q")
        topology = json.loads(Path("out/plain/model.json").read_text())["modelTopology"]
        names = [layer["class_name"] for layer in topology["model_config"]["config"]["layers"]]
        assert names == ["InputLayer", "Flatten", "Dense", "Dense"]
        assert not Path("out/index.html").exists()

    def test_another_site_is_made_on_demand_and_gets_further_models(self, trained):
        succeed("export", trained, "--site", "my site", "-q")
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
        assert "a page of another kind" in line
        assert page.read_text() == "<h1>my own site</h1>"
        assert os.listdir("public/models") == ["foo"]

    def test_a_page_that_is_not_built_is_said_before_anything_is_written(
        self, trained, monkeypatch
    ):
        from kerasdigits import site

        monkeypatch.setattr(site, "_PACKAGE", Path("nowhere/kerasdigits").absolute())
        before = list_files(Path.cwd())
        assert "The page is not built" in fail("export", trained)
        assert list_files(Path.cwd()) == before

    def test_an_existing_folder_is_refused_and_a_bad_model_leaves_nothing(self, trained):
        succeed("export", trained, "-q")
        assert "exist" in fail("export", trained) or "already" in fail("export", trained)
        Path("bad.keras").write_text("hello")
        assert "no .keras file" in fail("export", "bad.keras", "out/bad")
        assert not Path("out").exists()


def test_serve_refuses_a_folder_without_a_page(tmp_path):
    assert "index.html" in fail("serve", tmp_path, "--port", 0)


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
