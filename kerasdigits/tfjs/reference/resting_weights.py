"""The weights of a model wait on disk while another process works on its own copy of them."""

import contextlib
import ctypes
import mmap
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.tfjs.reference.keras_internals import replace_value

if TYPE_CHECKING:
    import keras

# What is smaller stays: a variable, and the large ones of a model together.
_LARGE = 65_536
_WORTH_IT = 16 * 1024 * 1024


@contextlib.contextmanager
def resting_on_disk(model: "keras.Model") -> Iterator[None]:
    """Keep the large weights of a model in a file inside the block, on Keras's numpy backend.

    They can be read and changed all the same, by way of the file's pages, which take no memory
    while nobody does. Other backends keep theirs, and so do small models.

    Args:
        model: The model.
    """
    large = _find_large(model)
    if not large:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="kerasdigits-weights-") as folder:
        try:
            _lay_down(large, Path(folder) / "weights")
            give_back_freed()
            yield
        finally:
            for variable in large:
                replace_value(variable, np.array(variable.value))


def give_back_freed() -> None:
    """Give memory that this process has freed back to the system, where glibc manages it.

    It keeps what lies between other pieces: some 100 MB after the weights of a large model.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def give_back_code() -> None:
    """Give back what is in memory of the code of libraries, where Linux tells where that is.

    Importing TensorFlow runs through a large part of its libraries once: 360 MB, most of which no
    export reads again. What is needed again comes from the system's copy of the file, if need be.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        give_back = ctypes.CDLL(None).madvise
        for start, end in _find_unwritten(Path("/proc/self/smaps").read_text()):
            give_back(ctypes.c_void_p(start), ctypes.c_size_t(end - start), mmap.MADV_DONTNEED)


# The first line of a mapping of a file that nobody may write, and the line that says how much of
# it was written before that was so.
_UNWRITABLE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r-[x-]p \w+ \S+ [1-9]\d* +/")
_WRITTEN = "Anonymous:"


def _find_unwritten(maps: str) -> Iterator[tuple[int, int]]:
    """Find mappings that hold what their files hold, in what Linux tells of a process's memory."""
    found = None
    for line in maps.splitlines():
        if not line[0].isupper():
            found = _UNWRITABLE.match(line)
        elif found and line.startswith(_WRITTEN) and line.split()[1] == "0":
            yield int(found[1], 16), int(found[2], 16)


def _find_large(model: "keras.Model") -> list[Any]:
    import keras

    if keras.backend.backend() != "numpy":
        return []
    large = [variable for variable in model.variables if variable.value.nbytes >= _LARGE]
    return large if sum(variable.value.nbytes for variable in large) >= _WORTH_IT else []


def _lay_down(variables: list[Any], path: Path) -> None:
    """Write all weights to a file, then have each variable read its part of it."""
    with path.open("wb") as file:
        for variable in variables:
            np.asarray(variable.value).tofile(file)
    offset = 0
    for variable in variables:
        dtype, shape = variable.value.dtype, variable.value.shape
        replace_value(variable, np.memmap(path, dtype, "c", offset, shape))
        offset += variable.value.nbytes
