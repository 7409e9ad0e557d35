"""The walk over an HDF5 file that anybody may have written.

What a file of weights has to hold lies in it itself: no link leads out of it, no array lies in
another file or is put together from others, and what an array declares is there.
Formats: HDF5 File Format Specification 3.0, IV.A.2 (dataspace, links, layouts, external files).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kerasdigits.models.strangers.refusal import Refusal
from kerasdigits.models.strangers.texts import has_damaged_text

if TYPE_CHECKING:
    import h5py

# Packed by gzip, shuffle, checksum, szip or lzf (H5Zpublic.h; h5py registers the last).
_FILTERS = frozenset({1, 2, 3, 4, 32000})
_MOST_UNPACKED = 100  # times the stored bytes, as for archives
_MOST_OBJECTS = 1_000_000
_NUMBERS_AND_TEXTS = "biufcSU"


@dataclass(frozen=True)
class Array:
    """An array in a file.

    Attributes:
        path: Its groups and its name, with slashes.
        shape: Its shape.
        dtype: Its dtype as NumPy names it; `bfloat16` where Keras notes that beside it.
    """

    path: str
    shape: tuple[int, ...]
    dtype: str

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)


@dataclass
class Hdf5Contents:
    """What is in a file, the numbers apart.

    Attributes:
        arrays: The arrays, group by group.
        groups: The paths of the groups.
        owners: The path of a group -> the layer that Keras notes beside it.
        refusals: What must not be read.
    """

    arrays: list[Array] = field(default_factory=list)
    groups: set[str] = field(default_factory=set)
    owners: dict[str, str] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)


def walk_hdf5(file: h5py.File, byte_count: int) -> Hdf5Contents:
    """List what is in a file, and what of it must not be read.

    Args:
        file: The file, opened for reading.
        byte_count: How large it is.
    """
    walk = _Walk(byte_count)
    walk.run(file)
    return walk.found


class _Walk:
    def __init__(self, byte_count: int):
        self.byte_count = byte_count
        self.found = Hdf5Contents()
        self._stored = 0
        self._seen: set[int] = set()
        # Whose texts are read last, when none is too long.
        self._groups: list[tuple[h5py.Group, str]] = []
        self._arrays: list[tuple[h5py.Dataset, str]] = []

    def run(self, file: h5py.File) -> None:
        import h5py

        waiting: list[tuple[h5py.Group, str]] = [(file, "")]
        while waiting:
            group, path = waiting.pop()
            self._check_attributes(group, path or "/")
            self._groups.append((group, path.strip("/")))
            for name, member in self._members(group, path):
                if len(self._seen) > _MOST_OBJECTS:
                    self._refuse("size", "/", f"holds over {_MOST_OBJECTS:,} objects")
                    return
                if hasattr(member, "keys"):
                    waiting.append((member, f"{path}/{name}"))
                else:
                    self._add(member, f"{path}/{name}")
        if self._stored > self.byte_count:
            self._refuse("size", "/", "declares more data than the file holds")
        heads = {h5py.h5o.get_info(file.id).addr, *self._seen}
        if has_damaged_text(file, self.byte_count, heads):
            self._refuse("size", "/@", "has a text that is not whole")
            return
        for group, path in self._groups:
            self._note(group, path)
        self.found.arrays = [_describe(dataset, path) for dataset, path in self._arrays]

    def _members(self, group: h5py.Group, path: str) -> Iterator[tuple[str, Any]]:
        """Give what a group itself holds, each object once, whatever leads to it."""
        import h5py

        for name in group:
            where = f"{path}/{name}"
            link = group.get(name, getlink=True)
            if not isinstance(link, h5py.HardLink):
                out = "another file" if isinstance(link, h5py.ExternalLink) else "another place"
                self._refuse("link", where, f"is a link to {out}")
                continue
            if name in (".", "..") or "\\" in name:
                self._refuse("name", where, "has a name that is a path")
                continue
            member = group[name]
            address = h5py.h5o.get_info(member.id).addr
            if address in self._seen:
                continue  # a second name of the same; such names may lead in a circle
            self._seen.add(address)
            if isinstance(member, h5py.Group | h5py.Dataset):
                yield name, member

    def _note(self, group: h5py.Group, path: str) -> None:
        self.found.groups.add(path)
        owner = group.attrs.get("name") if path.endswith("vars") else None
        if isinstance(owner, str):
            self.found.owners[path] = owner

    def _add(self, dataset: h5py.Dataset, path: str) -> None:
        self._check_attributes(dataset, path)
        if dataset.is_virtual:
            self._refuse("link", path, "is put together from arrays elsewhere")
        elif dataset.external:
            self._refuse("link", path, "lies in another file")
        elif not _is_plain(dataset.dtype):
            self._refuse("unknown", path, f"holds neither numbers nor text: {dataset.dtype}")
        elif dataset.shape is not None:
            self._check_size(dataset, path)
            self._arrays.append((dataset, path.strip("/")))

    def _check_size(self, dataset: h5py.Dataset, path: str) -> None:
        declared = math.prod(dataset.shape) * dataset.dtype.itemsize
        stored = dataset.id.get_storage_size()
        self._stored += stored
        made = dataset.id.get_create_plist()
        filters = {made.get_filter(index)[0] for index in range(made.get_nfilters())}
        if filters - _FILTERS:
            self._refuse("unknown", path, "is packed in an unknown way")
        begin = dataset.id.get_offset()
        beyond = begin is not None and begin + stored > self.byte_count
        if declared > stored * (_MOST_UNPACKED if filters else 1) or beyond:
            why = f"declares {declared:,} bytes, and {0 if beyond else stored:,} are there"
            self._refuse("size", path, why)

    def _check_attributes(self, item: Any, path: str) -> None:
        for name in item.attrs:
            attribute = item.attrs.get_id(name)
            count = math.prod(attribute.shape or ())
            if count * attribute.dtype.itemsize > self.byte_count:
                self._refuse("size", f"{path}@{name}", "declares more than the file holds")

    def _refuse(self, kind: Any, where: str, why: str) -> None:
        self.found.refusals.append(Refusal(kind, where, why))


def _describe(dataset: h5py.Dataset, path: str) -> Array:
    shape = tuple(int(size) for size in dataset.shape)
    return Array(path, shape, str(dataset.attrs.get("dtype") or _name(dataset.dtype)))


def _is_plain(dtype: Any) -> bool:
    """Tell whether values are numbers or text: no structures, and nothing that refers to others.

    HDF5 has no bfloat16, which Keras writes as bare bits with a note beside them.
    """
    import h5py

    if dtype.kind == "O":
        return h5py.check_string_dtype(dtype) is not None
    bare = dtype.kind == "V" and dtype.names is None and dtype.subdtype is None
    return bare or dtype.kind in _NUMBERS_AND_TEXTS


def _name(dtype: Any) -> str:
    """Name a dtype; of bare bits the float of so many that Keras writes so."""
    return {"V2": "bfloat16", "V1": "float8"}.get(dtype.str.lstrip("|<>"), dtype.name)
