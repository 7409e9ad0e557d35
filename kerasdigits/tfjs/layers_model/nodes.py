"""How the calls of a Functional graph are written and numbered, in Keras 3 and in TensorFlow.js.

Keras 3 writes each call as `{"args": ..., "kwargs": ...}` with `__keras_tensor__` dicts inside;
tfjs-layers reads a list of `[layer, node index, tensor index, kwargs]` (engine/container.ts). A
nested model has one call of its own in TensorFlow.js before any call in the outer graph, so its
calls count from 1 there. Keras counts them from 0 in `inbound_nodes`; in `output_layers` it counts
a nested Functional from 1 and a nested Sequential from 0 (models/functional.py, `get_config`).
"""

import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.layers_model.masks import ATTENTION, RECURRENT, reindex
from kerasdigits.tfjs.layers_model.rules.layer_case import INPUT_KEYWORDS, LayerCase
from kerasdigits.tfjs.reference.keras_internals import input_structure, is_model_module

if TYPE_CHECKING:
    import keras


def is_nested_model(entry: dict) -> bool:
    """Tell whether a layer entry of a Keras config is a model.

    Args:
        entry: A serialized layer.

    Returns:
        True for Keras's own Sequential and Functional.
    """
    named = entry["class_name"] in ("Functional", "Sequential")
    return named and is_model_module(entry["module"])


def keras_name(entry: dict) -> str:
    """Return the name of a serialized layer.

    Args:
        entry: A serialized layer; configs of classes of one's own may lack the name.

    Returns:
        The name, or the class's in a Sequential config that lacks it.
    """
    return entry["config"].get("name") or entry.get("name") or entry["class_name"]


def translate_calls(entry: dict, case: LayerCase, nested: set[str], names: dict) -> list[list]:
    """Translate `inbound_nodes` of one layer.

    Args:
        entry: The serialized layer.
        case: The layer, for refusals.
        nested: The Keras names of the layers that are written as models.
        names: Keras's layer names -> TensorFlow.js's.

    Returns:
        One list a call; each holds `[layer, node index, tensor index, {}]` for each tensor.

    Raises:
        ExportError: A call passes something that TensorFlow.js cannot be told.
    """
    calls = []
    for node in entry["inbound_nodes"]:
        tensors = [*_positional(node["args"], case), *_keyword(node["kwargs"], case)]
        histories = [tensor["config"]["keras_history"] for tensor in tensors]
        calls.append([[names[n], i + (n in nested), t, {}] for n, i, t in histories])
    return calls


def added_key(operation: "keras.Operation") -> str:
    """Return what stands for the Keras name of an operation that is not in the model's config.

    Args:
        operation: A live operation.

    Returns:
        A key that no name is: names in Keras hold no slash.
    """
    return f"/{id(operation)}"


def refer(tensors: list, graph: object, nested: set[str], names: dict) -> list[list]:
    """Write references to live symbolic tensors.

    Args:
        tensors: Tensors of a graph, or of operations that were added to it.
        graph: The live Functional.
        nested: The Keras names of the layers that are written as models.
        names: Keras's layer names -> TensorFlow.js's; operations that were added by `added_key`.

    Returns:
        `[layer, node index, tensor index, {}]` for each tensor.
    """
    found = [
        (added_key(o) if added_key(o) in names else o.name, index, position)
        for o, index, position in (reindex(t, graph) for t in tensors)
    ]
    return [[names[name], index + (name in nested), t, {}] for name, index, t in found]


def flatten_endpoints(
    endpoints: dict | list | tuple, from_zero: set[str], names: dict
) -> list[list]:
    """Translate `input_layers` or `output_layers`.

    Args:
        endpoints: One `[layer, node index, tensor index]`, or a list or dict of them.
        from_zero: The Keras names of the layers written as models whose calls Keras counts from 0.
        names: Keras's layer names -> TensorFlow.js's.

    Returns:
        A flat list, in the order of `model.inputs` or `model.outputs`.
    """
    flat = []
    for layer, index, tensor in _leaves(endpoints):
        flat.append([names[layer], index + (layer in from_zero), tensor])
    return flat


