"""`kerasdigits fit`: what it leaves, and one clear line for each mistake."""

import json
import tempfile
from pathlib import Path

import numpy as np
import pytest
from console import fail, list_files, succeed, without_roots_rights


class TestFit:
    @pytest.mark.each_backend
    def test_it_leaves_a_run_folder_and_prints_its_numbers(self, trained):
        assert list_files(trained) == [
            "checkpoint",
            "checkpoint/epoch-0008.keras",
            "checkpoint/latest.json",
            "curves.png",
            "epochs.npz",
            "history.csv",
            "model.keras",
            "run.json",
            "samples.npz",
        ]
        record = json.loads((trained / "run.json").read_text())
        assert record["status"] == "complete"
        assert record["data"]["train_samples"] == 160
        assert len(record["history"]) == 8

    @pytest.mark.each_backend
    def test_json_on_stdout_and_notes_on_stderr(self, few_digits):
        arguments = ("fit", "--data", few_digits, "--model", "mlp", "--epochs", 1, "--json")
        result = succeed(*arguments)
        shown = json.loads(result.stdout)
        record = json.loads(Path(shown["run"], "run.json").read_text())
        assert shown["metrics"] == record["metrics"]
        # An accuracy of 60 samples; chance is 0.1, and it is measured on the model that was saved.
        measured = json.loads(succeed("evaluate", shown["run"], "--json", "-q").stdout)
        assert shown["metrics"]["test_accuracy"] == measured["metrics"]["accuracy"]
        assert (60 * shown["metrics"]["test_accuracy"]) == pytest.approx(
            sum(measured["confusion"][label][label] for label in range(10))
        )
        assert "epoch 1/1" in result.stderr

    def test_quiet_says_nothing_on_stderr(self, few_digits):
        arguments = ("fit", "--data", few_digits, "--model", "mlp", "--epochs", 1, "--quiet")
        assert succeed(*arguments).stderr == ""

    @pytest.mark.each_backend
    @pytest.mark.parametrize(
        ("name", "loss"), [("meanSquaredError", "mse"), ("meanAbsoluteError", "mae")]
    )
    def test_tensorflow_js_names_of_losses_are_understood(self, name, loss, download_times):
        """The record says the loss, and the test loss is that one's (the line's own is mae)."""
        arguments = ("--loss", name, "--optimizer", "sgd", "--epochs", 2, "--out", "run")
        succeed("fit", "--data", "download-times", *arguments, "-q")
        record = json.loads(Path("run/run.json").read_text())
        assert record["loss"] == loss
        from kerasdigits.models.load import load_model

        kernel, bias = load_model("run/model.keras").get_weights()
        error = download_times.x_test * kernel + bias - download_times.y_test
        expected = {"mse": np.mean(error**2), "mae": np.mean(np.abs(error))}
        assert record["metrics"]["test_loss"] == pytest.approx(expected[loss], rel=1e-5)

    @pytest.mark.each_backend
    def test_classes_keeps_those_named(self):
        arguments = ("--classes", "3,7", "--model", "logistic", "--epochs", 3, "--json", "-q")
        succeed("fit", "--data", "digits", *arguments)
        record = json.loads(Path("runs/digits-3-7-logistic/run.json").read_text())
        assert record["data"]["class_names"] == ["3", "7"]
        result = succeed("evaluate", "runs/digits-3-7-logistic", "--json", "-q")
        assert [row["class"] for row in json.loads(result.stdout)["per_class"]] == ["3", "7"]

    @pytest.mark.each_backend
    def test_cycles_and_noise_are_recorded_and_an_export_takes_the_peak_rate(self, few_digits):
        arguments = ("--model", "logistic", "--schedule", "sgdr", "--cycles", 2, "--cycle-len", 1)
        noise = ("--label-noise", 0.2, "--learning-rate", 0.03, "--out", "run", "--json", "-q")
        result = succeed("fit", "--data", few_digits, *arguments, *noise)
        assert json.loads(result.stdout)["epochs"] == 3
        config = json.loads(Path("run/run.json").read_text())["config"]
        assert (config["cycles"], config["cycle_len"], config["cycle_mult"]) == (2, 1, 2)
        assert config["label_noise"] == 0.2
        succeed("export", "run", "site", "--check", "off", "-q")
        model = json.loads(Path("site/model.json").read_text())
        optimizer = model["trainingConfig"]["optimizer_config"]
        assert optimizer["config"]["learning_rate"] == pytest.approx(0.03)

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
        assert "There is already a run at this path. Received: run." in fail(
            *arguments, "--out", "run"
        )
        assert (trained / "model.keras").read_bytes() == before
        succeed(*arguments, "--out", "run", "--overwrite")
        assert json.loads((trained / "run.json").read_text())["config"]["epochs"] == 1

    def test_resuming_a_complete_run_says_that_nothing_is_left(self, trained):
        before = (trained / "model.keras").read_bytes()
        said = succeed("fit", "--resume", "--out", "run").stderr.splitlines()
        assert said[0] == "The run is complete: nothing is left to train"
        assert said[1].endswith("(that of the run)")
        assert (trained / "model.keras").read_bytes() == before

    def test_a_run_that_diverges_replaces_no_complete_one(self, trained, few_digits):
        before = (trained / "model.keras").read_bytes()
        arguments = ("--model", "mlp", "--epochs", 2, "--optimizer", "sgd", "--out", "run", "-q")
        extreme = ("--learning-rate", 1e30, "--overwrite")
        assert "finite" in fail("fit", "--data", few_digits, *arguments, *extreme)
        assert (trained / "model.keras").read_bytes() == before
        assert "nothing to resume" in fail("fit", "--resume", "--out", "run")
        succeed("fit", "--data", few_digits, *arguments, "--overwrite")
        assert [path.name for path in Path().glob("*run*")] == ["run"]
        assert (trained / "model.keras").read_bytes() != before

    def test_data_that_have_vanished_are_named_before_a_backend_is_imported(
        self, trained, few_digits
    ):
        (trained / "model.keras").unlink()
        few_digits.unlink()
        line = fail("fit", "--resume", "--out", trained)
        assert "no such file" in line and few_digits.name in line

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
            (("--learning-rate", "inf"), "--learning-rate must be a finite number above 0"),
            (
                ("--learning-rate", "-1"),
                "--learning-rate must be a finite number above 0. Received: -1.0",
            ),
            (("--schedule", "sgdr", "--epochs", "10"), "2 + 4 + 8 = 14. Received: --epochs 10"),
            (("--model", "mlp", "--cycles", "3"), "--cycles belongs to the sgdr schedule"),
            (("--cycle-momentum", "--optimizer", "sgd"), "an optimizer with momentum"),
            (("--data", "download-times", "--label-noise", "0.1"), "Only class labels"),
            (("--label-noise", "1"), "--label-noise must be at least 0 and below 1"),
            (("--backend", "theano"), "Received: theano"),
            (("--data", "download-times", "--model", "cnn"), "is not for regression"),
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


