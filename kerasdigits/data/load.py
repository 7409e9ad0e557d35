"""Load a data set by its name or its path."""

from collections.abc import Sequence
from pathlib import Path

from kerasdigits.data.dataset import Dataset
from kerasdigits.data.idx_folder import find_idx, load_idx_folder
from kerasdigits.data.image_folder import load_image_folder
from kerasdigits.data.lookup import Search
from kerasdigits.data.npz import load_npz
from kerasdigits.data.registry import NAMES, SOURCES
from kerasdigits.errors import DataError, ask_if_meant, option


def load(
    name: str,
    *,
    data_dir: Path | None = None,
    download: bool = True,
    download_timeout: float = 10.0,
    seed: int = 0,
    classes: Sequence[str] | None = None,
    stream: bool | None = None,
) -> Dataset:
    """Load a data set.

    Files are looked for in `data_dir`, in the folder that `KERASDIGITS_DATA` names, in Keras's
    cache, and are then downloaded there.

    Args:
        name: One of `NAMES`; or a path (also one inside `data_dir`): an .npz file, a folder of IDX
            files, a folder of class folders of pictures. A name goes before a path.
        data_dir: A folder of data sets.
        download: Whether a missing file may be downloaded.
        download_timeout: Seconds without an answer after which a download is given up.
        seed: Chooses the test set where the source has none.
        classes: The names of the only classes to keep, renumbered in this order; None for all.
        stream: Leave the inputs of an .npz file in it, unpack pictures into a file, and read both
            as they are needed: the same numbers in little memory. None does so where they would
            take more than half of the memory that is free.

    Returns:
        The data set, checked and scaled.

    Raises:
        DataError: The name is unknown, a file is missing, the data is unfit, has no such class, or
            cannot be streamed.
    """
    dataset = _load(str(name), Search(data_dir, download, download_timeout), seed, stream)
    return dataset if classes is None else dataset.select_classes(classes)


def check_name(name: str, data_dir: Path | None = None) -> None:
    """Check that there are data of a name or at a path, without reading them.

    Args:
        name: As for `load`.
        data_dir: A folder of data sets.

    Raises:
        DataError: The name is unknown, or nothing is at the path.
    """
    if name not in SOURCES:
        _find_path(name, data_dir)


def _load(name: str, search: Search, seed: int, stream: bool | None) -> Dataset:
    """Take a name for that of a source first, then for a path."""
    if name in SOURCES:
        _refuse_stream(name, stream)
        return SOURCES[name].load(search, seed)
    return _load_path(_find_path(name, search.data_dir), seed, stream)


def _refuse_stream(received: object, stream: bool | None) -> None:
    if stream:
        raise DataError(
            "Only an .npz file and a folder of pictures can be streamed",
            received=received,
            remedy=f"Leave {option('stream')} out: these data fit into memory",
        )


def _find_path(name: str, data_dir: Path | None) -> Path:
    places = [Path(name)]
    if data_dir is not None:
        places.append(Path(data_dir) / name)
    path = next((place for place in places if place.exists()), None)
    if path is None:
        raise _explain_unknown(name)
    return path


def _load_path(path: Path, seed: int, stream: bool | None) -> Dataset:
    try:
        if path.is_file() and path.suffix.lower() == ".npz":
            return load_npz(path, seed, stream)
        if path.is_dir() and find_idx(path, "train"):
            _refuse_stream(path, stream)
            return load_idx_folder(path, seed)
        if path.is_dir():
            return load_image_folder(path, seed, stream=stream)
    except PermissionError as error:
        raise DataError("The data cannot be read", received=error) from None
    remedy = "Give an .npz file, a folder of IDX files, or a folder of class folders of pictures"
    raise DataError("This is not a data set", received=path, remedy=remedy)


def _explain_unknown(name: str) -> DataError:
    known = ", ".join(NAMES)
    if "/" in name or "\\" in name or Path(name).suffix:
        return DataError(
            "There is no such file or folder", received=name, remedy=f"Known names are {known}"
        )
    meant = ask_if_meant(name.replace("_", "-"), NAMES)
    remedy = f"{meant} Give one of {known}, or a path".strip()
    return DataError("Unknown data set", received=name, remedy=remedy)
