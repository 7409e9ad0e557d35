"""What is at a path, of whichever form, told as one record; no Keras and no backend is imported."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kerasdigits.errors import ModelError
from kerasdigits.models.doors import is_keras_json, is_saved_model, is_tfjs_model, refuse_unknown
from kerasdigits.models.strangers.contents import (
    Layer,
    describe_training,
    list_layers,
    weights_of,
)
from kerasdigits.models.strangers.opened import (
    CONFIG,
    OpenedModel,
    open_archive,
    open_described,
    open_hdf5,
    open_parts,
)
from kerasdigits.models.strangers.refusal import Refusal

_HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"


@dataclass(frozen=True)
class Inspection:
    """What a model is, and what of it would be refused.

    Attributes:
        path: Where it is.
        form: What kind of file or folder it is.
        keras_version: The Keras that wrote it; None where it states none.
        byte_count: How large it is on disk.
        layers: Its layers; none of a graph.
        operations: Of a graph, each kind of operation with its number; None of layers.
        parameters: How many numbers its weights hold.
        dtypes: How many arrays of weights are of each dtype.
        compiled: `optimizer`, `learning_rate`, `loss`, `metrics`; None where it was not compiled.
        refusals: What would not be read, and why.
    """

    path: Path
    form: str
    keras_version: str | None
    byte_count: int
    layers: list[Layer]
    operations: dict[str, int] | None
    parameters: int
    dtypes: dict[str, int]
    compiled: dict[str, Any] | None
    refusals: list[Refusal]

    def to_json(self) -> dict[str, Any]:
        """Give it as `inspect --json` prints it."""
        return {
            "path": str(self.path),
            "form": self.form,
            "keras_version": self.keras_version,
            "bytes": self.byte_count,
            "parameters": self.parameters,
            "dtypes": self.dtypes,
            "compiled": self.compiled,
            "layers": [
                {"class" if k == "class_name" else k: v for k, v in dataclasses.asdict(one).items()}
                for one in self.layers
            ],
            "operations": self.operations,
            "refused": [one.to_json() for one in self.refusals],
        }


def inspect_model(path: Path) -> Inspection:
    """Tell what a model file or folder holds.

    Args:
        path: A .keras or .h5 file, a folder of a .keras file's parts, what `model.to_json()` wrote,
            or a TensorFlow.js folder.

    Raises:
        ModelError: It is none of these, or is damaged.
    """
    if is_saved_model(path):
        raise ModelError(
            "This is a TensorFlow SavedModel, which is a program and is not inspected",
            received=path,
            remedy="Inspect the model folder that `kerasdigits export` makes of it",
        )
    if is_tfjs_model(path):
        from kerasdigits.models.strangers.model_folder import describe_folder

        return Inspection(path=path, byte_count=_measure(path), **describe_folder(path))
    opened = _open(path)
    weights = weights_of(opened.arrays)
    return Inspection(
        path=path,
        form=opened.form if opened.config else f"{opened.form} of weights without a model",
        keras_version=opened.keras_version,
        byte_count=_measure(path),
        layers=list_layers(opened),
        operations=None,
        parameters=sum(array.size for array in weights),
        dtypes=dict(Counter(array.dtype for array in weights)),
        compiled=describe_training(opened.training),
        refusals=opened.refusals,
    )


def _open(path: Path) -> OpenedModel:
    if path.is_dir() and (path / CONFIG).is_file():
        return open_parts(path)
    if path.is_dir():
        found = sorted(path.glob("*.keras"))
        if len(found) == 1:
            return _open(found[0])
    elif is_keras_json(path):
        return open_described(path)
    elif path.is_file():
        with path.open("rb") as file:
            is_hdf5 = file.read(len(_HDF5_SIGNATURE)) == _HDF5_SIGNATURE
        if is_hdf5:
            return open_hdf5(path)
        if path.suffix == ".keras":
            return open_archive(path)
    raise refuse_unknown(path)


def _measure(path: Path) -> int:
    """Give the bytes of a file, or of all files of a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
