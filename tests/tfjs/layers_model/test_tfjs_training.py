"""TensorFlow.js goes on training as Keras would."""

import json
import subprocess

import keras
import numpy as np
import pytest
from compiled_models import (
    averaging,
    binary,
    classifier,
    masked_steps,
    normalized,
    penalised,
    regressor,
    repeating,
    shifted,
)
from keras import layers, losses, optimizers
from layer_cases import chain, randomize

from kerasdigits.site import web_files
from kerasdigits.tfjs import export
from kerasdigits.web_files import find_built, web_folder

SAMPLES = 8


# name -> (model, targets, epochs). Epochs of one full batch: as many steps.
JOBS = {
    "ten steps of sgd": (lambda: regressor("mse", optimizers.SGD(0.05)), "number", 10),
    "ten steps of momentum": (
        lambda: classifier("categorical_crossentropy", optimizers.SGD(0.02, momentum=0.9)),
        "one-hot",
        10,
    ),
    "ten steps of rmsprop": (lambda: regressor("mse", optimizers.RMSprop(0.01)), "number", 10),
    "ten steps of adam": (
        lambda: classifier("sparse_categorical_crossentropy", optimizers.Adam(0.01)),
        "class",
        10,
    ),
    "penalties on weights": (lambda: penalised(optimizers.SGD(0.05)), "number", 10),
    "sgd, mae": (lambda: regressor("mae", optimizers.SGD(0.1)), "number", 3),
    "sgd, sparse crossentropy": (
        lambda: classifier("sparse_categorical_crossentropy", optimizers.SGD(0.5), ["accuracy"]),
        "class",
        3,
    ),
    "sgd, crossentropy object": (
        lambda: classifier(losses.CategoricalCrossentropy(), optimizers.SGD(0.5), ["acc"]),
        "one-hot",
        1,
    ),
    "momentum": (lambda: regressor("mse", optimizers.SGD(0.05, momentum=0.9)), "number", 4),
    "nesterov": (
        lambda: regressor("mse", optimizers.SGD(0.05, momentum=0.8, nesterov=True)),
        "number",
        4,
    ),
    "adam": (lambda: binary(optimizers.Adam(0.02, beta_1=0.8)), "binary", 5),
    "adamax": (lambda: binary(optimizers.Adamax(0.02)), "binary", 3),
    "rmsprop": (lambda: regressor("mse", optimizers.RMSprop(0.01, rho=0.8)), "number", 4),
    "rmsprop with momentum": (
        lambda: regressor("mse", optimizers.RMSprop(0.01, momentum=0.5)),
        "number",
        3,
    ),
    "adagrad": (lambda: regressor("mse", optimizers.Adagrad(0.1)), "number", 3),
    "log-cosh": (lambda: regressor("log_cosh", optimizers.SGD(0.1)), "number", 1),
    "squared hinge": (lambda: regressor("squared_hinge", optimizers.SGD(0.1)), "number", 1),
    "batch normalization": (lambda: normalized(optimizers.SGD(0.1)), "number", 2),
    "averages inside": (lambda: averaging(optimizers.SGD(0.1), "valid"), "number", 1),
}


def labels(metrics=("accuracy",)):
    """Three labels of yes and no a sample: Keras's accuracy looks at the likeliest of them."""
    model = randomize(chain((4,), layers.Dense(3, activation="sigmoid")))
    model.compile(optimizers.SGD(0.1), "binary_crossentropy", metrics=list(metrics))
    return model


