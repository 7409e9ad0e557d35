"""Whole models: graphs, nesting, sharing, names."""

import keras
from keras import layers
from layer_cases import chain

MODELS = {}
# What every backend exports; TensorFlow exports all.
EACH_BACKEND = frozenset(
    {
        "cnn_with_batch_normalization",
        "equal_names_in_nested_models",
        "nested_sequential",
        "shared_nested_model",
        "two_inputs_two_outputs",
    }
)


def model_case(function):
    MODELS[function.__name__] = function
    return function


@model_case
def cnn_with_batch_normalization():
    return chain(
        (12, 12, 1),
        layers.Conv2D(8, 3, use_bias=False),
        layers.BatchNormalization(),
        layers.Activation("relu"),
        layers.MaxPooling2D(),
        layers.Dropout(0.3),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    )


@model_case
def sequential_built_by_a_call():
    model = keras.Sequential([layers.Dense(4, activation="relu"), layers.Dense(2)])
    model(keras.ops.zeros((1, 3)))
    return model


@model_case
def skip_connection():
    entry = keras.Input((8, 8, 2))
    x = layers.Conv2D(4, 3, padding="same", activation="relu")(entry)
    y = layers.Conv2D(4, 3, padding="same")(x)
    x = layers.Add()([x, y])
    x = layers.Concatenate()([entry, x])
    return keras.Model(entry, layers.Dense(3)(layers.GlobalAveragePooling2D()(x)))


@model_case
def two_inputs_two_outputs():
    words, numbers = keras.Input((5,), dtype="int32"), keras.Input((3,))
    x = layers.GlobalAveragePooling1D()(layers.Embedding(9, 4)(words))
    both = layers.Concatenate()([x, numbers])
    return keras.Model(
        [words, numbers],
        [layers.Dense(2, name="first")(both), layers.Dense(1, name="second")(x)],
    )


@model_case
def inputs_and_outputs_in_dicts():
    entries = {"b": keras.Input((3,), name="b"), "a": keras.Input((2,), name="a")}
    outputs = {
        "z": layers.Dense(2, name="from_a")(entries["a"]),
        "y": layers.Dense(3, name="from_b")(entries["b"]),
    }
    return keras.Model(entries, outputs)


@model_case
def nested_sequential():
    inner = chain((6,), layers.Dense(5, activation="relu"), layers.Dense(4))
    return chain((6,), inner, layers.Dense(2))


@model_case
def nested_models_as_outputs():
    entry = keras.Input((6,))
    sequential = chain((6,), layers.Dense(3))
    other = keras.Input((3,))
    functional = keras.Model(other, [layers.Dense(2)(other), layers.Dense(1)(other)])
    x = sequential(entry)
    return keras.Model(entry, [x, *functional(x), sequential(entry)])


@model_case
def shared_layer():
    left, right = keras.Input((4,)), keras.Input((4,))
    shared = layers.Dense(3, activation="tanh")
    x = shared(left)
    x = layers.Multiply()([x, shared(right)])
    return keras.Model([left, right], [x, shared(layers.Dense(4)(x))])


@model_case
def shared_layer_whose_first_call_waits():
    entry = keras.Input((4,))
    shared = layers.Dense(4, activation="tanh")
    # One tensor twice into a layer is written with a copy, which TensorFlow.js comes to last.
    first = shared(layers.Multiply()([entry, entry]))
    return keras.Model(entry, [shared(entry), layers.Dense(2)(first), first])


@model_case
def shared_nested_model():
    inner = chain((4,), layers.Dense(4, activation="tanh"))
    entry = keras.Input((4,))
    x = inner(entry)
    return keras.Model(entry, layers.Add()([inner(x), inner(inner(x))]))


@model_case
def nodes_outside_the_model():
    entry = keras.Input((4,))
    shared = layers.Dense(4)
    shared(entry)  # a call that is not part of the model, so that numbers differ
    x = shared(layers.Dense(4)(entry))
    return keras.Model(entry, [shared(x), x])


