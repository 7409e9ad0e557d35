"""Pictures unpacked into a file, one after the other, for a training to read in any order.

Decoding a picture takes a hundred times as long as training a small model on it: each is decoded
once, not once an epoch, and what is decoded need not fit into memory, but on the disk. The file has
no name and goes with the process, whatever ends it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from typing import BinaryIO

import numpy as np

from kerasdigits.data.streamed import MappedFile, StreamedArray, iterate_blocks
from kerasdigits.errors import DataError


def unpack_pictures(pictures: Iterable[np.ndarray], count: int) -> StreamedArray:
    """Write pictures to a file; gray ones get three equal channels when any has colour.

    Args:
        pictures: `(h, w, 1 or 3)` float32, all of one size, as they are decoded.
        count: How many they are, at least one.

    Returns:
        `(count, h, w, channels)` float32, in a file in the folder for temporary ones (`TMPDIR`).

    Raises:
        DataError: The disk is full.
    """
    try:
        return _write(pictures, count)
    except OSError as error:
        raise DataError(
            "The pictures cannot be unpacked into a temporary file",
            received=f"{tempfile.gettempdir()}: {error}",
            remedy="Let TMPDIR name a folder with space for "
            f"{count:,} pictures of 4 bytes a pixel and channel",
        ) from None


def _write(pictures: Iterable[np.ndarray], count: int) -> StreamedArray:
    channels, shape = 1, (0, 0)
    with ExitStack() as files:
        file: BinaryIO = files.enter_context(tempfile.TemporaryFile())
        for written, picture in enumerate(pictures):
            shape = picture.shape[:2]
            if picture.shape[2] > channels:
                gray, file = file, files.enter_context(tempfile.TemporaryFile())
                if written:
                    _copy_in_colour(_map(gray, (written, *shape, 1)), file)
                channels = picture.shape[2]
            row = np.broadcast_to(picture, (*shape, channels))
            file.write(np.ascontiguousarray(row, np.float32).data)
        return _map(file, (count, *shape, channels))


def _copy_in_colour(gray: StreamedArray, file: BinaryIO) -> None:
    for block in iterate_blocks(gray):
        file.write(np.repeat(block, 3, axis=-1).data)


def _map(file: BinaryIO, shape: tuple[int, ...]) -> StreamedArray:
    file.flush()
    return StreamedArray(MappedFile(file, 0, shape, np.dtype(np.float32)))
