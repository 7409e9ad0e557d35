"""Residual networks: ResNet18, and a small one for digits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kerasdigits.errors import ModelError

if TYPE_CHECKING:
    import keras


def build_resnet18(input_shape: tuple[int, ...], num_outputs: int) -> keras.Model:
    """Build ResNet18, for pictures of any size and any number of channels.

    A 7x7 convolution and a pooling, each of stride 2, then eight blocks of two 3x3 convolutions, in
    four stages of 64, 128, 256 and 512 channels, of which the last three halve the picture. It has
    11,171,266 trainable parameters for MNIST's 3s and 7s, and 11,689,512 for ImageNet, as
    torchvision's. `same` pads an even side at its end only, where PyTorch pads both.

    Source: He et al. 2015 (arXiv 1512.03385), table 1; projections of 1x1 where the shape changes.

    Args:
        input_shape: `(height, width, channels)`; small pictures end up as one pixel of 512
            channels.
        num_outputs: Classes.

    Returns:
        A model of logits `(n, num_outputs)`.

    Raises:
        ModelError: The input is not an image.
    """
    import keras

    _require_image("resnet18", input_shape)
    inputs = keras.Input(input_shape, name="inputs")
    x = _convolve(inputs, 64, 7, 2, "stem")
    x = keras.layers.ReLU(name="stem_relu")(x)
    x = keras.layers.MaxPooling2D(3, 2, padding="same", name="stem_pool")(x)
    for stage, filters in enumerate((64, 128, 256, 512), start=1):
        for block in (1, 2):
            strides = 2 if stage > 1 and block == 1 else 1
            x = _add_block(x, filters, strides, f"stage_{stage}_block_{block}")
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    outputs = keras.layers.Dense(num_outputs, name="outputs")(x)
    return keras.Model(inputs, outputs, name="resnet18")


def build_conv_and_res(input_shape: tuple[int, ...], num_outputs: int) -> keras.Model:
    """Build a small residual network: four convolutions of stride 2, a block after each.

    They have 8, 16, 32 and 16 channels; a fifth convolution has one for each class. It has 41,132
    trainable parameters for MNIST. Normalization comes after the ReLU, as in the source.

    Source: fastai course v3, lesson 7 (`conv_and_res`).

    Args:
        input_shape: `(height, width, channels)` with sides of at most 32 pixels, so that one place
            is left.
        num_outputs: Classes.

    Returns:
        A model of logits `(n, num_outputs)`.

    Raises:
        ModelError: The input is not an image, or a side is over 32 pixels.
    """
    import keras

    _require_image("conv-and-res", input_shape)
    if max(input_shape[:2]) > 32:
        raise ModelError(
            "The conv-and-res model is for small images, of at most 32 x 32",
            received=f"input_shape={tuple(input_shape)}",
            remedy="Choose resnet18 for larger ones",
        )
    inputs = keras.Input(input_shape, name="inputs")
    x = inputs
    for number, filters in enumerate((8, 16, 32, 16), start=1):
        x = _rectify_and_normalize(x, filters, 2, f"conv_{number}")
        branch = _rectify_and_normalize(x, filters, 1, f"block_{number}_conv_1")
        branch = _rectify_and_normalize(branch, filters, 1, f"block_{number}_conv_2")
        x = keras.layers.Add(name=f"block_{number}")([x, branch])
    x = _convolve(x, num_outputs, 3, 2, "outputs")
    outputs = keras.layers.Flatten(name="flatten")(x)
    return keras.Model(inputs, outputs, name="conv_and_res")


def _add_block(x: Any, filters: int, strides: int, name: str) -> Any:
    """Two convolutions, whose result is added to what came in; then a ReLU."""
    import keras

    branch = _convolve(x, filters, 3, strides, f"{name}_conv_1")
    branch = keras.layers.ReLU(name=f"{name}_relu_1")(branch)
    branch = _convolve(branch, filters, 3, 1, f"{name}_conv_2")
    if strides != 1 or x.shape[-1] != filters:
        x = _convolve(x, filters, 1, strides, f"{name}_shortcut")
    x = keras.layers.Add(name=f"{name}_add")([x, branch])
    return keras.layers.ReLU(name=f"{name}_relu_2")(x)


def _convolve(x: Any, filters: int, kernel_size: int, strides: int, name: str) -> Any:
    """Convolve and normalize; momentum and epsilon are PyTorch's defaults.

    Kernels start as He et al. had them, normal with a variance of 2 / (numbers that go out).
    """
    import keras

    start = keras.initializers.VarianceScaling(
        2.0, mode="fan_out", distribution="untruncated_normal"
    )
    x = keras.layers.Conv2D(
        filters,
        kernel_size,
        strides,
        padding="same",
        use_bias=False,
        kernel_initializer=start,
        name=name,
    )(x)
    return keras.layers.BatchNormalization(
        momentum=0.9, epsilon=1e-5, name=f"{name}_normalization"
    )(x)


def _rectify_and_normalize(x: Any, filters: int, strides: int, name: str) -> Any:
    """Convolve, rectify, normalize: a layer of fastai's first version."""
    import keras

    x = keras.layers.Conv2D(
        filters,
        3,
        strides,
        padding="same",
        use_bias=False,
        activation="relu",
        kernel_initializer="he_normal",
        name=name,
    )(x)
    return keras.layers.BatchNormalization(
        momentum=0.9, epsilon=1e-5, name=f"{name}_normalization"
    )(x)


def _require_image(model: str, input_shape: tuple[int, ...]) -> None:
    if len(input_shape) != 3:
        raise ModelError(
            f"The {model} model needs images of (height, width, channels)",
            received=f"input_shape={tuple(input_shape)}",
            remedy="Choose mlp or logistic for such data",
        )
