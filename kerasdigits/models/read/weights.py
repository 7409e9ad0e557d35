"""Weights from an HDF5 file of Keras 3 into the objects that own them.

Format (keras/src/saving/saving_lib.py): the group of an object is the path of attributes that leads
to it from the model, `layers/dense/vars`; what stands in a list is called by its class, with a
number from the second on. Each object reads its own group, by `load_own_variables`, and its own
folder of files, by `load_assets`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.models.bfloat16 import widen
from kerasdigits.tfjs.reference.keras_internals import as_snake_case, attributes_of, is_saveable

if TYPE_CHECKING:
    import keras

    from kerasdigits.models.strangers.hdf5_array import StoredArray
    from kerasdigits.models.strangers.hdf5_file import Group

_LISTED = list | tuple | dict


def load_state(model: keras.Model, root: Group, assets: Path | None = None) -> None:
    """Have a model and what it holds read what a file has for them.

    Args:
        model: The model, built; what else it holds (an optimizer) reads its state, too.
        root: What holds all that is in the file.
        assets: The folder of the files that layers keep; None where there is none.

    Raises:
        ValueError: The file lacks the weights of an object, or has them in another shape.
    """
    state = _State(root, assets)
    state.load(model, "")
    if state.failed:
        owner, error = next(iter(state.failed.values()))
        name = f'{type(owner).__name__} "{getattr(owner, "name", "")}"'
        raise ValueError(f"{name} could not be loaded: {error}") from error


class StoredVariables(Mapping):
    """The arrays of one group, each read when it is asked for; none where there is no group."""

    def __init__(self, group: Group | None):
        self._group: Mapping[str, StoredArray] = {} if group is None else group

    def __getitem__(self, name: str) -> np.ndarray:
        """Read an array; bfloat16, which HDF5 has not, is noted beside its bits."""
        stored = self._group[name]
        array = np.asarray(stored)
        return widen(array) if stored.attrs.get("dtype") == "bfloat16" else array

    def __iter__(self) -> Iterator[str]:
        """List their names."""
        return iter(self._group)

    def __len__(self) -> int:
        """Count them."""
        return len(self._group)


class _State:
    """The walk over what a model holds. What cannot be read may be reached by another way yet."""

    def __init__(self, root: Group, assets: Path | None):
        self._root, self._assets = root, assets
        self._done: set[int] = set()
        self.failed: dict[int, tuple[Any, Exception]] = {}

    def load(self, owner: Any, path: str) -> None:
        if id(owner) in self._done:
            return
        error = self._load_own(owner, path)
        if error is not None:
            self.failed[id(owner)] = owner, error
        before = len(self.failed)
        for name, held in attributes_of(owner):
            self._load_any(held, f"{path}/{name}" if path else name)
        if error is None:
            self.failed.pop(id(owner), None)
            if len(self.failed) <= before:
                self._done.add(id(owner))

    def _load_any(self, held: Any, path: str, inside: tuple[int, ...] = ()) -> None:
        if is_saveable(held):
            self.load(held, path)
        elif isinstance(held, _LISTED) and id(held) not in inside:
            self._load_list(held, path, (*inside, id(held)))

    def _load_list(self, items: Any, path: str, inside: tuple[int, ...]) -> None:
        used: dict[str, int] = {}
        for item in items.values() if isinstance(items, dict) else items:
            inner = isinstance(item, _LISTED)
            if not inner and not is_saveable(item):
                continue
            name = "container" if inner else as_snake_case(type(item).__name__)
            used[name] = used.get(name, -1) + 1
            number = f"_{used[name]}" if used[name] else ""
            self._load_any(item, f"{path}/{name}{number}", inside)

    def _load_own(self, owner: Any, path: str) -> Exception | None:
        try:
            if hasattr(owner, "load_own_variables"):
                owner.load_own_variables(StoredVariables(self._find(path)))
            if self._assets is not None and hasattr(owner, "load_assets"):
                place = self._assets / path
                owner.load_assets(str(place) if place.exists() else None)
        except Exception as error:  # whatever the many layers of Keras's raise
            return error
        return None

    def _find(self, path: str) -> Group | None:
        """Find the group of an object; Keras 2.13 called the list of layers otherwise."""
        older = path.replace("layers", "_layer_checkpoint_dependencies")
        for place in (path, older):
            where = f"{place}/vars".lstrip("/")
            if where in self._root:
                return self._root[where]
        return None
