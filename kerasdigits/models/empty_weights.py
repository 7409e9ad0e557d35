"""Build a model whose weights are about to be read: draw none, and allocate no more than there are.

Keras fills the weights of a saved model with random numbers before it reads them. For a kernel of
200 MB on the numpy backend that takes 4 seconds and 600 MB for nothing.
"""

import contextlib
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdigits.errors import ModelError
from kerasdigits.tfjs.reference.keras_internals import is_random

if TYPE_CHECKING:
    import keras

# An optimizer that is not saved with the model adds up to four variables for each of the model's,
# 8-bit weights become four times as large: a sound file is far below this.
_MOST_RATIO = 16
_MOST_SMALL_BYTES = 64 * 1024 * 1024


def expecting_weights(weights_path: Path, path: Path) -> contextlib.AbstractContextManager[None]:
    """Have layers that are built inside the block start from zeros where they would draw.

    Args:
        weights_path: The file that holds the weights.
        path: What the user calls the model.

    Raises:
        ModelError: The layers claim far more weights than the file can hold.
    """
    return expecting_bytes(weights_path.stat().st_size, path)


@contextlib.contextmanager
def expecting_bytes(byte_count: int, path: Path) -> Iterator[None]:
    """Do the same for weights that lie elsewhere.

    Args:
        byte_count: What they take there.
        path: What the user calls the model.

    Raises:
        ModelError: The layers claim far more weights than that.
    """
    import keras

    original = keras.Layer.add_weight
    room = byte_count * _MOST_RATIO + _MOST_SMALL_BYTES
    refusals = []

    def add_weight(
        self: "keras.Layer", *args: Any, shape: Any = None, initializer: Any = None, **kwargs: Any
    ) -> Any:
        nonlocal room
        room -= 4 * math.prod(shape) if isinstance(shape, tuple | list) else 0
        if room < 0:
            refusals.append(_refuse(self, shape, path))
            raise refusals[0]
        if not args:
            kwargs |= {"shape": shape, "initializer": _undrawn(initializer)}
            return original(self, **kwargs)
        return original(self, *args, shape=shape, initializer=initializer, **kwargs)

    keras.Layer.add_weight = add_weight
    try:
        yield
    except Exception:
        if refusals:  # Keras has made an error of its own of it
            raise refusals[0] from None
        raise
    finally:
        keras.Layer.add_weight = original


def _undrawn(initializer: Any) -> Any:
    """Give zeros for what would be drawn; other initial values may count where none are saved."""
    import keras

    if initializer is None:
        return "zeros"
    return "zeros" if is_random(keras.initializers.get(initializer)) else initializer


def _refuse(layer: "keras.Layer", shape: Any, path: Path) -> ModelError:
    return ModelError(
        f'The weights do not fit the model: layer "{layer.name}" claims more than the file holds',
        received=f"a weight of shape {tuple(shape)} in {path}",
        remedy="Copy or download it again; whoever has the model in Python can save it anew with "
        "model.save('NAME.keras')",
    )
