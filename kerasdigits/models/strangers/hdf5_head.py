"""The head of a group or an array in an HDF5 file, and the file: pyfive's, for strangers' files.

pyfive is Python alone, so that what is wrong in a file ends in an exception. Here its classes get
what that leaves open: links to other files, and claims that would take memory or time before they
fail. Only this file and hdf5_array.py use pyfive, whose inner names these are; a test asks whether
they are there.
Format: HDF5 File Format Specification 3.0, III.A.2 (trees), IV.A.1 (heads), IV.A.2 (messages).
"""

from __future__ import annotations

import contextlib
import os
import struct
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyfive
from pyfive.btree import BTreeV1RawDataChunks
from pyfive.dataobjects import DataObjects
from pyfive.p5t import P5EnumType, P5FixedStringType, P5FloatType, P5IntegerType, P5VlenStringType

from kerasdigits.models.strangers.bounded_file import BoundedFile

TEXT_SIZE = 16  # a length and a place in a heap
# Keras's heads take a few hundred bytes; lists of many names, which HDF5 cuts at 64 kB, more.
_MOST_PARTS = 500
_MOST_BYTES = 1 << 22
# Of the structure of a whole file, by its size. Of 694 files of Keras 2 and 3, of 2 kB to 500 MB,
# none took more than a read for 67 bytes, or as many bytes as it has (2026-12-01).
_LEAST_READS, _BYTES_PER_READ = 2000, 16
_LEAST_BYTES, _BYTES_PER_BYTE = 1 << 16, 8
_MOST_LEVELS = 8  # of a tree, the nodes of which hold dozens
_PLAIN = (P5EnumType, P5FixedStringType, P5FloatType, P5IntegerType, P5VlenStringType)
_HARD, _SOFT = 0, 1
_EXTERNAL = 64
ANOTHER_FILE, ANOTHER_PLACE = "another file", "another place"
_SHARED = 2  # the flag of a message that stands elsewhere


class ForeignFile(pyfive.File):
    """A file, whose heads are read anew each time, each within bounds of its own.

    Args:
        stream: A file opened for reading.

    Attributes:
        stream: That file, for the numbers, which are no part of its structure.
        byte_count: How many bytes it holds.
    """

    _close = False  # when it is opened in vain, too

    def __init__(self, stream: Any):
        self.stream = stream
        self.byte_count = size = stream.seek(0, os.SEEK_END)
        most_reads = _LEAST_READS + size // _BYTES_PER_READ
        super().__init__(
            BoundedFile(stream, size, most_reads, _LEAST_BYTES + size * _BYTES_PER_BYTE)
        )

    @property
    def root(self) -> int:
        """The address of the group that all others are in."""
        return self._dataobjects.offset

    def read_head(self, address: int) -> Head:
        """Read the head at an address."""
        return self._get_dataobjects(address)

    def read_into(self, array: np.ndarray, address: int) -> None:
        """Fill an array with bytes from an address on.

        Raises:
            ValueError: There are not so many.
        """
        view = array.reshape(-1).view(np.uint8)
        self.stream.seek(self.userblock_size + address)
        while view.size:
            count = self.stream.readinto(view)
            if not count:
                raise ValueError("an array lies beyond its end")
            view = view[count:]

    def _get_dataobjects(self, obj_addr: int) -> Head:
        part = BoundedFile(self._fh, _MOST_BYTES, _MOST_PARTS, _MOST_BYTES)
        head = Head(part, obj_addr, global_heaps=self._global_heaps)
        head.fh = self._fh
        if any(message["flags"] & _SHARED for message in head.msgs):
            raise ValueError("parts of it are shared, as Keras writes none")
        return head


class Chunk(NamedTuple):
    """A part of an array: where in it, where in the file, how large there, filters not used."""

    begin: tuple[int, ...]
    address: int
    size: int
    mask: int


class Filters(BTreeV1RawDataChunks):
    """What pyfive undoes of the packing of a chunk."""

    @classmethod
    def undo(cls, content: bytes, entry: Any, itemsize: int) -> bytes:
        """Undo one filter."""
        return cls._filter_chunk(content, 0, [entry], itemsize)


