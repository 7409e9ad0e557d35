"""An array in an HDF5 file: what it declares, how it is stored, and its numbers.

Format: HDF5 File Format Specification 3.0, IV.A.2.d (types), IV.A.2.i (layouts), IV.A.2.l
(filters).
"""

from __future__ import annotations

import functools
import math
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from pyfive.core import UNDEFINED_ADDRESS
from pyfive.p5t import (
    P5CompoundType,
    P5EnumType,
    P5FixedStringType,
    P5FloatType,
    P5IntegerType,
    P5OpaqueType,
    P5VlenStringType,
)

from kerasdigits.models.strangers.hdf5_head import (
    TEXT_SIZE,
    Chunk,
    Filters,
    ForeignFile,
    Head,
    damage_as_value_error,
    read_texts,
)

_TYPE, _FILL, _EXTERNAL_FILES = 0x03, 0x05, 0x07
_COMPACT, _CONTIGUOUS, _CHUNKED, _VIRTUAL = range(4)
_NEWEST_CHUNKS = 3  # the layout of files that h5py writes by default, and that pyfive reads
_NEWEST_NAMES = 3  # the version of a type whose names pyfive finds
_DEFLATE, _SHUFFLE, _CHECKSUM = 1, 2, 3
_MOST_UNPACKED = 100  # times the stored bytes, as for archives
_LEAST_CHUNK = 1 << 20
_MOST_AXES = 32  # H5S_MAX_RANK
_MOST_BYTES = 1 << 64  # no file is so large, and no line has room for more digits
_SUM = 4  # bytes of a checksum
# Of a float: first bit, bits, place and size of exponent and mantissa, bias (IEEE 754).
_FLOATS = {
    2: (0, 16, 10, 5, 0, 10, 15),
    4: (0, 32, 23, 8, 0, 23, 127),
    8: (0, 64, 52, 11, 0, 52, 1023),
}
_BOOLEAN = {"FALSE": 0, "TRUE": 1}  # as h5py writes it