class TestFar:
    """Data that stay on the disk, and several devices."""

    def test_a_streamed_fit_is_resumed_and_evaluated_like_any(self, few_digits):
        arguments = ("--model", "mlp", "--epochs", 1, "--out", "run", "-q", "--stream")
        succeed("fit", "--data", few_digits, *arguments)
        assert "complete" in Path("run/run.json").read_text()
        succeed("fit", "--resume", "--out", "run", "--stream", "-q")
        assert "cannot be streamed" not in succeed("evaluate", "run").output

    def test_what_is_not_streamed_or_distributed_is_refused_and_leaves_nothing(self):
        begun = ("fit", "--data", "digits", "--model", "mlp", "--out", "run")
        assert "Leave --stream out" in fail(*begun, "--stream")
        assert "nothing to distribute over" in fail(
            *begun, "--distribute", "--backend", "tensorflow"
        )
        budget = (*begun, "--distribute", "--budget", "60s")
        assert "leave --distribute out" in fail(*budget, exit_code=2)
        assert list_files(Path.cwd()) == []

    def test_a_process_that_is_not_the_first_writes_and_says_nothing(self, few_digits, monkeypatch):
        """What it would wait for, the others' gradients, is left out here."""
        from contextlib import nullcontext

        from kerasdigits.commands import fit
        from kerasdigits.training.distribution.devices import Distribution

        monkeypatch.setenv("RANK", "1")
        second = nullcontext(Distribution(replicas=1, processes=2, rank=1))
        monkeypatch.setattr(fit, "join", lambda: second)
        arguments = ("--model", "mlp", "--epochs", 1, "--out", "run", "--distribute", "--json")
        before = list_files(Path.cwd())
        assert succeed("fit", "--data", few_digits, *arguments).output == ""
        assert list_files(Path.cwd()) == before
