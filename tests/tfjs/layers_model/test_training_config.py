"""What a compiled model becomes in model.json; what TensorFlow.js cannot express has a note."""

import json

import h5py
import keras
import numpy as np
import pytest
from compiled_models import regressor
from keras import layers, losses, optimizers
from layer_cases import chain

from kerasdigits.models.load import load_model
from kerasdigits.tfjs import export


def training_config(model, folder):
    report = export(model, folder / "m", check="require")
    content = json.loads((folder / "m" / "model.json").read_text())
    return content.get("trainingConfig"), "; ".join(report.notes)


def test_a_schedule_becomes_its_current_value(tmp_path):
    schedule = optimizers.schedules.ExponentialDecay(0.5, decay_steps=1, decay_rate=0.5)
    model = regressor("mse", optimizers.SGD(schedule))
    for _ in range(2):
        model.train_on_batch(np.ones((2, 4)), np.ones((2, 1)))
    config, notes = training_config(model, tmp_path)
    assert config == {
        "loss": "meanSquaredError",
        "metrics": [],
        "optimizer_config": {"class_name": "SGD", "config": {"learning_rate": 0.125}},
    }
    assert "schedule not exported" in notes and "0.125" in notes


def test_clipping_by_the_norm_of_all_gradients_is_noted(tmp_path):
    _, notes = training_config(regressor("mae", optimizers.SGD(global_clipnorm=1.0)), tmp_path)
    assert "global_clipnorm=1.0 not exported" in notes


def test_a_sparse_accuracy_that_would_become_another_is_left_out(tmp_path):
    model = chain((4,), layers.Dense(3))
    model.compile("sgd", "mse", metrics=["sparse_categorical_accuracy"])
    config, notes = training_config(model, tmp_path)
    assert config["metrics"] == [] and "no sparse accuracy" in notes


def test_weight_decay_is_noted(tmp_path):
    config, notes = training_config(regressor("mae", optimizers.AdamW(0.01)), tmp_path)
    assert config["optimizer_config"]["class_name"] == "Adam"
    assert "weight_decay=0.004" in notes


def test_a_model_that_is_not_compiled_has_no_training_config(tmp_path):
    assert training_config(chain((4,), layers.Dense(1)), tmp_path) == (None, "")


@keras.saving.register_keras_serializable("training")
def absolute_loss(y_true, y_pred):
    return keras.ops.mean(keras.ops.abs(y_true - y_pred), axis=-1)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"loss": losses.SparseCategoricalCrossentropy(from_logits=True)}, "from_logits=True"),
        ({"loss": losses.CategoricalCrossentropy(label_smoothing=0.1)}, "label_smoothing=0.1"),
        ({"loss": losses.MeanSquaredError(reduction="sum")}, "reduction=sum"),
        ({"loss": "huber"}, "no loss huber"),
        ({"loss": absolute_loss}, "custom function"),
        ({"loss": None}, "no loss None"),
        ({"loss": "mse", "loss_weights": [2.0]}, "loss_weights"),
        ({"loss": "mse", "optimizer": "lion"}, "no optimizer Lion"),
        ({"loss": "mse", "optimizer": "adadelta"}, "no optimizer Adadelta"),
        ({"loss": "mse", "optimizer": optimizers.RMSprop(centered=True)}, "centered"),
        ({"loss": "mse", "optimizer": optimizers.Adam(amsgrad=True)}, "amsgrad"),
    ],
)
def test_what_cannot_be_expressed_is_left_out_with_a_note(options, reason, tmp_path):
    model = chain((4,), layers.Dense(3))
    model.compile(**({"optimizer": "sgd"} | options))
    config, notes = training_config(model, tmp_path)
    assert config is None
    assert "no trainingConfig" in notes and reason in notes


