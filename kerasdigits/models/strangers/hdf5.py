"""The walk over an HDF5 file that anybody may have written.

What a file of weights has to hold lies in it itself: no link leads out of it, no array lies in
another file or is put together from others, and what an array declares is there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kerasdigits.models.strangers.refusal import Refusal

if TYPE_CHECKING:
    from kerasdigits.models.strangers.hdf5_file import Group, Hdf5File, StoredArray

_MOST_OBJECTS = 1_000_000


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


def walk_hdf5(file: Hdf5File) -> Hdf5Contents:
    """List what is in a file, and what of it must not be read.

    Args:
        file: The file, opened for reading.

    Raises:
        ValueError: It is damaged.
    """
    walk = _Walk(file)
    walk.run()
    return walk.found


class _Walk:
    def __init__(self, file: Hdf5File):
        self.file = file
        self.found = Hdf5Contents()
        self._stored = 0
        self._seen: set[int] = set()

    def run(self) -> None:
        waiting = [("", self.file.root)]
        while waiting:
            path, group = waiting.pop()
            self._note(group, path.strip("/"))
            for where, member in self._members(group, path):
                if len(self._seen) > _MOST_OBJECTS:
                    self._refuse("size", "/", f"holds over {_MOST_OBJECTS:,} objects")
                    return
                if hasattr(member, "links"):
                    waiting.append((where, member))
                else:
                    self._add(member, where)
        if self._stored > self.file.byte_count:
            self._refuse("size", "/", "declares more data than the file holds")

    def _members(self, group: Group, path: str) -> Iterator[tuple[str, Any]]:
        """Give what a group itself holds, each object once, whatever leads to it."""
        for name, address in group.links.items():
            where = f"{path}/{name}"
            if isinstance(address, str):
                self._refuse("link", where, f"is a link to {address}")
            elif name in (".", "..") or "/" in name or "\\" in name:
                self._refuse("name", where, "has a name that is a path")
            elif address not in self._seen:  # else a second name; such may lead in a circle
                self._seen.add(address)
                member = self.file.open(address)
                if member is not None:
                    yield where, member

    def _note(self, group: Group, path: str) -> None:
        self.found.groups.add(path)
        owner = group.attrs.get("name") if path.endswith("vars") else None
        if isinstance(owner, str):
            self.found.owners[path] = owner

    def _add(self, array: StoredArray, path: str) -> None:
        if array.elsewhere:
            self._refuse("link", path, array.elsewhere)
        elif array.dtype is None:
            self._refuse("unknown", path, "holds neither numbers nor text")
        elif array.packed_oddly:
            self._refuse("unknown", path, "is packed in an unknown way")
        elif array.shape is not None:
            lack = array.find_lack()
            if lack:
                self._refuse("size", path, lack)
            self._stored += array.stored
            dtype = str(array.attrs.get("dtype") or _name(array.dtype))
            self.found.arrays.append(Array(path.strip("/"), array.shape, dtype))

    def _refuse(self, kind: Any, where: str, why: str) -> None:
        self.found.refusals.append(Refusal(kind, where, why))


def _name(dtype: Any) -> str:
    """Name a dtype; of bare bits the float of so many that Keras writes so."""
    return {"V2": "bfloat16", "V1": "float8"}.get(dtype.str.lstrip("|<>"), dtype.name)
