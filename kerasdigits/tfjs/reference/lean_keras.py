"""Keep Keras from importing TensorFlow only to describe a model.

`keras.saving.serialize_keras_object` asks of every object whether it is a `tf.TensorShape`, and so
imports TensorFlow (some 2 s and 400 MB) on every other backend too, when it is installed. Where
TensorFlow is not imported no such object can exist, so the question may be answered beforehand.
"""

import contextlib
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def without_importing_tensorflow() -> Iterator[None]:
    """Have Keras take TensorFlow for missing inside the block, unless it is imported already."""
    from keras.src.utils import module_utils

    lazy = module_utils.tensorflow
    if "tensorflow" in sys.modules or getattr(lazy, "_available", True) is not None:
        yield
        return
    lazy._available = False
    try:
        yield
    finally:
        lazy._available = None
