"""Where the bytes of a part lie in a zip archive, for what reads a part in place."""

import os
import struct
import zipfile
from typing import BinaryIO

# APPNOTE.TXT of PKWARE, 4.3.7: the signature, and the lengths of name and extra field at the end.
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_SIGNATURE = b"PK\3\4"


def find_begin(file: BinaryIO, member: zipfile.ZipInfo) -> int:
    """Find where a part's bytes begin: behind a header that says how long its own parts are.

    Args:
        file: The archive, opened for reading.
        member: The part; what is read in place must be stored as it is (`ZIP_STORED`).

    Raises:
        zipfile.BadZipFile: The part is not there, or the archive ends before it does.
    """
    file.seek(member.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) == _LOCAL_HEADER.size:
        signature, *lengths = _LOCAL_HEADER.unpack(header)
        begin = member.header_offset + _LOCAL_HEADER.size + sum(lengths)
        if signature == _SIGNATURE and begin + member.compress_size <= file.seek(0, os.SEEK_END):
            return begin
    raise zipfile.BadZipFile("a part is cut off")
