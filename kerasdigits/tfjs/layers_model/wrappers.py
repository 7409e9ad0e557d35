"""Bidirectional and TimeDistributed: layers that hold another layer.

A weight of a wrapped layer is called WRAPPER/[DIRECTION_INNER/]WEIGHT in TensorFlow.js
(tfjs-layers/src/layers/wrappers.ts). A wrapped model keeps its own names.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from kerasdigits.tfjs.format.names import clean_name
from kerasdigits.tfjs.layers_model.composed.gru import compose_bidirectional_gru
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor
from kerasdigits.tfjs.layers_model.composed.masks import as_mask, mask_steps, zero_hidden
from kerasdigits.tfjs.layers_model.composed.recurrent import bends_gates, hard_gates, unwrap_cell
from kerasdigits.tfjs.layers_model.composed.two_directions import compose_two_directions
from kerasdigits.tfjs.layers_model.rules.layer_case import COMPOSED, LayerCase
from kerasdigits.tfjs.layers_model.rules.layer_rule import KERAS_LAYERS
from kerasdigits.tfjs.layers_model.rules.native_rules import RECURRENT

_DIRECTIONAL = ("name", "go_backwards", "seed", "dtype")


def write_bidirectional(translator, case: LayerCase, scope: str) -> dict:  # noqa: ANN001
    """Write a Bidirectional layer and its two directions' weights.

    Args:
        translator: The Translator that writes the layer inside.
        case: The Bidirectional layer.
        scope: What its weights' names begin with.

    Returns:
        `{"class_name": "Bidirectional", "config": {...}}`, or the graph that stands for it.

    Raises:
        ExportError: The recurrent layer cannot be carried.
    """
    forward, backward = case.config["layer"], case.config["backward_layer"]
    if forward["config"].get("stateful"):
        case.refuse(
            "keeps the states of both directions from batch to batch",
            remedy="Export it with --format graph, or use stateful=False",
        )
    same = _without_direction(forward) == _without_direction(backward)
    if not same or forward["config"]["go_backwards"]:
        return translator.compose(case, compose_two_directions(case))
    unwrapped = forward["class_name"] == "RNN"
    if unwrapped:
        forward = unwrap_cell(case, forward)
        case = replace(case, config={**case.config, "layer": forward})
    if forward["class_name"] not in ("GRU", "LSTM", "SimpleRNN"):
        case.refuse(
            "wraps a layer that TensorFlow.js's Bidirectional cannot wrap",
            received=forward["class_name"],
            remedy="Export it with --format graph",
        )
    if forward["class_name"] == "GRU" and forward["config"]["reset_after"]:
        _require_no_state(case)
        return translator.compose(case, compose_bidirectional_gru(case))
    if case.masking == COMPOSED or bends_gates(forward["config"]) or unwrapped:
        return translator.compose(case, _compose_bidirectional(case, forward))
    # TensorFlow.js puts forward_ and backward_ before the name; Keras has done so already.
    inner = clean_name(forward["config"]["name"].removeprefix("forward_"))
    shape = (None, *case.input_shapes[0])
    written = translator.wrapped(
        forward, case.layer.forward_layer, inner, f"{scope}/forward_{inner}", shape
    )
    translator.wrapped(
        backward, case.layer.backward_layer, inner, f"{scope}/backward_{inner}", shape
    )
    return _wrap(case, written, merge_mode=case.config["merge_mode"])


def _compose_bidirectional(case: LayerCase, entry: dict) -> Callable:
    """Compose TensorFlow.js's Bidirectional behind its mask, or with other weights."""
    config, class_name = entry["config"], entry["class_name"]
    _require_no_state(case)
    rule, units = RECURRENT[class_name], config["units"]

    def compose(graph: Graph, x: Tensor, *others: Tensor) -> list[Tensor]:
        states = others[: len(others) - len(case.masks)]
        mask = as_mask(graph, others[-1]) if case.masks else None
        if case.masking == COMPOSED:
            x = mask_steps(graph, x, mask)
        weights: dict[str, object] = {}
        for direction in ("forward", "backward"):
            layer = getattr(case.layer, f"{direction}_layer")
            part = replace(case, layer=layer, class_name=class_name, config=config)
            options = hard_gates(part, layer, config, class_name)
            kept = {key: value for key, value in options.items() if isinstance(value, str)}
            written = rule.translate(replace(part, config={**config, **kept}, name="inner"))
            written["config"] |= options.get("written", {})
            own = {name: variable for variable, name in rule.weight_names(part)}
            own |= options.get("replaced", {})
            weights |= {f"{direction}_inner/{name}": value for name, value in own.items()}
        width = units * (2 if case.config["merge_mode"] == "concat" else 1)
        shape = (x.shape[0], width) if config["return_sequences"] else (width,)
        y = graph.add(
            "Bidirectional",
            x,
            *states,
            shape=shape,
            weights=weights,
            merge_mode=case.config["merge_mode"],
            layer=written,
        )
        merged = 2 if case.config["merge_mode"] is None else 1
        count = (4 if class_name == "LSTM" else 2) if config["return_state"] else 0
        outputs = [y] if merged == 1 else [y, Tensor(y.layer, shape, 1)]
        if mask is not None and config["return_sequences"]:
            outputs = [zero_hidden(graph, output, mask) for output in outputs]
        finals = [Tensor(y.layer, (units,), merged + place) for place in range(count)]
        return [*outputs, *finals]

    return compose


def _require_no_state(case: LayerCase) -> None:
    if case.masks and len(case.input_shapes) > 2:
        case.refuse(
            "is masked and starts from a given state",
            remedy="Export it with --format graph",
        )


def write_time_distributed(translator, case: LayerCase, scope: str) -> dict:  # noqa: ANN001
    """Write a TimeDistributed layer and the weights of the layer or model inside.

    Args:
        translator: The Translator that writes the layer inside.
        case: The TimeDistributed layer.
        scope: What its weights' names begin with.

    Returns:
        `{"class_name": "TimeDistributed", "config": {...}}`.

    Raises:
        ExportError: The layer inside cannot be carried, or is given a mask.
    """
    if case.masks:
        case.refuse(
            "hands a mask to the wrapped layer, step by step",
            remedy="Export it with --format graph",
        )
    entry = case.config["layer"]
    inner = clean_name(entry["config"]["name"])
    shape = case.input_shapes[0]
    step = (None, *shape[1:])
    return _wrap(case, translator.wrapped(entry, case.layer.layer, inner, scope, step))


def _wrap(case: LayerCase, written: dict, **extra: object) -> dict:
    config = {"name": case.name, "trainable": bool(case.config.get("trainable", True))}
    return {"class_name": case.class_name, "config": {**config, **extra, "layer": written}}


def _without_direction(entry: dict) -> tuple:
    config = {k: v for k, v in entry["config"].items() if k not in _DIRECTIONAL}
    return entry["class_name"], config


@dataclass(frozen=True)
class Wrapper:
    """How a layer that holds another is written.

    Attributes:
        write: Takes the Translator, the case and what the weights' names begin with; returns the
            class and config.
        note: What to know about it, one sentence.
    """

    write: Callable
    note: str


WRAPPERS = {
    (KERAS_LAYERS, "Bidirectional"): Wrapper(
        write_bidirectional,
        "every merge_mode; directions that differ are composed, without masks and states",
    ),
    (KERAS_LAYERS, "TimeDistributed"): Wrapper(
        write_time_distributed, "of any layer or model that is carried and is given no mask"
    ),
}