class StoredArray:
    """An array in a file, whose numbers are read when they are asked for.

    Attributes:
        shape: Its shape; None where it is declared to hold nothing.
        dtype: Its dtype, `object` for texts; None for what is neither numbers, text nor bare bits.
        elsewhere: Where its numbers are if not in this file; None where they are in it.
    """

    def __init__(self, file: ForeignFile, head: Head):
        self._file, self._head = file, head
        self.shape: tuple[int, ...] | None = head.shape
        if len(self.shape or ()) > _MOST_AXES:
            raise ValueError("an array has more axes than HDF5 allows")
        self.dtype = _read_dtype(head)
        _, self._layout, self._place = head.get_id_storage_params()
        self.elsewhere: str | None = None
        if self._layout == _VIRTUAL:
            self.elsewhere = "is put together from arrays elsewhere"
        elif head.find_msg_type(_EXTERNAL_FILES):
            self.elsewhere = "lies in another file"

    @functools.cached_property
    def attrs(self) -> dict[str, Any]:
        """The values beside it, as `Group` has them.

        Raises:
            ValueError: They are damaged.
        """
        with damage_as_value_error():
            return read_texts(self._head.get_attributes())

    @functools.cached_property
    def packed_oddly(self) -> bool:
        """Whether it is packed otherwise than by gzip, shuffle and checksum, in chunks of old form.

        Raises:
            ValueError: That is damaged.
        """
        with damage_as_value_error():
            newest = self._layout == _CHUNKED and self._version > _NEWEST_CHUNKS
            return newest or bool(set(self._filters) - {_DEFLATE, _SHUFFLE, _CHECKSUM})

    @functools.cached_property
    def stored(self) -> int:
        """How many bytes of the file its numbers take.

        Raises:
            ValueError: That is damaged.
        """
        with damage_as_value_error():
            return sum(size for _, size in self._pieces())

    def find_lack(self) -> str | None:
        """Say what it declares and has not; None where all is there, packed by at most 100.

        Raises:
            ValueError: It is damaged.
        """
        declared, stored = self._declared, self.stored
        with damage_as_value_error():
            ends = [place + size for place, size in self._pieces()]
        beyond = max(ends, default=0) > self._file.byte_count - self._file.userblock_size
        if not beyond and declared <= stored * (_MOST_UNPACKED if self._filters else 1):
            return None
        return f"declares {declared:,} bytes, and {0 if beyond else stored:,} are there"

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """Read the numbers, or the texts.

        Raises:
            ValueError: They are not in the file, or are damaged.
        """
        if self.elsewhere or self.shape is None or self.dtype is None or self.packed_oddly:
            raise ValueError("an array is of no kind that is read")
        lack = self.find_lack()
        if lack:
            raise ValueError(f"an array {lack}")
        with damage_as_value_error():
            array = self._read(self._stored_dtype)
            if self.dtype == object:
                array = self._read_texts(array)
        array = array.astype(self.dtype, copy=False)
        return array if dtype is None else array.astype(dtype)

    @property
    def _stored_dtype(self) -> np.dtype:
        """As what it lies in the file: of a text its place, of true and false a number."""
        if self.dtype == object:
            return np.dtype(f"V{TEXT_SIZE}")
        return np.dtype(np.int8) if self.dtype == bool else np.dtype(self.dtype)

    @property
    def _declared(self) -> int:
        return min(math.prod(self.shape or ()) * self._stored_dtype.itemsize, _MOST_BYTES)

    @property
    def _version(self) -> int:
        return self._head.msg_data[self._head.get_id_storage_params()[0]]

    @functools.cached_property
    def _filters(self) -> list[int]:
        return [one["filter_id"] for one in self._head.filter_pipeline or ()]

    @functools.cached_property
    def _chunks(self) -> list[Chunk]:
        return self._head.list_chunks()

    def _pieces(self) -> Iterator[tuple[int, int]]:
        """Give the address and size of each piece of the file that holds a part of it."""
        content, place = self._head.msg_data, self._place
        if self._layout == _COMPACT:
            yield 0, struct.unpack_from("<H", content, place)[0]
        elif self._layout == _CONTIGUOUS:
            (address,) = struct.unpack_from("<Q", content, place)
            told = self._version > 2  # else only the shape says how much there is
            size = struct.unpack_from("<Q", content, place + 8)[0] if told else self._declared
            if address != UNDEFINED_ADDRESS:
                yield address, size
        elif self._layout == _CHUNKED:
            yield from ((chunk.address, chunk.size) for chunk in self._chunks)

    def _read(self, dtype: np.dtype) -> np.ndarray:
        shape = self.shape or ()
        if self._layout == _CHUNKED:
            return self._read_chunks(dtype)
        if self._layout == _COMPACT:
            begin = self._place + 2
            content = self._head.msg_data[begin : begin + self._declared]
            return np.frombuffer(content, dtype).reshape(shape).copy()
        array = np.empty(shape, dtype)
        if array.size:
            ((address, _),) = self._pieces()
            self._file.read_into(array, address)
        return array

    def _read_chunks(self, dtype: np.dtype) -> np.ndarray:
        shape, chunk = self.shape or (), self._head.chunks
        count = math.prod(chunk) * dtype.itemsize
        if count > max(_LEAST_CHUNK, self.stored * _MOST_UNPACKED):
            raise ValueError("a chunk claims more than there is")
        array = np.zeros(shape, dtype)
        if dtype.kind in "biufc" and self._head.find_msg_type(_FILL):
            array[...] = self._head.fillvalue
        for one in self._chunks:
            packed = np.empty(one.size, np.uint8)
            self._file.read_into(packed, one.address)
            content = self._unpack(packed.tobytes(), one.mask, count)
            values = np.frombuffer(content, dtype).reshape(chunk)
            ends = [min(b + c, n) for b, c, n in zip(one.begin, chunk, shape, strict=True)]
            place = tuple(slice(b, end) for b, end in zip(one.begin, ends, strict=True))
            inside = tuple(slice(0, end - b) for b, end in zip(one.begin, ends, strict=True))
            array[place] = values[inside]
        return array

    def _unpack(self, content: bytes, mask: int, count: int) -> bytes:
        """Undo the filters of a chunk, the last first, which makes no more than it should be."""
        for index, entry in reversed(list(enumerate(self._head.filter_pipeline or ()))):
            if mask >> index & 1:
                continue
            if entry["filter_id"] == _DEFLATE:
                content = zlib.decompressobj().decompress(content, count + _SUM)
            else:
                content = Filters.undo(content, entry, self._stored_dtype.itemsize)
        return content

    def _read_texts(self, places: np.ndarray) -> np.ndarray:
        content = places.tobytes()
        found = [
            self._head.read_text(content, begin) for begin in range(0, len(content), TEXT_SIZE)
        ]
        return np.array(found, object).reshape(places.shape)


def _read_dtype(head: Head) -> np.dtype | None:
    """Read the dtype; None for structures, references, and numbers of a form that NumPy has not."""
    message = head.find_msg_type(_TYPE)[0]["offset_to_message"]
    try:
        kind = head.ptype
    except (NotImplementedError, TypeError):
        return None
    if isinstance(kind, P5OpaqueType):  # pyfive 1.2.1 fails on one without a name
        return np.dtype(f"V{kind.size}")
    if isinstance(kind, P5EnumType):
        if head.msg_data[message] >> 4 > _NEWEST_NAMES:
            return None
        is_bool = kind.mapping == _BOOLEAN and kind.base_dtype.itemsize == 1
        return np.dtype(bool) if is_bool else kind.base_dtype
    if isinstance(kind, P5FloatType | P5IntegerType) and not _is_usual(head.msg_data, message):
        return None
    is_complex = isinstance(kind, P5CompoundType) and kind.is_complex
    plain = P5FixedStringType | P5FloatType | P5IntegerType | P5VlenStringType
    return np.dtype(kind.dtype.str) if is_complex or isinstance(kind, plain) else None


def _is_usual(content: bytes, message: int) -> bool:
    """Tell whether a type of numbers uses all its bits as NumPy's does."""
    (size,) = struct.unpack_from("<I", content, message + 4)
    if content[message] & 15 == 0:  # whole numbers
        return struct.unpack_from("<HH", content, message + 8) == (0, size * 8)
    return struct.unpack_from("<HH4BI", content, message + 8) == _FLOATS.get(size)
