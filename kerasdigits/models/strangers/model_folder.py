"""What `inspect` tells of a TensorFlow.js folder: layers or operations, and the weights beside."""

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from kerasdigits.errors import ModelError
from kerasdigits.models.strangers.contents import Layer, describe_training, read_shape
from kerasdigits.models.strangers.opened import as_text, read_object
from kerasdigits.models.strangers.refusal import Refusal
from kerasdigits.models.tfjs_layers.folder import LayersFolder, read_folder
from kerasdigits.models.tfjs_layers.table import find_rule
from kerasdigits.models.tfjs_layers.weights import StoredWeight, list_weights

_NAME = "model.json"
_MODELS = ("Sequential", "Functional", "Model")


def describe_folder(path: Path) -> dict[str, Any]:
    """Tell what is in a model folder, without reading its weights.

    Args:
        path: The folder, or its model.json.

    Returns:
        What `Inspection` holds, by name.

    Raises:
        ModelError: There is no model.json, or it holds no model.
    """
    file = path / _NAME if path.is_dir() else path
    content = read_object(file.read_bytes(), file)
    topology = content.get("modelTopology")
    if not isinstance(topology, dict):
        raise ModelError("This file holds no TensorFlow.js model", received=file)
    refusals: list[Refusal] = []
    weights = _read_list(content, file.parent, refusals)
    graph = content.get("format") == "graph-model" or "node" in topology
    told = _tell_graph(topology) if graph else _tell_layers(read_folder(path), weights, refusals)
    if graph:
        why = "is a frozen graph of operations, of which no Keras layers can be made"
        refusals.append(Refusal("unknown", "the model", why))
    return {
        **told,
        "keras_version": as_text(topology.get("keras_version")),
        "parameters": sum(math.prod(one.shape) for one in weights),
        "dtypes": dict(Counter(np.dtype(one.stored).name for one in weights)),
        "refusals": refusals,
    }


def _read_list(content: dict, folder: Path, refusals: list[Refusal]) -> list[StoredWeight]:
    try:
        return list_weights(content.get("weightsManifest") or [], folder)
    except ModelError as error:
        refusals.append(Refusal("damaged", "the weights", str(error).rstrip(".")))
        return []


def _tell_graph(topology: dict) -> dict[str, Any]:
    nodes = topology.get("node")
    found = nodes if isinstance(nodes, list) else []
    operations = Counter(str(node.get("op")) for node in found if isinstance(node, dict))
    return {
        "form": "a TensorFlow.js graph model",
        "layers": [],
        "operations": dict(operations.most_common()),
        "compiled": None,
    }


def _tell_layers(
    folder: LayersFolder, weights: list[StoredWeight], refusals: list[Refusal]
) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    for weight in weights:
        for end in _ancestors(weight.name):
            counts[end] += math.prod(weight.shape)
    layers = []
    for entry in _entries(folder.config):
        config = entry["config"]
        name, class_name = str(config.get("name", "?")), str(entry.get("class_name"))
        shape = config.get("batch_input_shape")
        dtype = config.get("dtype")
        layers.append(
            Layer(
                name,
                class_name,
                read_shape(shape),
                counts.get(name, 0),
                dtype if isinstance(dtype, str) else None,
                config.get("trainable") is not False,
            )
        )
        _judge(class_name, f'layer "{name}" ({class_name})', refusals)
    training = folder.training
    return {
        "form": "a TensorFlow.js layers model",
        "layers": layers,
        "operations": None,
        "compiled": describe_training(training if isinstance(training, dict) else {}),
    }


def _judge(class_name: str, where: str, refusals: list[Refusal]) -> None:
    if class_name in (*_MODELS, "InputLayer"):
        return
    try:
        find_rule(class_name, where)
    except ModelError:
        why = "has no counterpart in Keras, so it cannot be imported"
        refusals.append(Refusal("unknown", where, why, class_name))


def _ancestors(name: str) -> Iterator[str]:
    """Give the names of layers of which a weight may be: the parts before its last slash."""
    parts = name.split("/")[:-1]
    yield from dict.fromkeys("/".join(parts[:end]) for end in range(1, len(parts) + 1))


def _entries(config: dict) -> Iterator[dict]:
    inner = config.get("config")
    layers = inner.get("layers") if isinstance(inner, dict) else inner
    for entry in layers if isinstance(layers, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("config"), dict):
            yield entry
