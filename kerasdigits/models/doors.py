"""In which forms people have models, told by what is at a path; nothing heavy is imported.

`load.py` holds the table of what reads each form. Here are the forms that have no reader, with what
to do about them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdigits.errors import ModelError
from kerasdigits.files import read_json, restore_folder

if TYPE_CHECKING:
    import keras

HUB = "hf:"
_MODEL_JSON = "model.json"
_FROM_TORCH = (
    "Rebuild the model in Keras, set its weights, and save it with model.save('NAME.keras')"
)
_FROM_KERAS = "Export the Keras model that it was made from"
# A form that is not read -> what it is, and what to do.
_FOREIGN = {
    ".bin": ("the weights of a model without its layers", "Give the model.json beside it"),
    ".ckpt": ("a checkpoint, which is weights without a model", _FROM_KERAS),
    ".onnx": ("an ONNX model", "ONNX Runtime Web runs it in a browser"),
    ".json": ("a JSON file that holds no model", "Give model.json of a TensorFlow.js model"),
    ".pb": ("a TensorFlow graph", "Give the folder of a SavedModel that holds saved_model.pb"),
    ".pkl": ("a pickle, which is code", "Save the model with model.save('NAME.keras')"),
    ".pt": ("a PyTorch file", _FROM_TORCH),
    ".pth": ("a PyTorch file", _FROM_TORCH),
    ".safetensors": ("weights without a model", _FROM_TORCH),
    ".tar.gz": ("an archive", "Unpack it and give the model that is in it"),
    ".tflite": ("a LiteRT model", f"{_FROM_KERAS}; LiteRT.js runs it in a browser as it is"),
    ".zip": ("an archive", "Unpack it and give the model that is in it"),
}


@dataclass(frozen=True)
class Reading:
    """What the user says about how a model is to be read.

    Attributes:
        custom_objects: `module:name` of classes and functions that the model needs.
        unsafe: Whether code that the file brings is run.
        signature: Which signature of a SavedModel is meant; None for the only or the default one.
        download: Whether a model of a hub may be fetched.
        weights: The weights of a model that is only described; None for those beside it.
        input_signature: What a model takes that Keras cannot build by itself.
    """

    custom_objects: Sequence[str] = ()
    unsafe: bool = False
    signature: str | None = None
    download: bool = False
    weights: Path | str | None = None
    input_signature: object = None


SAFELY = Reading()


@dataclass(frozen=True)
class Door:
    """A form in which people have models.

    Attributes:
        form: What it is, such as "a TensorFlow SavedModel".
        fits: Whether a path is of this form; it must look at nothing that takes long.
        read: Reads it.
    """

    form: str
    fits: Callable[[Path], bool]
    read: Callable[[Path, Reading], keras.Model]


def is_hub_address(path: Path) -> bool:
    """Tell whether a path is `hf://owner/name`, which `Path` makes `hf:/owner/name` of."""
    return path.parts[:1] == (HUB,)


def only_backend(path: Path) -> str | None:
    """Name the only backend that reads what is at a path; None where any does."""
    return "tensorflow" if is_saved_model(path) else None


def is_saved_model(path: Path) -> bool:
    """Tell whether a path is the folder of a TensorFlow SavedModel."""
    return any((path / name).is_file() for name in ("saved_model.pb", "saved_model.pbtxt"))


def is_tfjs_model(path: Path) -> bool:
    """Tell whether a path is a TensorFlow.js folder or its model.json.

    Keras's `model.to_json()` is often called model.json too, and says nothing of a topology.
    """
    if path.is_dir():
        file = path / _MODEL_JSON
        ours = (path / "run.json").is_file() or is_keras_json(file)
        return file.is_file() and not ours
    content = _read_object(path)
    # What is not JSON counts too, to be told so by its reader.
    damaged = path.name == _MODEL_JSON and path.is_file() and not content
    return "modelTopology" in content or damaged


def is_keras_json(path: Path) -> bool:
    """Tell whether a path is what `model.to_json()` of Keras wrote, or a folder that holds it."""
    content = _read_object(path / _MODEL_JSON if path.is_dir() else path)
    return isinstance(content.get("class_name"), str) and "config" in content


def _read_object(path: Path) -> dict:
    """Read a .json file; nothing of what is not one, or holds something else than an object."""
    if path.suffix != ".json" or not path.is_file():
        return {}
    try:
        content = read_json(path)
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def is_preset(path: Path) -> bool:
    """Tell whether a path is a preset folder of keras-hub."""
    try:
        config = read_json(path / "config.json")
    except (OSError, ValueError):
        return False
    registered = config.get("registered_name") if isinstance(config, dict) else None
    return str(registered).startswith(("keras_hub>", "keras_nlp>", "keras_cv>"))


def is_keras_file(path: Path) -> bool:
    """Tell whether a path is named as Keras names its files, or is a folder that holds one."""
    if path.exists() and not path.is_file() and not path.is_dir():
        return False  # who opens a pipe waits for its writer
    if not path.is_dir():
        return path.suffix in (".keras", ".h5", ".hdf5") and not path.name.endswith(".weights.h5")
    return (path / "config.json").is_file() or any(path.glob("*.keras"))


def require_something(path: Path) -> None:
    """Refuse a path at which there is nothing, before anything is imported to read it.

    Args:
        path: What the user gave for a model or a run.

    Raises:
        ModelError: Nothing is there.
    """
    if not is_hub_address(path):
        with contextlib.suppress(OSError):  # a folder that may not be written to lacks nothing
            restore_folder(path)
    if not path.exists() and not is_hub_address(path):
        raise refuse_unknown(path)


def refuse_weights(path: Path) -> ModelError:
    """Say of a file of weights what it lacks.

    Args:
        path: What `model.save_weights()` wrote.
    """
    stem = path.name.removesuffix(path.suffix).removesuffix(".weights").removesuffix("_weights")
    described = [path.with_name(f"{name}.json") for name in (stem, "model", "config")]
    found = next((file for file in described if is_keras_json(file)), None)
    remedy = (
        f"Give {found} with --weights {path.name}"
        if found
        else "Give what model.to_json() wrote with --weights, or save the whole model with "
        "model.save('NAME.keras')"
    )
    return ModelError("This file holds weights without a model", received=path, remedy=remedy)


def refuse_unknown(path: Path) -> ModelError:
    """Say what is at a path that no door fits, and what to do.

    Args:
        path: What the user gave for a model.
    """
    if not path.exists():
        return ModelError(
            "There is nothing at this path",
            received=path,
            remedy="Give a run, a .keras or .h5 file, a SavedModel or a TensorFlow.js folder",
        )
    if path.is_dir():
        held = sorted(item.name for item in path.iterdir())
        return ModelError(
            "This folder holds neither a run nor a model; looked for run.json, *.keras, "
            "config.json, saved_model.pb and model.json",
            received=f"{path} with {', '.join(held[:5]) or 'nothing in it'}",
            remedy="Give the folder or file of the model itself",
        )
    if not path.is_file():
        remedy = "Save what comes out of it as a file, and give that"
        return ModelError("This is a pipe or a device, not a file", received=path, remedy=remedy)
    if path.name.endswith(".weights.h5"):
        return refuse_weights(path)
    form = next((ending for ending in _FOREIGN if path.name.lower().endswith(ending)), None)
    if form is None:
        remedy = "Give a .keras or .h5 file, or the folder of a model"
        return ModelError("This is not a .keras file", received=path, remedy=remedy)
    what, remedy = _FOREIGN[form]
    return ModelError(f"This is {what}, which is not read here", received=path, remedy=remedy)
