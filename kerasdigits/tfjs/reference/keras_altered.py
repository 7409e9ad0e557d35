"""Keras's private side, altered for the length of a block.

What is only read stands in `keras_internals`.
"""

import contextlib
import inspect
import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

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


class WeightsOnDisk:
    """Large weights that are loaded on TensorFlow are laid on disk, not kept.

    A graph is traced without their values. Where one is asked for, it is read, each time, and
    forgotten. It holds for all variables that are made in this process from now on, for as long as
    it lives.

    Args:
        path: The file to lay them in.
        at_least: The size in bytes from which a variable counts as large.
    """

    def __init__(self, path: Path, at_least: int):
        import tensorflow as tf
        from keras.src import backend

        self._path, self._at_least, self._end = path, at_least, 0
        self._eager = tf.executing_eagerly
        self._unset: dict[int, tuple[Any, Callable]] = {}
        kind = backend.Variable
        self._make, self._assign = kind._initialize_with_initializer, kind.assign
        self._value, self._numpy = kind.value.fget, kind.numpy
        kind._initialize_with_initializer = lambda variable, start: self._begin(variable, start)
        kind.assign = lambda variable, value: self._take(variable, value)
        kind.numpy = lambda variable: self._as_array(variable)
        kind.value = property(self._read)

    def finish(self) -> None:
        """Give what was not loaded its first value: call it when the model is."""
        for variable, start in list(self._unset.values()):
            variable.assign(start(variable._shape, dtype=variable._dtype))

    def _begin(self, variable: Any, start: Callable) -> None:
        """Make a variable; a large one without a value, which `tf.Variable` would want."""
        import tensorflow as tf
        from tensorflow.python.ops.resource_variable_ops import UninitializedVariable

        dtype = tf.dtypes.as_dtype(variable._dtype)
        if math.prod(variable._shape) * dtype.size < self._at_least:
            self._make(variable, start)
            return
        variable._value = UninitializedVariable(
            name=variable.name, shape=variable._shape, dtype=dtype, trainable=variable.trainable
        )
        self._unset[id(variable)] = (variable, start)

    def _take(self, variable: Any, value: Any) -> Any:
        """Lay a first value on disk; take a second one, and any for a small variable."""
        unset = self._unset.pop(id(variable), None)
        variable.kept_at = None
        alike = getattr(value, "shape", None) == tuple(variable._shape)
        if unset is None or not alike or str(value.dtype) != variable._dtype:
            return self._assign(variable, value)
        with self._path.open("ab") as file:
            np.asarray(value).tofile(file)
        variable.kept_at, self._end = self._end, self._end + value.nbytes
        return value

    def _read(self, variable: Any) -> Any:
        """Give a variable's value; what is traced needs only the variable."""
        import tensorflow as tf

        if getattr(variable, "kept_at", None) is None or not self._eager():
            return self._value(variable)
        value = tf.constant(self._load(variable))
        return variable._maybe_autocast(value)

    def _as_array(self, variable: Any) -> np.ndarray:
        """Give a variable's value to NumPy."""
        kept = getattr(variable, "kept_at", None) is not None
        return self._load(variable) if kept else self._numpy(variable)

    def _load(self, variable: Any) -> np.ndarray:
        import tensorflow as tf

        shape, dtype = variable._shape, tf.dtypes.as_dtype(variable._dtype).as_numpy_dtype
        array = np.fromfile(self._path, dtype, math.prod(shape), offset=variable.kept_at)
        return array.reshape(shape)


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
def keeping_what_layers_assign() -> Iterator[None]:
    """Have PyTorch's variables keep what a layer assigns while it casts them, inside the block.

    Keras 3.15 copies the value into `variable.value` (`_direct_assign` in the core.py of
    keras/src/backend/torch). Where the layer computes in another dtype, that is a copy already,
    and the value is lost: a layer that is stateful remembers nothing. 3.16 asks for no cast there.
    """
    from keras.src import backend

    kind, name = backend.Variable, "_direct_assign"
    assigning = getattr(kind, name)

    def assign(variable: Any, value: Any) -> None:
        with backend.AutocastScope(None):
            assigning(variable, value)

    setattr(kind, name, assign)
    try:
        yield
    finally:
        setattr(kind, name, assigning)


@contextlib.contextmanager
def building_on_zeros() -> Iterator[None]:
    """Have Keras's numpy backend, where it runs, build layers on zeros inside the block.

    To learn a shape it calls a layer on whatever the memory holds (`np.empty` in the core.py of
    keras/src/backend/numpy), which for ids is now and then beyond the table: whether a
    model of a class of its own can be built is chance.
    """
    import keras

    if keras.backend.backend() != "numpy":
        yield
        return
    from keras.src import backend

    core: Any = sys.modules[backend.compute_output_spec.__module__]
    emptied, zeroed = core.np, ModuleType("numpy")
    vars(zeroed).update(vars(emptied) | {"empty": np.zeros})
    core.np = zeroed
    try:
        yield
    finally:
        core.np = emptied


@contextlib.contextmanager
def deserializing_by(read: Callable) -> Iterator[None]:
    """Have whoever asks for an object of a config inside the block ask a function of ours.

    Keras's layers ask for what they hold, and for activations and initializers by their names. Its
    own deserializer does not run inside the block, whatever a class of Keras's does.

    Args:
        read: Takes what `keras.saving.deserialize_keras_object` takes.
    """
    from keras.src.saving import serialization_lib

    name = "deserialize_keras_object"
    before = serialization_lib.deserialize_keras_object
    replaced = {module: vars(module)[name] for module in _keras_modules_with(name)}
    for module in replaced:
        setattr(module, name, read)
    try:
        with serialization_lib.SafeModeScope(True):
            yield
    finally:
        for module in _keras_modules_with(name):  # some may have been imported meanwhile
            if vars(module)[name] is read:
                setattr(module, name, replaced.get(module, before))


def _keras_modules_with(name: str) -> list[ModuleType]:
    """List Keras's modules that have a function of some name."""
    found = [module for key, module in list(sys.modules.items()) if key.startswith("keras.")]
    return [module for module in found if module is not None and name in vars(module)]
