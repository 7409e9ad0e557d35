"""Read IDX files, the format of the original MNIST.

Format (Y. LeCun, C. Cortes, "The MNIST database", section "File formats"): two zero bytes, a type
code, the number of dimensions, then each dimension as a big-endian int32, then the data,
big-endian, the last dimension fastest. The whole file may be gzipped.
"""

import gzip
import zlib
from pathlib import Path

import numpy as np

from kerasdigits.errors import DataError

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}

_GZIP_MAGIC = b"\x1f\x8b"


def read_idx(path: Path | str) -> np.ndarray:
    """Read one IDX file, gzipped or not (told by its first bytes, not by its name).

    Args:
        path: The file.

    Returns:
        The array, in the machine's byte order, with the file's shape and type.

    Raises:
        DataError: The file cannot be read, is not an IDX file, or is truncated or too long.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            zipped = file.read(2) == _GZIP_MAGIC
        with gzip.open(path) if zipped else path.open("rb") as stream:
            return _read_array(stream, path)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(f"The gzip file {path} is truncated or corrupt") from error
    except OSError as error:
        raise DataError("The file cannot be read", received=error) from None


def _read_array(stream, path: Path) -> np.ndarray:  # noqa: ANN001 - any binary file
    magic = stream.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in TYPES or magic[3] == 0:
        raise DataError(f"{path} is not an IDX file", received=f"first bytes {magic.hex(' ')}")
    header = stream.read(4 * magic[3])
    shape = tuple(int(length) for length in np.frombuffer(header[: len(header) // 4 * 4], ">i4"))
    if len(shape) < magic[3] or min(shape) < 0:
        raise DataError(f"The header of {path} is truncated or corrupt", received=shape)
    dtype = np.dtype(TYPES[magic[2]])
    # Read to the end rather than what a corrupt header asks for: that could be terabytes.
    data = stream.read()
    expected = dtype.itemsize
    for length in shape:
        expected *= length
    if len(data) != expected:
        received = f"{len(data):,} bytes of {expected:,} for shape {shape}"
        raise DataError(f"{path} is truncated or too long", received=received)
    try:
        array = np.frombuffer(data, dtype).reshape(shape)
    except ValueError:  # no values, and more or longer axes than NumPy has
        raise DataError(f"The header of {path} is corrupt", received=shape) from None
    return array.astype(dtype.newbyteorder("="))
