"""Legacy files whose weights are bfloat16, which Keras 3.15.1 writes and cannot read.

HDF5 has no such type. Keras's format of today notes it beside the bits; that of before does not, so
its reader meets two opaque bytes a number (findings/keras-h5-bfloat16-not-loaded.sh).
"""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kerasdigits.models.strangers.hdf5 import walk_hdf5
from kerasdigits.models.strangers.hdf5_anew import write_anew


@contextlib.contextmanager
def readable_numbers(path: Path) -> Iterator[Path]:
    """Give a legacy file whose numbers Keras reads.

    Args:
        path: A .h5 file without links, of weights or of a whole model; or anything else.

    Yields:
        The path itself, or a copy in which bfloat16 is float32, which holds every value of it.
    """
    import h5py

    if path.is_dir():
        yield path
        return
    opaque = _find_opaque(path)
    if not opaque:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="kerasdigits-bfloat16-") as folder:
        copy = write_anew(path, Path(folder, "model.h5"))  # Keras goes by the name
        with h5py.File(copy, "r+") as file:
            for name in opaque:
                values = widen(file[name][()])
                del file[name]
                file[name] = values
        yield copy


def widen(bits: np.ndarray) -> np.ndarray:
    """Give bfloat16, of which NumPy only knows the bits, as float32, which holds every value of it.

    Args:
        bits: Two bytes a number.
    """
    return (bits.view(np.uint16).astype(np.uint32) << 16).view(np.float32)


def _find_opaque(path: Path) -> list[str]:
    """The names of arrays of two bytes a number that are of no type of HDF5's."""
    from kerasdigits.models.strangers.hdf5_file import Hdf5File

    with Hdf5File(path) as file:
        paths = [array.path for array in walk_hdf5(file).arrays if array.dtype == "bfloat16"]
        return [path for path in paths if "dtype" not in file.root[path].attrs]
