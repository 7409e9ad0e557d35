"""Arrays that stay in a file: rows are read, and scaled, when they are asked for."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np

from kerasdigits.data.aligned import make_aligned

BLOCK_BYTES = 1 << 24  # of what is read at once where everything is read
_MOST_MAPPED = 1 << 28  # bytes that are read of a file before it is let go
# What Linux maps of a file around a byte that is read, by default. Linux 6.18 on ext4 maps half a
# megabyte where the file lies in its cache: then more counts as this process's memory for a moment,
# of the kind that the system takes back when it needs it.
_MAPPED_AROUND = 1 << 16


class StreamedArray:
    """Stands for an array `(n, ...)` whose rows lie in a file.

    Rows are taken as from an array, `x[3]`, `x[5:9]`, `x[order]`, and are arrays in memory.
    `np.asarray` reads all.

    Args:
        file: What is mapped.
        rows: Which of its rows are meant, in this order; None for all.
        sample_shape: The shape of one of them, where it is not that in the file.
        divisor: What the stored numbers are divided by; they become float32. None leaves them as
            they are stored.
    """

    def __init__(
        self,
        file: MappedFile,
        rows: np.ndarray | None = None,
        sample_shape: tuple[int, ...] | None = None,
        divisor: float | None = None,
    ):
        self._file = file
        self._rows = np.arange(len(file.array)) if rows is None else rows
        self._sample_shape = file.array.shape[1:] if sample_shape is None else sample_shape
        self._divisor = divisor

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array that this stands for."""
        return (len(self._rows), *self._sample_shape)

    @property
    def ndim(self) -> int:
        """The number of its axes."""
        return len(self.shape)

    @property
    def dtype(self) -> np.dtype:
        """The dtype of the rows that are read."""
        return self._file.array.dtype if self._divisor is None else np.dtype(np.float32)

    def __len__(self) -> int:
        """Give the number of rows."""
        return len(self._rows)

    def __getitem__(self, chosen: Any) -> np.ndarray:
        """Read rows: `chosen` is an index, a slice, or an array of indices or of truths."""
        read = self._file.read(self._rows[chosen])
        if self._divisor is not None:
            stored, read = read, make_aligned(read.shape)
            np.divide(stored, np.float32(self._divisor), out=read, dtype=np.float32)
        return read.reshape(*np.shape(self._rows[chosen]), *self._sample_shape)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """Read all rows."""
        return np.asarray(self[:], dtype)

    def select(self, chosen: np.ndarray | slice) -> StreamedArray:
        """Stand for some of the rows; none is read."""
        return StreamedArray(self._file, self._rows[chosen], self._sample_shape, self._divisor)

    def add_channels(self) -> StreamedArray:
        """Stand for the same with a last axis of 1."""
        return StreamedArray(self._file, self._rows, (*self._sample_shape, 1), self._divisor)

    def divide(self, divisor: float) -> StreamedArray:
        """Stand for the stored numbers over another one, as float32."""
        return StreamedArray(self._file, self._rows, self._sample_shape, divisor)


class MappedFile:
    """An array in a file; what was read of it goes out of memory again.

    Args:
        file: The file; it may be closed afterwards.
        offset: Where its first row begins, in bytes.
        shape: Of the array.
        dtype: Of the array.
        fortran_order: Whether its columns lie together, rather than its rows.
    """

    def __init__(
        self,
        file: BinaryIO,
        offset: int,
        shape: tuple[int, ...],
        dtype: np.dtype,
        fortran_order: bool = False,
    ):
        self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        order: Any = "F" if fortran_order else "C"
        self.array = np.ndarray(shape, dtype, self._map, offset, order=order)
        row_bytes = self.array.nbytes // max(1, len(self.array))
        self._mapped_by_row = max(row_bytes, _MAPPED_AROUND)
        self._touched = 0

    def read(self, rows: Any) -> np.ndarray:
        """Read rows into memory."""
        read = self.array[rows] if np.ndim(rows) == 0 else np.take(self.array, rows, axis=0)
        self._touched += np.size(rows) * self._mapped_by_row
        if self._touched > _MOST_MAPPED:
            self._release()
        return read

    def _release(self) -> None:
        """Count what was read as the system's memory again, which it gives up when it must."""
        self._touched = 0
        if len(self._map) > _MOST_MAPPED and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)


def take_rows(x: np.ndarray, chosen: np.ndarray | slice) -> np.ndarray:
    """Give some rows of an array; of one that is streamed, without reading them."""
    # As everywhere, what is streamed is typed as the array that it stands for.
    return x.select(chosen) if isinstance(x, StreamedArray) else x[chosen]


def iterate_blocks(x: np.ndarray | StreamedArray) -> Iterator[np.ndarray]:
    """Give an array's rows in blocks, so that what is computed of them needs little memory."""
    row_bytes = int(np.prod(x.shape[1:])) * x.dtype.itemsize
    size = max(1, BLOCK_BYTES // max(1, row_bytes))
    for start in range(0, len(x), size):
        yield x[start : start + size]
