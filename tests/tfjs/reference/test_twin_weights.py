"""A copy of a model computes what the model does, also where a layer does not read its weights."""

import json

import keras
import numpy as np
import pytest
from keras import layers

from kerasdigits.tfjs import export
from kerasdigits.tfjs.format.tensor_record import decode_tensor
from kerasdigits.tfjs.reference.precision import as_float32, without_quantization
from kerasdigits.tfjs.training_calls import settle_training_calls


@pytest.fixture
def samples(rng):
    """Numbers around 50, which are far from what they are without normalization."""
    return rng.normal(50, 10, (20, 3)).astype("float32")


def adapted(samples, dtype="float32", **call):
    """A model that normalizes, and turns what is not normalized into ones."""
    normalization = layers.Normalization(dtype=dtype)
    normalization.adapt(samples)
    entry = keras.Input((3,))
    bounded = layers.Activation("tanh", dtype=dtype)(normalization(entry))
    learned = layers.BatchNormalization(dtype=dtype)(bounded, **call)
    return keras.Model(entry, layers.Dense(2, dtype=dtype)(learned))


def run(model, samples):
    return np.asarray(keras.ops.convert_to_numpy(model(samples)), "float64")


@pytest.mark.parametrize("dtype", ["mixed_float16", "mixed_bfloat16"])
def test_a_copy_in_float32_normalizes_as_the_model_does(dtype, samples):
    model = adapted(samples, dtype)
    twin, notes = as_float32(model)
    assert twin is not model and notes
    np.testing.assert_allclose(run(twin, samples), run(model, samples), atol=0.05)


def test_a_copy_without_quantization_normalizes_as_the_model_does(samples):
    model = adapted(samples)
    weights_only = keras.quantizers.Int8QuantizationConfig(activation_quantizer=None)
    model.layers[-1].quantize("int8", config=weights_only)
    twin, notes = without_quantization(model)
    assert twin is not model and notes
    np.testing.assert_allclose(run(twin, samples), run(model, samples), atol=1e-4)


def test_a_copy_that_normalizes_by_the_batch_normalizes_by_what_was_adapted_first(samples):
    model = adapted(samples, training=True)
    twin, notes = settle_training_calls(model, "as-called")
    assert twin is not model and notes
    np.testing.assert_allclose(run(twin, samples), run(model, samples), atol=1e-4)


def test_the_samples_of_an_export_in_half_precision_are_those_of_the_model(samples, tmp_path):
    model = adapted(samples, "mixed_float16")
    export(model, tmp_path / "m", parity_inputs=[samples], check="off")
    document = json.loads((tmp_path / "m" / "model.json").read_text())
    parity = document["userDefinedMetadata"]["kerasdigits"]["parity"]
    given, kept = (decode_tensor(parity[key][0]) for key in ("inputs", "outputs"))
    np.testing.assert_allclose(kept, run(model, given), atol=0.05)
