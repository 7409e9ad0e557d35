"""Read a saved model without running code that came with it."""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdigits.deferred import without_importing_tensorflow
from kerasdigits.errors import KerasdigitsError, ModelError
from kerasdigits.models.archive import FETCH_AGAIN, require_archive, unpacked_model
from kerasdigits.models.bfloat16 import readable_numbers
from kerasdigits.models.described import find_weights, load_described, usual_names
from kerasdigits.models.doors import (
    Door,
    Reading,
    is_hub_address,
    is_keras_file,
    is_keras_json,
    is_preset,
    is_saved_model,
    is_tfjs_model,
    refuse_unknown,
    refuse_weights,
)
from kerasdigits.models.empty_weights import expecting_weights
from kerasdigits.models.hub.cache import find_snapshot
from kerasdigits.models.hub.preset import load_preset
from kerasdigits.models.keras2.files import holds_model, readable_by_keras_3
from kerasdigits.models.quiet_logger import only_errors
from kerasdigits.models.read.file import read_model
from kerasdigits.models.saved_model.load import load_signature
from kerasdigits.models.strangers.guard import Allowed, require_allowed, require_sound_weights
from kerasdigits.models.strangers.hdf5_anew import written_anew
from kerasdigits.models.strangers.opened import opened_hdf5
from kerasdigits.models.tfjs_layers.load import load_layers
from kerasdigits.models.unreadable import explain
from kerasdigits.tfjs.reference.keras_internals import all_layers
from kerasdigits.tfjs.reference.late_weights import noting_left_weights, read_left_weights

if TYPE_CHECKING:
    import keras

_WEIGHTS = "model.weights.h5"
_LEGACY_CONFIGS = ("model_config", "training_config")
_OF_TENSORFLOW = ("TensorShape", "TypeSpec", "CompositeTensor")
_HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"


def load_model(
    path: Path | str,
    *,
    custom_objects: Sequence[str] = (),
    unsafe: bool = False,
    signature: str | None = None,
    download: bool = False,
    weights: Path | str | None = None,
    input_signature: object = None,
) -> keras.Model:
    """Load a model, in whichever form somebody has it.

    Args:
        path: A `.keras` or `.h5` file of Keras 3 or 2 (a model of Keras 2 computes what it computed
            there); a folder with one `.keras` file in it, or with the parts of one (`config.json`,
            `model.weights.h5`), as model hubs keep them; what `model.to_json()` wrote; or what
            another line of `DOORS` reads.
        custom_objects: `module:name` of classes and functions that the model needs; their modules
            are imported, from the current folder too, which runs their code.
        unsafe: Run the code that the file itself brings, in `Lambda` layers. Only for files that
            you trust as much as a program.
        signature: Which signature of a SavedModel is meant; None for the only or the default one.
        download: Whether a model of a hub may be fetched.
        weights: The file of `model.save_weights()`, for what `model.to_json()` wrote; None for
            the one beside it, under one of the usual names.
        input_signature: What a model of a class of its own takes, as `tfjs.export` has it, where
            Keras cannot build the model from what it kept.

    Returns:
        The model, compiled when it was saved compiled and its loss and metrics are known.

    Raises:
        ModelError: The file is missing, truncated or damaged, or needs code: a `Lambda` layer or a
            custom object that is not registered.
        ExportError: `input_signature` describes no inputs.
    """
    reading = Reading(custom_objects, unsafe, signature, download, weights, input_signature)
    path = Path(path)
    door = find_door(path)
    if door is None:
        raise refuse_unknown(path)
    if signature is not None and door.read not in (_read_signature, _read_from_hub):
        raise ModelError(
            f"Only a SavedModel has signatures, and this is {door.form}",
            received=f"{path} with the signature {signature}",
            remedy="Leave out --signature",
        )
    if weights is not None and not is_keras_json(path):
        raise ModelError(
            "Weights are given to what model.to_json() wrote, and this is something else",
            received=f"{path}, {door.form}",
            remedy="Leave --weights out",
        )
    return door.read(path, reading)


def find_door(path: Path) -> Door | None:
    """Find the form in which a model is at a path; None where there is none that is known."""
    return next((door for door in DOORS if door.fits(path)), None)


