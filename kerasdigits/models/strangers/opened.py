"""A model file of Keras's, opened as data: its config, its arrays, and what of it is refused."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kerasdigits.errors import ModelError
from kerasdigits.models.archive import (
    DAMAGED,
    FETCH_AGAIN,
    damaged,
    find_distrust,
    require_archive,
    unpacked_model,
)
from kerasdigits.models.strangers.config import find_in_config
from kerasdigits.models.strangers.hdf5 import Array, walk_hdf5
from kerasdigits.models.strangers.refusal import Refusal
from kerasdigits.models.strangers.zip_part import StoredPart

if TYPE_CHECKING:
    from kerasdigits.models.strangers.hdf5_file import Hdf5File

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
_LARGEST_TEXT = 1 << 28  # a config with its vocabularies
# A layer that is not saved with all of its weights has at most so many times as many.
_MOST_RATIO = 16
_MOST_NUMBERS = 1 << 24


@dataclass
class OpenedModel:
    """What a file says, with nothing built of it.

    Attributes:
        form: What kind of file it is.
        config: The config of the model; {} where the file holds weights alone.
        training: The compile settings; {} where it was not compiled.
        keras_version: The Keras that wrote it, as it states it; None where it states none.
        byte_count: How large the weights' file is.
        arrays: The arrays in it.
        groups: The paths of the groups that they are in.
        owners: The path of a group -> the layer that Keras notes beside it.
        refusals: What of it must not be read.
    """

    form: str
    config: dict[str, Any] = field(default_factory=dict)
    training: dict[str, Any] = field(default_factory=dict)
    keras_version: str | None = None
    byte_count: int = 0
    arrays: list[Array] = field(default_factory=list)
    groups: set[str] = field(default_factory=set)
    owners: dict[str, str] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    def judge_config(self) -> None:
        """Add what of the config and of the compile settings is refused."""
        most = count_most(self.byte_count) if self.arrays else None
        model = {key: value for key, value in self.config.items() if key != "compile_config"}
        self.refusals += find_in_config(model, most_numbers=most)
        for refusal in find_in_config(self.training, most_numbers=most):
            self.refusals.append(dataclasses.replace(refusal, where="the compile settings"))


def count_most(byte_count: int) -> int:
    """Say how many numbers a layer of a file may claim, so large as it is.

    Args:
        byte_count: The size of the weights' file.
    """
    return byte_count * _MOST_RATIO + _MOST_NUMBERS


def open_archive(path: Path) -> OpenedModel:
    """Open a .keras file.

    Raises:
        ModelError: It is not one, or is damaged.
    """
    require_archive(path, FETCH_AGAIN)
    opened = OpenedModel("a .keras file of Keras 3")
    try:
        with zipfile.ZipFile(path) as archive:
            reason = find_distrust(archive.infolist())
            if reason is None:
                _read_archive(path, archive, opened)
    except (*DAMAGED, OSError) as error:  # places beyond the file are errors of the system
        reason = str(error) or type(error).__name__
    if reason is not None:
        raise damaged(path, reason, FETCH_AGAIN)
    opened.judge_config()
    return opened


def _read_archive(path: Path, archive: zipfile.ZipFile, opened: OpenedModel) -> None:
    metadata = archive.read(METADATA) if METADATA in archive.namelist() else None
    _read_texts(archive.read(CONFIG), metadata, path, opened)
    member = archive.getinfo(WEIGHTS)
    opened.byte_count = member.file_size
    if member.compress_type == zipfile.ZIP_STORED:
        with StoredPart(path, member) as part:
            read_hdf5(part, path, opened)
    else:
        with unpacked_model(path, FETCH_AGAIN) as folder:
            read_hdf5(folder / WEIGHTS, path, opened)


def _read_texts(config: bytes, metadata: bytes | None, path: Path, opened: OpenedModel) -> None:
    """Read the parts of a .keras file that are text; the second need not be there."""
    opened.config = read_object(config, path / CONFIG)
    if metadata is not None:
        stated = read_object(metadata, path / METADATA)
        opened.keras_version = as_text(stated.get("keras_version"))
    opened.training = _as_dict(opened.config.get("compile_config"))


def open_parts(folder: Path) -> OpenedModel:
    """Open a folder that holds the parts of a .keras file.

    Raises:
        ModelError: A part is missing or damaged.
    """
    opened = OpenedModel("a folder of a .keras file's parts")
    metadata = folder / METADATA
    stated = metadata.read_bytes() if metadata.is_file() else None
    _read_texts((folder / CONFIG).read_bytes(), stated, folder, opened)
    weights = folder / WEIGHTS
    opened.byte_count = weights.stat().st_size
    read_hdf5(weights, weights, opened)
    opened.judge_config()
    return opened


def open_hdf5(path: Path) -> OpenedModel:
    """Open a .h5 file of a whole model, or of weights alone.

    Raises:
        ModelError: It is not HDF5, or its config is damaged.
    """
    opened = OpenedModel("a .h5 file", byte_count=path.stat().st_size)
    read_hdf5(path, path, opened)
    opened.judge_config()
    return opened


def open_described(path: Path) -> OpenedModel:
    """Open what `model.to_json()` wrote, without the weights beside it.

    Raises:
        ModelError: It is damaged.
    """
    opened = OpenedModel("the description of a model without its weights")
    opened.config = read_object(path.read_bytes(), path)
    opened.keras_version = as_text(opened.config.get("keras_version"))
    opened.training = _as_dict(opened.config.get("compile_config"))
    opened.judge_config()
    return opened


def read_hdf5(source: Path | IO[bytes] | StoredPart, path: Path, opened: OpenedModel) -> None:
    """Read what an HDF5 file holds besides the numbers themselves.

    Args:
        source: The file.
        path: What the user calls it.
        opened: Gets the arrays, the refusals, and of a legacy file config and version.

    Raises:
        ModelError: It is not HDF5, or its config is damaged.
    """
    with opened_hdf5(source, path) as file:
        found = walk_hdf5(file)
        opened.arrays, opened.groups, opened.owners = found.arrays, found.groups, found.owners
        opened.refusals += found.refusals
        beside = file.root.attrs
        for name in ("model_config", "training_config"):
            if name in beside:
                content = read_object(_as_bytes(beside[name]), path / name)
                setattr(opened, "config" if name == "model_config" else "training", content)
        opened.keras_version = as_text(beside.get("keras_version")) or opened.keras_version


@contextlib.contextmanager
def opened_hdf5(source: Any, path: Path) -> Iterator[Hdf5File]:
    """Open an HDF5 file; what is found to be damaged while it is open becomes one line.

    Args:
        source: A path, or a file opened for reading.
        path: What the user calls it.

    Raises:
        ModelError: It is not HDF5, or is damaged.
    """
    from kerasdigits.models.strangers.hdf5_file import Hdf5File

    try:
        with Hdf5File(source) as file:
            yield file
    except (OSError, ValueError) as error:
        raise ModelError(
            "kerasdigits cannot read the weights of this model, which are not a whole HDF5 file",
            received=f"{path}: {error}",
            remedy=FETCH_AGAIN,
        ) from error


def read_object(content: bytes, path: Path) -> dict[str, Any]:
    """Read an object in JSON that anybody may have written.

    Args:
        content: The text.
        path: What it is, for the error.

    Raises:
        ModelError: It is not one.
    """
    try:
        if len(content) > _LARGEST_TEXT:
            raise ValueError(f"{len(content):,} bytes")
        read = json.loads(content)
        if not isinstance(read, dict):
            raise ValueError("not an object")
    except (ValueError, RecursionError) as error:
        raise ModelError(
            "kerasdigits cannot read the config of this model",
            received=f"{path}: {error or type(error).__name__}",
            remedy=FETCH_AGAIN,
        ) from error
    return read


def _as_dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _as_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def as_text(value: object) -> str | None:
    """Give what a file states as a text, or None where it is none.

    Args:
        value: What stands there.
    """
    text = value.decode(errors="replace") if isinstance(value, bytes) else value
    return text if isinstance(text, str) and text else None
