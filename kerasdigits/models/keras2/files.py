"""Which Keras wrote a file, and a copy that Keras 3 reads."""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from kerasdigits.errors import ModelError
from kerasdigits.models.keras2.training import upgrade_training
from kerasdigits.models.keras2.upgrade import ConfigUpgrade
from kerasdigits.models.keras2.version import KerasVersion

_CONFIG, _METADATA = "config.json", "metadata.json"
_TRAINING, _STATE = "training_config", "optimizer_weights"


def read_version(path: Path) -> KerasVersion:
    """Read the version of Keras that a model states.

    Args:
        path: A .h5 file, or the folder of a .keras file's parts.

    Returns:
        The version; of a folder that states none, Keras 3.
    """
    import h5py

    if path.is_dir():
        metadata = path / _METADATA
        stated = _read_json(metadata).get("keras_version") if metadata.is_file() else None
        return KerasVersion(str(stated or "3"))
    with h5py.File(path, "r") as file:
        stated = file.attrs.get("keras_version", "")
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
    if not version.is_older:
        yield path
        return
    upgrade = ConfigUpgrade(version, own_classes)
    with tempfile.TemporaryDirectory(prefix="kerasdigits-legacy-") as folder:
        write = _copy_folder if path.is_dir() else _copy_h5
        yield write(path, Path(folder), upgrade)


def _copy_folder(path: Path, folder: Path, upgrade: ConfigUpgrade) -> Path:
    config = _read_json(path / _CONFIG)
    for part in path.iterdir():
        if part.name != _CONFIG:
            os.symlink(part.resolve(), folder / part.name)
    upgraded = _upgrade_whole(config, upgrade)
    if config.get("compile_config"):
        upgraded["compile_config"] = upgrade_training(config["compile_config"])
    (folder / _CONFIG).write_text(json.dumps(upgraded))
    return folder


def _copy_h5(path: Path, folder: Path, upgrade: ConfigUpgrade) -> Path:
    import h5py

    copy = Path(shutil.copy(path, folder))
    with h5py.File(copy, "r+") as file:
        if "model_config" not in file.attrs:
            return copy
        config = json.loads(file.attrs["model_config"])
        file.attrs["model_config"] = json.dumps(_upgrade_whole(config, upgrade))
        if _TRAINING in file.attrs:
            training = upgrade_training(json.loads(file.attrs[_TRAINING]))
            file.attrs[_TRAINING] = json.dumps(training)
        if _STATE in file:
            del file[_STATE]  # Keras 3's optimizers have other variables, and would read a part
    return copy


def _upgrade_whole(config: dict, upgrade: ConfigUpgrade) -> dict:
    try:
        return upgrade.upgrade(config)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ModelError(
            f"The config of this model is not one that {upgrade.version} wrote",
            received=f"{type(error).__name__}: {error}",
            remedy="Save the model again",
        ) from error


def _read_json(path: Path) -> dict:
    return json.loads(path.read_text())
