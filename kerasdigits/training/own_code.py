"""A run's model whose layers may stand in the Python file that the run names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kerasdigits.errors import CustomObjectError, option
from kerasdigits.models.custom import import_model_file, split_model_file
from kerasdigits.models.doors import SAFELY, Reading
from kerasdigits.models.load import load_model

if TYPE_CHECKING:
    import keras


def load_model_of_run(file: Path, architecture: str, reading: Reading = SAFELY) -> keras.Model:
    """Load a model that a run has written.

    Whoever gives a run away can lay a Python file beside it and name it in run.json, so that file
    is imported only on request. Layers of Keras's own need none of it.

    Args:
        file: The model's file.
        architecture: What the run says it is: a name, or `PATH.py:function`.
        reading: Which custom objects and code the model may bring; where it is unsafe, the Python
            file is imported, which registers its layers.

    Returns:
        The model.

    Raises:
        ModelError: It cannot be read.
    """
    own = split_model_file(architecture)
    if own and reading.unsafe:
        import_model_file(architecture)
    try:
        return load_model(file, custom_objects=reading.custom_objects, unsafe=reading.unsafe)
    except CustomObjectError as error:
        if own is None or reading.unsafe:
            raise
        missing = str(error).partition(". ")[0]
        raise CustomObjectError(
            f"{missing}; the run names a Python file, which is not run unasked",
            received=own[0],
            remedy=f"If you trust that file as a program, add {option('unsafe', True)}",
        ) from error
