"""An HDF5 file that anybody may have written, read in Python alone.

HDF5's own library is C: of a damaged file it has taken 3 GB, run without an end, and ended the
process. Here each of these is an exception, and what is read of a file is in proportion to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from kerasdigits.models.strangers.hdf5_array import StoredArray
from kerasdigits.models.strangers.hdf5_head import (
    ANOTHER_FILE,
    ANOTHER_PLACE,
    ForeignFile,
    Head,
    damage_as_value_error,
    read_texts,
)

# Messages of a head that groups have (HDF5 File Format Specification 3.0, IV.A.2).
_OF_GROUPS = {0x02, 0x06, 0x0A, 0x11}


class Hdf5File:
    """A file, opened for reading.

    Args:
        source: Its path, or a file opened for reading, which stays open.

    Raises:
        ValueError: It is not HDF5, or is damaged.
        OSError: It cannot be read.
    """

    def __init__(self, source: Path | BinaryIO | Any):
        self._own = source.open("rb") if isinstance(source, Path) else None
        self._groups: dict[int, Group] = {}
        try:
            with damage_as_value_error():
                self._file = ForeignFile(self._own or source)
        except BaseException:
            self.close()
            raise

    @property
    def root_address(self) -> int:
        """Where the group is that all others are in."""
        return self._file.root

    @property
    def root(self) -> Group:
        """The group that all others are in."""
        found = self.open(self.root_address)
        if not isinstance(found, Group):
            raise ValueError("what it begins with is no group")
        return found

    def open(self, address: int) -> Group | StoredArray | None:
        """Open what is at an address: a group, an array, or something else.

        Raises:
            ValueError: It is damaged.
        """
        if address in self._groups:
            return self._groups[address]
        with damage_as_value_error():
            head = self._file.read_head(address)
            if head.is_dataset:
                return StoredArray(self._file, head)
            if not _OF_GROUPS & {message["type"] for message in head.msgs}:
                return None
            self._groups[address] = group = Group(self, head)
        return group

    def close(self) -> None:
        """Close the file, if it was opened here."""
        if self._own is not None:
            self._own.close()

    @property
    def byte_count(self) -> int:
        """How many bytes it holds."""
        return self._file.byte_count

    def __enter__(self) -> Hdf5File:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class Group(Mapping):
    """A group: its members by name, a group or an array each, and the values beside it.

    A name may have slashes, as in h5py. What is linked, but not in this file, is not there.

    Attributes:
        links: Each name with the address of its member; with a text where it leads elsewhere.
        attrs: The values beside it, each as h5py gives it; but true and false as numbers, and None
            for what is neither a number nor a text.
    """

    def __init__(self, file: Hdf5File, head: Head):
        self._file = file
        self.links = {name: _read_target(target) for name, target in head.iter_links()}
        self.attrs = read_texts(head.get_attributes())

    def __getitem__(self, path: str) -> Any:
        """Open a member."""
        found: Any = self
        for name in path.strip("/").split("/"):
            address = found.links.get(name) if isinstance(found, Group) else None
            found = self._file.open(address) if isinstance(address, int) else None
            if found is None:
                raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        """List the names."""
        return iter(self.links)

    def __len__(self) -> int:
        """Count them."""
        return len(self.links)


def _read_target(target: int | str) -> int | str:
    """Give an address, or say where a link leads of which pyfive gives the text."""
    return target if target == ANOTHER_FILE or isinstance(target, int) else ANOTHER_PLACE
