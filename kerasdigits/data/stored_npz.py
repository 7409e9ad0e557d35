"""Arrays of an .npz file that stay in it: such a file is a zip archive of .npy files.

A member that `numpy.savez` wrote lies in the archive as it is, and is mapped. What
`savez_compressed` wrote must be unpacked whole, which streaming is to avoid.
"""

from __future__ import annotations

import math
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from kerasdigits.data.streamed import MappedFile, StreamedArray
from kerasdigits.zip_member import find_begin

_ENCRYPTED = 1


@dataclass(frozen=True)
class Member:
    """An array in an .npz file.

    Attributes:
        offset: Where its first row begins in the file; None where it is compressed.
        shape: Its shape.
        dtype: Its dtype.
        fortran_order: Whether its columns lie together.
    """

    offset: int | None
    shape: tuple[int, ...]
    dtype: np.dtype
    fortran_order: bool

    def map(self, path: Path) -> StreamedArray:
        """Stand for it, while it stays in the file."""
        if self.offset is None:
            raise ValueError("a compressed member cannot be mapped")
        with path.open("rb") as file:
            mapped = MappedFile(file, self.offset, self.shape, self.dtype, self.fortran_order)
        return StreamedArray(mapped)


def find_members(path: Path, names: tuple[str, ...]) -> dict[str, Member]:
    """Find arrays in an .npz file, and read no number of them.

    Args:
        path: The file.
        names: Of the arrays, as `numpy.savez` was given them.

    Returns:
        Those of them that are there.

    Raises:
        ValueError: The file is damaged, or an array is of a kind that cannot be mapped.
        OSError: The file cannot be read.
        zipfile.BadZipFile: It is not a whole zip archive.
    """
    found = {}
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        for name in names:
            if f"{name}.npy" in archive.namelist():
                info = archive.getinfo(f"{name}.npy")
                found[name] = _read_member(archive, info, file)
    return found


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: BinaryIO) -> Member:
    with archive.open(info) as member:
        version = np.lib.format.read_magic(member)
        if version not in ((1, 0), (2, 0)):
            raise ValueError(f"an .npy file of version {version}")
        read_header = (
            np.lib.format.read_array_header_1_0
            if version == (1, 0)
            else np.lib.format.read_array_header_2_0
        )
        shape, fortran_order, dtype = read_header(member)
        header_bytes = member.tell()
    if dtype.hasobject:
        raise ValueError("a pickle")
    if 0 in shape:
        raise ValueError("no values, of whatever number of rows")
    if header_bytes + math.prod(shape) * dtype.itemsize != info.file_size:
        raise ValueError("an array that is cut off")
    stored = info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & _ENCRYPTED
    offset = find_begin(file, info) + header_bytes if stored else None
    return Member(offset, shape, dtype, fortran_order)
