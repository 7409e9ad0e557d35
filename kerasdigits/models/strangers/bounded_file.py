"""A file that ends a reader's work when that is out of all proportion to what there is to read."""

from __future__ import annotations

import os
from typing import Any, BinaryIO


class BoundedFile:
    """A file of which no more is read than a bound allows.

    What a damaged file says of its own structure may lead in a circle, or to one place a thousand
    times; each way there takes a read.

    Args:
        file: A file opened for reading, or another of this class.
        size: How many bytes it holds.
        most_reads: How often it may be read.
        most_bytes: How many bytes may be read of it, all reads together.
    """

    closed = False

    def __init__(self, file: BinaryIO | Any, size: int, most_reads: int, most_bytes: int):
        self._source = file
        self._size = size
        self._reads, self._bytes = most_reads, most_bytes

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, as in any file."""
        return self._source.seek(offset, whence)

    def tell(self) -> int:
        """Give the place from which the next bytes are read."""
        return self._source.tell()

    def read(self, count: int) -> bytes:
        """Read bytes.

        Raises:
            ValueError: There are not so many, or the bound has been reached.
        """
        self._reads -= 1
        self._bytes -= count
        if self._reads < 0 or self._bytes < 0:
            raise ValueError("its parts lead to each other without an end")
        if not 0 <= count <= self._size:
            raise ValueError(f"a part of it claims {count:,} bytes")
        content = self._source.read(count)
        if len(content) < count:
            raise ValueError("a part of it lies beyond its end")
        return content
