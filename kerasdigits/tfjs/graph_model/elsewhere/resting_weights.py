"""The weights of a model wait on disk while another process works on its own copy of them."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.memory import give_back_freed
from kerasdigits.tfjs.reference.keras_internals import replace_value

if TYPE_CHECKING:
    import keras

# Smaller ones are not worth the trouble.
_LARGE = 65_536


@contextlib.contextmanager
def resting_on_disk(model: "keras.Model", path: Path) -> Iterator[None]:
    """Keep the large weights of a model in a file inside the block, on Keras's numpy backend.

    They can be read and changed all the same, by way of the file's pages, which take no memory
    while nobody does. Other backends keep theirs.

    Args:
        model: The model.
        path: The file to write; it is of no use after the block.
    """
    import keras

    large = []
    if keras.backend.backend() == "numpy":
        large = [variable for variable in model.variables if variable.value.nbytes >= _LARGE]
    with path.open("wb") as file:
        for variable in large:
            np.asarray(variable.value).tofile(file)
    try:
        offset = 0
        for variable in large:
            dtype, shape = variable.value.dtype, variable.value.shape
            replace_value(variable, np.memmap(path, dtype, "c", offset, shape))
            offset += variable.value.nbytes
        give_back_freed()
        yield
    finally:
        for variable in large:
            replace_value(variable, np.array(variable.value))