# What TensorFlow.js takes under Keras's name and reads otherwise: name -> (model, targets, epochs,
# how far apart the weights are, in movements of Keras's weights, at least and at most).
OTHERWISE = {
    "adam, epsilon 0.1": (lambda: regressor("mse", optimizers.Adam(0.01, epsilon=0.1)), 0.5, 2),
    "adamw, epsilon 1e-3": (
        lambda: regressor("mse", optimizers.AdamW(0.01, weight_decay=0.0, epsilon=1e-3)),
        0.005,
        0.5,
    ),
    "adam, epsilon 1e-7": (lambda: regressor("mse", optimizers.Adam(0.01)), 0, 1e-3),
    "adagrad, epsilon 0.1": (
        lambda: regressor("mse", optimizers.Adagrad(0.1, epsilon=0.1)),
        0.01,
        1,
    ),
    "adagrad, epsilon 1e-7": (lambda: regressor("mse", optimizers.Adagrad(0.1)), 0, 1e-4),
    "adamax, epsilon 0.1": (
        lambda: regressor("mse", optimizers.Adamax(0.01, epsilon=0.1)),
        0,
        1e-4,
    ),
    "rmsprop, epsilon 0.1": (
        lambda: regressor("mse", optimizers.RMSprop(0.01, epsilon=0.1)),
        0,
        1e-4,
    ),
}
JOBS |= {name: (build, "number", 20) for name, (build, _, _) in OTHERWISE.items()}
JOBS |= {
    "hinge, labels of 0 and 1": (lambda: regressor("hinge", optimizers.SGD(0.1)), "binary", 1),
    "accuracy of labels": (labels, "one-hot", 1),
}
JOBS["frozen batch normalization"] = (
    lambda: normalized(optimizers.SGD(0.1), trainable=False),
    "number",
    3,
)
JOBS["averages at edges"] = (lambda: averaging(optimizers.SGD(0.1), "same"), "number", 1)
JOBS["repeated pixels"] = (
    lambda: repeating(optimizers.SGD(0.1), layers.UpSampling2D(2)),
    "number",
    1,
)
JOBS["constants"] = (lambda: shifted(optimizers.SGD(0.1)), "number", 3)
JOBS["masked steps"] = (lambda: masked_steps(optimizers.SGD(0.1)), "steps", 1)
OWN_TESTS = {
    "constants",
    "masked steps",
    "hinge, labels of 0 and 1",
    "frozen batch normalization",
    "averages at edges",
    "repeated pixels",
}
AS_KERAS = sorted(JOBS.keys() - OTHERWISE.keys() - OWN_TESTS)


def samples():
    return np.random.default_rng(3).normal(size=(SAMPLES, 4)).astype("float32")


def targets(kind):
    generator = np.random.default_rng(5)
    if kind == "number":
        return generator.normal(size=(SAMPLES, 1)).astype("float32")
    if kind == "steps":
        return generator.normal(size=(SAMPLES, 4, 1)).astype("float32")
    if kind == "binary":
        return generator.integers(0, 2, (SAMPLES, 1)).astype("float32")
    classes = generator.integers(0, 3, (SAMPLES, 1))
    return classes.astype("float32") if kind == "class" else np.eye(3)[classes[:, 0]]


