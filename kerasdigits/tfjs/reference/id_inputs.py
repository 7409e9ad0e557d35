"""Which inputs of a model of a class of its own are ids: those that an Embedding is handed.

Keras keeps the shapes for which such a model was built, not the dtypes. So the model is called
once, on zeros, and its embeddings are watched.
"""

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.tfjs.reference.double_precision import replaced
from kerasdigits.tfjs.reference.keras_internals import all_layers

if TYPE_CHECKING:
    import keras

# Where a size is open.
_OPEN_SIZE = 8


def find_id_inputs(
    model: "keras.Model",
    tensors: "list[keras.KerasTensor]",
    arrange: Callable[[list], tuple[tuple, dict]],
) -> list[int]:
    """Find the inputs that go into an Embedding as they are.

    Args:
        model: A built model.
        tensors: What it takes.
        arrange: Gives the arguments of its call.

    Returns:
        Their numbers; none where the model does not run on zeros.
    """
    import keras

    embeddings = [e for e in all_layers(model) if isinstance(e, keras.layers.Embedding)]
    if not embeddings:
        return []
    given = [
        keras.ops.convert_to_tensor(
            np.zeros([1, *(size or _OPEN_SIZE for size in tensor.shape[1:])], tensor.dtype)
        )
        for tensor in tensors
    ]
    read: list[Any] = []
    with contextlib.ExitStack() as stack:
        for layer in embeddings:
            stack.enter_context(replaced(vars(layer), "call", _watching(layer.call, read)))
        # The model's own code may want what zeros of an open size are not; then nothing is known.
        with contextlib.suppress(Exception):
            arguments, keywords = arrange(given)
            model(*arguments, **keywords, training=False)
    return [i for i, tensor in enumerate(given) if any(tensor is other for other in read)]


def _watching(call: Callable, read: list[Any]) -> Callable:
    def watched(inputs: Any, *others: Any, **named: Any) -> Any:
        read.append(inputs)
        return call(inputs, *others, **named)

    return watched
