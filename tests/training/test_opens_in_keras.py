"""What a fit leaves opens with Keras alone: compiled, at the same numbers, and it trains on."""

import json
import subprocess
import sys

import keras
import numpy as np
import pytest

from kerasdigits import data
from kerasdigits.models.load import load_model
from kerasdigits.models.objects import MnistLoss
from kerasdigits.models.outputs import as_probabilities
from kerasdigits.training import fit
from kerasdigits.training.config import configure
from kerasdigits.training.losses import LOSSES, make_targets
from kerasdigits.training.optimizers import OPTIMIZERS, SCHEDULES

pytestmark = [pytest.mark.each_backend, pytest.mark.slow]

# Each schedule, loss, optimizer and model comes once at least, and each cycle of a momentum.
FITS = {
    "mnist-loss": {
        "model": "logistic",
        "schedule": "sgdr",
        "optimizer": "rmsprop",
        "loss": "mnist-loss",
    },
    "cosine": {"model": "mlp", "schedule": "cosine", "loss": "binary-cross-entropy"},
    "constant": {"model": "mlp", "schedule": "constant", "loss": "mse", "optimizer": "sgd"},
    "cyclic momentum": {"model": "mlp", "optimizer": "momentum", "loss": "mae"},
    "cyclic adam": {"model": "mlp", "optimizer": "adam"},
    "cyclic adamw": {"model": "cnn", "schedule": "one-cycle", "optimizer": "adamw"},
    "line": {"data": "download-times", "model": "linear", "schedule": "exponential"},
}
KERAS_ALONE = """
import json, sys
from pathlib import Path
sys.modules["kerasdigits"] = None  # an import of it, or of a part of it, fails
import keras, numpy as np

found = {}
for file in sorted(Path(sys.argv[1]).glob("*/model.keras")):
    model = keras.saving.load_model(file)
    with np.load(file.with_name("asked.npz")) as asked:
        x, y = asked["x"], asked["y"]
    before = [np.array(weight) for weight in model.get_weights()]
    evaluated = model.evaluate(x, y, verbose=0, return_dict=True)
    model.fit(x, y, epochs=1, verbose=0)
    moved = max(np.abs(a - b).max() for a, b in zip(before, model.get_weights()))
    found[file.parent.name] = {
        "evaluated": evaluated,
        "moved": float(moved),
        "learning_rate": float(model.optimizer.learning_rate),
        "steps": int(model.optimizer.iterations),
    }
assert not [name for name in sys.modules if name.startswith("kerasdigits.")]
print(json.dumps(found))
"""


def choose_fits() -> list[str]:
    """All of them on TensorFlow; elsewhere those with a schedule, a momentum and a loss of ours."""
    if keras.backend.backend() == "tensorflow":
        return list(FITS)
    return ["mnist-loss", "cyclic adamw", "line"]


def train(dataset, out, given):
    given = {"epochs": 2, "batch_size": 32, "learning_rate": 0.01, **given}
    if given.get("schedule") == "sgdr":
        given |= {"epochs": 3, "cycles": 2, "cycle_len": 1}
    model = given.pop("model")
    given["cycle_momentum"] = out.name.startswith("cyclic")
    config = configure(dataset.name, model, dataset.task, len(dataset.x_train), **given)
    run = fit.start(config, dataset, out, progress=False).run
    outputs = dataset.y_train.shape[1] if dataset.task == "regression" else 10
    targets = make_targets(dataset.y_test, run.record.loss, outputs, dataset.task)
    np.savez(out / "asked.npz", x=dataset.x_test, y=targets)
    return run


@pytest.fixture(scope="module")
def few(shared_few_digits):
    return data.load(str(shared_few_digits))


@pytest.fixture(scope="module")
def runs(few, download_times, tmp_path_factory):
    """The run of each fit, by its name, all in one folder."""
    folder = tmp_path_factory.mktemp("runs")
    trained = {}
    for name in choose_fits():
        given = dict(FITS[name])
        dataset = download_times if given.pop("data", None) else few
        trained[name] = train(dataset, folder / name, given)
    return trained


@pytest.fixture(scope="module")
def found(runs):
    """What a process that has Keras alone makes of them."""
    folder = runs["line"].model_path.parents[1]
    done = subprocess.run(
        [sys.executable, "-c", KERAS_ALONE, str(folder)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_fits_below_are_of_every_kind():
    def values(field):
        return {given[field] for given in FITS.values() if field in given}

    assert set(SCHEDULES) == values("schedule")
    assert set(OPTIMIZERS) == values("optimizer")
    assert set(LOSSES) == values("loss") | {"cross-entropy"}  # the recipe's


def test_keras_alone_opens_a_finished_run_evaluates_it_alike_and_trains_it_on(runs, found):
    assert set(found) == set(choose_fits())
    for name, run in runs.items():
        metrics = run.record.metrics
        evaluated = found[name]["evaluated"]
        assert found[name]["learning_rate"] == pytest.approx(0.01), name
        assert found[name]["moved"] > 1e-5, name
        samples = {"classification": 160, "regression": 20}[run.record.data.task]
        steps_fitted = -(-samples // 32) * len(run.record.history)
        asked = -(-run.record.data.test_samples // 32)
        assert found[name]["steps"] == steps_fitted + asked, name  # it goes on counting
        if name != "mnist-loss":
            assert evaluated["loss"] == pytest.approx(metrics["test_loss"], rel=1e-4), name
        other = set(evaluated) - {"loss"}
        assert other == {"mse" if name == "line" else "accuracy"}
        (metric,) = other
        assert evaluated[metric] == pytest.approx(metrics[f"test_{metric}"], rel=1e-4), name


def test_a_loss_that_keras_lacks_gives_way_to_the_one_of_the_same_logits_and_targets(
    few, runs, found
):
    """Keras evaluates binary cross-entropy; the run's own record keeps the loss that it learned."""
    run, received = runs["mnist-loss"], found["mnist-loss"]["evaluated"]["loss"]
    logits = load_model(run.model_path).predict(few.x_test, verbose=0)
    sigmoid = as_probabilities(logits, "sigmoid").astype("float64")
    targets = np.eye(10)[few.y_test]
    entropy = -(targets * np.log(sigmoid) + (1 - targets) * np.log(1 - sigmoid)).mean()
    assert received == pytest.approx(entropy, rel=1e-4)
    learned = np.abs(targets - sigmoid).mean()
    assert run.record.metrics["test_loss"] == pytest.approx(learned, rel=1e-4)


def test_a_checkpoint_keeps_what_a_resume_needs_though_it_is_ours_alone(runs):
    checkpoint = runs["mnist-loss"].read_checkpoint()[0]
    assert isinstance(load_model(checkpoint).loss, MnistLoss)