def check_form(path: Path) -> None:
    """Refuse a file of Keras that is not what its name says, before Keras is imported.

    Args:
        path: A model of any form.

    Raises:
        ModelError: Nothing reads it, or it is not a whole file.
    """
    door = find_door(path)
    if door is None:
        raise refuse_unknown(path)
    if door.read is not _read_keras:
        return
    path = _find_model(path)
    _check_file(path)
    if path.suffix == ".keras" and not path.is_dir():
        require_archive(path, FETCH_AGAIN)


def _read_keras(path: Path, reading: Reading) -> keras.Model:
    """Read a file of Keras's own, or a folder that holds one."""
    import keras

    import kerasdigits.models.keras2.gone_layers
    import kerasdigits.models.keras2.meanings
    import kerasdigits.models.keras3.meanings
    import kerasdigits.models.layer_rates
    import kerasdigits.models.objects
    import kerasdigits.models.tfjs_layers.meanings  # noqa: F401 (they register objects of our own)

    path = _find_model(path)
    _check_file(path)
    weights = _find_weights(path, reading) if path.suffix == ".json" else None
    known = {name.rpartition(":")[2]: _import_object(name) for name in reading.custom_objects}
    try:
        # Keras logs of a .h5 file that it is not compiled, or was never evaluated.
        with (
            only_errors("absl"),
            warnings.catch_warnings(),
            keras.saving.custom_object_scope(known),
        ):
            # A model that was compiled and never trained has no optimizer state; nothing is lost.
            warnings.filterwarnings("ignore", message="Skipping variable loading for optimizer")
            # Read later, or refused.
            warnings.filterwarnings("ignore", message="Model .* had a build config")
            # Layers in it would keep the weights that they start from.
            warnings.filterwarnings("error", message="Skipping nested container")
            if weights is not None:
                require_sound_weights(weights, weights)
                model = load_described(path, weights, known, safe_mode=not reading.unsafe)
            else:
                model = _load(path, known, reading)
    except KerasdigitsError:  # of the file, or of the signature that was given
        raise
    except Exception as error:  # Keras raises many kinds, by layer and by part of the archive
        raise explain(path, error, unsafe=reading.unsafe) from error
    _mend_axes(model)
    return model


def _load(path: Path, known: dict[str, Any], reading: Reading) -> keras.Model:
    if path.suffix == ".keras" and not path.is_dir() and not _is_hdf5(path):
        with unpacked_model(path, FETCH_AGAIN) as folder:
            _require_hdf5(folder / _WEIGHTS, path)
            return _load_upgraded(folder, folder / _WEIGHTS, path, known, reading)
    weights = path / _WEIGHTS if path.is_dir() else path
    return _load_upgraded(path, weights, path, known, reading)


def _load_upgraded(
    parts: Path, weights: Path, path: Path, known: dict[str, Any], reading: Reading
) -> keras.Model:
    """Load a .h5 file or the folder of a .keras file's parts, whichever Keras wrote it."""
    require_sound_weights(weights, path)
    with readable_by_keras_3(parts, known) as readable:
        allowed = require_allowed(readable, path, weights, known, unsafe=reading.unsafe)
        with (
            expecting_weights(weights, path),
            readable_numbers(readable) as numbers,
            noting_left_weights() as left,
        ):
            model = _read(numbers, not reading.unsafe, allowed)
            if left:
                with written_anew(weights) as anew:
                    read_left_weights(model, left, anew, reading.input_signature)
            return model


def _read(path: Path, safe_mode: bool, allowed: Allowed) -> keras.Model:
    """Read what the guard has let through; Keras reads what holds code or a user's classes."""
    import keras

    def read(*, compiled: bool) -> keras.Model:
        if allowed.by_us:
            return read_model(path, compiled=compiled)
        with written_anew(path) as anew:
            return keras.saving.load_model(anew, safe_mode=safe_mode, compile=compiled)

    with _without_tensorflow(path):
        try:
            return read(compiled=allowed.training)
        except (TypeError, ValueError):
            # A loss of the user's own, or one that Keras 3 cannot read, changes no output.
            return read(compiled=False)


def _without_tensorflow(path: Path) -> AbstractContextManager[None]:
    """Leave TensorFlow alone while Keras reads a file, unless it is a legacy one with its objects.

    To ask whether there are any, Keras imports it: 2 s, 400 MB, and lines of its own on stderr.
    """
    if path.is_file() and _is_hdf5(path):
        with opened_hdf5(path, path) as file:
            told = "".join(str(file.root.attrs.get(part, "")) for part in _LEGACY_CONFIGS)
        if any(name in told for name in _OF_TENSORFLOW):
            return nullcontext()
    return without_importing_tensorflow()


