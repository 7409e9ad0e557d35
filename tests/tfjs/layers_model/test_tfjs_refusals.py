"""What cannot be carried exactly is refused by name, with what to do, and leaves nothing behind."""

import keras
import numpy as np
import pytest
from keras import layers
from layer_cases import chain, merged

from kerasdigits.errors import ExportError
from kerasdigits.tfjs import export


@keras.saving.register_keras_serializable("refusals")
class Doubled(layers.Layer):
    def call(self, inputs):
        return 2 * inputs


def make_registered():
    """A class of a function, of which Keras writes no module."""

    @keras.saving.register_keras_serializable("refusals")
    class Local(layers.Layer):
        def call(self, inputs):
            return 2 * inputs

    return Local


class Undescribed(layers.Layer):
    def __init__(self, needed):
        super().__init__()
        self.needed = needed

    def call(self, inputs):
        return inputs


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(2)

    def call(self, inputs):
        return self.dense(inputs)


def functional(shape, build):
    entry = keras.Input(shape)
    return keras.Model(entry, build(entry))


def quantized():
    model = chain((8,), layers.Dense(4, name="quantized"))
    model.layers[0].quantize("int8")
    return model


def used_twice_with_other_ranks():
    shared = layers.Flatten(name="shared")
    flat, deep = keras.Input((4,)), keras.Input((2, 2))
    return keras.Model([flat, deep], [shared(flat), shared(deep)])


def different_directions():
    return layers.Bidirectional(
        layers.LSTM(2), backward_layer=layers.LSTM(2, activation="relu", go_backwards=True)
    )


