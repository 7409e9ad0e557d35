"""One signature of a SavedModel as a Keras model: TensorFlow computes, Keras names the ends."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kerasdigits.errors import ModelError
from kerasdigits.models.quiet_logger import only_errors
from kerasdigits.models.saved_model.distrust import is_of_tensorflow_1, read_saved_model
from kerasdigits.models.saved_model.tensorflow1 import load_function
from kerasdigits.models.saved_model.vocabulary import find_vocabulary

_DEFAULT = ("serving_default", "serve", "default")
# Not everybody who has a SavedModel has the program that wrote it.
_WHOEVER = "Whoever has the model in Python"
_NOT_SERVED = "__saved_model_init_op"


def load_signature(path: Path, signature: str | None = None) -> Any:
    """Load a signature of a SavedModel.

    Args:
        path: The folder: of `model.export()` of Keras 3, of Keras 2, of TensorFlow Hub, or of
            TensorFlow 1.
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
            remedy="Use --backend tensorflow (pip install 'kerasdigits[tensorflow]')",
        )
    saved = read_saved_model(path)
    there = saved.meta_graphs[0].signature_def
    name = _choose(path, [n for n in there if n != _NOT_SERVED], signature)
    return _make_model(_load_function(path, saved, name), path, name)


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
            remedy=f"{_WHOEVER} can name some: tf.saved_model.save(model, folder, signatures=...)",
        )
    default = [name for name in _DEFAULT if name in there]
    if not default and len(there) > 1:
        raise ModelError(
            "This SavedModel has several signatures, and none of them is the default",
            received=listed,
            remedy="Choose one with --signature",
        )
    return (default or there)[0]


def _load_function(path: Path, saved: Any, name: str) -> Any:
    import tensorflow as tf

    try:
        if is_of_tensorflow_1(saved.meta_graphs[0]):
            return load_function(path, saved.meta_graphs[0], name)
        with _staged(path, saved) as folder, only_errors("tensorflow"):
            loaded = tf.saved_model.load(str(folder))
        function = loaded.signatures[name]
    except ModelError:
        raise
    except Exception as error:  # TensorFlow's loader raises whatever a damaged part makes it raise
        raise ModelError(
            "TensorFlow cannot load this SavedModel",
            received=f"{path}: {type(error).__name__}: {error}",
            remedy=f"Copy the whole folder again. {_WHOEVER} can save it anew",
        ) from error
    function.kept_alive_by = loaded  # its variables go with the object that holds them
    return function


@contextlib.contextmanager
def _staged(path: Path, saved: Any) -> Iterator[Path]:
    """Lay out for TensorFlow what was read here, and no more, beside the variables.

    Without the state of an optimizer of Keras 2, whose class TensorFlow has no more.
    """
    for node in saved.meta_graphs[0].object_graph_def.nodes:
        del node.slot_variables[:]
    with tempfile.TemporaryDirectory(prefix="kerasdigits-saved-model-") as name:
        folder = Path(name)
        (folder / "saved_model.pb").write_bytes(saved.SerializeToString())
        for part in ("assets", "variables"):
            if (path / part).is_dir():
                os.symlink((path / part).resolve(), folder / part)
        yield folder


def _make_model(function: Any, path: Path, name: str) -> Any:
    import keras

    takes = function.structured_input_signature[1]
    if not takes:
        raise ModelError(f'Signature "{name}" takes no input', received=path)
    inputs = {key: _make_input(key, spec, path) for key, spec in sorted(takes.items())}
    unknown = [key for key, spec in function.structured_outputs.items() if spec.shape.rank is None]
    if unknown:
        raise ModelError(
            f'Output "{unknown[0]}" of this SavedModel has no known number of dimensions',
            received=f'signature "{name}" in {path}',
            remedy=f"{_WHOEVER} can fix it by tf.ensure_shape and save that",
        )
    _require_one_batch(function, path)
    outputs = _make_layer(function, path.name)(inputs)
    return keras.Model(inputs, outputs, name=_plain(path.name))


def _make_input(key: str, spec: Any, path: Path) -> Any:
    import keras

    shape = None if spec.shape.rank is None else spec.shape.as_list()
    if not shape:
        what = "has no known number of dimensions" if shape is None else "has no axis for samples"
        raise ModelError(
            f'Input "{key}" of this SavedModel {what}, where a model for the browser takes '
            "samples of a known form",
            received=f"shape {shape} in {path}",
            remedy=f"{_WHOEVER} can save it with a signature that has one",
        )
    return keras.Input(batch_shape=tuple(shape), dtype=spec.dtype.name, name=_plain(key))


def _require_one_batch(function: Any, path: Path) -> None:
    """Refuse a fixed number of samples that is not one and the same at all ends.

    Whoever runs more samples than that runs them in turns, and needs a row of each output for each.
    """
    takes = function.structured_input_signature[1]
    batches = {key: spec.shape.as_list()[0] for key, spec in takes.items()}
    fixed = [batch for batch in batches.values() if batch is not None]
    if not fixed:
        return
    for key, spec in function.structured_outputs.items():
        rows = spec.shape.as_list() or [0]
        batches[key] = fixed[0] if rows[0] is None else rows[0]
    if set(batches.values()) != {fixed[0]}:
        told = ", ".join(f"{key}: {batch}" for key, batch in batches.items())
        raise ModelError(
            "This signature takes a fixed number of samples, and its inputs and outputs do not "
            "agree on it",
            received=f"{told} in {path}",
            remedy=f"{_WHOEVER} can save it with a first size of None",
        )


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
            self.takes_ids_below = find_vocabulary(function)
            takes = function.structured_input_signature[1].values()
            self.insists_on_batch = any(spec.shape.as_list()[0] is not None for spec in takes)
            self.built = True

        def call(self, inputs: dict) -> dict:
            """Give the signature's outputs by their names."""
            if self.compute_dtype != "float32":
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