def check_references(layers: list[dict], endpoints: list[list]) -> None:
    """Make sure that every reference of the written graph exists.

    TensorFlow.js loops for ever on one that does not.

    Args:
        layers: The translated layers, with `name` and `inbound_nodes`.
        endpoints: The translated input and output layers.

    Raises:
        ExportError: The graph refers to a call that it does not hold.
    """
    calls = {
        layer["name"]: len(layer["inbound_nodes"])
        + (layer["class_name"] in ("InputLayer", "Functional", "Sequential"))
        for layer in layers
    }
    used = [tensor for layer in layers for call in layer["inbound_nodes"] for tensor in call]
    for name, index, *_ in [*used, *endpoints]:
        if not 0 <= index < calls.get(name, 0):
            raise ExportError(
                "The model's graph refers to a call of a layer that it does not hold",
                received=f'call {index} of layer "{name}"',
                remedy="Save the model, load it again, and export the loaded one",
            )


def _positional(args: list | tuple, case: LayerCase) -> Iterator[dict]:
    """Yield the tensors among a call's positional arguments."""
    for argument in args:
        if isinstance(argument, dict) and not _is_tensor(argument):
            if set(argument) != set(_named_inputs(case.layer)):
                case.refuse(
                    "is called with a dict of tensors whose keys are not the names of its inputs",
                    received=sorted(argument),
                    remedy="Call it with a list of tensors in the order of its inputs",
                )
            yield from _positional([argument[key] for key in sorted(argument)], case)
        elif isinstance(argument, list | tuple):
            yield from _positional(argument, case)
        elif _is_tensor(argument):
            yield argument
        elif argument is not None:
            case.refuse(
                "is called with an argument that is not the output of another layer",
                received=argument,
                remedy="Only tensors of the graph can be carried",
            )


def _named_inputs(layer: "keras.Layer") -> dict:
    structure = input_structure(layer)
    return structure if isinstance(structure, dict) else {}


def _keyword(kwargs: dict, case: LayerCase) -> Iterator[dict]:
    """Yield the tensors that a call names: an initial state, or what attention reads."""
    attends = case.class_name in ATTENTION
    if attends:
        named = [kwargs[key] for key in INPUT_KEYWORDS if not _is_none(kwargs.get(key))]
        yield from _positional(named, case)
    for key, value in kwargs.items():
        if attends and key in (*INPUT_KEYWORDS, "use_causal_mask", "return_attention_scores"):
            continue
        if _is_none(value) or value is False or (key.endswith("mask") and key != "use_causal_mask"):
            continue  # masks.py finds the masks
        if key == "training" and value == _default_of_training(case.layer):
            continue  # Keras records what nobody said; predict says False to every layer
        if key == "initial_state" and case.class_name in RECURRENT:
            yield from _positional(value if isinstance(value, list | tuple) else [value], case)
            continue
        if key == "training":
            case.refuse(
                f"is called with training={value}",
                remedy="Export it with --format graph, which computes what predict does",
            )
        shown = "a tensor" if _is_tensor(value) else value
        case.refuse(
            f"is called with {key}={shown}",
            remedy="Of keyword arguments only a recurrent layer's initial_state can be carried, "
            "and query, value, key and use_causal_mask of attention",
        )


def _default_of_training(layer: "keras.Layer") -> object:
    """Tell what a layer takes `training` for when its caller does not say: True for pictures."""
    parameter = inspect.signature(layer.call).parameters.get("training")
    return parameter and parameter.default


def _is_tensor(value: object) -> bool:
    return isinstance(value, dict) and value.get("class_name") == "__keras_tensor__"


def _is_none(value: object) -> bool:
    """Tell None, and structures of nothing else: Keras writes such masks for nested models."""
    if isinstance(value, dict | list | tuple):
        return all(map(_is_none, value.values() if isinstance(value, dict) else value))
    return value is None


def _leaves(endpoints: dict | list | tuple) -> Iterator[tuple[str, int, int]]:
    if isinstance(endpoints, dict):
        for key in sorted(endpoints):
            yield from _leaves(endpoints[key])
    elif len(endpoints) == 3 and isinstance(endpoints[0], str) and isinstance(endpoints[1], int):
        layer, index, tensor = endpoints
        yield layer, index, tensor
    else:
        for endpoint in endpoints:
            yield from _leaves(endpoint)
