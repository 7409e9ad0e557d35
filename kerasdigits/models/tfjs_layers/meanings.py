"""What TensorFlow.js computes and Keras 3 does not: masks. Importing this registers the classes.

TensorFlow.js's GlobalAveragePooling1D takes hidden steps as they are; a mask ends at its LeakyReLU,
ELU and Rescaling (tfjs-layers, `supportsMasking`). Its merging layers take hidden steps as Keras
2's do. They keep the names of Keras's classes: a .keras file finds weights by them.
"""

from typing import Any

import keras

from kerasdigits.models.keras2.meanings import Maximum, Minimum, Multiply, Rescaling

_PACKAGE = "kerasdigits"


class _NoMask:
    """A layer behind which there is no mask."""

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> None:
        """Give no mask, whatever the inputs have."""
        return


@keras.saving.register_keras_serializable(package=_PACKAGE, name="TfjsMasking")
class Masking(_NoMask, keras.layers.Masking):
    """Keras's Masking, which zeroes the steps, and no mask behind it."""

    def call(self, inputs: Any) -> Any:
        """Give the input with zeros in the steps that hold nothing but the mask value."""
        shown = keras.ops.any(keras.ops.not_equal(inputs, self.mask_value), -1, keepdims=True)
        return inputs * keras.ops.cast(shown, inputs.dtype)


@keras.saving.register_keras_serializable(package=_PACKAGE, name="TfjsLeakyReLU")
class LeakyReLU(_NoMask, keras.layers.LeakyReLU):
    """Keras's LeakyReLU, and no mask behind it."""


@keras.saving.register_keras_serializable(package=_PACKAGE, name="TfjsELU")
class ELU(_NoMask, keras.layers.ELU):
    """Keras's ELU, and no mask behind it."""


@keras.saving.register_keras_serializable(package=_PACKAGE, name="TfjsGlobalAveragePooling1D")
class GlobalAveragePooling1D(keras.layers.GlobalAveragePooling1D):
    """The mean of all steps, hidden ones too."""

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """Give the mean, whatever the mask says."""
        return super().call(inputs)


# What stands in where a mask may arrive.
STAND_INS: dict[str, type] = {
    "ELU": ELU,
    "GlobalAveragePooling1D": GlobalAveragePooling1D,
    "LeakyReLU": LeakyReLU,
    "Maximum": Maximum,
    "Minimum": Minimum,
    "Multiply": Multiply,
    "Rescaling": Rescaling,
}
