"""Weights that Keras leaves in the file: those of layers that it could not build.

Keras builds a model of a class of its own by calling it on symbols of the shapes that it kept, and
it keeps only those of the first argument. Where that fails it warns, and Dense, EinsumDense,
Embedding and convolutions go without their weights in silence (`load_own_variables` in
keras/src/layers/core/dense.py): the next call draws new ones. So what is left is noted, the
model is called on zeros of the shapes that the user tells, and the file is read again.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.errors import ExportError, ModelError, option
from kerasdigits.tfjs.reference.keras_altered import building_on_zeros
from kerasdigits.tfjs.reference.keras_internals import all_layers
from kerasdigits.tfjs.reference.model_inputs import find_inputs

if TYPE_CHECKING:
    import keras

# Where a size is open.
_OPEN_SIZE = 8
# Keras underlines parts of its messages with a terminal's control sequences.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@contextmanager
def noting_left_weights() -> Iterator[list["keras.Layer"]]:
    """Note, inside the block, which layers Keras leaves without the weights that a file has."""
    import keras

    left: list[keras.Layer] = []
    with ExitStack() as stack:
        for owner in _owners():
            read = _noting(vars(owner)["load_own_variables"], left)
            stack.callback(setattr, owner, "load_own_variables", owner.load_own_variables)
            owner.load_own_variables = read
        stack.enter_context(building_on_zeros())
        yield left


def read_left_weights(
    model: "keras.Model",
    left: list["keras.Layer"],
    weights: Path,
    input_signature: object = None,
) -> None:
    """Build the layers that Keras could not, and read the weights again.

    Args:
        model: The model as Keras loaded it.
        left: What `noting_left_weights` noted.
        weights: The file of the weights.
        input_signature: What the model takes, as `tfjs.export` has it.

    Raises:
        ModelError: The model does not say what it takes, nor does the caller; or layers are not
            even built by a call.
    """
    own = {id(layer) for layer in all_layers(model)}
    unread = [layer for layer in left if id(layer) in own]
    if not unread:
        return
    if input_signature is not None:
        try:
            inputs = find_inputs(model, input_signature)
            shapes = ([1, *(size or _OPEN_SIZE for size in t.shape[1:])] for t in inputs.tensors)
            zeros = [np.zeros(s, t.dtype) for s, t in zip(shapes, inputs.tensors, strict=True)]
            arguments, keywords = inputs.arrange(zeros)
            model(*arguments, **keywords, training=False)
        except ExportError:
            raise
        except Exception as error:  # whatever the class's own code raises
            told = _COLOUR.sub("", f"{type(error).__name__}: {error}")
            raise _refuse(model, unread[0], told) from error
        unread = [layer for layer in unread if not layer.built]
        model.load_weights(weights)
    if unread:
        raise _refuse(model, unread[0], f"class {type(model).__name__}")


@contextmanager
def refusing_new_weights(model: "keras.Model") -> Iterator[None]:
    """Refuse a model whose layers are only built inside the block: what they draw is no result.

    Args:
        model: The model.

    Raises:
        ExportError: A layer has weights now that it did not have before.
    """
    unbuilt = [layer for layer in all_layers(model) if not layer.built and not layer.weights]
    yield
    new = [layer for layer in unbuilt if layer.built and layer.weights]
    if new:
        raise ExportError(
            f'Layer "{new[0].name}" of model "{model.name}" had no weights before the export, '
            "which would draw new ones",
            received=f"a model of class {type(model).__name__} that Keras did not build",
            remedy="Call it on data once, then load its weights; kerasdigits.load_model(path, "
            "input_signature=...) does both",
        )


def _refuse(model: "keras.Model", layer: "keras.Layer", received: str) -> ModelError:
    return ModelError(
        f'Layer "{layer.name}" of model "{model.name}" has weights in the file, and Keras could '
        "not build it to hold them",
        received=received,
        remedy=f"Describe all that it takes with {option('input_signature')}, or give its class "
        "build_from_config",
    )


def _owners() -> list[Any]:
    """List the classes of Keras's layers that read their weights themselves."""
    import keras

    classes = [value for value in vars(keras.layers).values() if inspect.isclass(value)]
    found = {owner for one in classes for owner in one.__mro__ if owner is not keras.Layer}
    return [owner for owner in found if "load_own_variables" in vars(owner)]


def _noting(read: Callable, left: list) -> Callable:
    def load_own_variables(self: Any, store: Any) -> Any:
        if not self.built and len(store.keys()):
            left.append(self)
        return read(self, store)

    return load_own_variables
