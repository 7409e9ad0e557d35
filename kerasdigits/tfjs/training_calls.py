"""Layers that a model calls with `training=True`: predict overrules the model, `model(x)` does not.

Keras 3.15 hands `training=False` of `predict` on to every layer, whatever the model's code said in
the call (keras/src/models/functional.py, `operation_fn`); in Keras 3.16 predict, too, does what the
call says. An export computes what predict of 3.15 does, unless it is asked for the other.
"""

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kerasdigits.errors import ExportError
from kerasdigits.files import read_json
from kerasdigits.tfjs.reference.keras_internals import (
    all_layers,
    calls_of,
    has_graph,
    mask_of,
    nodes_in_order,
    predict_overrules_calls,
    runnable_graphs,
)
from kerasdigits.tfjs.reference.twin_weights import copy_variables

if TYPE_CHECKING:
    import keras

TrainingCalls = Literal["inference", "as-called"]
_INFERENCE = "Export it with --training-calls inference, which computes what predict does"
# What says how much a layer draws at random, and 0 or None that it draws nothing.
_STRENGTHS = ("rate", "stddev", "dropout", "recurrent_dropout")


def settle_training_calls(
    model: "keras.Model", training_calls: TrainingCalls
) -> tuple["keras.Model", list[str]]:
    """Give the model that computes what is asked for of calls with `training=True`.

    Args:
        model: The model as it was given.
        training_calls: `inference` for what predict computes, `as-called` for what `model(x)` does.

    Returns:
        The model itself, or a copy in which BatchNormalization by the batch is written as
        arithmetic; and a sentence that says which of the two it is, or nothing where no layer is
        called so.

    Raises:
        ExportError: What is asked for cannot be carried: it is random, or code of its own.
    """
    called = find_training_calls(model)
    if not called:
        return model, []
    names, overrules = _quote([layer.name for layer in called]), predict_overrules_calls()
    if training_calls == "inference":
        who = "predict does, which says" if overrules else "predict of Keras 3.15 does: it said"
        others = "model(x) computes" if overrules else "predict and model(x) now compute"
        return model, [
            f"training=True in the calls of {names}: computed as {who} training=False to every "
            f"layer; {others} something else (--training-calls as-called)"
        ]
    by_batch = [layer for layer in _parts_of(called) if not _is_the_same(layer)]
    if not by_batch:
        return model, []
    for layer in by_batch:
        _require_by_batch(layer)
    _require_no_other_calls(model, called, by_batch)
    return _by_batch(model, by_batch), [
        f"training=True in the calls of {names}: computed as model(x) does, by the mean and "
        "variance of each batch, so that outputs depend on the other samples of a batch"
        + ("; predict computes something else" if overrules else "")
    ]


def find_training_calls(model: Any) -> list:
    """List the layers of a model's graphs that are called with `training=True`, each once.

    Keras records what a layer takes `training` for where nobody said it, too: True for layers that
    change pictures; those are not meant.
    """
    if not getattr(model, "inputs", None):
        return []
    found = {}
    for nodes in _calls_in(model).values():
        layer = nodes[0].operation
        if any(map(_says_training, nodes)) and _default_of_training(layer) is not True:
            found[id(layer)] = layer
    return list(found.values())


def settle_as_exported(model: Any, folder: Path) -> Any:
    """Give the model that computes what a folder was exported to compute.

    Args:
        model: The model that it was exported from.
        folder: The folder; one that cannot be read says nothing.

    Returns:
        The model itself, or what `--training-calls as-called` made of it.
    """
    try:
        content = read_json(folder / "model.json")
        choice = content["userDefinedMetadata"]["kerasdigits"]["training_calls"]
    except (OSError, ValueError, KeyError, TypeError):
        return model
    return settle_training_calls(model, "as-called")[0] if choice == "as-called" else model


