"""A model from a .h5 file or the parts of a .keras file, by our own reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdigits.models.read.legacy import (
    compile_as_told,
    load_legacy_optimizer,
    load_legacy_weights,
    read_attribute,
)
from kerasdigits.models.read.named import UnreadableError
from kerasdigits.models.read.objects import ObjectReader
from kerasdigits.models.read.weights import load_state
from kerasdigits.models.strangers.opened import CONFIG, WEIGHTS
from kerasdigits.tfjs.reference.keras_altered import deserializing_by

if TYPE_CHECKING:
    import keras

    from kerasdigits.models.strangers.hdf5_file import Group

_MODEL, _TRAINING, _ASSETS = "model_config", "training_config", "assets"


def read_model(path: Path, *, compiled: bool) -> keras.Model:
    """Read a model that a guard has let through (strangers/guard.py).

    Args:
        path: A .h5 file, or the folder of a .keras file's parts.
        compiled: Whether to read its compile settings and the state of its optimizer, too.

    Returns:
        The model.

    Raises:
        UnreadableError: It holds what is not on the list, or an argument that does not fit.
        ValueError: Its weights do not fit it.
    """
    from kerasdigits.models.strangers.hdf5_file import Hdf5File

    reader = ObjectReader()
    with deserializing_by(reader.read):
        if not path.is_dir():
            with Hdf5File(path) as file:
                return _read_legacy(file.root, reader, compiled=compiled)
        config = json.loads((path / CONFIG).read_text(encoding="utf-8"))
        if not compiled:
            config["compile_config"] = None
        model = _require_model(reader.read(config))
        assets = path / _ASSETS
        with Hdf5File(path / WEIGHTS) as file:
            load_state(model, file.root, assets if assets.is_dir() else None)
        return model


def build_described(config: dict[str, Any]) -> keras.Model:
    """Build what `model.to_json()` wrote, with the weights that its initializers give.

    Raises:
        UnreadableError: As for `read_model`.
    """
    reader = ObjectReader()
    with deserializing_by(reader.read):
        return _require_model(reader.read(config))


def read_weights(model: keras.Model, path: Path) -> None:
    """Read what `model.save_weights()` wrote, or the weights of a whole model in a .h5 file.

    Args:
        model: The model, built.
        path: An HDF5 file of either form.

    Raises:
        ValueError: They do not fit.
    """
    from kerasdigits.models.strangers.hdf5_file import Hdf5File

    with deserializing_by(ObjectReader().read), Hdf5File(path) as file:
        root = file.root
        if "layer_names" in root.attrs:
            load_legacy_weights(root, model)
        elif "model_weights" in root:
            load_legacy_weights(root["model_weights"], model)
        else:
            load_state(model, root)


def _read_legacy(root: Group, reader: ObjectReader, *, compiled: bool) -> keras.Model:
    config = read_attribute(root, _MODEL)
    if config is None:
        raise ValueError("no model config in the file")
    model = _require_model(reader.read_layer(config))
    load_legacy_weights(root["model_weights"], model)
    told = read_attribute(root, _TRAINING) if compiled else None
    if told is not None:
        compile_as_told(model, told)
        load_legacy_optimizer(root, model)
    return model


def _require_model(made: Any) -> keras.Model:
    import keras

    if not isinstance(made, keras.Model):
        raise UnreadableError(f"{type(made).__name__}: this is no model")
    return made