def test_losses_by_name_must_be_of_each_output(tmp_path):
    entry = keras.Input((4,))
    model = keras.Model(entry, [layers.Dense(1, name="a")(entry), layers.Dense(1, name="b")(entry)])
    model.compile("sgd", {"a": "mse"})
    config, notes = training_config(model, tmp_path)
    assert config is None and "the compiled losses do not name the output b" in notes


def test_a_compiled_h5_file_keeps_its_loss_and_metrics(tmp_path):
    """Keras reads names of losses there as functions, and a list of metrics for each output."""
    model = chain((4,), layers.Dense(3, activation="softmax"))
    model.compile("adam", "categorical_crossentropy", metrics=["categorical_accuracy", "mse"])
    model.save(tmp_path / "model.h5")
    with h5py.File(tmp_path / "model.h5", "r+") as file:  # as Keras 2 has it
        compiled = json.loads(file.attrs["training_config"])
        compiled["metrics"] = [
            {"class_name": "MeanMetricWrapper", "config": {"name": "a", "fn": name}}
            for name in ("categorical_accuracy", "mean_squared_error")
        ]
        file.attrs["training_config"] = json.dumps({**compiled, "metrics": [compiled["metrics"]]})
        file.attrs["keras_version"] = "2.11.0"
    config, notes = training_config(load_model(tmp_path / "model.h5"), tmp_path / "m")
    assert config["loss"] == "categoricalCrossentropy", notes
    assert config["metrics"] == ["categoricalAccuracy", "mse"]


def test_two_losses_and_unknown_metrics(tmp_path):
    entry = keras.Input((4,))
    first, second = layers.Dense(2, name="first")(entry), layers.Dense(1, name="second")(entry)
    model = keras.Model(entry, {"b": first, "a": second})
    model.compile("rmsprop", loss={"b": "mae", "a": "mse"}, metrics={"b": ["mae"]})
    config, notes = training_config(model, tmp_path)
    assert [tensor.shape[-1] for tensor in model.outputs] == [1, 2]
    assert config["loss"] == ["meanSquaredError", "meanAbsoluteError"]
    assert "metrics of several outputs" in notes
    model = keras.Model(entry, [first, second])
    model.compile("rmsprop", loss={"second": "mae", "first": "mse"})
    config, _ = training_config(model, tmp_path / "list")
    assert config["loss"] == ["meanSquaredError", "meanAbsoluteError"]
    model = chain((4,), layers.Dense(3))
    model.compile("sgd", "mse", metrics=["mae", "auc"])
    config, notes = training_config(model, tmp_path / "second")
    assert config["metrics"] == ["mae"]
    assert "no metric" in notes


def test_a_function_of_keras_is_its_name_and_one_of_the_same_name_is_custom(tmp_path):
    """A legacy .h5 file that was compiled with "mse" comes back with the function."""

    def mean_squared_error(y_true, y_pred):
        return keras.ops.mean(keras.ops.abs(y_true - y_pred), axis=-1)

    model = chain((4,), layers.Dense(3))
    model.compile("sgd", keras.losses.mean_squared_error)
    assert training_config(model, tmp_path / "function")[0]["loss"] == "meanSquaredError"
    model.save(tmp_path / "legacy.h5")
    legacy = keras.saving.load_model(tmp_path / "legacy.h5")
    assert training_config(legacy, tmp_path / "legacy")[0]["loss"] == "meanSquaredError"
    for loss in (mean_squared_error, [mean_squared_error]):
        model.compile("sgd", loss)
        config, notes = training_config(model, tmp_path / f"own-{type(loss).__name__}")
        assert config is None and "mean_squared_error is a custom function" in notes
    entry = keras.Input((4,))
    outputs = {name: layers.Dense(1, name=name)(entry) for name in ("first", "second")}
    own = keras.losses.mean_squared_error
    for loss in ([own, "mae"], {"first": own, "second": "mae"}):
        several = keras.Model(entry, list(outputs.values()))
        several.compile("sgd", loss)
        config, _ = training_config(several, tmp_path / f"several-{type(loss).__name__}")
        assert config["loss"][0] == "meanSquaredError"