def describe(array):
    return {"shape": list(array.shape), "values": array.reshape(-1).tolist()}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The weights before, after training in TensorFlow.js, and after training in Keras."""
    folder = tmp_path_factory.mktemp("training")
    x = samples()
    jobs, models, noted = [], {}, {}
    for i, (name, (build, kind, epochs)) in enumerate(JOBS.items()):
        models[name] = (build(), targets(kind), epochs)
        report = export(models[name][0], folder / f"{i}", check="off")
        noted[name] = "; ".join(report.notes)
        y = models[name][1]
        job = {"folder": str(folder / f"{i}"), "x": describe(x), "y": describe(y)}
        jobs.append({**job, "epochs": epochs})
    (folder / "jobs.json").write_text(json.dumps(jobs))
    script = f"{__file__.rpartition('/')[0]}/train_steps.cjs"
    web = web_folder()
    done = subprocess.run(
        ["node", script, web, folder / "jobs.json"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    results = dict(zip(JOBS, json.loads(done.stdout), strict=True))
    for name, (model, y, epochs) in models.items():
        results[name]["notes"] = noted[name]
        results[name]["names"] = ["/".join(w.path.split("/")[-2:]) for w in model.weights]
        results[name]["before"] = model.get_weights()
        results[name]["keras evaluated"] = np.ravel(model.evaluate(x, y, SAMPLES, verbose=0))
        for _ in range(epochs):
            model.train_on_batch(x, y)
        results[name]["keras"] = model.get_weights()
    return results


@pytest.mark.parametrize("name", AS_KERAS)
def test_further_training_moves_the_weights_as_keras_does(name, trained):
    result = trained[name]
    moved = 0.0
    assert len(result["weights"]) == len(result["names"])
    for path, before, expected in zip(
        result["names"], result["before"], result["keras"], strict=True
    ):
        moved = max(moved, np.abs(expected - before).max())
        values = np.reshape(result["weights"][path], expected.shape)
        # Ten steps are to end within 1e-4. Adam needs it: TensorFlow.js corrects its averages
        # before epsilon is added, Keras the rate, which tells where a gradient is nearly 0.
        within = 1e-4 if name == "ten steps of adam" else 1e-5
        np.testing.assert_allclose(values, expected, rtol=within, atol=within, err_msg=path)
    assert moved > 1e-3, "nothing was trained"


def test_frozen_batch_normalization_stays_frozen_and_the_others_move_as_in_keras(trained):
    result = trained["frozen batch normalization"]
    fixed = {name for name in result["weights"] if "depthwise" in name}
    assert len(fixed) == 2 and "(BatchNormalization) is written as" in result["notes"]
    gamma, beta, mean, variance = result["before"][2:6]
    scale = gamma / np.sqrt(variance + 1e-3)
    for name in fixed:
        expected = beta - mean * scale if name.endswith("bias") else scale
        np.testing.assert_allclose(result["weights"][name], expected, rtol=1e-5, atol=1e-6)
    for path, before, expected in zip(
        result["names"], result["before"], result["keras"], strict=True
    ):
        if path.startswith("dense"):
            assert np.abs(expected - before).max() > 1e-3
            values = np.reshape(result["weights"][path], expected.shape)
            np.testing.assert_allclose(values, expected, rtol=1e-5, atol=1e-5, err_msg=path)


def test_what_comes_before_averages_at_edges_takes_smaller_steps_and_that_is_noted(trained):
    result = trained["averages at edges"]
    for path, before, after in zip(result["names"], result["before"], result["keras"], strict=True):
        step = np.reshape(result["weights"][path], before.shape) - before
        # Each of the five units counts with 1/3 in every average that it is in; with 1/2 in that
        # of two, at either end, which TensorFlow.js overlooks.
        slower = [4 / 5, 6 / 7, 1, 6 / 7, 4 / 5] if before.shape[-1] == 5 else 1
        expected = (after - before) * slower
        np.testing.assert_allclose(step, expected, rtol=1e-3, atol=1e-6, err_msg=path)
    assert "gradients that are too small at the edges" in result["notes"]
    assert "too small" not in trained["averages inside"]["notes"]


def test_what_comes_before_repeated_pixels_moves_elsewhere_on_cpu_and_that_is_noted(trained):
    result = trained["repeated pixels"]
    moved = {}
    for path, before, after in zip(result["names"], result["before"], result["keras"], strict=True):
        step = np.reshape(result["weights"][path], before.shape) - before
        moved[path] = np.abs(step - (after - before)).max() / np.abs(after - before).max()
    assert all((apart > 0.1) == path.startswith("before") for path, apart in moved.items()), moved
    assert all(apart < 1e-4 for path, apart in moved.items() if path.startswith("behind")), moved
    assert "wrong gradients on cpu" in result["notes"]


def test_constants_stay_what_they_are_and_the_weights_move_as_in_keras(trained):
    result = trained["constants"]
    fixed = [values for name, values in result["weights"].items() if "depthwise" in name]
    expected = [[1, 1, 1, 1], [-0.5, -1, 1, -0.1], [0.5, 1, 2, 1]]
    np.testing.assert_allclose(fixed, expected, rtol=1e-6)
    for path, expected in zip(result["names"], result["keras"], strict=True):
        values = np.reshape(result["weights"][path], expected.shape)
        np.testing.assert_allclose(values, expected, rtol=1e-5, atol=1e-5, err_msg=path)


def test_steps_that_a_mask_hides_count_in_the_loss_and_that_is_noted(trained):
    result = trained["masked steps"]
    kernel, bias = (weight.item() for weight in result["before"])
    given = np.maximum(samples(), 0)[..., None]
    errors = (given * kernel + bias - targets("steps")) ** 2
    np.testing.assert_allclose(result["evaluated"][0], errors.mean(), rtol=1e-5)
    np.testing.assert_allclose(result["keras evaluated"][0], errors[given > 0].mean(), rtol=1e-5)
    assert "has a mask: the steps that it hides count" in result["notes"]
    assert "has a mask" not in trained["sgd, mae"]["notes"]


@pytest.mark.parametrize("name", OTHERWISE)
def test_an_epsilon_that_means_something_else_is_noted_when_it_matters(name, trained):
    result = trained[name]
    _, least, most = OTHERWISE[name]
    moved = apart = 0.0
    for path, before, expected in zip(
        result["names"], result["before"], result["keras"], strict=True
    ):
        values = np.reshape(result["weights"][path], expected.shape)
        moved = max(moved, np.abs(expected - before).max())
        apart = max(apart, np.abs(values - expected).max())
    assert least <= apart / moved <= most
    assert ("takes other steps in TensorFlow.js" in result["notes"]) == (least > 0)


def test_penalties_are_left_out_of_what_tensorflow_js_evaluates_and_that_is_noted(trained):
    result = trained["penalties on weights"]
    assert result["evaluated"][0] < result["keras evaluated"][0] - 0.1
    assert 'penalties (of "' in result["notes"]
    assert "leaves them out of evaluate and val_loss" in result["notes"]
    plain = trained["sgd, mae"]
    np.testing.assert_allclose(plain["evaluated"], plain["keras evaluated"], rtol=1e-5)
    assert "penalties" not in plain["notes"]


def test_hinge_takes_other_labels_and_that_is_noted(trained):
    result = trained["hinge, labels of 0 and 1"]
    assert abs(result["evaluated"][0] - result["keras evaluated"][0]) > 0.01
    assert "hinge takes labels of -1 and 1 only" in result["notes"]


def test_accuracy_of_several_labels_is_the_one_that_keras_takes(trained):
    result = trained["accuracy of labels"]
    np.testing.assert_allclose(result["evaluated"], result["keras evaluated"], rtol=1e-5)


def test_penalties_that_tensorflow_js_would_count_otherwise_are_left_out_with_a_note(tmp_path):
    twice = layers.Dense(4, kernel_regularizer="l2", name="twice")
    x = keras.Input((4,))
    cell = layers.LSTM(2, recurrent_regularizer="l2", name="cell")
    y = cell(layers.Reshape((4, 1))(twice(twice(x))))
    report = export(keras.Model(x, y), tmp_path / "m")
    text = (tmp_path / "m" / "model.json").read_text()
    assert "L1L2" not in text
    for name, key in (("twice", "kernel_regularizer"), ("cell", "recurrent_regularizer")):
        assert any(f'"{name}": {key} is not exported' in note for note in report.notes)


def test_constraints_are_left_out_with_a_note(tmp_path):
    """TensorFlow.js would clip the weights that it loads, and none in training."""
    layer = layers.Dense(4, kernel_constraint="non_neg", bias_constraint="max_norm", name="held")
    report = export(keras.Sequential([keras.Input((4,)), layer]), tmp_path / "m")
    content = json.loads((tmp_path / "m" / "model.json").read_text())
    assert "constraint" not in str(content["modelTopology"])
    for key in ("kernel_constraint", "bias_constraint"):
        assert any(f'"held": {key} is not exported' in note for note in report.notes)


def test_accuracy_is_measured_on(trained):
    assert trained["sgd, sparse crossentropy"]["metrics"] == ["loss", "acc"]
    assert trained["sgd, mae"]["metrics"] == ["loss"]


def test_the_page_is_built_where_the_check_was_found():
    assert find_built("check.cjs").parents[1] == web_files()
