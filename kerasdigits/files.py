"""Write files and folders so that a reader never sees half of one, and read JSON of any maker.

What is new is written beside its place, under a hidden name with the number of the process, and
then renamed. Whatever fails, and whenever the process is killed, what was there before is there
still or comes back: `restore_folder` undoes the one state in which a folder is away.
"""

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def replacing_file(path: Path) -> Iterator[Path]:
    """Give a temporary sibling to write to; it takes the place of `path` when the block succeeds.

    What a killed process left beside `path` is removed.

    Args:
        path: The file to create or replace; its folder must exist.

    Yields:
        A path in the same folder and with the same suffix.
    """
    _remove_leftovers(path.parent, f".{path.stem}.tmp-", path.suffix)
    temporary = path.with_name(f".{path.stem}.tmp-{os.getpid()}{path.suffix}")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """Give an empty temporary folder; it takes the place of `path` when the block succeeds.

    An old folder at `path` is moved aside first and deleted last. What a killed process left
    beside `path` is put back or removed.

    Args:
        path: The folder to create or replace; missing parents are made.

    Yields:
        The temporary folder.
    """
    with making_parents(path):
        restore_folder(path)
        _remove_folders(path)
        temporary = path.with_name(f".{path.name}.tmp-{os.getpid()}")
        try:
            temporary.mkdir()
            yield temporary
            move_folder(temporary, path)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise


@contextmanager
def making_parents(path: Path) -> Iterator[None]:
    """Make the missing parents of a path; those that are empty when the block fails go again.

    Args:
        path: The file or folder that is to be made.
    """
    missing = [parent for parent in path.parents if not parent.exists()]
    nearest = path.parents[len(missing)]
    if not nearest.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "Not a directory", str(nearest))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        remove_empty(missing)
        raise


def read_json(path: Path) -> Any:
    """Read a JSON file, in UTF-8.

    Args:
        path: The file.

    Raises:
        OSError: It cannot be read.
        ValueError: It is not JSON, or is nested more deeply than Python reads.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def remove_empty(folders: list[Path]) -> None:
    """Remove those of some folders that are empty.

    Args:
        folders: The folders, the deepest first; they may be missing.
    """
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def move_folder(new: Path, path: Path) -> None:
    """Let a folder take the place of another one, which is deleted last.

    Args:
        new: The folder, on the same disk.
        path: Its new place.
    """
    _remove_folders(path)
    if not path.exists():
        os.replace(new, path)
        return
    old = path.with_name(f".{path.name}.tmp-old-{os.getpid()}")
    try:
        os.replace(path, old)
        os.replace(new, path)
    except BaseException:
        if old.exists() and not path.exists():
            os.replace(old, path)
        raise
    shutil.rmtree(old, ignore_errors=True)


def restore_folder(path: Path) -> None:
    """Put back a folder that a process moved aside, and that was killed before it put the new one.

    Args:
        path: Where the folder was.
    """
    if path.exists() or not path.parent.is_dir():
        return
    for old in _find_leftovers(path.parent, f".{path.name}.tmp-old-"):
        os.replace(old, path)
        return


def _remove_folders(path: Path) -> None:
    """Remove what killed processes have left of a folder: what was to come, and what had been."""
    for prefix in ("tmp-", "tmp-old-"):
        _remove_leftovers(path.parent, f".{path.name}.{prefix}")


def _remove_leftovers(folder: Path, prefix: str, suffix: str = "") -> None:
    for leftover in _find_leftovers(folder, prefix, suffix):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                leftover.unlink()


def _find_leftovers(folder: Path, prefix: str, suffix: str = "") -> list[Path]:
    """Find what processes that are no more have left: prefix, number of the process, suffix."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.startswith(prefix)]
    found = []
    for name in sorted(names):
        number = name.removeprefix(prefix).removesuffix(suffix)
        if name.endswith(suffix) and number.isdecimal() and not _is_alive(int(number)):
            found.append(folder / name)
    return found


def _is_alive(process: int) -> bool:
    """Tell whether there is a process of a number; where that cannot be asked, there is."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
