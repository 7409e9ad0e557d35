"""Which Keras wrote a file, and a copy that Keras 3 reads."""

import contextlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from kerasdigits.files import read_json
from kerasdigits.models.keras2.loss_weights import name_losses
from kerasdigits.models.keras2.training import upgrade_training
from kerasdigits.models.keras2.upgrade import ConfigUpgrade
from kerasdigits.models.keras2.version import KerasVersion
from kerasdigits.models.keras2.weight_names import names_layers_twice, renumber_layers
from kerasdigits.models.keras3.upgrade import changes_since, rename_initializers, upgrade_keras_3
from kerasdigits.models.strangers.hdf5_anew import write_anew

_CONFIG, _METADATA, _WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
_TRAINING, _STATE = "training_config", "optimizer_weights"


def state_version(path: Path) -> KerasVersion | None:
    """Tell which Keras wrote a model, as far as its file says so.

    Args:
        path: A file or folder of Keras's, of whatever form.

    Returns:
        The version; None where the file states none, or is not one that can be read.
    """
    if path.is_dir() and not (path / _CONFIG).is_file():
        path = path / "model.json"  # of model.to_json(); what else a folder holds states none
    try:
        if path.suffix == ".keras" and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive, archive.open(_METADATA) as file:
                text = json.load(file).get("keras_version")
        elif path.suffix == ".json" and path.is_file():
            text = read_json_version(read_json(path)).text
        else:
            text = read_version(path).text if path.exists() else None
    except (OSError, ValueError, KeyError, AttributeError, zipfile.BadZipFile):
        return None
    return KerasVersion(str(text)) if text else None


def read_json_version(config: Mapping) -> KerasVersion:
    """Read the version that `model.to_json()` states; Keras 3 states none, and names modules."""
    unstated = "3" if "module" in config else ""
    return KerasVersion(str(config.get("keras_version") or unstated))


def holds_model(path: Path) -> bool:
    """Tell a .h5 file of a whole model from one of weights alone."""
    from kerasdigits.models.strangers.hdf5_file import Hdf5File

    try:
        with Hdf5File(path) as file:
            beside = file.root.attrs
            return "model_config" in beside or "layer_names" not in beside
    except (OSError, ValueError):  # a damaged one: what reads it says so
        return True


def read_version(path: Path) -> KerasVersion:
    """Read the version of Keras that a model states.

    Args:
        path: A .h5 file, or the folder of a .keras file's parts.

    Returns:
        The version; of a folder that states none, Keras 3.
    """
    from kerasdigits.models.strangers.hdf5_file import Hdf5File

    if path.is_dir():
        metadata = path / _METADATA
        stated = read_json(metadata).get("keras_version") if metadata.is_file() else None
        return KerasVersion(str(stated or "3"))
    with Hdf5File(path) as file:
        stated = file.root.attrs.get("keras_version", "")
    return KerasVersion(stated.decode() if isinstance(stated, bytes) else str(stated))


@contextlib.contextmanager
def readable_by_keras_3(path: Path, own_classes: Mapping[str, object]) -> Iterator[Path]:
    """Give a model that Keras 3 reads, with the meaning of the Keras that wrote it.

    Args:
        path: A .h5 file, or the folder of a .keras file's parts.
        own_classes: Classes that the user has registered or named.

    Yields:
        The model itself where Keras 3 wrote it, or a copy with the upgraded config.

    Raises:
        ModelError: It holds what Keras 3 has no place for.
    """
    version = read_version(path)
    if not version.is_older and not changes_since(version):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="kerasdigits-legacy-") as folder:
        write = _copy_folder if path.is_dir() else _copy_h5
        yield write(path, Path(folder), version, own_classes)


def upgrade_config(config: dict, version: KerasVersion, own_classes: Mapping[str, object]) -> dict:
    """Write the config of a model of whatever version as today's Keras takes it.

    Args:
        config: What the file holds.
        version: The Keras that wrote it.
        own_classes: Classes that the user has registered or named.

    Raises:
        ModelError: It holds what Keras 3 has no place for.
    """
    if version.is_older:
        return ConfigUpgrade(version, own_classes).upgrade_whole(config)
    config = rename_initializers(config)
    return upgrade_keras_3(config, version) if changes_since(version) else config


def _copy_folder(
    path: Path, folder: Path, version: KerasVersion, own_classes: Mapping[str, object]
) -> Path:
    config = read_json(path / _CONFIG)
    for part in path.iterdir():
        if part.name == _WEIGHTS and names_layers_twice(part):
            renumber_layers(part, folder / part.name)
        elif part.name != _CONFIG:
            os.symlink(part.resolve(), folder / part.name)
    upgraded = upgrade_config(config, version, own_classes)
    if version.is_older and config.get("compile_config"):
        training = upgrade_training(config["compile_config"])
        upgraded["compile_config"] = name_losses(training, config)
    (folder / _CONFIG).write_text(json.dumps(upgraded))
    return folder


def _copy_h5(
    path: Path, folder: Path, version: KerasVersion, own_classes: Mapping[str, object]
) -> Path:
    import h5py

    copy = write_anew(path, folder / "model.h5")  # Keras goes by the name
    with h5py.File(copy, "r+") as file:
        if "model_config" not in file.attrs:
            return copy
        config = json.loads(file.attrs["model_config"])
        file.attrs["model_config"] = json.dumps(upgrade_config(config, version, own_classes))
        if not version.is_older:
            return copy
        if _TRAINING in file.attrs:
            training = name_losses(upgrade_training(json.loads(file.attrs[_TRAINING])), config)
            file.attrs[_TRAINING] = json.dumps(training)
        if _STATE in file:
            del file[_STATE]  # Keras 3's optimizers have other variables, and would read a part
    return copy
