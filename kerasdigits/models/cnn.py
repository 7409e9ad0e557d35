"""A small convolutional network for small images of one or three channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kerasdigits.errors import ModelError

if TYPE_CHECKING:
    import keras


def build_cnn(input_shape: tuple[int, ...], num_outputs: int) -> keras.Model:
    """Build four convolutions with batch normalization, small enough for a page.

    A 5x5 convolution of stride 2 looks at strokes, two 3x3 ones at their joints, one more at half
    the size at the whole; one dense layer reads what is left. It has 19,226 parameters for MNIST.

    Args:
        input_shape: `(height, width, channels)` with both sides at least 8 pixels.
        num_outputs: Classes.

    Returns:
        A model of logits `(n, num_outputs)`.

    Raises:
        ModelError: The input is not an image, or a side is under 8 pixels.
    """
    import keras

    if len(input_shape) != 3 or min(input_shape[:2]) < 8:
        raise ModelError(
            "The cnn model needs images of (height, width, channels), at least 8 x 8",
            received=f"input_shape={tuple(input_shape)}",
            remedy="Choose mlp or logistic for such data",
        )
    inputs = keras.Input(input_shape, name="inputs")
    x = _convolve(inputs, 16, kernel_size=5, strides=2, name="conv_1")
    x = _convolve(x, 24, kernel_size=3, strides=1, name="conv_2")
    x = _convolve(x, 24, kernel_size=3, strides=1, name="conv_3")
    x = keras.layers.MaxPooling2D(name="pool_1")(x)
    x = _convolve(x, 32, kernel_size=3, strides=1, name="conv_4")
    x = keras.layers.MaxPooling2D(name="pool_2")(x)
    x = keras.layers.Flatten(name="flatten")(x)
    outputs = keras.layers.Dense(num_outputs, name="outputs")(x)
    return keras.Model(inputs, outputs, name="cnn")


def _convolve(x: Any, filters: int, kernel_size: int, strides: int, name: str) -> Any:
    """Convolve, normalize, rectify; the normalization's offset makes a bias superfluous.

    Keras's momentum of 0.99 wants several hundred steps before the moving averages mean anything,
    which a small data set's first epochs do not have; 0.9 wants fifty.
    """
    import keras

    x = keras.layers.Conv2D(
        filters, kernel_size, strides, padding="same", use_bias=False, name=name
    )(x)
    x = keras.layers.BatchNormalization(momentum=0.9, name=f"{name}_normalization")(x)
    return keras.layers.ReLU(name=f"{name}_relu")(x)
