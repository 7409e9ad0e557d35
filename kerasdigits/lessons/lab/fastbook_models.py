"""The networks of fastbook, fastai and an example of Keras, with starts sampled in NumPy."""

from __future__ import annotations

import keras
import numpy as np


def build_dense(*sizes: int) -> keras.Model:
    """Build dense layers with ReLU between them; `784, 30, 1` is chapter 4's `simple_net`.

    Args:
        *sizes: Inputs, units of each hidden layer, outputs.

    Returns:
        A model from `(n, inputs)` to `(n, outputs)`, without an activation at the end.
    """
    hidden = [keras.layers.Dense(size, "relu") for size in sizes[1:-1]]
    return keras.Sequential([keras.Input(sizes[:1]), *hidden, keras.layers.Dense(sizes[-1])])


def build_simple_cnn(input_shape: tuple[int, ...]) -> keras.Model:
    """Build chapter 13's `simple_cnn`: five 3x3 convolutions of stride 2, ReLU between them.

    Each halves the image, 28, 14, 7, 4, 2, 1. For one channel it has 6,722 parameters. Keras's
    `same` pads an even side at its end only, where PyTorch pads both.

    Args:
        input_shape: `(height, width, channels)` with sides of at most 32 pixels.

    Returns:
        A model from `(n, height, width, channels)` to two logits, `(n, 2)`.
    """
    hidden = [keras.layers.Conv2D(n, 3, 2, "same", activation="relu") for n in (4, 8, 16, 32)]
    last = [keras.layers.Conv2D(2, 3, 2, "same"), keras.layers.Flatten()]
    return keras.Sequential([keras.Input(input_shape), *hidden, *last])


def build_normalized_cnn(input_shape: tuple[int, ...] = (28, 28, 1)) -> keras.Model:
    """Build chapter 13's network for ten digits: convolutions 8 (5x5), 16, 32, 64 and 10 (3x3).

    Each has stride 2 and batch normalization, after its ReLU. Keras's momentum of 0.99 would want
    several hundred steps before the moving averages mean anything; 0.9 is PyTorch's.

    Args:
        input_shape: `(height, width, channels)` with sides of at most 32 pixels.

    Returns:
        A model from `(n, height, width, channels)` to ten logits.
    """
    model = keras.Sequential([keras.Input(input_shape)])
    for filters, size in ((8, 5), (16, 3), (32, 3), (64, 3), (10, 3)):
        activation = "relu" if filters != 10 else None
        model.add(keras.layers.Conv2D(filters, size, 2, "same", activation=activation))
        model.add(keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-5))
    model.add(keras.layers.Flatten())
    return model


def build_dropout_mlp(input_shape: tuple[int, ...] = (28, 28, 1)) -> keras.Model:
    """Build `mnist_mlp` of Keras's examples: twice 512 ReLU units, each with a dropout of 0.2.

    Args:
        input_shape: Of an image.

    Returns:
        A model from `(n, *input_shape)` to ten logits.
    """
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Flatten()])
    for _ in range(2):
        model.add(keras.layers.Dense(512, "relu"))
        model.add(keras.layers.Dropout(0.2))
    model.add(keras.layers.Dense(10))
    return model


def build_averaging_cnn(
    input_shape: tuple[int, ...],
    classes: int,
    activation: str | None,
    rng: np.random.Generator,
) -> keras.Model:
    """Build the `simple_cnn` of fastai 1's documentation: 3x3 convolutions, and their mean.

    They have 16, 16 and `classes` filters and stride 2. Kernels start normal with the variance
    2 / inputs (He et al. 2015, arXiv 1502.01852), biases at 0.

    Args:
        input_shape: `(height, width, channels)`.
        classes: How many.
        activation: Of the last convolution; fastai's is "relu".
        rng: Where the kernels come from.

    Returns:
        A model from `(n, height, width, channels)` to `(n, classes)`.
    """
    model = keras.Sequential([keras.Input(input_shape)])
    for filters, after in ((16, "relu"), (16, "relu"), (classes, activation)):
        model.add(keras.layers.Conv2D(filters, 3, 2, padding="same", activation=after))
        kernel, bias = model.layers[-1].get_weights()
        sampled = rng.normal(size=kernel.shape) * np.sqrt(2 / np.prod(kernel.shape[:-1]))
        model.layers[-1].set_weights([sampled.astype("float32"), bias])
    model.add(keras.layers.GlobalAveragePooling2D())
    return model


def sample_start(model: keras.Model, rng: np.random.Generator) -> None:
    """Start dense and convolutional layers as PyTorch does, kernels and biases.

    All are uniform between -b and b, with b = 1 / sqrt(numbers that a unit sees): the default of
    `torch.nn.Linear` and `torch.nn.Conv2d` (their `reset_parameters`).

    Args:
        model: A built model; what has no kernel, such as normalization, stays as it is.
        rng: Where the numbers come from.
    """
    for layer in (layer for layer in model.layers if hasattr(layer, "kernel")):
        bound = np.prod(layer.kernel.shape[:-1]) ** -0.5
        layer.set_weights([rng.uniform(-bound, bound, w.shape) for w in layer.get_weights()])