@model_case
def one_layer_in_two_models():
    shared = layers.Dense(4, name="shared")
    first, second = chain((4,), shared), chain((4,), shared)
    entry = keras.Input((4,))
    return keras.Model(entry, second(layers.Activation("relu")(first(entry))))


@model_case
def equal_names_in_nested_models():
    first = chain((4,), layers.Dense(3, name="dense"), layers.BatchNormalization(name="norm"))
    second = chain((3,), layers.Dense(2, name="dense"), layers.BatchNormalization(name="norm"))
    first.name, second.name = "first", "second"
    return chain((4,), first, second, layers.Dense(2, name="dense"))


@model_case
def names_that_tensorflow_js_refuses():
    return chain(
        (4,),
        layers.Dense(3, name="schicht eins (größe 3)"),
        layers.Dense(3, name="_private"),
        layers.Dense(3, name="constructor"),
        layers.Dense(2, name="名前"),
    )


@model_case
def one_tensor_as_two_outputs():
    entry = keras.Input((4,))
    x = layers.Dense(3)(entry)
    return keras.Model(entry, [x, layers.Dense(2)(x), x, entry])


@model_case
def fixed_batch_size():
    entry = keras.Input(batch_shape=(5, 4))
    return keras.Model(entry, layers.Dense(3)(entry))


@model_case
def frozen_layers():
    model = chain((4,), layers.Dense(3), layers.BatchNormalization(), layers.Dense(2))
    model.layers[0].trainable = False
    return model


@model_case
def bidirectional_in_nested_models():
    first = chain((5, 3), layers.Bidirectional(layers.LSTM(2, return_sequences=True, name="rnn")))
    second = chain((5, 4), layers.Bidirectional(layers.LSTM(2, name="rnn")))
    return chain((5, 3), first, second)


@model_case
def one_tensor_twice_into_one_layer():
    entry = keras.Input((4,))
    x = layers.Dense(4)(entry)
    y = layers.Concatenate()([x, x, layers.Multiply()([x, x])])
    return keras.Model(entry, layers.Dense(2)(layers.Concatenate()([layers.Add()([y, y]), x])))


@model_case
def recurrent_layers_in_nested_models():
    entry, outer = keras.Input((4, 3)), keras.Input((2, 4, 3))
    inner = keras.Model(entry, layers.LSTM(3)(layers.SimpleRNN(2, return_sequences=True)(entry)))
    x = layers.TimeDistributed(inner)(outer)
    x = layers.TimeDistributed(layers.Reshape((3, 1)))(x)
    return keras.Model(outer, layers.TimeDistributed(layers.GRU(2, reset_after=False))(x))


@model_case
def model_without_weights():
    return chain((4, 3), layers.Permute((2, 1)), layers.Flatten())


@model_case
def nested_model_called_with_a_dict():
    inner = inputs_and_outputs_in_dicts()
    first, second = keras.Input((2,)), keras.Input((3,))
    outputs = inner({"b": second, "a": first})
    return keras.Model([second, first], layers.Concatenate()([outputs["y"], outputs["z"]]))


@model_case
def intermediate_tensor_as_input():
    entry = keras.Input((4,))
    middle = layers.Dense(3)(entry)
    whole = layers.Dense(2)(middle)
    return keras.Model(middle, whole)


@model_case
def names_that_every_object_owns():
    entry = keras.Input((4,), name="toString")
    x = layers.Dense(3, name="constructor")(entry)
    return keras.Model(entry, layers.Add(name="__proto__")([x, layers.Dense(3, name="valueOf")(x)]))


@model_case
def integers_into_dense():
    return chain((4,), layers.Dense(3), dtype="int32")


@model_case
def optional_input():
    first, second = keras.Input((4,)), keras.Input((4,), optional=True)
    return keras.Model([first, second], layers.Add()([first, second]))
