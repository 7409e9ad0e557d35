"""A model that `model.to_json()` wrote, with the weights of a file beside it."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdigits.files import read_json
from kerasdigits.models.bfloat16 import readable_numbers
from kerasdigits.models.empty_weights import expecting_weights
from kerasdigits.models.keras2.files import read_json_version, upgrade_config
from kerasdigits.models.keras2.weight_names import names_layers_twice, renumber_layers
from kerasdigits.models.read.file import build_described, read_weights
from kerasdigits.models.strangers.guard import require_allowed_config
from kerasdigits.models.strangers.hdf5_anew import written_anew

if TYPE_CHECKING:
    import keras


def usual_names(path: Path) -> list[str]:
    """List the names under which weights are looked for beside a file."""
    stem = path.stem
    names = (
        *(f"{stem}{ending}" for ending in (".weights.h5", ".h5", ".hdf5", "_weights.h5")),
        *("model.weights.h5", "model_weights.h5", "weights.h5", "model.h5"),
    )
    return list(dict.fromkeys(names))


def find_weights(path: Path) -> Path | None:
    """Find the weights beside a file of `model.to_json()`; None where there are none."""
    beside = (path.with_name(name) for name in usual_names(path))
    return next((found for found in beside if found.is_file()), None)


def load_described(
    path: Path, weights: Path, known: Mapping[str, object], *, safe_mode: bool
) -> keras.Model:
    """Build a model from its description and read its weights.

    Args:
        path: What `model.to_json()` of Keras 2 or 3 wrote.
        weights: What `model.save_weights()` wrote, or a whole model in HDF5.
        known: Classes that the user has registered or named.
        safe_mode: Whether code in the description is refused.

    Returns:
        The model.

    Raises:
        ModelError: The description holds what Keras 3 has no place for, or what must not reach it.
    """
    config = read_json(path)
    config = upgrade_config(config, read_json_version(config), known)
    size = weights.stat().st_size
    by_us = require_allowed_config(config, path, size, known, unsafe=not safe_mode)
    with expecting_weights(weights, path):
        model = _build(config, safe_mode, by_us)
    _read_weights(model, weights, by_us)
    return model


def _build(config: dict, safe_mode: bool, by_us: bool) -> keras.Model:
    import keras

    def read(config: dict) -> keras.Model:
        if by_us:
            return build_described(config)
        return keras.saving.deserialize_keras_object(config, safe_mode=safe_mode)

    try:
        return read(copy.deepcopy(config))
    except ValueError as error:
        if "used 2 times" not in str(error):
            raise
        # An operation of a mask had drawn the name of a layer; the next time it draws another.
        return read(config)


def _read_weights(model: keras.Model, weights: Path, by_us: bool) -> None:
    """Read weights by the form that they have, for Keras goes by the name of the file."""
    with tempfile.TemporaryDirectory(prefix="kerasdigits-weights-") as folder:
        link = Path(folder) / ("old.h5" if _is_legacy(weights) else "new.weights.h5")
        if names_layers_twice(weights):
            renumber_layers(weights, link)
        else:
            link.symlink_to(weights.resolve())
        with readable_numbers(link) as readable:
            if by_us:
                read_weights(model, readable)
            else:
                with written_anew(readable) as anew:
                    model.load_weights(anew)


def _is_legacy(weights: Path) -> bool:
    from kerasdigits.models.strangers.hdf5_file import Hdf5File

    with Hdf5File(weights) as file:
        return "layer_names" in file.root.attrs or "model_weights" in file.root
