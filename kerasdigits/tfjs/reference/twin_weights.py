"""Weights of a model for a copy of it, which is to compute the same."""

from typing import TYPE_CHECKING

from kerasdigits.tfjs.reference.keras_internals import all_layers, own_variables

if TYPE_CHECKING:
    import keras


def copy_variables(source: "keras.Model", twin: "keras.Model") -> None:
    """Give a copy of a model the model's weights, rounded to what the copy stores.

    Args:
        source: The model.
        twin: A model of the same layers, in the same order.
    """
    import keras

    for variable, target in zip(source.weights, twin.weights, strict=True):
        target.assign(keras.ops.cast(variable, target.dtype))
    settle_layers(twin)


def settle_layers(model: "keras.Model") -> None:
    """Let layers make of weights that were assigned what they compute with.

    Normalization computes with a mean and a variance that it makes of its weights when it is
    adapted or loaded, not when they are assigned (findings/keras-normalization-set-weights.sh).

    Args:
        model: The model.
    """
    for layer in all_layers(model):
        if hasattr(layer, "finalize_state") and own_variables(layer):
            layer.finalize_state()
