"""Unpack a .keras file, which anybody may have made: only the parts of a model, and only whole.

Keras reads the weights of a .keras file into memory before it reads them into the model; out of a
folder it reads them one by one.
"""

import contextlib
import errno
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kerasdigits.errors import LONGEST_RECEIVED, ModelError, drop_middle

FETCH_AGAIN = (
    "Copy or download it again; whoever has the model in Python can save it anew with "
    "model.save('NAME.keras')"
)
_NEEDED = {"config.json", "model.weights.h5"}
_PARTS = {*_NEEDED, "metadata.json"}
_ASSETS = "assets"
# Keras's own bounds (keras/src/saving/saving_lib.py): what unpacks to so much more is a trap.
_TRAP_BYTES = 1 << 28
_TRAP_RATIO = 100
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    UnicodeError,
    RuntimeError,  # encrypted
    NotImplementedError,  # packed in an unknown way
    ValueError,
)


@contextlib.contextmanager
def unpacked_model(path: Path, remedy: str) -> Iterator[Path]:
    """Unpack a .keras file into a temporary folder, for as long as the block lasts.

    Args:
        path: The file.
        remedy: What to do about a damaged one.

    Yields:
        A folder with `config.json`, `model.weights.h5` and what else belongs to a model.

    Raises:
        ModelError: It is not a zip file, is damaged, lacks a part, names files outside itself,
            would unpack to a hundred times its size, or there is no room to unpack it.
    """
    require_archive(path, remedy)
    with tempfile.TemporaryDirectory(prefix="kerasdigits-model-") as folder:
        reason = _unpack(path, Path(folder))
        if reason is not None:
            raise damaged(path, reason, remedy)
        yield Path(folder)


def damaged(path: Path, reason: str, remedy: str) -> ModelError:
    """Say that a .keras file is damaged; Python's reasons may quote all that a name holds.

    Args:
        path: The file.
        reason: What is wrong with it.
        remedy: What to do about it.
    """
    what = f"This .keras file is damaged: {drop_middle(reason, LONGEST_RECEIVED)}"
    return ModelError(what, received=path, remedy=remedy)


def require_archive(path: Path, remedy: str) -> None:
    """Refuse what is not a whole zip file, without unpacking it.

    Args:
        path: The file.
        remedy: What to do about it.

    Raises:
        ModelError: It is not a zip file, or its end is missing.
    """
    if not zipfile.is_zipfile(path):
        raise ModelError(
            "This is not a .keras file, or only part of one", received=path, remedy=remedy
        )


def _unpack(path: Path, folder: Path) -> str | None:
    """Unpack the parts; reading a part to its end checks its sum. Return what is wrong."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            reason = find_distrust(members)
            if reason is not None:
                return reason
            for member in members:
                if member.filename in _PARTS or member.filename.startswith(f"{_ASSETS}/"):
                    archive.extract(member, folder)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise ModelError(
                f"The model cannot be unpacked: {error.strerror}",
                received=tempfile.gettempdir(),
                remedy="Free some space there, or set TMPDIR to another folder",
            ) from error
        return str(error)
    except DAMAGED as error:
        return str(error) or type(error).__name__
    return None


def find_distrust(members: list[zipfile.ZipInfo]) -> str | None:
    """Say why an archive cannot be unpacked."""
    names = [member.filename for member in members]
    missing = _NEEDED - set(names)
    if missing:
        return f"without {' and '.join(sorted(missing))}"
    for member in members:
        name = PurePosixPath(member.filename)
        if name.is_absolute() or ".." in name.parts or "\\" in member.filename:
            return f"it names a file outside itself, {member.filename!r}"
        if names.count(member.filename) > 1:
            return f"it holds {member.filename!r} twice"
        size, packed = member.file_size, member.compress_size
        if size > _TRAP_BYTES and size > _TRAP_RATIO * packed:
            return f"{member.filename!r} would unpack from {packed:,} to {size:,} bytes"
    return None