def _mend_axes(model: keras.Model) -> None:
    """Make tuples again of what JSON made lists: Keras's numpy backend fails on them."""
    import keras

    for layer in all_layers(model):
        if isinstance(layer, keras.layers.Softmax) and isinstance(layer.axis, list):
            layer.axis = tuple(layer.axis)
        for operation in getattr(layer, "operations", ()):
            for name in ("pool_size", "strides"):
                if isinstance(getattr(operation, name, None), list):
                    setattr(operation, name, tuple(getattr(operation, name)))


def _find_model(path: Path) -> Path:
    """Look into a folder for the one model that it holds."""
    if not path.exists():
        raise ModelError("There is no such model file", received=path)
    if not path.is_dir() or (path / "config.json").is_file():
        return path
    if is_keras_json(path):
        return path / "model.json"
    found = sorted(path.glob("*.keras"))
    if len(found) != 1:
        raise ModelError(
            f"This folder holds {len(found)} .keras files where one is needed",
            received=path,
            remedy="Name the file itself",
        )
    return found[0]


def _check_file(path: Path) -> None:
    if path.is_dir():
        if not (path / _WEIGHTS).is_file():
            raise ModelError("This model folder has no model.weights.h5", received=path)
        _require_hdf5(path / _WEIGHTS, path)
    elif path.suffix in (".h5", ".hdf5"):
        _require_hdf5(path, path)
        if not holds_model(path):
            raise refuse_weights(path)


def _find_weights(path: Path, reading: Reading) -> Path:
    weights = Path(reading.weights) if reading.weights else find_weights(path)
    if weights is None:
        raise ModelError(
            "This file describes a model, and no weights lie beside it",
            received=f"{path}; looked for {', '.join(usual_names(path))}",
            remedy="Give the file of model.save_weights() with --weights",
        )
    if not weights.is_file():
        raise ModelError("There is no such file of weights", received=weights)
    _require_hdf5(weights, weights)
    return weights


def _is_hdf5(path: Path) -> bool:
    """Tell whether a file is HDF5; Keras before 2.13 wrote that under the name of .keras, too."""
    with path.open("rb") as file:
        return file.read(len(_HDF5_SIGNATURE)) == _HDF5_SIGNATURE


def _require_hdf5(weights_path: Path, path: Path) -> None:
    if not _is_hdf5(weights_path):
        what = "This is not" if weights_path == path else "Its weights are not"
        raise ModelError(f"{what} an HDF5 file", received=path, remedy=FETCH_AGAIN)


def _import_object(name: str) -> Any:
    """Import `module:name`; modules are looked for in the current folder, too."""
    if "" not in sys.path and os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())  # `python -m` looks there too; a console script does not
    module_name, _, attribute = name.rpartition(":")
    try:
        return getattr(importlib.import_module(module_name), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise ModelError(
            "There is no such custom object",
            received=f"{name} ({error})",
            remedy="Give module:name, with a module that Python can find",
        ) from error


def _read_tfjs(path: Path, reading: Reading) -> keras.Model:
    return load_layers(path).model


def _read_signature(path: Path, reading: Reading) -> keras.Model:
    return load_signature(path, reading.signature)


def _read_preset(path: Path, reading: Reading) -> keras.Model:
    return load_preset(path)


def _read_from_hub(path: Path, reading: Reading) -> keras.Model:
    found = find_snapshot(path.as_posix(), download=reading.download)
    return load_model(
        found,
        custom_objects=reading.custom_objects,
        unsafe=reading.unsafe,
        signature=reading.signature,
        input_signature=reading.input_signature,
    )


# The first that fits reads.
DOORS = (
    Door("a model of a hub", is_hub_address, _read_from_hub),
    Door("a TensorFlow SavedModel", is_saved_model, _read_signature),
    Door("a preset of keras-hub", is_preset, _read_preset),
    Door("a TensorFlow.js model", is_tfjs_model, _read_tfjs),
    Door("a model of Keras's own", is_keras_file, _read_keras),
    Door("a Keras model without its weights", is_keras_json, _read_keras),
)