REFUSED = {
    "keras.ops": (
        lambda: functional((4,), lambda x: keras.ops.exp(x)),
        "(Exp) is a keras.ops operation",
    ),
    "operation along the batch": (
        lambda: functional((4,), lambda x: keras.ops.mean(x, axis=0, keepdims=True)),
        "(Mean) works along the batch",
    ),
    "division by a tensor": (
        lambda: functional((4,), lambda x: 1.0 / x),
        "divides by a tensor",
    ),
    "pictures by their own values": (
        lambda: chain((8, 8, 3), layers.AutoContrast(name="contrast")),
        '"contrast" (AutoContrast) changes each picture',
    ),
    "state bent by a hard sigmoid": (
        lambda: chain((4, 2), layers.LSTM(2, activation="hard_sigmoid")),
        "applies hard_sigmoid to its state",
    ),
    "function as activation": (
        lambda: chain((4,), layers.Dense(2, activation=keras.ops.sin)),
        "Received: sin",
    ),
    "layer with weights as activation": (
        lambda: chain((4,), layers.Dense(2, activation=layers.PReLU())),
        "layer with weights of its own as its activation",
    ),
    "volumes transposed with output padding": (
        lambda: chain(
            (None, 4, None, 1), layers.Conv3DTranspose(1, 3, strides=2, output_padding=1)
        ),
        "(Conv3DTranspose) transposes volumes",
    ),
    "mask into a nested model": (
        lambda: masked_words(chain((8, 2), layers.LSTM(2))),
        "is a model inside a model and is given a mask",
    ),
    "mask into a convolutional LSTM": (
        lambda: chain(
            (3, 4, 4, 1),
            layers.Masking(),
            layers.ConvLSTM2D(1, 2),
        ),
        "is used with masks",
    ),
    "last zero for masked steps": (
        lambda: masked_words(layers.SimpleRNN(2, zero_output_for_mask=True)),
        "only its last output",
    ),
    "two readers of a masked tensor": (
        lambda: functional_words(two_attentions),
        "shares a masked tensor",
    ),
    "masks into maximum": (
        lambda: functional_words(lambda x: layers.Maximum()([x, layers.Dense(2)(x)])),
        "leaves out the masked steps",
    ),
    "unbuilt": (lambda: keras.Sequential([layers.Dense(2)]), "not built"),
    "subclassed": (Subclassed, "is a custom class, so it is code"),
    "no model": (lambda: "model.keras", "Only a Keras model"),
    "lambda": (lambda: chain((4,), layers.Lambda(lambda x: x, name="odd")), '"odd" (Lambda) is Py'),
    "custom layer": (
        lambda: chain((4,), Doubled(name="mine")),
        '"mine" (Doubled) is a custom class',
    ),
    "registered layer of a function": (
        lambda: chain((4,), make_registered()(name="local")),
        '"local" (Local) is a custom class',
    ),
    "crop that enlarges": (
        lambda: chain((4, 4, 1), layers.CenterCrop(5, 3, name="crop")),
        '"crop" (CenterCrop) does not crop',
    ),
    "two open sizes": (
        lambda: chain((None, None, 2, 1), layers.ZeroPadding3D(1, name="pad")),
        '"pad" (ZeroPadding3D) works on a shape with more than one unknown size',
    ),
    "exponential": (lambda: chain((4,), layers.Activation("exponential")), "exponential"),
    "interpolation of an unknown size": (
        lambda: chain((None, 8, 4), layers.UpSampling2D(2, interpolation="bilinear")),
        "resizes pictures of unknown size",
    ),
    "resizing that crops": (
        lambda: chain((8, 6, 4), layers.Resizing(3, 3, crop_to_aspect_ratio=True)),
        "keeps the aspect ratio",
    ),
    "categories of an unknown number": (
        lambda: chain((None,), layers.CategoryEncoding(5), dtype="int32"),
        "encodes categories of a shape",
    ),
    "layer without a config": (
        lambda: chain((4,), Undescribed(2)),
        "(Undescribed) is a custom class",
    ),
    "layer that cannot be described": (
        lambda: functional((4,), Undescribed(np.zeros)),
        "cannot describe itself",
    ),
    "batch norm epsilon": (
        lambda: chain((8, 3), layers.BatchNormalization(epsilon=0)),
        "epsilon=0",
    ),
    "batch renormalization": (
        lambda: chain((3,), layers.BatchNormalization(renorm=True)),
        "renorm=True",
    ),
    "reset after, other activation": (
        lambda: chain((8, 3), layers.GRU(2, activation="relu", name="gru")),
        '"gru" (GRU) resets after the recurrent product',
    ),
    "reset after, stateful": (
        lambda: functional_batch((2, 8, 3), layers.GRU(2, stateful=True)),
        "stateful=True",
    ),
    "different directions under a mask": (
        lambda: masked_words(different_directions()),
        "has a backward layer whose arguments differ",
    ),
    "stateful cells": (
        lambda: functional_batch((2, 8, 3), layers.RNN(layers.LSTMCell(2), stateful=True)),
        "(RNN) keeps its state",
    ),
    "stateful directions": (
        lambda: functional_batch((2, 8, 3), layers.Bidirectional(layers.LSTM(2, stateful=True))),
        "keeps the states of both directions",
    ),
    "dropout in inference": (
        lambda: functional((4,), lambda x: layers.Dropout(0.5)(x, training=True)),
        "training=True",
    ),
    "causal attention over an unknown length": (
        lambda: functional(
            (None, 2), lambda x: layers.MultiHeadAttention(1, 2)(x, x, use_causal_mask=True)
        ),
        "attends causally over an unknown length",
    ),
    "attention over two axes": (
        lambda: functional(
            (3, 4, 2), lambda x: layers.MultiHeadAttention(1, 2, attention_axes=(2,))(x, x)
        ),
        "attends over some of several axes",
    ),
    "einsum of pairs": (
        lambda: chain((4, 5), layers.EinsumDense("abc,bcd->abd", output_shape=(4, 3))),
        "(EinsumDense) multiplies axes pairwise",
    ),
    "einsum with a bias along the input": (
        lambda: chain((4, 5), layers.EinsumDense("abc,cd->abd", (4, 3), bias_axes="bd")),
        "bias along an axis of its input",
    ),
    "flatten of open size": (lambda: chain((None, 3), layers.Flatten()), "not fully known"),
    "flatten of two ranks": (used_twice_with_other_ranks, "flat and deeper"),
    "dot of four dimensions": (
        lambda: merged(layers.Dot(axes=3), (2, 3, 4), (2, 3, 4)),
        "number of dimensions",
    ),
    "quantized": (quantized, '"quantized"'),
    "one number per sample": (
        lambda: functional((), lambda x: x * 2.0),
        "takes one number per sample",
    ),
    "text input": (
        lambda: functional_dtype("string", lambda x: layers.Identity()(x)),
        "takes sparse or ragged tensors or text, which TensorFlow.js's layers cannot",
    ),
}


