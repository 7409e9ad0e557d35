"""Small models, compiled: what TensorFlow.js goes on training."""

import keras
import numpy as np
from keras import layers
from layer_cases import chain, randomize


def classifier(loss, optimizer, metrics=()):
    model = randomize(
        chain((4,), layers.Dense(5, activation="tanh"), layers.Dense(3, activation="softmax"))
    )
    model.compile(optimizer, loss, metrics=list(metrics))
    return model


def regressor(loss, optimizer):
    model = randomize(chain((4,), layers.Dense(5, activation="tanh"), layers.Dense(1)))
    model.compile(optimizer, loss)
    return model


def binary(optimizer):
    model = randomize(chain((4,), layers.Dense(1, activation="sigmoid")))
    model.compile(optimizer, "binary_crossentropy", metrics=["accuracy"])
    return model


def normalized(optimizer, **options):
    norm = layers.BatchNormalization(**options)
    model = randomize(chain((4,), layers.Dense(5), norm, layers.Dense(1)))
    model.compile(optimizer, "mse")
    return model


def penalised(optimizer):
    """Penalties strong enough that forgetting one of them shows after a step."""
    model = randomize(
        keras.Sequential(
            [
                keras.Input((4,)),
                layers.Dense(5, "tanh", kernel_regularizer="l2", bias_regularizer="l1"),
                layers.Reshape((5, 1)),
                layers.Conv1D(3, 2, kernel_regularizer=keras.regularizers.L1L2(0.02, 0.05)),
                layers.Flatten(),
                layers.LayerNormalization(gamma_regularizer=keras.regularizers.L2(0.1)),
                layers.Dense(1),
            ]
        )
    )
    model.compile(optimizer, "mse")
    return model


def averaging(optimizer, padding):
    """The sum of averages of three neighbours, of two at the ends with padding="same"."""
    pool = layers.AveragePooling1D(3, strides=1, padding=padding)
    model = randomize(
        chain(
            (4,), layers.Dense(5), layers.Reshape((5, 1)), pool, layers.Flatten(), layers.Dense(1)
        )
    )
    sums = model.layers[-1]
    sums.kernel.assign(np.ones(sums.kernel.shape))
    model.compile(optimizer, "mse")
    return model


def repeating(optimizer, layer):
    """Weights before and behind pictures of 2 x 2 that are made larger."""
    model = randomize(
        chain(
            (4,),
            layers.Dense(4, name="before"),
            layers.Reshape((2, 2, 1)),
            layer,
            layers.Flatten(),
            layers.Dense(1, name="behind"),
        )
    )
    model.compile(optimizer, "mse")
    return model


def masked_steps(optimizer):
    """A number a step, where numbers below zero are hidden."""
    model = randomize(
        chain((4,), layers.Reshape((4, 1)), layers.ReLU(), layers.Masking(), layers.Dense(1))
    )
    model.compile(optimizer, "mse")
    return model


def shifted(optimizer):
    """Weights behind numbers that Keras never trains."""
    constants = layers.Normalization(mean=[0.5, 1.0, -1.0, 0.1], variance=[4.0, 1.0, 0.25, 1.0])
    model = randomize(chain((4,), constants, layers.Dense(5, "tanh"), layers.Dense(1)))
    model.compile(optimizer, "mse")
    return model
