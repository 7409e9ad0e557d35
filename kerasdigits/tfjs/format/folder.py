"""A model folder that appears whole or not at all."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from kerasdigits.errors import ExportError, option
from kerasdigits.files import replacing_folder

# tests.js, epochs.js and data.js are what the page loads of a run, on demand.
_OURS = re.compile(r"model\.js(on)?|(tests|epochs|data)\.js|group\d+-shard\d+of\d+\.bin")


@contextlib.contextmanager
def new_folder(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """Give a temporary sibling of `path` that takes its place when the block ends well.

    When the block raises, nothing is left, not even parent folders that were made for it.

    Args:
        path: The folder to make.
        overwrite: Whether a model folder that is there already may be replaced.

    Yields:
        The empty temporary folder.

    Raises:
        ExportError: `path` exists and may not be replaced, or the disk refuses.
    """
    require_free(path, overwrite=overwrite)
    try:
        with replacing_folder(path) as temporary:
            yield temporary
            require_free(path, overwrite=overwrite)
    except OSError as error:
        raise ExportError(
            f"The model folder cannot be written: {error.strerror or error}",
            received=path,
            remedy="Choose another folder, or free some space and check who may write there",
        ) from error


def require_free(path: Path, *, overwrite: bool) -> None:
    """Refuse a destination that exists, unless it may be overwritten and holds nothing foreign.

    Args:
        path: The folder to make.
        overwrite: Whether a model folder that is there already may be replaced.

    Raises:
        ExportError: `path` exists and may not be replaced.
    """
    if not path.exists() and not path.is_symlink():
        return
    if path.is_symlink() or not path.is_dir():
        raise ExportError(
            "The destination is not a folder", received=path, remedy="Choose another destination"
        )
    entries = sorted(entry.name for entry in path.iterdir())
    if not overwrite:
        raise ExportError(
            "The destination already exists",
            received=path,
            remedy=f"Choose another one, or replace it with {option('overwrite', True)}",
        )
    foreign = [name for name in entries if not _OURS.fullmatch(name)]
    if foreign or (entries and "model.json" not in entries):
        raise ExportError(
            "The destination holds files that are not a model's, so it is not overwritten",
            received=path / (foreign or entries)[0],
            remedy="Choose another destination",
        )
