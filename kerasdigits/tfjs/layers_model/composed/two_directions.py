"""Bidirectional of two layers that differ, which TensorFlow.js's cannot be told.

Both are composed by themselves. What the backward layer yields is turned round by a recurrent layer
that remembers nothing and reads from the end.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor
from kerasdigits.tfjs.layers_model.composed.recurrent import add_part
from kerasdigits.tfjs.layers_model.rules.layer_case import NO_MASKS, LayerCase

_MERGE = {"sum": "Add", "ave": "Average", "mul": "Multiply"}


def compose_two_directions(case: LayerCase) -> Callable:
    """Compose a Bidirectional whose layers have arguments of their own.

    Args:
        case: The Bidirectional layer.

    Returns:
        What composes it.

    Raises:
        ExportError: Masks or states are about, or a layer is none of Keras's plain ones.
    """
    entries = [case.config["layer"], case.config["backward_layer"]]
    lives = [case.layer.forward_layer, case.layer.backward_layer]
    plain = all(entry["class_name"] in ("GRU", "LSTM", "SimpleRNN") for entry in entries)
    states = any(entry["config"]["return_state"] for entry in entries)
    if not plain or states or case.masking != NO_MASKS or len(case.input_shapes) > 1:
        case.refuse(
            "has a backward layer whose arguments differ from the forward layer's, with masks, "
            "states or cells",
            remedy="Export it with --format graph",
        )

    def compose(graph: Graph, x: Tensor) -> list[Tensor]:
        outputs = []
        for entry, live in zip(entries, lives, strict=True):
            part = replace(
                case,
                layer=live,
                class_name=entry["class_name"],
                config=entry["config"],
                inputs=[(None, *x.shape)],
            )
            outputs.append(add_part(graph, part, x, [], ())[0])
        if entries[0]["config"]["return_sequences"]:
            outputs[1] = _turn_round(graph, outputs[1])
        mode = case.config["merge_mode"]
        if mode is None:
            return outputs
        if mode != "concat":
            return [graph.add(_MERGE[mode], *outputs)]
        first, second = outputs
        shape = (*first.shape[:-1], first.shape[-1] + second.shape[-1])
        return [graph.add("Concatenate", first, second, shape=shape, axis=len(shape))]

    return compose


def _turn_round(graph: Graph, x: Tensor) -> Tensor:
    """Add the steps of a sequence from the last to the first."""
    units = x.shape[-1]
    weights = {
        "kernel": np.eye(units, dtype="float32"),
        "recurrent_kernel": np.zeros((units, units), "float32"),
    }
    return graph.add(
        "SimpleRNN",
        x,
        weights=weights,
        units=units,
        use_bias=False,
        activation="linear",
        recurrent_initializer="zeros",
        return_sequences=True,
        go_backwards=True,
        trainable=False,
    )
