"""A part of an archive that is stored as it is, read in place: HDF5 jumps about in a file."""

import io
import os
import zipfile
from pathlib import Path
from typing import Any

from kerasdigits.zip_member import find_begin


class StoredPart(io.RawIOBase):
    """A window on a file, as a file of its own; for reading only.

    Args:
        path: The archive.
        member: A part that is not packed (`ZIP_STORED`).
    """

    def __init__(self, path: Path, member: zipfile.ZipInfo):
        super().__init__()
        self._file = path.open("rb")
        try:
            self._begin = find_begin(self._file, member)
        except zipfile.BadZipFile:
            self._file.close()
            raise
        self._size = member.file_size
        self._place = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that one can jump about in it."""
        return True

    def tell(self) -> int:
        """Give the place from which the next bytes are read."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, as in any file."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as there are bytes; none beyond the part's end."""
        view = memoryview(buffer).cast("B")
        room = max(0, min(len(view), self._size - self._place))
        self._file.seek(self._begin + self._place)
        count = self._file.readinto(view[:room])
        self._place += count
        return count

    def close(self) -> None:
        """Close the archive, too."""
        self._file.close()
        super().close()
