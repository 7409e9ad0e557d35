"""Keras's private side, altered for the length of a block.

What is only read stands in `keras_internals`.
"""

import contextlib
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any

from kerasdigits.tfjs.reference.keras_internals import nodes_in_order


@contextlib.contextmanager
def calling_for_inference(graphs: list) -> Iterator[None]:
    """Have no call of a layer say training=True inside the block: what `predict` of 3.15 does.

    Args:
        graphs: The `keras.Function`s whose calls are meant.
    """
    nodes = {id(node): node for graph in graphs for node in nodes_in_order(graph)}
    found = [getattr(node, "arguments", None) for node in nodes.values()]
    called = [a.kwargs for a in found if a is not None and a.kwargs.get("training") is True]
    for kwargs in called:
        kwargs["training"] = False
    try:
        yield
    finally:
        for kwargs in called:
            kwargs["training"] = True


@contextlib.contextmanager
def naming_scopes(clean: Callable[[str], str]) -> Iterator[None]:
    """Have Keras name TensorFlow's scopes by cleaned names inside the block.

    Args:
        clean: Gives the name to use in place of a layer's.
    """
    import tensorflow as tf
    from keras.src import backend

    class PlainScope(backend.name_scope):
        def __init__(self, name: str, **options: object):
            super().__init__(name, **options)
            self._tf_name_scope = tf.name_scope(clean(name))

    before, backend.name_scope = backend.name_scope, PlainScope
    try:
        yield
    finally:
        backend.name_scope = before


@contextlib.contextmanager
def resizing_to_computed_sizes() -> Iterator[None]:
    """Have `keras.ops.image.resize` take sizes that TensorFlow only computes, inside the block.

    It asks first whether they are positive (keras/src/ops/image.py), which of a number that is
    being traced nobody knows: an `UpSampling2D` that interpolates pictures of open height.
    """
    import keras
    import tensorflow as tf
    from keras.src.ops import image

    asking = image.resize
    signature = inspect.signature(asking)

    def resize(*args: Any, **kwargs: Any) -> Any:
        given = signature.bind(*args, **kwargs).arguments
        images, size = given.pop("images"), given.pop("size")
        if tf.is_tensor(images) and any(map(tf.is_tensor, size)):
            return image._resize(images, size, **given)
        return asking(*args, **kwargs)

    modules = (image, keras.ops.image)
    for module in modules:
        setattr(module, asking.__name__, resize)
    try:
        yield
    finally:
        for module in modules:
            setattr(module, asking.__name__, asking)


@contextlib.contextmanager
def without_importing_tensorflow() -> Iterator[None]:
    """Have Keras take TensorFlow for missing inside the block, unless it is imported already.

    `keras.saving.serialize_keras_object` asks of every object whether it is a `tf.TensorShape`, and
    so imports TensorFlow (some 2 s and 400 MB) on every other backend too, when it is installed.
    Where TensorFlow is not imported no such object can exist, so the question may be answered
    beforehand.
    """
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
