"""A TensorFlow.js layers model as a Keras model: the order of the steps."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.errors import ModelError
from kerasdigits.models.empty_weights import expecting_bytes
from kerasdigits.models.tfjs_layers.folder import LayersFolder, read_folder
from kerasdigits.models.tfjs_layers.layer import describe
from kerasdigits.models.tfjs_layers.names import LayerWeights, set_weights
from kerasdigits.models.tfjs_layers.rebuild import Rebuilder
from kerasdigits.models.tfjs_layers.training import compile_model
from kerasdigits.models.tfjs_layers.weights import read_weights

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class ImportedModel:
    """A model that came from TensorFlow.js.

    Attributes:
        model: The Keras model, compiled where the folder says how.
        folder: What it was made of.
        notes: Sentences for the person who imports.
    """

    model: "keras.Model"
    folder: LayersFolder
    notes: list[str]


def load_layers(path: Path | str) -> ImportedModel:
    """Read a TensorFlow.js layers model.

    Args:
        path: A model.json, or the folder that it is in: of our exporter, of the official converter,
            or of `model.save()` in a browser; its weights may be quantized.

    Returns:
        A Keras model with the same outputs and, bit for bit, the weights that TensorFlow.js reads.

    Raises:
        ModelError: It is a graph model, is damaged, names files outside its folder, or holds a
            layer that means something in TensorFlow.js for which Keras has none.
    """
    folder = read_folder(Path(path))
    weights = read_weights(folder.manifest, folder.path.parent)
    rebuilder = Rebuilder()
    try:
        size = sum(values.nbytes for values in weights.values())
        with expecting_bytes(size, folder.path), warnings.catch_warnings():
            # Where a mask ends was planned: where it ends in TensorFlow.js.
            warnings.filterwarnings("ignore", message="Layer .* was passed an input with a mask")
            model = rebuilder.model(folder.config)
    except RecursionError as error:
        raise ModelError("Models stand inside models too deeply", received=folder.path) from error
    _require_last_axis(rebuilder.made)
    set_weights(rebuilder.made, weights)
    _require_numbers(weights)
    notes = compile_model(model, folder.training)
    return ImportedModel(model, folder, [*rebuilder.notes, *notes])


def _require_last_axis(made: list[LayerWeights]) -> None:
    """Refuse a normalization whose numbers depend on the backend of TensorFlow.js."""
    for layer in made:
        if layer.entry["class_name"] != "BatchNormalization":
            continue
        axis, rank = layer.live.axis, layer.live.input_spec.ndim
        if axis % rank != rank - 1:
            raise ModelError(
                f"{describe(layer.entry)} works on an axis other than the last, with which "
                "TensorFlow.js computes one thing on cpu and another on webgl",
                received=f"axis={axis}",
                remedy="Use the Keras model that it was made from",
            )


def _require_numbers(weights: dict[str, np.ndarray]) -> None:
    """Refuse weights that a training left as NaN."""
    for name, values in weights.items():
        if values.dtype.kind == "f" and np.isnan(values).any():
            raise ModelError(f'Weight "{name}" holds NaN', received=f"shape {values.shape}")
