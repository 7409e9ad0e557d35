"""What Keras 2 computes and Keras 3 does not, as Keras objects; importing this registers them."""

import functools
from typing import Any

import keras
from keras import ops

from kerasdigits.tfjs.reference.keras_internals import mask_of

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


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2ReLU")
class ReLU(_StopsMask, keras.layers.ReLU):
    """Keras's ReLU, and no mask behind it: that of Keras before 2.5."""


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2SpectralNormalization")
class SpectralNormalization(keras.layers.SpectralNormalization):
    """Keras's SpectralNormalization that passes a mask on as the layer inside does.

    In Keras 3 it does so on backends whose tensors hold their masks, and not on numpy.
    """

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.supports_masking = self.layer.supports_masking

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Give the mask of the input, or what the layer inside makes of it."""
        return self.layer.compute_mask(inputs, previous_mask)


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2MultiHeadAttention")
class MultiHeadAttention(_StopsMask, keras.layers.MultiHeadAttention):
    """Keras's MultiHeadAttention without the masks of its inputs: that of Keras before 2.10."""

    def call(
        self,
        query: Any,
        value: Any,
        key: Any = None,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
        **options: Any,
    ) -> Any:
        """Attend to all steps, hidden ones too."""
        # Keras reads the mask of the query off the tensor itself.
        return super().call(ops.copy(query), value, key=key, **options)


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2Softmax")
class Softmax(keras.layers.Softmax):
    """Keras's Softmax that passes a mask on and reads none: that of Keras before 2.4."""

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """Give the softmax of all values."""
        return super().call(inputs)


class _ReadsMaskBesideStates:
    """A recurrent layer that reads the mask of its input where a call gives its states, too.

    Keras 3 gives a layer that is called on several tensors none of their masks.
    """

    def __call__(
        self, sequences: Any, initial_state: Any = None, mask: Any = None, **options: Any
    ) -> Any:
        """Call the layer, with the mask as one of its arguments."""
        mask = mask_of(sequences) if mask is None else mask
        return super().__call__(  # type: ignore[misc]  # of the layer that it stands before
            sequences, initial_state=initial_state, mask=mask, **options
        )


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2LSTM")
class LSTM(_ReadsMaskBesideStates, keras.layers.LSTM):
    """Keras's LSTM that reads a mask beside its states."""


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2GRU")
class GRU(_ReadsMaskBesideStates, keras.layers.GRU):
    """Keras's GRU that reads a mask beside its states."""


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2SimpleRNN")
class SimpleRNN(_ReadsMaskBesideStates, keras.layers.SimpleRNN):
    """Keras's SimpleRNN that reads a mask beside its states."""


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2RNN")
class RNN(_ReadsMaskBesideStates, keras.layers.RNN):
    """Keras's RNN that reads a mask beside its states."""


@keras.saving.register_keras_serializable(package=_PACKAGE, name="Keras2Bidirectional")
class Bidirectional(_ReadsMaskBesideStates, keras.layers.Bidirectional):
    """Keras's Bidirectional that reads a mask beside its states."""


@keras.saving.register_keras_serializable(package=_PACKAGE)
class MultiBackendBidirectional(Bidirectional):
    """Keras's Bidirectional that yields at a hidden step what it yielded before, and not zeros."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        for layer in (self.forward_layer, self.backward_layer):
            layer.zero_output_for_mask = False


@keras.saving.register_keras_serializable(package=_PACKAGE)
class Keras2Ellipsis:
    """The `...` of a slice in a config; Keras 3 gives what `from_config` does."""

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Give the `...`."""
        return ...

    def get_config(self) -> dict[str, Any]:
        """Give nothing, for there is nothing to tell."""
        return {}
