"""`kerasdigits evaluate`: the right numbers of the right data, and no weight changed."""

import json
from pathlib import Path

import numpy as np
import pytest
from console import fail, succeed

from kerasdigits.data import load
from kerasdigits.training.losses import LOSSES


class TestEvaluate:
    @pytest.mark.each_backend
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

    @pytest.mark.each_backend
    def test_with_copies_of_each_image_it_has_a_folder_of_its_own(self, trained):
        result = json.loads(succeed("evaluate", trained, "--tta", 2, "--json", "-q").stdout)
        assert (result["tta"], result["samples"]) == (2, 60)
        assert json.loads((trained / "evaluation-tta/evaluation.json").read_text()) == result

    def test_a_bare_model_file_is_measured_on_the_data_that_is_named(self, trained, few_digits):
        model = trained / "model.keras"
        of_run = json.loads(succeed("evaluate", trained, "--json", "-q").stdout)["metrics"]
        of_file = json.loads(
            succeed("evaluate", model, "--data", few_digits, "--json", "-q").stdout
        )["metrics"]
        assert of_file == pytest.approx(of_run, rel=1e-5)
        assert "Name them with --data" in fail("evaluate", model)

    @pytest.mark.each_backend
    @pytest.mark.parametrize("loss", ["cross-entropy", "mse", "mnist-loss"])
    def test_a_bare_file_is_measured_by_the_loss_that_it_was_compiled_with(self, few_digits, loss):
        arguments = ("--model", "logistic", "--loss", loss, "--epochs", 2, "--out", "r", "-q")
        succeed("fit", "--data", few_digits, *arguments)
        of_run = json.loads(succeed("evaluate", "r", "--json", "-q").stdout)
        arguments = ("r/model.keras", "--data", few_digits)
        of_file = json.loads(succeed("evaluate", *arguments, "--json", "-q").stdout)
        assert of_run["loss"] == loss
        # The file is Keras's, which has no mnist-loss.
        assert of_file["loss"] == (LOSSES[loss].stand_in or loss)
        if of_file["loss"] != loss:
            del of_run["metrics"]["loss"], of_file["metrics"]["loss"]
        assert of_file["metrics"] == pytest.approx(of_run["metrics"], rel=1e-6)

    @pytest.mark.parametrize("loss", ["sparse_categorical_crossentropy", "mae"])
    def test_a_loss_that_was_compiled_by_its_name_is_keras_s(self, few_digits, loss):
        """`model.compile("adam", "sparse_categorical_crossentropy")`, after a softmax."""
        import keras

        data = load(str(few_digits))
        layers = [keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")]
        model = keras.Sequential([keras.Input(data.input_shape), *layers])
        model.compile("adam", loss)
        model.save("by-name.keras")
        targets = data.y_test if loss.startswith("sparse") else np.eye(10)[data.y_test]
        expected = model.evaluate(data.x_test, targets, verbose=0)
        arguments = ("by-name.keras", "--data", few_digits, "--json", "-q")
        measured = json.loads(succeed("evaluate", *arguments).stdout)["metrics"]["loss"]
        assert measured == pytest.approx(expected, rel=1e-5)

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
        assert "not the data that the run was trained and tested on" in fail("evaluate", trained)
        succeed("evaluate", trained, "--data", few_digits, "-q")

    def test_class_names_are_shown_as_they_are(self, rng):
        names = ["[bold]cat", "a_$b", "[/x]"]
        images = rng.integers(0, 256, (60, 8, 8), dtype="uint8")
        np.savez("odd.npz", x_train=images, y_train=np.arange(60) % 3, class_names=names)
        arguments = ("--model", "logistic", "--epochs", 1, "--out", "odd", "-q")
        succeed("fit", "--data", "odd.npz", *arguments)
        shown = succeed("evaluate", "odd", "-q").stdout
        for name in names:
            assert name in shown

    @pytest.mark.each_backend
    def test_outputs_that_are_not_finite_are_one_line(self, trained):
        import keras

        model = keras.saving.load_model(trained / "model.keras")
        model.set_weights([np.full_like(array, np.nan) for array in model.get_weights()])
        model.save(trained / "model.keras")
        assert "The model's outputs are not all finite" in fail("evaluate", trained)
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
        assert "There is nothing at this path" in fail("evaluate", "none")
        (trained / "model.keras").unlink()
        assert "kerasdigits fit --resume --out run" in fail("evaluate", trained)
