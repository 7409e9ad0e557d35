"""In front of our reader and Keras's loader: what must reach neither becomes one error."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kerasdigits.errors import CustomObjectError, ModelError
from kerasdigits.models.archive import FETCH_AGAIN
from kerasdigits.models.strangers.allowed import OWN, SISTERS, list_allowed
from kerasdigits.models.strangers.config import find_in_config
from kerasdigits.models.strangers.hdf5 import walk_hdf5
from kerasdigits.models.strangers.opened import (
    CONFIG,
    OpenedModel,
    count_most,
    opened_hdf5,
    read_hdf5,
    read_object,
)
from kerasdigits.models.strangers.refusal import ALLOWED_BY_UNSAFE, Kind, Refusal
from kerasdigits.models.unreadable import NO_CODE, explain_absent, name_writer

# Values of TensorFlow's own that a .h5 file may hold.
_OF_TENSORFLOW = frozenset({"TensorShape", "TypeSpec", "CompositeTensor"})
_COMPILED = "compile_config"
_REMEDIES: dict[Kind, str] = {
    "code": NO_CODE,
    "path": "Give the layer its vocabulary as a list and save the model again; if you trust the "
    "file as a program, add --unsafe",
    "custom": "Register its class, or name it with --custom-objects module:name",
    "unknown": "Build the model without it and save it again",
    "name": "Rename the layer and save the model again",
}


@dataclass(frozen=True)
class Allowed:
    """What of a model may be read, and by whom.

    Attributes:
        training: Whether its compile settings may be read, too.
        by_us: Whether our own reader makes all that it names; code, classes that the user has
            named or registered and TensorFlow's values need Keras's loader.
    """

    training: bool
    by_us: bool


def require_sound_weights(weights: Path, path: Path) -> None:
    """Refuse a file of weights with links out of it, or with less in it than it declares.

    Args:
        weights: The HDF5 file.
        path: What the user calls the model.

    Raises:
        ModelError: It must not be read, or is damaged.
    """
    with opened_hdf5(weights, path) as file:
        refusals = walk_hdf5(file).refusals
    if refusals:
        raise explain_refusal(refusals[0], path)


def require_allowed(
    parts: Path, path: Path, weights: Path, known: Collection[str] = (), *, unsafe: bool = False
) -> Allowed:
    """Refuse a model whose config names what is not on the list of what a model is made of.

    Args:
        parts: What is about to be read: a .h5 file, or the folder of a .keras file's parts.
        path: What the user calls the model.
        weights: The file of its weights.
        known: Names of classes and functions that the user has named.
        unsafe: Whether code and paths are let through.

    Returns:
        What may be read, and by whom.

    Raises:
        ModelError: It must not be read.
    """
    opened = OpenedModel("")
    size = weights.stat().st_size
    if parts.is_dir():
        opened.config = read_object((parts / CONFIG).read_bytes(), path / CONFIG)
        training = opened.config.pop(_COMPILED, None)
    else:
        read_hdf5(parts, path, opened)
        training = opened.training
    by_us = require_allowed_config(opened.config, path, size, known, unsafe=unsafe)
    refusals = find_in_config(training, {*known, *_registered()}, count_most(size))
    training_allowed = not _keep(refusals, unsafe)
    if training_allowed and (refusals or _names_others(training, known)):
        by_us = False
    return Allowed(training_allowed, by_us)


def require_allowed_config(
    config: Any, path: Path, byte_count: int, known: Collection[str] = (), *, unsafe: bool = False
) -> bool:
    """Do the same for a config by itself.

    Args:
        config: What is about to become a model.
        path: What the user calls the model.
        byte_count: How large its weights are.
        known: As for `require_allowed`.
        unsafe: As for `require_allowed`.

    Returns:
        Whether our own reader makes all that it names.

    Raises:
        ModelError: It must not be read.
    """
    _import_sisters(config)
    names = {*known, *_registered()}
    found = find_in_config(config, names, count_most(byte_count))
    refusals = _keep(found, unsafe)
    if refusals:
        raise explain_refusal(refusals[0], path)
    return not found and not _names_others(config, known)


def consists_of_ours(config: Any, known: Collection[str] = ()) -> bool:
    """Tell whether our own reader makes all that a config names; nothing is refused.

    Args:
        config: The config of a model.
        known: As for `require_allowed`.
    """
    return not _names_others(config, known) and not find_in_config(config, {*_registered()})


def explain_refusal(refusal: Refusal, path: Path) -> ModelError:
    """Make the error of a refusal: one line with what is wrong and what to do.

    Args:
        refusal: What is refused.
        path: What the user calls the model.
    """
    name, kind = refusal.class_name, refusal.kind
    received = f"{path}: {refusal.where}"
    if kind in ("custom", "unknown") and _is_keras_module(refusal.module):
        if not _has(refusal.module, name):
            return explain_absent(path, f"{refusal.module}.{name}")
    elif kind == "custom" and name in list_allowed()["classes"]:
        return ModelError(
            f"Keras cannot read this model{name_writer(path)}",
            received=f"{path}: {refusal.where} {refusal.why}",
            remedy=FETCH_AGAIN,
        )
    if kind == "custom":
        what = f'The model needs "{name}", a custom object that is not registered here'
    elif kind == "code":
        what, received = f"The model {refusal.why}", str(path)
    elif refusal.where.startswith("/"):
        what = f"kerasdigits cannot read the weights: {refusal.where} {refusal.why}"
        received = str(path)
    else:
        what = f"kerasdigits cannot read this model: {refusal.where} {refusal.why}"
        received = str(path)
    error = CustomObjectError if kind == "custom" else ModelError
    return error(what, received=received, remedy=_REMEDIES.get(kind, FETCH_AGAIN))


def _keep(refusals: list[Refusal], unsafe: bool) -> list[Refusal]:
    return [one for one in refusals if not (unsafe and one.kind in ALLOWED_BY_UNSAFE)]


def _registered() -> Iterator[str]:
    """Name what is registered in this process: by the user, by us, by packages that they chose.

    Keras before 3.7 wrote functions without the package that they are registered under.
    """
    import keras

    for name in keras.saving.get_custom_objects():
        yield name
        yield name.rpartition(">")[2]


def _names_others(config: Any, known: Collection[str]) -> bool:
    """Tell whether a config names what is neither Keras's nor ours, or TensorFlow's values.

    What a user registers under a name of Keras's stands for Keras's own.
    """
    names = {name for name in _registered() if not name.startswith(OWN)}
    ours = {name.removeprefix(OWN) for name in list_allowed()["ours"]}
    others = (names - ours) | set(known) | _OF_TENSORFLOW
    return any(isinstance(part, str) and part in others for part in _parts_of(config))


def _import_sisters(config: Any) -> None:
    """Import the packages of Keras's makers that a config names, which register their classes."""
    for part in _parts_of(config):
        if not isinstance(part, dict) or "class_name" not in part:
            continue
        package = str(part.get("module")).partition(".")[0]
        if package in SISTERS and package not in sys.modules:
            try:
                importlib.import_module(package)
            except ImportError as error:
                named = f"{part['module']}.{part['class_name']}"
                raise explain_absent(Path(package), named) from error


def _parts_of(config: Any) -> Iterator[Any]:
    """List a config and all that lies in it, however deep."""
    waiting = [config]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            waiting += part.values()


def _is_keras_module(module: str) -> bool:
    return module.partition(".")[0] in ("keras", *SISTERS)


def _has(module: str, name: str) -> bool:
    """Tell whether Keras, which has been imported, has a class or a function of this name."""
    return hasattr(sys.modules.get(module), name)