class Head(DataObjects):
    """What a file says of a group or an array."""

    def list_chunks(self) -> list[Chunk]:
        """List the chunks of an array that is stored in such."""
        axes, address = len(self.chunks), self._chunk_address
        if (axes, axes + 1) != (len(self.shape), self._chunk_dims) or 0 in self.chunks:
            raise ValueError("an array and its chunks have different axes")
        if address == pyfive.core.UNDEFINED_ADDRESS:
            return []
        return [
            Chunk(key["chunk_offset"][:-1], address, key["chunk_size"], key["filter_mask"])
            for node in BTreeV1RawDataChunks(self.fh, address, axes + 1).all_nodes[0]
            for key, address in zip(node["keys"], node["addresses"], strict=False)
        ]

    def read_text(self, content: bytes, begin: int) -> bytes:
        """Read the text whose length and place stand in some bytes."""
        return self._vlen_size_and_data(content, begin)[1] or b""

    def get_attributes(self) -> dict[str, Any]:
        """Read the values beside it; None for one that is neither numbers nor text."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pyfive tells of values that it does not read
            return super().get_attributes()

    def _parse_attribute_msg(self, buffer: bytes, offset: int) -> tuple[str, Any]:
        version, flags = buffer[offset : offset + 2]
        if version > 1 and flags:
            raise ValueError("a value beside it has a type that stands elsewhere")
        return super()._parse_attribute_msg(buffer, offset)

    def _attr_value(self, ptype: Any, buf: bytes, count: int, offset: int) -> Any:
        if not isinstance(ptype, _PLAIN):
            return [None]
        size = TEXT_SIZE if isinstance(ptype, P5VlenStringType) else ptype.dtype.itemsize
        if not 0 <= count * size <= len(buf) - offset:
            raise ValueError("a value beside it claims more than there is")
        return super()._attr_value(ptype, buf, count, offset)

    def _vlen_size_and_data(self, buf: bytes, offset: int) -> tuple[int, bytes | None]:
        """Read a text, as HDF5's library could read it, too: it believes lengths, and heaps."""
        heaps = len(self._global_heaps)
        size, text = super()._vlen_size_and_data(buf, offset)
        if text is not None and size > len(text):
            raise ValueError("a text claims to be longer than it is")
        if len(self._global_heaps) > heaps:
            _require_whole(next(reversed(self._global_heaps.values())).heap_data)
        return size, text

    def _get_attributes_from_attr_info(self, attrs: dict, attr_info: list) -> dict[str, Any]:
        for message in attr_info:
            begin = message["offset_to_message"]
            flags = self.msg_data[begin + 1]
            skipped = 10 + 2 * (flags & 1)
            trees = struct.unpack_from("<2Q" if flags & 2 else "<Q", self.msg_data, begin + skipped)
            self._check_trees(*trees)
        return super()._get_attributes_from_attr_info(attrs, attr_info)

    def _iter_links_btree_v2(
        self, name_btree_address: int, order_btree_address: int | None, heap_address: int
    ) -> Any:
        self._check_trees(name_btree_address, order_btree_address)
        return super()._iter_links_btree_v2(name_btree_address, order_btree_address, heap_address)

    def _check_trees(self, *addresses: int | None) -> None:
        """Refuse a tree of so many levels that pyfive's numbers grow out of hand."""
        for address in addresses:
            if address is not None and address != pyfive.core.UNDEFINED_ADDRESS:
                self.fh.seek(address)
                (levels,) = struct.unpack_from("<H", self.fh.read(14), 12)
                if levels > _MOST_LEVELS:
                    raise ValueError(f"it has a tree of {levels} levels")

    @staticmethod
    def _decode_link_msg(data: bytes, offset: int) -> tuple[int | None, tuple[str, Any]]:
        """Read a link; pyfive fails on one that leads to another file."""
        told = bool(data[offset + 1] & 8)
        kind = data[offset + 2] if told else _HARD
        if kind in (_HARD, _SOFT):
            return DataObjects._decode_link_msg(data, offset)
        as_hard = bytearray(data[offset:]) + bytes(8)
        as_hard[2] = _HARD
        order, (name, _) = DataObjects._decode_link_msg(bytes(as_hard), 0)
        return order, (name, ANOTHER_FILE if kind == _EXTERNAL else ANOTHER_PLACE)


def _require_whole(heap: bytes) -> None:
    """Refuse a heap whose parts do not follow each other to its end (III.E).

    With a free part that claims no length HDF5 1.14.6 does not end.
    """
    place = 0
    while place + 16 <= len(heap):
        (size,) = struct.unpack_from("<Q", heap, place + 8)
        used = struct.unpack_from("<H", heap, place) != (0,)
        step = (size + 7) // 8 * 8 + 16 if used else size
        if step < 16:
            break
        place += step
    else:
        if place <= len(heap):
            return
    raise ValueError("a heap of texts is not whole")


@contextlib.contextmanager
def damage_as_value_error() -> Iterator[None]:
    """Make one kind of error of the many that damage ends in."""
    try:
        yield
    except (OSError, ValueError):
        raise
    except Exception as error:  # pyfive asserts, unpacks and looks up whatever a file says
        raise ValueError(str(error) or type(error).__name__) from error


def read_texts(value: Any) -> Any:
    """Give texts without a fixed length as h5py does: as `str`, whatever bytes they are of."""
    if isinstance(value, dict):
        return {name: read_texts(one) for name, one in value.items()}
    if type(value) is bytes:  # no number of NumPy's, whose texts have a fixed length
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, np.ndarray) and value.dtype == object:
        return np.array([read_texts(one) for one in value.flat], object).reshape(value.shape)
    return value
