"""One process trains a run at a time: the second is told so, and nothing is mixed up."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from kerasdigits.errors import RunError, option
from kerasdigits.files import making_parents

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows, which keeps a second process from replacing open files
    fcntl = None

_UNSUPPORTED = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from training a run, for as long as the block lasts.

    The lock is one of the system's on a file beside the run, and ends with the process, however
    that ends.

    Args:
        path: The run folder, which need not be there yet.

    Raises:
        RunError: Another process trains this run.
    """
    with making_parents(path):
        file = path.with_name(f".{path.name}.lock")
        handle = _acquire(file, path)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
            os.close(handle)


def refuse_running(path: Path) -> None:
    """Refuse a run that another process trains, before anything is loaded for it.

    Args:
        path: The run folder.

    Raises:
        RunError: Another process trains it.
    """
    file = path.with_name(f".{path.name}.lock")
    if not file.is_file():
        return
    try:
        handle = os.open(file, os.O_RDWR)
    except OSError:
        return
    try:
        if not _lock(handle):
            raise _refuse(handle, path)
    finally:
        os.close(handle)


def _acquire(file: Path, path: Path) -> int:
    """Open and lock the file; whoever ends deletes it, so that it may be gone in between."""
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if not _lock(handle):
                raise _refuse(handle, path)
            if _is_at(handle, file):
                with contextlib.suppress(OSError):  # a full disk; the number is only for the error
                    os.ftruncate(handle, 0)
                    os.write(handle, str(os.getpid()).encode())
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _lock(handle: int) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
    return True


def _is_at(handle: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False


def _refuse(handle: int, path: Path) -> RunError:
    number = os.read(handle, 20).decode(errors="replace") or "?"
    return RunError(
        "Another process is training this run",
        received=f"{path}, process {number}",
        remedy=f"Wait for it, or choose another {option('out')}",
    )
