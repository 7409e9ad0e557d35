"""From a TensorFlow.js folder to a .keras file, checked before it is kept."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from kerasdigits.deferred import without_importing_tensorflow
from kerasdigits.errors import ModelError, option
from kerasdigits.files import replacing_file
from kerasdigits.models.tfjs_layers.load import ImportedModel, load_layers
from kerasdigits.models.tfjs_layers.proof import Comparison, compare_with_tfjs, keeps_state
from kerasdigits.tfjs.graph_model.elsewhere.custom_classes import find_custom
from kerasdigits.tfjs.notes import tell_once
from kerasdigits.tfjs.proof.check import missing_checker

Check = Literal["auto", "node", "off"]


@dataclass(frozen=True)
class ImportReport:
    """What was imported.

    Attributes:
        path: The .keras file.
        layers: The number of the model's layers.
        parameters: The number of its weights.
        compiled: Whether it can be trained further as it was in TensorFlow.js.
        check: How far it is from TensorFlow.js; None where that was not asked.
        notes: Sentences for the person who imports.
    """

    path: Path
    layers: int
    parameters: int
    compiled: bool
    check: Comparison | None
    notes: list[str]


def require_free(path: Path, *, overwrite: bool) -> None:
    """Refuse a destination before anything is read.

    Args:
        path: The file to write.
        overwrite: Whether a file that is there may be replaced.

    Raises:
        ModelError: It is not named .keras, its folder is missing, or it is taken.
    """
    if path.suffix != ".keras":
        raise ModelError(
            "The file to write must be named .keras", received=path, remedy="Name it NAME.keras"
        )
    if not path.parent.is_dir():
        raise ModelError(
            "There is no such folder", received=path.parent, remedy="Make it, or choose another one"
        )
    if path.is_dir() or (path.exists() and not overwrite):
        raise ModelError(
            "The destination already exists",
            received=path,
            remedy=f"Choose another one, or replace it with {option('overwrite', True)}",
        )


def import_file(
    source: Path | str, path: Path | str, *, overwrite: bool = False, check: Check = "auto"
) -> ImportReport:
    """Write a TensorFlow.js layers model as a .keras file.

    Args:
        source: A model.json, or the folder that it is in.
        path: The file to write.
        overwrite: Replace a file that is there.
        check: Whether TensorFlow.js is asked, through Node, to compute what the Keras model does:
            `auto` when it is there, `node` always, `off` never.

    Returns:
        What was written and what the check said.

    Raises:
        ModelError: The folder cannot be read, holds what Keras has no layer for, or the
            destination is taken. Nothing is left behind then.
        ExportError: The check cannot be done, or failed. Nothing is left behind then, either.
    """
    path = Path(path)
    require_free(path, overwrite=overwrite)
    if check not in get_args(Check):
        raise ModelError("check must be auto, node or off", received=check)
    imported = load_layers(source)
    compared, notes = _check(imported, check)
    with replacing_file(path) as temporary, without_importing_tensorflow():
        imported.model.save(temporary)
    return ImportReport(
        path=path,
        layers=len(imported.model.layers),
        parameters=imported.model.count_params(),
        compiled=bool(imported.model.compiled),
        check=compared,
        notes=tell_once([*imported.notes, *_describe_own(imported), *notes]),
    )


def _check(imported: ImportedModel, check: Check) -> tuple[Comparison | None, list[str]]:
    if check == "off":
        return None, ["not checked with TensorFlow.js: the check is off"]
    if keeps_state(imported):
        return None, ["not checked with TensorFlow.js: the model remembers the batch before"]
    missing = missing_checker()
    if missing is not None and check == "auto":
        return None, [f"not checked with TensorFlow.js: {missing}"]
    return compare_with_tfjs(imported), []


def _describe_own(imported: ImportedModel) -> list[str]:
    """Say what plain Keras needs before it opens the file."""
    modules = sorted({module for module, _ in find_custom(imported.model)})
    if not modules:
        return []
    return [
        "TensorFlow.js means something that Keras has no name for; before plain Keras opens the "
        f"file, import {', '.join(modules)}"
    ]
