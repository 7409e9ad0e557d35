"""Recurrent layers: cells in RNN, masks in the graph, gates that TensorFlow.js bends otherwise.

RNN(LSTMCell) is LSTM, and RNN of several cells is one recurrent layer after another: each step of
the first is a step of the next. TensorFlow.js's hard sigmoid is 0.2 x + 0.5 between 0 and 1,
Keras's x / 6 + 0.5 (keras/src/activations/activations.py), so the weights of such gates are 5/6 of
Keras's.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from kerasdigits.tfjs.layers_model.composed.gru import compose_gru
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, to_numpy
from kerasdigits.tfjs.layers_model.composed.masks import (
    as_mask,
    mask_steps,
    seen_before,
    zero_hidden,
)
from kerasdigits.tfjs.layers_model.rules.layer_case import COMPOSED, LayerCase
from kerasdigits.tfjs.layers_model.rules.native_rules import RECURRENT

# Which of the four, three or one blocks of the weights are gates.
_GATES = {"LSTM": (1, 1, 0, 1), "GRU": (1, 1, 0), "SimpleRNN": (0,)}
HARD = "hard_sigmoid"


def compose_recurrent(case: LayerCase) -> Callable | None:
    """Compose a recurrent layer that TensorFlow.js lacks, or one beside composed masks.

    Args:
        case: A GRU, LSTM or SimpleRNN.

    Returns:
        What composes it, or None where TensorFlow.js's own layer does.
    """
    case = replace(case, masks=()) if not case.masks else case
    double = case.class_name == "GRU" and case.config["reset_after"]
    if not double and case.masking != COMPOSED and not bends_gates(case.config):
        return None
    if case.config["stateful"]:
        case.refuse(
            "keeps its state from batch to batch, and can only be composed as a model of its own",
            received="stateful=True",
            remedy="Use stateful=False, or reset_after=False without masks and hard gates",
        )
    run = compose_gru(case) if double else _run_native(case)

    def compose(graph: Graph, x: Tensor, *others: Tensor) -> list[Tensor]:
        states = others[: len(others) - len(case.masks)]
        mask = as_mask(graph, others[-1]) if case.masks else None
        outputs = run(graph, x, mask, *states)
        if mask is None:
            return outputs
        return [_correct(graph, outputs[0], mask, case, states), *outputs[1:]]

    return compose


def _run_native(case: LayerCase) -> Callable:
    """Compose TensorFlow.js's own layer, behind a mask where the model's are composed."""

    def run(graph: Graph, x: Tensor, mask: Tensor | None, *states: Tensor) -> list[Tensor]:
        if case.masking == COMPOSED:
            x = mask_steps(graph, x, mask)
        rule = RECURRENT[case.class_name]
        options = hard_gates(case, case.layer, case.config, case.class_name)
        first = graph.native(rule, x, *states, shape=_sequence_shape(case, x), **options)
        count = 2 if case.class_name == "LSTM" else 1
        count, units = count * case.config["return_state"], (case.config["units"],)
        return [first, *(Tensor(first.layer, units, i + 1) for i in range(count))]

    return run


def _sequence_shape(case: LayerCase, x: Tensor) -> tuple:
    units = case.config["units"]
    return (x.shape[0], units) if case.config["return_sequences"] else (units,)


def _correct(graph: Graph, y: Tensor, mask: Tensor, case: LayerCase, states: tuple) -> Tensor:
    """Add what Keras yields at masked steps where TensorFlow.js yields its state.

    Keras repeats the last output, which is 0 before the first, or yields 0
    (keras/src/backend/tensorflow/rnn.py).
    """
    zero, sequences = case.config.get("zero_output_for_mask"), case.config["return_sequences"]
    if zero and not sequences:
        case.refuse(
            "gives zeros for masked steps, but returns only its last output",
            remedy="Export it with --format graph",
        )
    if zero:
        if case.config["go_backwards"]:
            case.refuse(
                "runs backwards and gives zeros for masked steps",
                remedy="Export it with --format graph",
            )
        return zero_hidden(graph, y, mask)
    if not states:
        return y
    seen = seen_before(graph, mask, backwards=case.config["go_backwards"])
    if not sequences:
        seen = graph.add("GlobalMaxPooling1D", seen, shape=(1,))
    return graph.add("Multiply", y, seen)


def bends_gates(config: dict) -> bool:
    """Tell whether a recurrent layer's gates are hard sigmoids."""
    return HARD in (config.get("recurrent_activation"), config.get("activation"))


