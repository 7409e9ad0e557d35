"""Weights as Keras 2.12 and 2.13 named them in the format of Keras 3.

Their `_layer_checkpoint_dependencies` counts a layer with weights twice, so that the second of
three is `dense_2` and the third `dense_4` (keras 2.13, engine/functional.py and
saving/saving_lib.py). Keras 3 reads that group, and looks for `dense_1` and `dense_2` there.
"""

import re
from pathlib import Path
from typing import Any

from kerasdigits.models.strangers.hdf5_anew import write_anew

_LAYERS = "_layer_checkpoint_dependencies"
_NUMBERED = re.compile(r"(.+)_(\d+)")


def names_layers_twice(weights: Path) -> bool:
    """Tell whether a file of weights has such names.

    Args:
        weights: A file in HDF5.
    """
    from kerasdigits.models.strangers.hdf5_file import Hdf5File

    with Hdf5File(weights) as file:
        return _LAYERS in file.root


def renumber_layers(weights: Path, copy: Path) -> Path:
    """Copy a file of weights, with the names that Keras 3 looks for.

    Args:
        weights: The file, which `names_layers_twice`.
        copy: The file to write.

    Returns:
        The copy.
    """
    import h5py

    write_anew(weights, copy)
    with h5py.File(copy, "r+") as file:
        _renumber(file, set())
    return copy


def _renumber(group: Any, seen: set[int]) -> None:
    """Go through a group and those in it, each once: links may lead in a circle."""
    import h5py

    address = h5py.h5o.get_info(group.id).addr
    if address in seen:
        return
    seen.add(address)
    own = [name for name in group if isinstance(group.get(name, getlink=True), h5py.HardLink)]
    if _LAYERS in own:
        _rename(group[_LAYERS])
    for name in own:
        if isinstance(group[name], h5py.Group):
            _renumber(group[name], seen)


def _rename(layers: Any) -> None:
    """Number the layers of each class from 0 without gaps, in the order that they have."""
    places: dict[str, list[int]] = {}
    for name in layers:
        numbered = _NUMBERED.fullmatch(name)
        if numbered and numbered[1] in layers:
            places.setdefault(numbered[1], []).append(int(numbered[2]))
    for base, numbers in places.items():
        for place, number in enumerate(sorted(numbers), 1):
            if number != place:
                layers.move(f"{base}_{number}", f"{base}_{place}")
