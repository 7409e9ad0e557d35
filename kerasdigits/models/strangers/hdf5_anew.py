"""A stranger's HDF5 file, written anew: what HDF5's own library is given to read is our own work.

Keras's loader, and what upgrades a file of Keras 2, read HDF5 through that library.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

_FORM = ".h5"


def write_anew(source: Path, target: Path) -> Path:
    """Write the groups, arrays and values of a file to another, without what packs them.

    Args:
        source: A file that the guard has let through (guard.py); what is linked is left out.
        target: The file to write.

    Returns:
        The file that was written.

    Raises:
        ValueError: The first is damaged.
    """
    import h5py

    from kerasdigits.models.strangers.hdf5_file import Group, Hdf5File

    with Hdf5File(source) as file, h5py.File(target, "w") as copy:
        made: dict[int | str, Any] = {file.root_address: copy["/"]}
        waiting = [(file.root, copy["/"])]
        while waiting:
            group, own = waiting.pop()
            _write_values(group.attrs, own)
            for name, address in group.links.items():
                if address in made:
                    own[name] = made[address]  # a second name of the same
                    continue
                member = file.open(address) if isinstance(address, int) else None
                if isinstance(member, Group):
                    made[address] = own.create_group(name)
                    waiting.append((member, made[address]))
                elif member is not None:
                    made[address] = own.create_dataset(name, data=_read(member))
                    _write_values(member.attrs, made[address])
    return target


@contextlib.contextmanager
def written_anew(path: Path) -> Iterator[Path]:
    """Give a model whose HDF5 files are written anew, for as long as the block lasts.

    Args:
        path: An HDF5 file, or a folder with some; both as for `write_anew`.

    Yields:
        The file, or a folder with the same parts, under the same name.

    Raises:
        ValueError: A file is damaged.
    """
    with tempfile.TemporaryDirectory(prefix="kerasdigits-anew-") as folder:
        if not path.is_dir():
            yield write_anew(path, Path(folder, path.name))
            return
        for part in path.iterdir():
            if part.suffix == _FORM:
                write_anew(part, Path(folder, part.name))
            else:
                os.symlink(part.resolve(), Path(folder, part.name))
        yield Path(folder)


def _read(array: Any) -> Any:
    import h5py

    if array.shape is None:
        return h5py.Empty(array.dtype)
    return np.asarray(array)


def _write_values(values: dict[str, Any], own: Any) -> None:
    """Write what stands beside a group or an array, if it is of a kind that is read."""
    import h5py

    for name, value in values.items():
        if isinstance(value, np.ndarray) and value.dtype == object:
            own.attrs.create(name, value, dtype=h5py.string_dtype())
        elif isinstance(value, str | np.generic | np.ndarray):
            own.attrs[name] = value
