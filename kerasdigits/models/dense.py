"""Models of dense layers: one unit, one layer, one hidden layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras


def build_linear(input_shape: tuple[int, ...], num_outputs: int) -> keras.Model:
    """Build `kernel * x + bias`; with one number in and one out it has two weights.

    Source: Deep Learning with JavaScript, chapter 2 (`tf.layers.dense({units: 1})`).

    Args:
        input_shape: The shape of one sample; flattened when it has more than one axis.
        num_outputs: Numbers to predict.

    Returns:
        A model of outputs `(n, num_outputs)`.
    """
    return _dense_layers(input_shape, num_outputs, [], "linear")


def build_logistic(input_shape: tuple[int, ...], num_outputs: int) -> keras.Model:
    """Build softmax regression: one dense layer that gives logits.

    Source: fastai course v3, lesson 5 (`Mnist_Logistic`).

    Args:
        input_shape: The shape of one sample.
        num_outputs: Classes.

    Returns:
        A model of logits `(n, num_outputs)`.
    """
    return _dense_layers(input_shape, num_outputs, [], "logistic")


def build_mlp(input_shape: tuple[int, ...], num_outputs: int) -> keras.Model:
    """Build one hidden layer of 30 ReLU units.

    Source: fastbook chapter 4 (`simple_net`).

    Args:
        input_shape: The shape of one sample.
        num_outputs: Classes or numbers to predict.

    Returns:
        A model of logits or predictions `(n, num_outputs)`.
    """
    return _dense_layers(input_shape, num_outputs, [30], "mlp")


def _dense_layers(
    input_shape: tuple[int, ...], num_outputs: int, hidden_units: list[int], name: str
) -> keras.Model:
    import keras

    inputs = keras.Input(input_shape, name="inputs")
    x = inputs
    if len(input_shape) > 1:
        x = keras.layers.Flatten(name="flatten")(x)
    for index, units in enumerate(hidden_units, start=1):
        x = keras.layers.Dense(units, activation="relu", name=f"hidden_{index}")(x)
    outputs = keras.layers.Dense(num_outputs, name="outputs")(x)
    return keras.Model(inputs, outputs, name=name)
