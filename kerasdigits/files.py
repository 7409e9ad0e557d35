"""Write files and folders so that a reader never sees half of one."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing_file(path: Path) -> Iterator[Path]:
    """Give a temporary sibling to write to; it takes the place of `path` when the block succeeds.

    Args:
        path: The file to create or replace; its folder must exist.

    Yields:
        A path in the same folder and with the same suffix.
    """
    temporary = path.with_name(f".{path.stem}.tmp-{os.getpid()}{path.suffix}")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """Give an empty temporary folder; it takes the place of `path` when the block succeeds.

    An old folder at `path` is moved aside first and deleted last. What a killed process left
    beside `path` is removed.

    Args:
        path: The folder to create or replace; missing parents are made.

    Yields:
        The temporary folder.
    """
    parents = _make_parents(path)
    for leftover in path.parent.glob(f".{path.name}.tmp-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    temporary = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        temporary.mkdir()
        yield temporary
        _swap_folder(temporary, path)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        for parent in parents:
            _remove_if_empty(parent)
        raise


def _make_parents(path: Path) -> list[Path]:
    """Make the missing parents of a path; return them, the deepest first."""
    missing = [parent for parent in path.parents if not parent.exists()]
    nearest = path.parents[len(missing)]
    if not nearest.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "Not a directory", str(nearest))
    path.parent.mkdir(parents=True, exist_ok=True)
    return missing


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _swap_folder(new: Path, path: Path) -> None:
    if not path.exists():
        os.replace(new, path)
        return
    old = path.with_name(f".{path.name}.tmp-old-{os.getpid()}")
    os.replace(path, old)
    os.replace(new, path)
    shutil.rmtree(old)
