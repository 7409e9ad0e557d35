"""What Keras 2 computes and Keras 3 does not, as Keras objects; importing this registers them."""

import functools
from typing import Any

import keras
from keras import ops

_PACKAGE = "kerasdigits"


@keras.saving.register_keras_serializable(package=_PACKAGE)
def keras2_hard_sigmoid(x: Any) -> Any:
    """Give Keras 2's hard sigmoid, which is TensorFlow.js's too.

    Source: tf_keras/src/backend.py, `hard_sigmoid`.

    Args:
        x: A tensor of floats.

    Returns:
        `max(0, min(1, 0.2 x + 0.5))`, of the same shape.
    """
    return ops.clip(0.2 * x + 0.5, 0.0, 1.0)


class _StopsMask:
    """A layer behind which there is no mask: Keras 2 left `supports_masking` at False."""

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> None:
        """Give no mask, whatever the inputs have."""
        return


# They keep the names of Keras's classes: a .keras file finds weights by them.
@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2Rescaling")
class Rescaling(_StopsMask, keras.layers.Rescaling):
    """Keras's Rescaling, and no mask behind it."""


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2Normalization")
class Normalization(_StopsMask, keras.layers.Normalization):
    """Keras's Normalization, and no mask behind it."""


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2Identity")
class Identity(_StopsMask, keras.layers.Identity):
    """Keras's Identity, and no mask behind it: a tensor of its own, for a mask goes with it."""

    def call(self, inputs: Any) -> Any:
        """Give a copy of the input, or of the tensors in it."""
        return keras.tree.map_structure(ops.copy, inputs)


class _JoinsMasks:
    """A merging layer behind which only those steps are shown that all masks show.

    Source: tf_keras/src/layers/merging/base_merge.py and concatenate.py, `compute_mask`: inputs
    without a mask are shown everywhere. Keras 3 shows what one of the masks shows, and nothing is
    hidden behind an input without a mask.
    """

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """Give the steps that all masks show; None where there are none."""
        masks = [one for one in mask or [] if one is not None]
        return functools.reduce(ops.logical_and, masks) if masks else None


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2Add")
class Add(_JoinsMasks, keras.layers.Add):
    """Keras's Add with Keras 2's mask behind it."""


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2Average")
class Average(_JoinsMasks, keras.layers.Average):
    """Keras's Average with Keras 2's mask behind it."""


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2Subtract")
class Subtract(_JoinsMasks, keras.layers.Subtract):
    """Keras's Subtract with Keras 2's mask behind it."""


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2Maximum")
class Maximum(_JoinsMasks, keras.layers.Maximum):
    """Keras 2's Maximum: hidden steps count too."""

    def _merge_function(self, inputs: Any) -> Any:
        return functools.reduce(ops.maximum, inputs)


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2Minimum")
class Minimum(_JoinsMasks, keras.layers.Minimum):
    """Keras 2's Minimum: hidden steps count too."""

    def _merge_function(self, inputs: Any) -> Any:
        return functools.reduce(ops.minimum, inputs)


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2Multiply")
class Multiply(_JoinsMasks, keras.layers.Multiply):
    """Keras 2's Multiply: hidden steps count too."""

    def _merge_function(self, inputs: Any) -> Any:
        return functools.reduce(ops.multiply, inputs)


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2Concatenate")
class Concatenate(_JoinsMasks, keras.layers.Concatenate):
    """Keras's Concatenate with Keras 2's mask behind it."""

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """Give the steps that all masks show; behind one another, the masks as they are."""
        if self.axis in (-1, len(inputs[0].shape) - 1):
            return super().compute_mask(inputs, mask)
        return keras.layers.Concatenate.compute_mask(self, inputs, mask)


@keras.saving.register_keras_serializable(package=_PACKAGE)
class ThresholdedReLU(keras.layers.Layer):
    """Keras 2's ThresholdedReLU: what is above theta as it is, 0 elsewhere.

    Args:
        theta: The threshold, >= 0.
        **kwargs: As every layer takes them.
    """

    def __init__(self, theta: float = 1.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.theta = theta
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """Give the values above theta, of the same shape."""
        return ops.where(inputs > self.theta, inputs, ops.zeros_like(inputs))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Give the shape of the input."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Give the arguments of the constructor."""
        return {**super().get_config(), "theta": self.theta}
