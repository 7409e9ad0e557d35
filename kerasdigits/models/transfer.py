"""The network of Keras's example of transfer learning: a body and a head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasdigits.errors import ModelError

if TYPE_CHECKING:
    import keras


def build_mnist_transfer_cnn(input_shape: tuple[int, ...], num_outputs: int) -> keras.Model:
    """Build two 3x3 convolutions and a pooling, the body; and two dense layers, the head.

    The body ends with the layer `pool`, and has 9,568 parameters for one channel. A dropout of 0.25
    and one of 0.5 belong to the head.

    Source: keras-team/keras, `examples/mnist_transfer_cnn.py`.

    Args:
        input_shape: `(height, width, channels)` with both sides at least 6 pixels.
        num_outputs: Classes.

    Returns:
        A model of logits `(n, num_outputs)`.

    Raises:
        ModelError: The input is not an image, or a side is under 6 pixels.
    """
    import keras
    from keras import layers

    if len(input_shape) != 3 or min(input_shape[:2]) < 6:
        raise ModelError(
            "The mnist-transfer-cnn model needs images (height, width, channels), at least 6 x 6",
            received=f"input_shape={tuple(input_shape)}",
            remedy="Choose mlp or logistic for such data",
        )
    inputs = keras.Input(input_shape, name="inputs")
    x = layers.Conv2D(32, 3, activation="relu", name="conv_1")(inputs)
    x = layers.Conv2D(32, 3, activation="relu", name="conv_2")(x)
    x = layers.MaxPooling2D(name="pool")(x)
    x = layers.Dropout(0.25, name="dropout_1")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(128, activation="relu", name="hidden")(x)
    x = layers.Dropout(0.5, name="dropout_2")(x)
    outputs = layers.Dense(num_outputs, name="outputs")(x)
    return keras.Model(inputs, outputs, name="mnist_transfer_cnn")