def hard_gates(case: LayerCase, layer: object, config: dict, class_name: str) -> dict:
    """Compute the weights with which TensorFlow.js's hard sigmoid is Keras's.

    Args:
        case: The layer that is written, for refusals.
        layer: The live layer or cell.
        config: Its config.
        class_name: GRU (that resets before), LSTM or SimpleRNN.

    Returns:
        Arguments for `Graph.native`; none where no hard sigmoid is there.
    """
    if not bends_gates(config):
        return {}
    bent = [key for key in ("activation", "recurrent_activation") if config.get(key) == HARD]
    if class_name == "LSTM" and "activation" in bent:
        case.refuse(
            "applies hard_sigmoid to its state, which TensorFlow.js computes differently",
            remedy="Export it with --format graph",
        )
    cell = getattr(layer, "cell", layer)
    gate, candidate = (
        5 / 6 if key in bent else 1.0 for key in ("recurrent_activation", "activation")
    )
    factors = [gate if is_gate else candidate for is_gate in _GATES[class_name]]
    scale = np.repeat(np.array(factors, "float32"), config["units"])
    names = ("kernel", "recurrent_kernel", *(["bias"] if config["use_bias"] else []))
    return {
        **dict.fromkeys(bent, "linear"),
        "replaced": {name: to_numpy(getattr(cell, name)) * scale for name in names},
        "written": dict.fromkeys(bent, HARD),
    }


def compose_rnn(case: LayerCase) -> Callable:
    """Compose RNN as the recurrent layers of its cells, one after another.

    Args:
        case: The RNN.

    Returns:
        What composes it.

    Raises:
        ExportError: A cell is none of Keras's own.
    """
    cells = _cells(case)
    options = ("return_state", "return_sequences", "go_backwards", "stateful", "unroll")
    shared = {key: case.config[key] for key in options}
    shared["zero_output_for_mask"] = case.config.get("zero_output_for_mask", False)
    if len(cells) > 1 and (shared["go_backwards"] and case.masks):
        case.refuse("runs stacked cells backwards with a mask", remedy="Use --format graph")
    if shared["stateful"]:
        case.refuse(
            "keeps its state from batch to batch",
            received="stateful=True",
            remedy="Use LSTM, SimpleRNN or GRU(reset_after=False) with stateful=True",
        )
    if len(cells) > 1 and shared["zero_output_for_mask"]:
        case.refuse(
            "runs stacked cells that give zeros for masked steps", remedy="Use --format graph"
        )

    def compose(graph: Graph, x: Tensor, *others: Tensor) -> list[Tensor]:
        end = len(others) - len(case.masks)
        given, masks = list(others[:end]), others[end:]
        finals: list[Tensor] = []
        for number, (class_name, config, cell) in enumerate(cells):
            last = number == len(cells) - 1
            changes = {} if last else {"return_sequences": True}
            changes |= {} if number == 0 else {"go_backwards": False}
            count = 2 if class_name == "LSTM" else 1
            states = [given.pop(0) for _ in range(count)] if given else []
            part = replace(
                case,
                layer=cell,
                class_name=class_name,
                config={**config, **shared, **changes},
                inputs=[(None, *t.shape) for t in (x, *states, *masks)],
                nodes=None,
            )
            x, *ends = add_part(graph, part, x, states, masks)
            finals += ends
        return [x, *finals]

    return compose


def add_part(graph: Graph, part: LayerCase, x: Tensor, states: list, masks: tuple) -> list:
    """Add a recurrent layer that is part of another.

    Args:
        graph: Where to add it.
        part: The layer, as it would stand by itself.
        x: What it reads.
        states: Its initial state, or nothing.
        masks: Its mask, or nothing.

    Returns:
        Its outputs.
    """
    whole, graph.case = graph.case, part
    try:
        run = compose_recurrent(part)
        if run is None:
            return _run_native(part)(graph, x, None, *states)
        return run(graph, x, *states, *masks)
    finally:
        graph.case = whole


_CELLS = {"GRUCell": "GRU", "LSTMCell": "LSTM", "SimpleRNNCell": "SimpleRNN"}


def _cells(case: LayerCase) -> list[tuple[str, dict, object]]:
    """Return the class of layer, the config and the live cell of each cell."""
    entry, cell = case.config["cell"], case.layer.cell
    entries = entry if isinstance(entry, list) else [entry]
    if not isinstance(entry, list) and entry["class_name"] == "StackedRNNCells":
        entries = entry["config"]["cells"]
    live = getattr(cell, "cells", [cell])
    for one in entries:
        if one["class_name"] not in _CELLS or one["module"] != "keras.layers":
            case.refuse(
                "runs a cell that is not one of Keras's own",
                received=one["class_name"],
                remedy="Register the cell and use --format graph",
            )
    return [(_CELLS[e["class_name"]], e["config"], c) for e, c in zip(entries, live, strict=True)]


def unwrap_cell(case: LayerCase, entry: dict) -> dict:
    """Return a serialized RNN of one cell as the recurrent layer that it is.

    Args:
        case: The layer that holds it, for refusals.
        entry: The serialized RNN.

    Returns:
        A serialized GRU, LSTM or SimpleRNN.
    """
    cell = entry["config"]["cell"]
    if isinstance(cell, list) or cell["class_name"] not in _CELLS:
        case.refuse(
            "wraps an RNN of several cells, or of a cell that is not one of Keras's own",
            remedy="Export it with --format graph",
        )
    options = {k: v for k, v in entry["config"].items() if k not in ("cell", "name")}
    config = {**cell["config"], **options, "name": entry["config"]["name"]}
    return {"class_name": _CELLS[cell["class_name"]], "config": config, "module": "keras.layers"}