def functional_batch(batch_shape, layer):
    entry = keras.Input(batch_shape=batch_shape)
    return keras.Model(entry, layer(entry))


def functional_dtype(dtype, build):
    entry = keras.Input((1,), dtype=dtype)
    return keras.Model(entry, build(entry))


def both_directions_from_a_state(x):
    states = layers.LSTM(2, return_state=True)(x)[1:]
    return layers.Bidirectional(layers.LSTM(2))(x, initial_state=[*states, *states])


def functional_words(build):
    entry = keras.Input((8,), dtype="int32")
    return keras.Model(entry, build(layers.Embedding(5, 2, mask_zero=True)(entry)))


def two_attentions(x):
    attend = layers.MultiHeadAttention(1, 2)
    return [attend(x, x), layers.Attention()([x, x])]


def words_into_lstm(x):
    return layers.LSTM(2, name="lstm")(layers.Embedding(5, 2, mask_zero=True)(x))


def masked_words(*after):
    return chain((8,), layers.Embedding(5, 2, mask_zero=True), *after, dtype="int32")


def masked_attention():
    entry, mask = keras.Input((4, 2)), keras.Input((4, 4), dtype="bool")
    attend = layers.MultiHeadAttention(1, 2)
    return keras.Model([entry, mask], attend(entry, entry, attention_mask=mask))


def masked_lstm():
    entry, mask = keras.Input((4, 2)), keras.Input((4,), dtype="bool")
    return keras.Model([entry, mask], layers.LSTM(2)(entry, mask=mask))


# Keras says of layers that drop a mask that they do.
@pytest.mark.filterwarnings("ignore:.*does not support masking")
@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_by_name_and_nothing_is_left(name, tmp_path):
    build, expected = REFUSED[name]
    with pytest.raises(ExportError) as error:
        export(build(), tmp_path / "new" / "model", check="off", format="layers")
    assert expected in str(error.value)
    assert str(error.value).endswith(".") and "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_refused_by_name(value, tmp_path):
    model = chain((2,), layers.Dense(2, name="broken", use_bias=False))
    model.layers[0].kernel.assign(np.array([[1.0, value], [1.0, 1.0]], "float32"))
    with pytest.raises(ExportError, match=r"broken/kernel.*1 of 4"):
        export(model, tmp_path / "m", parity_inputs=np.zeros((10, 2), "float32"), check="off")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        (np.zeros((9, 2), "float32"), "at least 10 samples.*9 samples"),
        (np.zeros((10, 3), "float32"), r"shape \(10, 3\)"),
        ([np.zeros((10, 2), "float32")] * 2, "has 1 inputs.*for 2"),
        (np.full((10, 2), np.nan, "float32"), "NaN"),
        (np.array(["a"] * 10), "Preprocess"),
    ],
)
def test_unfit_parity_inputs_are_refused(inputs, expected, tmp_path):
    with pytest.raises(ExportError, match=expected):
        export(chain((2,), layers.Dense(2)), tmp_path / "m", parity_inputs=inputs, check="off")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"metadata": {"metric": float("nan")}}, "JSON"),
        ({"metadata": {"array": np.zeros(2)}}, "JSON"),
        ({"parity_labels": [1, 2]}, "2 labels"),
        ({"check": "maybe"}, "Received: maybe"),
    ],
)
def test_unfit_options_are_refused(options, expected, tmp_path):
    with pytest.raises(ExportError, match=expected):
        export(chain((2,), layers.Dense(2)), tmp_path / "m", **({"check": "off"} | options))
    assert list(tmp_path.iterdir()) == []


def test_parity_inputs_that_keras_cannot_run_are_one_clear_error(tmp_path):
    if keras.backend.backend() != "tensorflow":
        pytest.skip("other backends clip an index that is out of range")
    model = chain((2,), layers.Embedding(3, 2), dtype="int32")
    with pytest.raises(ExportError, match="Keras itself cannot run") as error:
        export(model, tmp_path / "m", parity_inputs=np.full((10, 2), 7), check="off")
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []
