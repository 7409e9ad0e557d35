"""The same .keras file gives the same bytes from every backend, and again from the next run."""

import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import layers
from layer_cases import chain, randomize

from kerasdigits.tfjs import export
from kerasdigits.tfjs.reference.compute import compute_reference, freeing_tensors

BACKENDS = ("numpy", "tensorflow", "jax", "torch")
# Loads each file and exports it, on NumPy twice; one process a backend for all files.
EXPORT_ALL = """
import sys
from pathlib import Path
import keras
from kerasdigits.models.load import load_model
from kerasdigits.tfjs import export
files, out = Path(sys.argv[1]), Path(sys.argv[2])
for file in sorted(files.glob("*.keras")):
    for turn in "12" if keras.config.backend() == "numpy" else "1":
        folder = out / keras.config.backend() / turn / file.stem
        export(load_model(file), folder, check="off", format="layers")
"""


def convolutional():
    return chain(
        (12, 12, 1),
        layers.Rescaling(1 / 255),
        layers.Conv2D(6, 5, strides=2, padding="same", use_bias=False),
        layers.BatchNormalization(),
        layers.LeakyReLU(0.3),
        layers.DepthwiseConv2D(3, padding="same"),
        layers.SeparableConv2D(8, 3, activation="gelu"),
        layers.AveragePooling2D(2),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    )


def recurrent():
    words = keras.Input((7,), dtype="int32")
    x = layers.Embedding(20, 6, mask_zero=True)(words)
    x = layers.LSTM(4, return_sequences=True)(x)
    return keras.Model(words, [layers.GRU(5)(x), x])


def attentive():
    steps = keras.Input((6, 8))
    x = layers.MultiHeadAttention(2, 4)(steps, steps, use_causal_mask=True)
    x = layers.LayerNormalization()(layers.Add()([steps, x]))
    return keras.Model(steps, layers.Dense(3, activation="tanh")(x))


def nested():
    inner = chain((5,), layers.Dense(5, activation="elu"), layers.Dense(5))
    left, right = keras.Input((5,)), keras.Input((5,))
    x = layers.Multiply()([inner(left), inner(right)])
    return keras.Model([left, right], [layers.Dense(2)(x), layers.Softmax()(inner(x))])


def cancelling():
    """Outputs that are 0 on one backend and rounding noise on another."""
    entry = keras.Input((300,))
    x = layers.Dense(40)(entry)
    centred = layers.LayerNormalization(center=False, scale=False)(x)
    return keras.Model(entry, [layers.GlobalAveragePooling1D()(layers.Reshape((40, 1))(centred))])


MODELS = {
    model.__name__: model for model in (convolutional, recurrent, attentive, nested, cancelling)
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bytes")
    for name, build in MODELS.items():
        randomize(build()).save(folder / f"{name}.keras")
    for backend in BACKENDS:
        environment = {**os.environ, "KERAS_BACKEND": backend}
        command = [sys.executable, "-W", "ignore", "-c", EXPORT_ALL, folder, folder / "out"]
        subprocess.run(command, check=True, env=environment)
    return folder / "out"


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_every_backend_and_every_run_gives_the_same_bytes(name, exported):
    first = contents(exported / "numpy" / "1" / name)
    parity = json.loads(first["model.json"])["userDefinedMetadata"]["kerasdigits"]["parity"]
    assert parity["precision"] == "float64"
    assert contents(exported / "numpy" / "2" / name) == first
    for backend in BACKENDS:
        assert contents(exported / backend / "1" / name) == first, backend


@pytest.mark.parametrize("name", MODELS)
def test_the_reference_is_what_keras_computes(name):
    model = randomize(MODELS[name]())
    generator = np.random.default_rng(3)
    inputs = [
        generator.integers(0, 20, (5, *tensor.shape[1:])).astype(tensor.dtype)
        for tensor in model.inputs
    ]
    names = [f"output {i}" for i in range(len(model.outputs))]
    ours = compute_reference(model, inputs, names).outputs
    plain = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    for mine, theirs in zip(ours, plain if isinstance(plain, list) else [plain], strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-5 * max(0.1, np.abs(theirs).max()))


@pytest.mark.each_backend
def test_the_model_is_left_as_it_was():
    model = randomize(nested())
    before = [{**vars(layer)} for layer in model._flatten_layers()]
    weights = model.get_weights()
    outputs = model.predict([np.ones((2, 5))] * 2, verbose=0)
    compute_reference(model, [np.ones((3, 5), "float32")] * 2, ["a", "b"])
    for layer, attributes in zip(model._flatten_layers(), before, strict=True):
        for name in ("_dtype_policy", "_run_through_graph"):
            assert vars(layer).get(name) is attributes.get(name)
    assert keras.backend.result_type("float32", "float32") == "float32"
    again = model.predict([np.ones((2, 5))] * 2, verbose=0)
    for old, new in zip([*weights, *outputs], [*model.get_weights(), *again], strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.each_backend
def test_a_stateful_layer_goes_on_where_the_last_batch_ended(rng):
    """On PyTorch Keras 3.15 forgets what a layer assigns while it computes in another dtype."""
    model = randomize(
        keras.Sequential([keras.Input(batch_shape=(2, 3, 2)), layers.SimpleRNN(4, stateful=True)])
    )
    kernel, recurrent, bias = model.get_weights()
    batches = rng.normal(size=(3, 2, 3, 2)).astype("float32")
    state, expected = np.zeros((2, 4)), []
    for batch in batches:
        for step in range(3):
            state = np.tanh(batch[:, step] @ kernel + state @ recurrent + bias)
        expected.append(state)
    (found,) = compute_reference(model, [batches.reshape(6, 3, 2)], ["y"]).outputs
    np.testing.assert_allclose(found, np.concatenate(expected), atol=1e-6)


@pytest.mark.each_backend
def test_each_tensor_is_forgotten_after_its_last_use():
    import weakref

    alive, most = [], []

    @keras.saving.register_keras_serializable("test_same_bytes")
    class Watched(layers.Layer):
        def call(self, x):
            result = x + 1.0
            if not isinstance(result, keras.KerasTensor):
                alive.append(weakref.ref(result))
                most.append(sum(reference() is not None for reference in alive))
            return result

    model = chain((4,), *(Watched() for _ in range(8)))
    alive.clear(), most.clear()
    with freeing_tensors(model):
        model(keras.ops.ones((2, 4)))
    assert len(most) == 8 and max(most) <= 3


def test_code_that_insists_on_float32_falls_back_and_says_so(tmp_path):
    class Insists(layers.Layer):
        def call(self, x):
            if "float64" in str(x.dtype):
                raise TypeError("only float32 will do")
            return x * 2.0

    class Differs(layers.Layer):
        def call(self, x):
            return x * (3.0 if "float64" in str(x.dtype) else 2.0)

    x = np.ones((10, 4), "float32")
    for layer, reason in ((Insists(), "only float32 will do"), (Differs(), "Differs gives other")):
        reference = compute_reference(chain((4,), layer), [x], ["y"])
        assert reference.precision == "float32"
        np.testing.assert_array_equal(reference.outputs[0], 2 * x)
        assert reason in reference.notes[0] and "differ between backends" in reference.notes[0]


def test_large_inputs_get_fewer_samples_and_small_ones_twelve(tmp_path):
    for size, samples in ((28, 12), (224, 3), (640, 2)):
        model = chain((size, size, 3), layers.GlobalAveragePooling2D())
        report = export(model, tmp_path / str(size), check="off")
        assert report.samples == samples
