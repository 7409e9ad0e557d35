"""Bidirectional and TimeDistributed: layers that hold another layer.

A weight of a wrapped layer is called WRAPPER/[DIRECTION_INNER/]WEIGHT in TensorFlow.js
(tfjs-layers/src/layers/wrappers.ts). A wrapped model keeps its own names.
"""

from kerasdigits.tfjs.layers_model.expand_gru import expand_bidirectional_gru
from kerasdigits.tfjs.layers_model.layer_rule import LayerCase
from kerasdigits.tfjs.layers_model.layers import KERAS_LAYERS
from kerasdigits.tfjs.layers_model.names import clean_name

_DIRECTIONAL = ("name", "go_backwards", "seed", "dtype")


def write_bidirectional(translator, case: LayerCase) -> dict:  # noqa: ANN001
    """Write a Bidirectional layer and its two directions' weights.

    Args:
        translator: The Translator that writes the layer inside.
        case: The Bidirectional layer.

    Returns:
        `{"class_name": "Bidirectional", "config": {...}}`.

    Raises:
        ExportError: The directions differ, which TensorFlow.js cannot be told, or the recurrent
            layer cannot be carried.
    """
    forward, backward = case.config["layer"], case.config["backward_layer"]
    if _without_direction(forward) != _without_direction(backward):
        case.refuse(
            "has a backward layer with other arguments than the forward layer",
            remedy="TensorFlow.js makes the backward layer from the forward one",
        )
    if forward["class_name"] == "GRU" and forward["config"]["reset_after"]:
        return translator.expand(case, expand_bidirectional_gru(case))
    # TensorFlow.js puts forward_ and backward_ before the name; Keras has done so already.
    inner = clean_name(forward["config"]["name"].removeprefix("forward_"))
    shape = (None, *case.input_shapes[0])
    written = translator.wrapped(
        forward, case.layer.forward_layer, inner, f"{case.name}/forward_{inner}", shape
    )
    translator.wrapped(
        backward, case.layer.backward_layer, inner, f"{case.name}/backward_{inner}", shape
    )
    return _wrap(case, written, merge_mode=case.config["merge_mode"])


def write_time_distributed(translator, case: LayerCase) -> dict:  # noqa: ANN001
    """Write a TimeDistributed layer and the weights of the layer or model inside.

    Args:
        translator: The Translator that writes the layer inside.
        case: The TimeDistributed layer.

    Returns:
        `{"class_name": "TimeDistributed", "config": {...}}`.

    Raises:
        ExportError: The layer inside cannot be carried.
    """
    entry = case.config["layer"]
    inner = clean_name(entry["config"]["name"])
    shape = case.input_shapes[0]
    step = (None, *shape[1:])
    return _wrap(case, translator.wrapped(entry, case.layer.layer, inner, case.name, step))


def _wrap(case: LayerCase, written: dict, **extra: object) -> dict:
    config = {"name": case.name, "trainable": bool(case.config.get("trainable", True))}
    return {"class_name": case.class_name, "config": {**config, **extra, "layer": written}}


def _without_direction(entry: dict) -> tuple:
    config = {k: v for k, v in entry["config"].items() if k not in _DIRECTIONAL}
    return entry["class_name"], config


WRAPPERS = {
    (KERAS_LAYERS, "Bidirectional"): write_bidirectional,
    (KERAS_LAYERS, "TimeDistributed"): write_time_distributed,
}
