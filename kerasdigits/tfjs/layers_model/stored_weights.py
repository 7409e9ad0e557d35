"""A model's weights under the names that the layers route writes, as they are now."""

from typing import TYPE_CHECKING

from kerasdigits.deferred import without_importing_tensorflow
from kerasdigits.tfjs.format.weights import NamedWeight
from kerasdigits.tfjs.layers_model.topology import translate_model
from kerasdigits.tfjs.reference.precision import as_float32, without_quantization

if TYPE_CHECKING:
    import keras


def list_weights(model: "keras.Model") -> list[NamedWeight]:
    """List what the route would write of a model's weights.

    Args:
        model: A built Sequential or Functional model.

    Returns:
        The weights in the manifest's order, names and values; those of a layer that is composed
        of others are computed from its present ones.

    Raises:
        ExportError: The route cannot carry the model.
    """
    with without_importing_tensorflow():
        return translate_model(as_float32(without_quantization(model)[0])[0]).weights
