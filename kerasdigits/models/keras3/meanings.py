"""What Keras 3.0 to 3.3 computed and today's does not, as Keras objects; importing registers them.

There a mask ended at every layer that is called on a list of tensors.
"""

from typing import Any

import keras

from kerasdigits.models.keras2.meanings import Maximum, Minimum, Multiply

_PACKAGE = "kerasdigits"


class _EndsMasks:
    """A merging layer that takes hidden steps as they are, and behind which there is no mask."""

    def compute_mask(self, inputs: Any, mask: Any = None) -> None:
        """Give no mask, whatever the inputs have."""
        return


def _register(name: str, merging: type) -> type:
    made = type(name, (_EndsMasks, merging), {"__doc__": f"{merging.__name__}; masks end at it."})
    made.__module__ = __name__
    return keras.saving.register_keras_serializable(package=_PACKAGE)(made)


UnmaskedAdd = _register("UnmaskedAdd", keras.layers.Add)
UnmaskedAverage = _register("UnmaskedAverage", keras.layers.Average)
UnmaskedConcatenate = _register("UnmaskedConcatenate", keras.layers.Concatenate)
UnmaskedMaximum = _register("UnmaskedMaximum", Maximum)
UnmaskedMinimum = _register("UnmaskedMinimum", Minimum)
UnmaskedMultiply = _register("UnmaskedMultiply", Multiply)
UnmaskedSubtract = _register("UnmaskedSubtract", keras.layers.Subtract)
