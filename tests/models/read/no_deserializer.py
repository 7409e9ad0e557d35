"""Keras's own deserializer and loaders, made to fail wherever they are called from.

Their very code is replaced: it does not matter which module has taken hold of them under which
name. A program that imports this before anything of kerasdigits runs without them.
"""

from keras.src.legacy.saving import legacy_h5_format, serialization
from keras.src.models import functional
from keras.src.saving import saving_lib, serialization_lib

DESERIALIZERS = (
    serialization_lib.deserialize_keras_object,
    serialization_lib._retrieve_class_or_fn,
    serialization.deserialize_keras_object,
    functional.functional_from_config,
)
LOADERS = (
    saving_lib.load_model,
    saving_lib._load_model_from_dir,
    saving_lib._load_state,
    legacy_h5_format.load_model_from_hdf5,
    legacy_h5_format.load_weights_from_hdf5_group,
)


def fail(*arguments, **named):
    """Take the place of a function of Keras's."""
    raise AssertionError(f"Keras's deserializer was asked for {str(arguments or named)[:200]}")


def break_all(replace=setattr):
    """Have each of them fail; `replace` may be pytest's `monkeypatch.setattr`."""
    for function in (*DESERIALIZERS, *LOADERS):
        replace(function, "__code__", fail.__code__)
