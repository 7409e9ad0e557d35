"""One signature of a SavedModel as a Keras model: TensorFlow computes, Keras names the ends."""

from pathlib import Path
from typing import Any

from kerasdigits.errors import ModelError
from kerasdigits.models.saved_model.distrust import read_meta_graph

_DEFAULT = ("serving_default", "serve", "default")
_NOT_SERVED = "__saved_model_init_op"


def load_signature(path: Path, signature: str | None = None) -> Any:
    """Load a signature of a SavedModel.

    Args:
        path: The folder: of `model.export()` of Keras 3, of Keras 2, or of TensorFlow Hub.
        signature: Which one; None takes `serving_default`, or the only one.

    Returns:
        A Functional model that takes and yields dicts, by the signature's names.

    Raises:
        ModelError: Keras does not run on TensorFlow; there is no such signature, or several and
            none is named; or the folder is damaged or holds what `distrust` refuses.
    """
    import keras

    if keras.backend.backend() != "tensorflow":
        raise ModelError(
            "A SavedModel is read by TensorFlow alone",
            received=f"{path} with Keras on {keras.backend.backend()}",
            remedy="Use --backend tensorflow",
        )
    meta_graph = read_meta_graph(path)
    name = _choose(path, [n for n in meta_graph.signature_def if n != _NOT_SERVED], signature)
    function = _load_function(path, name)
    return _make_model(function, path, name)


def _choose(path: Path, there: list[str], asked: str | None) -> str:
    listed = ", ".join(sorted(there))
    if asked is not None:
        if asked not in there:
            raise ModelError(
                f'This SavedModel has no signature "{asked}"',
                received=path,
                remedy=f"It has {listed}" if there else "It has none",
            )
        return asked
    if not there:
        raise ModelError(
            "This SavedModel has no signature, so it does not say what it takes",
            received=path,
            remedy="Save it with tf.saved_model.save(module, folder, signatures=...)",
        )
    default = [name for name in _DEFAULT if name in there]
    if not default and len(there) > 1:
        raise ModelError(
            "This SavedModel has several signatures, and none of them is the default",
            received=listed,
            remedy="Choose one with --signature",
        )
    return (default or there)[0]


def _load_function(path: Path, name: str) -> Any:
    import tensorflow as tf

    try:
        loaded = tf.saved_model.load(str(path))
        function = loaded.signatures[name]
    except Exception as error:  # TensorFlow's loader raises whatever a damaged part makes it raise
        raise ModelError(
            "TensorFlow cannot load this SavedModel",
            received=f"{path}: {type(error).__name__}: {error}",
            remedy="Copy the whole folder again, or save it again",
        ) from error
    function.kept_alive_by = loaded  # its variables go with the object that holds them
    return function


def _make_model(function: Any, path: Path, name: str) -> Any:
    import keras

    takes = function.structured_input_signature[1]
    if not takes:
        raise ModelError(f'Signature "{name}" takes no input', received=path)
    inputs = {key: _make_input(key, spec, path) for key, spec in sorted(takes.items())}
    outputs = _make_layer(function, path.name)(inputs)
    return keras.Model(inputs, outputs, name=_plain(path.name))


def _make_input(key: str, spec: Any, path: Path) -> Any:
    import keras

    shape = None if spec.shape.rank is None else spec.shape.as_list()
    if not shape or shape[0] is not None:
        what = "has no known number of dimensions" if shape is None else "has a fixed batch"
        raise ModelError(
            f'Input "{key}" of this SavedModel {what}, where a model for the browser takes any '
            "number of samples of a known form",
            received=f"shape {shape} in {path}",
            remedy="Save it again with a signature whose first size is None and whose others are "
            "known",
        )
    return keras.Input(batch_shape=tuple(shape), dtype=spec.dtype.name, name=_plain(key))


def _plain(name: str) -> str:
    return name.replace("/", "_") or "saved_model"


def _make_layer(function: Any, name: str) -> Any:
    import keras

    class SignatureLayer(keras.layers.Layer):
        """Calls the signature."""

        def __init__(self) -> None:
            super().__init__(name=f"{_plain(name)}_signature", autocast=False)
            self._function = function
            for variable in function.variables:
                self._track_variable(_adopt(variable))
            self.built = True

        def call(self, inputs: dict) -> dict:
            """Give the signature's outputs by their names."""
            for key, spec in function.structured_input_signature[1].items():
                if keras.backend.standardize_dtype(inputs[key].dtype) != spec.dtype.name:
                    raise TypeError("a SavedModel computes in the dtypes that it was saved with")
            return self._function(**inputs)

        def compute_output_spec(self, inputs: dict) -> dict:
            """Give what the signature says of its outputs."""
            return {
                key: keras.KerasTensor(tuple(spec.shape.as_list()), spec.dtype.name)
                for key, spec in sorted(function.structured_outputs.items())
            }

    return SignatureLayer()


def _adopt(variable: Any) -> Any:
    """Make a Keras variable of TensorFlow's, so that Keras counts it."""
    import keras

    return keras.Variable(
        initializer=variable,
        trainable=variable.trainable,
        dtype=variable.dtype.name,
        shape=tuple(variable.shape),
        name=_plain(variable.name.partition(":")[0]),
    )