def _calls_in(model: Any) -> dict[int, list]:
    """List the calls of each operation in the graphs of a model, by the operation's id."""
    calls: dict[int, list] = {}
    for graph in runnable_graphs(all_layers(model)):
        for node in nodes_in_order(graph):
            calls.setdefault(id(node.operation), []).append(node)
    return calls


def _parts_of(called: list) -> list:
    """Give the layers that are told so: of a model that is called so, those inside."""
    parts = {}
    for layer in called:
        for part in all_layers(layer) if has_graph(layer) else [layer]:
            if not has_graph(part):
                parts[id(part)] = part
    return list(parts.values())


def _says_training(node: Any) -> bool:
    arguments = getattr(node, "arguments", None)  # the node of an input has none
    return arguments is not None and arguments.kwargs.get("training") is True


def _default_of_training(layer: Any) -> object:
    parameter = inspect.signature(layer.call).parameters.get("training")
    return parameter and parameter.default


def _is_the_same(layer: Any) -> bool:
    """Tell whether a layer of Keras's computes in training what it does in inference."""
    import keras

    if isinstance(layer, keras.layers.BatchNormalization):
        return not layer.trainable  # frozen, it keeps to its moving averages
    parts = [part for inner in all_layers(layer) for part in (inner, getattr(inner, "cell", None))]
    normalizes = any(
        isinstance(part, keras.layers.BatchNormalization) and part.trainable for part in parts
    )
    return (
        _is_keras(layer)
        and not normalizes
        and not any(getattr(part, strength, 0) for part in parts for strength in _STRENGTHS)
    )


def _require_by_batch(layer: Any) -> None:
    """Refuse all but a BatchNormalization that is always called so."""
    import keras

    what, remedy = f"{_name(layer)} is called with training=True", _INFERENCE
    if type(layer) is not keras.layers.BatchNormalization:
        reason = "and what it computes then is random, or of a BatchNormalization inside it"
        if not _is_keras(layer):
            reason = "of what is not random only BatchNormalization can be carried so"
        raise ExportError(f"{what}, {reason}", remedy=remedy)
    if getattr(layer, "renorm", False):
        raise ExportError(f"{what}, and renormalizes", received="renorm=True", remedy=remedy)
    inputs = [tensor for node in calls_of(layer) for tensor in node.input_tensors]
    if any(mask_of(tensor) is not None for tensor in inputs):
        raise ExportError(
            f"{what} on masked steps, whose statistics cannot be carried", remedy=remedy
        )


def _require_no_other_calls(model: Any, called: list, by_batch: list) -> None:
    """Refuse layers that other calls ask for what they compute in inference."""
    calls, exchanged = _calls_in(model), {id(layer) for layer in by_batch}
    for layer in called:
        inside = {id(part) for part in _parts_of([layer])} & exchanged
        within = _calls_in(layer) if has_graph(layer) else {}
        elsewhere = any(len(calls[part]) > len(within[part]) for part in inside if part in within)
        if inside and (elsewhere or not all(map(_says_training, calls[id(layer)]))):
            raise ExportError(
                f"{_name(layer)} is called with training=True in some of its calls only",
                remedy=_INFERENCE,
            )


def _name(layer: Any) -> str:
    return f'Layer "{layer.name}" ({type(layer).__name__})'


def _is_keras(layer: Any) -> bool:
    import keras

    name = type(layer).__name__
    return getattr(keras.layers, name, None) is type(layer) and not name.startswith("Random")


def _by_batch(model: "keras.Model", layers: list) -> "keras.Model":
    """Copy a model with some layers exchanged for their arithmetic."""
    import keras

    from kerasdigits.tfjs.batch_statistics import BatchStatistics

    wanted = {id(layer) for layer in layers}

    def copy(layer: Any) -> Any:
        kind = BatchStatistics if id(layer) in wanted else type(layer)
        return kind.from_config(layer.get_config())

    twin = keras.models.clone_model(model, clone_function=copy, recursive=True)
    copy_variables(model, twin)
    return twin


def _quote(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(f'"{name}"' for name in names[:3]) + more
