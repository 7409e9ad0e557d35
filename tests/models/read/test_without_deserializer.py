"""A model is read while Keras's deserializer cannot run, by each command that reads one."""

import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from click.testing import CliRunner
from keras import layers
from layer_cases import randomize
from model_cases import MODELS
from no_deserializer import break_all
from whole_models import draw_inputs, run_keras

from kerasdigits.cli import main
from kerasdigits.errors import ModelError
from kerasdigits.models.load import load_model
from kerasdigits.runs import RunFolder
from kerasdigits.training import own_code


def wrapped():
    """Layers that make layers of their own of what they hold."""
    entry = keras.Input((5, 4))
    x = layers.Bidirectional(layers.GRU(3, return_sequences=True), merge_mode="ave")(entry)
    x = layers.TimeDistributed(layers.Dense(3, activation="elu", kernel_regularizer="l2"))(x)
    x = layers.RNN([layers.LSTMCell(3), layers.GRUCell(2, reset_after=False)])(x)
    return keras.Model(entry, layers.Dense(2, kernel_constraint="non_neg")(x))


def normalized():
    """Variables that are not trained, and values that the config holds."""
    model = keras.Sequential([keras.Input((4,)), layers.Normalization(), layers.Dense(3)])
    model.layers[0].adapt(np.arange(20.0, dtype="float32").reshape(5, 4) ** 2)
    model.add(layers.Rescaling([0.5, 1.0, 2.0], offset=-1.0))
    model.add(layers.BatchNormalization(gamma_initializer="he_normal"))
    return model


def called_in_every_way():
    """Operations, arguments by name, a layer that is called twice, and outputs in a dict."""
    entry = keras.Input((5, 4), name="steps")
    shared = layers.Dense(4, activation=keras.activations.gelu)
    x = keras.ops.concatenate([shared(entry), shared(entry[:, ::2])], axis=1)
    x = layers.MultiHeadAttention(2, 3)(x, value=x, use_causal_mask=True)
    return keras.Model({"steps": entry}, {"mean": keras.ops.mean(x, axis=(1, 2)), "all": x * 2.0})


def compiled():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="softmax")])
    model.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.ExponentialDecay(0.1, 9, 0.5)),
        keras.losses.CategoricalCrossentropy(label_smoothing=0.1),
        metrics=["accuracy", keras.metrics.AUC()],
    )
    return model


def quantized():
    model = keras.Sequential([keras.Input((8,)), layers.Dense(4, activation="tanh")])
    model.quantize("int8")
    return model


BUILDERS = {
    **{build.__name__: build for build in (wrapped, normalized, called_in_every_way)},
    **{build.__name__: build for build in (compiled, quantized)},
    **{name: MODELS[name] for name in ("nested_sequential", "inputs_and_outputs_in_dicts")},
}
NOT_IN_H5 = ("called_in_every_way", "quantized")  # Keras cannot read it there, nor can we


@pytest.mark.each_backend
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
@pytest.mark.filterwarnings("ignore:.*custom_gradient")  # by numpy
@pytest.mark.filterwarnings("ignore:Layer InputLayer does not have a `quantize` method")
@pytest.mark.parametrize("name", BUILDERS)
def test_each_form_of_a_model_is_read_and_computes_the_same(
    name, save_each_form, tmp_path, monkeypatch
):
    model = BUILDERS[name]()
    model = randomize(model) if name in MODELS else model
    paths = save_each_form(model, tmp_path)
    inputs = draw_inputs(model.inputs, 2, 5)
    expected = run_keras(model, inputs)
    break_all(monkeypatch.setattr)
    for path in paths[:-1] if name in NOT_IN_H5 else paths:
        for one, other in zip(expected, run_keras(load_model(path), inputs), strict=True):
            np.testing.assert_array_equal(one, other)


def test_a_class_of_ones_own_is_left_to_kerass_loader(tmp_path, monkeypatch):
    """What breaks it above does break it: who names a class asks for Keras's loader."""
    model = keras.Sequential([keras.Input((3,)), OwnLayer()])
    model.save(tmp_path / "model.keras")
    named = {"custom_objects": [f"{__name__}:OwnLayer"]}
    assert type(load_model(tmp_path / "model.keras", **named).layers[0]) is OwnLayer
    break_all(monkeypatch.setattr)
    with pytest.raises(ModelError, match="Keras's deserializer was asked"):
        load_model(tmp_path / "model.keras", **named)


class OwnLayer(layers.Layer):
    def call(self, inputs):
        return inputs


def run(*arguments, exit_code=0):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == exit_code, result.output


def test_the_commands_that_read_a_run_do_without(tmp_path, few_digits, monkeypatch):
    monkeypatch.chdir(tmp_path)
    keep = RunFolder.write_checkpoint

    def keep_and_stop(self, model, history):
        keep(self, model, history)
        raise KeyboardInterrupt

    fit = ("fit", "--data", few_digits, "--model", "mlp", "--epochs", 2, "--out", "run", "--quiet")
    with monkeypatch.context() as stopping:
        stopping.setattr(RunFolder, "write_checkpoint", keep_and_stop)
        run(*fit, exit_code=130)
    loaded = []

    def load_without(*arguments, **named):
        """Training asks Keras's deserializer for its own "zeros"; reading does not."""
        with monkeypatch.context() as broken:
            break_all(broken.setattr)
            loaded.append(load_model(*arguments, **named))
        return loaded[-1]

    with monkeypatch.context() as resuming:
        resuming.setattr(own_code, "load_model", load_without)
        run("fit", "--resume", "--out", "run", "--quiet")
    assert loaded[0].compiled
    break_all(monkeypatch.setattr)
    run("evaluate", "run", "--quiet")
    run("export", "run", "public", "--check", "off", "--quiet")


def test_a_process_that_exports_and_checks_does_without(tmp_path):
    model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(4, 3, activation="relu")])
    model.add(layers.Flatten())
    model.add(layers.Dense(10))
    model.save(tmp_path / "model.keras")
    program = (
        "import no_deserializer as no; no.break_all(); import kerasdigits.entry as e; e.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "export", "model.keras", "public", "--format", "layers"],
        cwd=tmp_path,
        env={**os.environ, "KERAS_BACKEND": "numpy", "PYTHONPATH": PATH},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "public" / "model.json").is_file()


PATH = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
