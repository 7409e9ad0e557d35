"""A model in a .h5 file: its config in an attribute, its weights layer by layer.

Format: keras/src/legacy/saving/legacy_h5_format.py. Of each layer with weights, those that are
trained come first; attributes that are too long for one are cut into numbered ones.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.models.strangers.opened import as_text
from kerasdigits.tfjs.reference.keras_internals import own_variables

if TYPE_CHECKING:
    import keras

    from kerasdigits.models.strangers.hdf5_file import Group

_CROSSENTROPIES = ("accuracy", "acc", "crossentropy", "ce")


def read_attribute(root: Group, name: str) -> Any:
    """Read a config that a .h5 file keeps in an attribute; None where it has none."""
    text = as_text(root.attrs.get(name))
    return None if text is None else json.loads(text, object_hook=_decode)


def load_legacy_weights(group: Group, model: keras.Model) -> None:
    """Give the layers of a model the weights of a file, in the order of both.

    Args:
        group: What holds the groups of the layers.
        model: The model, built.

    Raises:
        ValueError: There are more or fewer, or they have other shapes.
    """
    layers = [layer for layer in model.layers if layer.weights]
    names = [name for name in _texts(group, "layer_names") if _texts(group[name], "weight_names")]
    if len(names) != len(layers):
        raise ValueError(f"layer count mismatch: {len(names)} in the file, {len(layers)} expected")
    for name, layer in zip(names, layers, strict=True):
        variables = [*layer.trainable_weights, *layer.non_trainable_weights]
        _assign(group[name], layer, variables)
    if "top_level_model_weights" in group:
        own = {id(variable) for variable in own_variables(model)}
        variables = [variable for variable in model.weights if id(variable) in own]
        _assign(group["top_level_model_weights"], model, variables)


def compile_as_told(model: keras.Model, told: dict[str, Any]) -> None:
    """Compile a model by the settings of a .h5 file.

    Args:
        model: The model.
        told: `optimizer_config`, `loss`, `metrics`, `weighted_metrics`, `loss_weights`.
    """
    import keras

    losses, metrics = keras.losses, keras.metrics
    model.compile(
        optimizer=keras.optimizers.deserialize(told["optimizer_config"]),
        loss=_each(losses, told.get("loss")),
        metrics=_each(metrics, told.get("metrics")),
        weighted_metrics=_each(metrics, told.get("weighted_metrics")),
        loss_weights=told["loss_weights"],
    )


def load_legacy_optimizer(root: Group, model: keras.Model) -> None:
    """Give the optimizer of a model the state that a file has; one that does not fit is left out.

    Keras 3.15.1 reads the first two numbers alone (findings/keras-h5-optimizer-state-lost.sh).

    Args:
        root: What holds all that is in the file.
        model: The model, compiled.
    """
    if "optimizer_weights" not in root:
        return
    group, optimizer = root["optimizer_weights"], model.optimizer
    optimizer.build(model.trainable_variables)
    arrays = [np.asarray(group[name]) for name in _texts(group, "weight_names")]
    if [array.shape for array in arrays] == [tuple(one.shape) for one in optimizer.variables]:
        optimizer.set_weights(arrays)


def _assign(group: Group, layer: Any, variables: list) -> None:
    names = _texts(group, "weight_names")
    if len(names) != len(variables):
        raise ValueError(
            f"weight count mismatch in {layer.name}: {len(names)} in the file, "
            f"{len(variables)} expected"
        )
    for name, variable in zip(names, variables, strict=True):
        array = np.asarray(group[name])
        if array.shape != tuple(variable.shape):
            raise ValueError(
                f"shape mismatch in {layer.name}: {array.shape} in the file, "
                f"{tuple(variable.shape)} expected"
            )
        variable.assign(array)
    if variables and hasattr(layer, "finalize_state"):
        layer.finalize_state()


def _texts(group: Group, name: str) -> list[str]:
    """Read a list of texts, which may be cut into numbered pieces."""
    if name in group.attrs:
        return [as_text(text) or "" for text in group.attrs[name]]
    texts: list[str] = []
    number = 0
    while f"{name}{number}" in group.attrs:
        texts += [as_text(text) or "" for text in group.attrs[f"{name}{number}"]]
        number += 1
    return texts


def _decode(value: dict[str, Any]) -> Any:
    """Make a value of what stands for it in JSON."""
    name = value.get("class_name")
    if name == "__tuple__":
        return tuple(value["items"])
    if name == "__ellipsis__":
        return Ellipsis
    if name == "__bytes__":
        return value["value"].encode("utf-8")
    return value


def _each(room: Any, told: Any) -> Any:
    """Make losses or metrics of what names them, in the lists and dicts in which it stands."""
    if told is None or (told in _CROSSENTROPIES and room.__name__.endswith("metrics")):
        return told  # which accuracy is meant, the outputs say
    if isinstance(told, dict) and "class_name" not in told:
        return {key: _each(room, one) for key, one in told.items()}
    if isinstance(told, list | tuple):
        return [_each(room, one) for one in told]
    made = room.deserialize(told)
    if isinstance(made, str) and isinstance(told, dict):
        return room.get(told["config"]["name"])  # a function that Keras 2 wrote as a class
    return made
