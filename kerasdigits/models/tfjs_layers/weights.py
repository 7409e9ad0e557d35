"""The weights beside a model.json: what the manifest says, taken from no other files than its own.

Formats: `decodeWeight` in tfjs-core/src/io/io_utils.ts. The files of a group are one stream of
little-endian values; uint8 and uint16 are affine, `stored * scale + min` in double precision.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import numpy as np

from kerasdigits.errors import ModelError

_STORED = {"float32": "<f4", "int32": "<i4", "bool": "|u1"}
_QUANTIZED = {"float16": "<f2", "uint8": "|u1", "uint16": "<u2"}
# A hub keeps the files of a snapshot elsewhere and links to them.
_SNAPSHOTS = "snapshots"


def read_weights(manifest: object, folder: Path) -> dict[str, np.ndarray]:
    """Read the weights of a model; the state of an optimizer, which may be there too, is left.

    Args:
        manifest: `weightsManifest` of model.json.
        folder: Where model.json is.

    Returns:
        name -> the values, float32, int32 or bool, in the manifest's order.

    Raises:
        ModelError: A file is missing, lies outside the folder or is of another size than its
            weights; or an entry is not one.
    """
    weights: dict[str, np.ndarray] = {}
    for entries, paths in _groups(manifest, folder):
        for entry, values in _read_group(entries, paths, folder):
            if entry.name in weights:
                raise _damaged(f'weight "{entry.name}" twice')
            weights[entry.name] = values
    return weights


def list_weights(manifest: object, folder: Path) -> list[StoredWeight]:
    """List the weights of a model without reading them.

    Args:
        manifest: `weightsManifest` of model.json.
        folder: Where model.json is.

    Raises:
        ModelError: As `read_weights`.
    """
    listed: list[StoredWeight] = []
    for entries, paths in _groups(manifest, folder):
        _require_size(entries, paths, folder)
        listed += [entry for entry in entries if not entry.optimizer]
    return listed


def _groups(manifest: object, folder: Path) -> Iterator[tuple[list[StoredWeight], list[Path]]]:
    """Read the manifest, group by group: the weights, and the files that they are in."""
    for group in _as_list(manifest, "weightsManifest"):
        if not isinstance(group, dict):
            raise _damaged("a group that is not an object")
        entries = [StoredWeight(entry) for entry in _as_list(group.get("weights"), "weights")]
        yield entries, [_locate(path, folder) for path in _as_list(group.get("paths"), "paths")]


class StoredWeight:
    """A weight as the manifest describes it.

    Args:
        entry: What the manifest says.

    Attributes:
        name: Its name.
        optimizer: Whether it belongs to the state of an optimizer.
        shape: Its shape.
        dtype: What it is in the model: float32, int32 or bool.
        stored: What it is in the file, as NumPy writes a dtype.

    Raises:
        ModelError: The entry is not one of a weight.
    """

    def __init__(self, entry: object):
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            raise _damaged("a weight without a name")
        self.name: str = entry["name"]
        self.optimizer = entry.get("group") == "optimizer"
        self.shape = tuple(_as_list(entry.get("shape"), f'the shape of weight "{self.name}"'))
        if not all(type(size) is int and size >= 0 for size in self.shape):
            raise _damaged(f'weight "{self.name}" of shape {list(self.shape)}')
        dtype = entry.get("dtype")
        if not isinstance(dtype, str) or dtype not in _STORED:
            raise _damaged(f'weight "{self.name}" of dtype {dtype!r}')
        self.dtype: str = dtype
        self.scale = self.minimum = 0.0
        self.affine = False
        self.stored = _STORED[self.dtype]
        if entry.get("quantization") is not None:
            self._read_quantization(entry["quantization"])

    def _read_quantization(self, how: object) -> None:
        dtype = how.get("dtype") if isinstance(how, dict) else None
        known = isinstance(dtype, str) and dtype in _QUANTIZED and self.dtype != "bool"
        if not isinstance(how, dict) or not isinstance(dtype, str) or not known:
            raise _damaged(f'weight "{self.name}" quantized as {how!r}')
        self.stored = _QUANTIZED[dtype]
        self.affine = dtype != "float16"
        if self.affine:
            scale, minimum = how.get("scale"), how.get("min")
            numbers = [n for n in (scale, minimum) if isinstance(n, int | float)]
            if len(numbers) < 2 or not all(map(math.isfinite, numbers)):
                raise _damaged(f'weight "{self.name}" quantized as {how!r}')
            self.scale, self.minimum = map(float, numbers)

    @property
    def byte_count(self) -> int:
        """What it takes in the files."""
        return math.prod(self.shape) * np.dtype(self.stored).itemsize

    def decode(self, data: memoryview) -> np.ndarray:
        """Give the values that TensorFlow.js computes with."""
        try:
            values = np.frombuffer(data, self.stored).reshape(self.shape)
        except (ValueError, OverflowError):  # no values, and more or longer axes than NumPy has
            raise _damaged(f'weight "{self.name}" of shape {list(self.shape)}') from None
        if self.affine:
            values = values.astype("float64") * self.scale + self.minimum
            if self.dtype == "int32":
                values = np.floor(values + 0.5)  # JavaScript's Math.round
        return values.astype(self.dtype)


def _read_group(
    entries: list[StoredWeight], paths: list[Path], folder: Path
) -> Iterator[tuple[StoredWeight, np.ndarray]]:
    _require_size(entries, paths, folder)
    data = memoryview(b"".join(path.read_bytes() for path in paths))
    for entry in entries:
        piece, data = data[: entry.byte_count], data[entry.byte_count :]
        if not entry.optimizer:
            yield entry, entry.decode(piece)


def _require_size(entries: list[StoredWeight], paths: list[Path], folder: Path) -> None:
    wanted = sum(entry.byte_count for entry in entries)
    found = sum(path.stat().st_size for path in paths)
    if wanted != found:
        what = "truncated" if found < wanted else "mixed up"
        raise ModelError(
            f"The weights of this model are {what}: they take {wanted:,} bytes",
            received=f"{found:,} bytes in {len(paths)} files of {folder}",
            remedy="Copy the whole folder again",
        )


def _locate(path: object, folder: Path) -> Path:
    """Find a file of weights, and no other one."""
    name = PurePosixPath(path) if isinstance(path, str) else None
    outside = name is None or name.is_absolute() or ".." in name.parts
    if outside or any(sign in str(path) for sign in (":", "\\", "\0")):
        raise ModelError(
            "This model.json names weights outside its folder, which are not read",
            received=path,
            remedy="Put the files beside model.json, and their names alone into it",
        )
    file = folder / str(path)
    if not os.path.isfile(file):  # pathlib's raises where a name is too long to be one
        raise ModelError("A file of weights is missing", received=file)
    if not any(file.resolve().is_relative_to(home) for home in _homes(folder.resolve())):
        raise ModelError("A file of weights is a link to a place outside its folder", received=file)
    return file


def _homes(folder: Path) -> list[Path]:
    """Give the folders in which the weights may lie."""
    parents = [*folder.parents]
    return [folder, *(up.parent for up in parents if up.name == _SNAPSHOTS)]


def _as_list(value: object, what: str) -> list:
    if not isinstance(value, list):
        raise _damaged(f"no list at {what}")
    return value


def _damaged(what: str) -> ModelError:
    return ModelError(
        "The list of weights in model.json is damaged",
        received=what,
        remedy="Copy the whole folder again",
    )
