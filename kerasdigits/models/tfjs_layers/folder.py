"""model.json of a TensorFlow.js layers model, read with distrust: anybody may have written it.

Its forms (tfjs-core/src/io/types.ts, tfjs-layers/src/models.ts): our exporter's and the official
converter's put the model under `model_config`, `model.save()` in a browser puts it into
`modelTopology` itself. All three have weights in files that `weightsManifest` names.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from kerasdigits.errors import ModelError
from kerasdigits.files import read_json
from kerasdigits.models.tfjs_layers.arguments import with_snake_keys

_NAME = "model.json"


@dataclass(frozen=True)
class LayersFolder:
    """What is in a folder, weights apart.

    Attributes:
        path: model.json itself.
        content: All of it.
        config: `{"class_name", "config"}` of the model, keys in snake case.
    """

    path: Path
    content: dict
    config: dict

    @property
    def manifest(self) -> list:
        """What `weightsManifest` holds: groups of weights with the files that they are in."""
        return self.content.get("weightsManifest") or []

    @property
    def training(self) -> object:
        """How the model was compiled; None where it was not. The converter puts it elsewhere."""
        topology = self.content["modelTopology"]
        return self.content.get("trainingConfig") or topology.get("training_config")


def read_folder(path: Path) -> LayersFolder:
    """Read a model.json.

    Args:
        path: The file, or the folder that it is in.

    Returns:
        Its content, of which nothing but the outer form is checked.

    Raises:
        ModelError: It is missing, is not JSON, or holds a graph model or no model at all.
    """
    file = path / _NAME if path.is_dir() else path
    if not file.is_file():
        raise ModelError(
            "There is no TensorFlow.js model here",
            received=file,
            remedy="Give a model.json, or the folder that holds it",
        )
    try:
        content = read_json(file)
    except (OSError, ValueError) as error:
        raise ModelError("model.json cannot be read", received=f"{file}: {error}") from error
    topology = content.get("modelTopology") if isinstance(content, dict) else None
    if not isinstance(topology, dict):
        raise ModelError("This file holds no TensorFlow.js model", received=file)
    if content.get("format") == "graph-model" or "node" in topology:
        raise ModelError(
            "This is a graph model of TensorFlow.js: a frozen graph of operations, of which no "
            "Keras layers can be made",
            received=file,
            remedy="Give a layers model, or use the Keras model that it was made from",
        )
    try:
        config = _find_config(with_snake_keys(topology), file)
    except RecursionError as error:
        raise ModelError("Models stand inside models too deeply", received=file) from error
    return LayersFolder(file, content, config)


def _find_config(topology: dict, file: Path) -> dict:
    config = topology.get("model_config") or topology
    if isinstance(config, str):  # as a .h5 file holds it
        try:
            config = json.loads(config)
        except (ValueError, RecursionError):
            config = None
    if not isinstance(config, dict) or not {"class_name", "config"} <= config.keys():
        raise ModelError(
            "This model.json describes no model of layers",
            received=f"{file}: modelTopology without class_name and config",
        )
    return config
