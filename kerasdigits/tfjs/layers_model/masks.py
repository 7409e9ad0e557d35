"""Masks: who makes them, who reads them, and how TensorFlow.js is told.

In Keras 3 a mask is a tensor of its own: Masking and Embedding(mask_zero=True) attach it to what
they yield, layers that support masking pass it on (`compute_mask` writes keras.ops nodes for it),
and a Functional model hands it to whoever takes `mask`. TensorFlow.js passes masks from layer to
layer at run time (tfjs-layers/src/engine/executor.ts), throws at layers that it holds unable, and
keeps the last mask in the arguments of all layers that it runs afterwards.

So there are two ways. Where every layer that TensorFlow.js would hand a mask to does with it what
Keras does, it is left to TensorFlow.js (`NATIVE`). Otherwise (`COMPOSED`) no layer makes or passes
on a mask: masks are tensors of zeros and ones in the graph, and every recurrent layer is given its
own (see composed/masks.py).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from kerasdigits.tfjs.layers_model.rules.layer_case import COMPOSED, NATIVE, NO_MASKS, LayerCase
from kerasdigits.tfjs.layers_model.rules.layer_rule import ACTIVATIONS
from kerasdigits.tfjs.reference.keras_internals import (
    belongs_to,
    calls_of,
    functional_of,
    has_graph,
    maker_of,
    mask_given,
    mask_of,
    nodes_in_order,
    place_of,
    readers_of,
    takes_mask,
)

_MAKERS = ("Embedding", "Masking")
# They keep their state over masked steps, and read a mask that an earlier layer left behind.
RECURRENT = ("ConvLSTM1D", "ConvLSTM2D", "GRU", "LSTM", "RNN", "SimpleRNN", "Bidirectional")
# GroupQueryAttention is what Keras writes for its class GroupedQueryAttention.
ATTENTION = (
    "AdditiveAttention",
    "Attention",
    "GroupQueryAttention",
    "GroupedQueryAttention",
    "MultiHeadAttention",
)
# Layers that read the masks of their inputs when they run (keras/src/layers/merging).
_MERGING = ("Maximum", "Minimum", "Multiply")
# Layers that take a mask in Keras and pass it on, but compute the same without it.
_INDIFFERENT = ("BatchNormalization",)
# What TensorFlow.js passes a mask through just as Keras does.
_TRANSPARENT = ("Activation", "Dense", "Dropout", "SpatialDropout1D")


def plan_masks(model: Any) -> str:
    """Choose how the masks of a model are carried.

    Args:
        model: The outermost live model.

    Returns:
        `NO_MASKS`, `NATIVE` or `COMPOSED`.
    """
    graphs = list(graphs_of(model))
    operations = [operation for graph in graphs for operation in graph.operations]
    if not any(makes_mask(operation) or _takes_mask(operation) for operation in operations):
        return NO_MASKS
    return NATIVE if len(graphs) == 1 and _flows_natively(graphs[0]) else COMPOSED


def makes_mask(operation: Any) -> bool:
    """Tell whether a layer attaches a mask to what it yields."""
    if type(operation).__name__ not in _MAKERS:
        return False
    return getattr(operation, "mask_zero", True)


def own_nodes(operation: Any, graph: Any) -> list:
    """Return an operation's calls that belong to a graph, in order.

    Args:
        operation: A layer or another operation of it.
        graph: A live Functional.

    Returns:
        Its nodes there; the first node of an operation that is not part of it.
    """
    nodes = calls_of(operation)
    own = [node for i, node in enumerate(nodes) if belongs_to(graph, operation, i)]
    return own or nodes[:1]


def reindex(tensor: Any, graph: Any) -> tuple[Any, int, int]:
    """Return the operation that yields a tensor, the call of it in this graph, and the output."""
    operation, index, position = place_of(tensor)
    before = [belongs_to(graph, operation, i) for i in range(index)]
    return operation, sum(before), position


def read_masks(case: LayerCase) -> None:
    """Find the mask tensors of a layer's calls and note them in the case.

    Args:
        case: The layer in a graph whose masks are composed.

    Raises:
        ExportError: A model inside is given a mask, or calls differ in what is masked.
    """
    found = [_masks_of(case, node) for node in case.nodes or []]
    names = {tuple(masks) for masks in found}
    if len(names) > 1:
        case.refuse(
            "is called with a mask in only some of its calls",
            remedy="Use one layer for each, or --format graph",
        )
    if names:
        case.masks = names.pop()
        case.mask_tensors = [list(masks.values()) for masks in found]


def _masks_of(case: LayerCase, node: Any) -> dict[str, Any]:
    """Return the masks that a call reads: what they belong to -> tensor."""
    import keras

    if case.class_name in ATTENTION:
        return _attention_masks(case, node)
    # keras.ops has a Multiply, a Maximum and a Minimum too, which read no masks.
    if case.class_name in _MERGING and isinstance(case.layer, keras.Layer):
        found = {str(i): mask_of(tensor) for i, tensor in enumerate(node.input_tensors)}
        return {key: mask for key, mask in found.items() if mask is not None}
    if case.class_name in ("Functional", "Sequential") and any(
        mask_of(tensor) is not None for tensor in node.input_tensors
    ):
        case.refuse(
            "is a model inside a model and is given a mask",
            remedy="Use its layers directly, or --format graph",
        )
    mask = mask_given(node)
    inner = getattr(case.layer, "layer", None)
    if _is_nothing(mask) or case.class_name in _INDIFFERENT:
        return {}
    if case.class_name == "TimeDistributed" and not takes_mask(inner):
        return {}
    return {"mask": mask}


def _attention_masks(case: LayerCase, node: Any) -> dict[str, Any]:
    """Attention reads the masks that its inputs carry, and those that it is given by name."""
    import keras

    named = node.arguments.kwargs
    if "mask" in named and isinstance(named["mask"], list | tuple):
        pairs = zip(("query", "value"), named["mask"], strict=False)
        return {key: mask for key, mask in pairs if mask is not None}
    inputs = keras.tree.flatten(list(node.arguments.args))
    inputs = dict(zip(("query", "value", "key"), inputs, strict=False))
    inputs |= {key: named[key] for key in ("query", "value", "key") if named.get(key) is not None}
    masks = {key: mask_of(tensor) for key, tensor in inputs.items()}
    if case.class_name in ("AdditiveAttention", "Attention"):
        masks.pop("key", None)  # keras/src/layers/attention/attention.py, `call`
    else:
        # keras/src/layers/attention/multi_head_attention.py, `call`: query_mask is read from the
        # tensor only.
        given = {key: named.get(f"{key}_mask") for key in ("value", "key")}
        masks |= {key: mask for key, mask in given.items() if mask is not None}
        masks["attention"] = named.get("attention_mask")
        _require_one_reader(case, node, [t for key, t in inputs.items() if given.get(key) is None])
    return {key: mask for key, mask in masks.items() if mask is not None}


def _require_one_reader(case: LayerCase, node: Any, tensors: list) -> None:
    """Refuse masks that Keras takes off a tensor before another attention reads them."""
    for tensor in tensors:
        readers = {
            id(other)
            for other in readers_of(tensor)
            if type(other.operation).__name__ in ATTENTION and tensor in other.input_tensors
        }
        if mask_of(tensor) is not None and readers - {id(node)}:
            case.refuse(
                "shares a masked tensor with another attention layer; Keras takes the mask off "
                "the tensor when the first of them runs",
                remedy="Give each of them value_mask or attention_mask by name",
            )


def graphs_of(model: Any) -> Iterator[Any]:
    """Yield a model's graph and those of the models inside it.

    Args:
        model: A live Sequential or Functional.

    Yields:
        Live Functionals.
    """
    graph = functional_of(model)
    yield graph
    for operation in graph.operations:
        inner = operation
        while hasattr(inner, "layer"):
            inner = inner.layer
        if has_graph(inner):
            yield from graphs_of(inner)


def _takes_mask(operation: Any) -> bool:
    """Tell whether some call of an operation is given a mask by name."""
    return any(
        key.endswith("mask") and key != "use_causal_mask" and not _is_nothing(value)
        for node in calls_of(operation)
        for key, value in node.arguments.kwargs.items()
    )


def _is_given_mask(operation: Any, node: Any) -> bool:
    """Tell whether a call is given a mask that it reads, though its input carries none."""
    return type(operation).__name__ not in _INDIFFERENT and not _is_nothing(mask_given(node))


def _is_nothing(mask: Any) -> bool:
    """Tell None, and the structures of None that Keras hands to models."""
    import keras

    return all(entry is None for entry in keras.tree.flatten(mask))


def _flows_natively(graph: Any) -> bool:
    """Tell whether TensorFlow.js hands each mask of a graph to the same layers as Keras."""
    masked: set[int] = set()
    for node in nodes_in_order(graph):
        operation = node.operation
        arrives = [tensor for tensor in node.input_tensors if id(tensor) in masked]
        kind = type(operation).__name__
        reads = kind in RECURRENT
        if (
            (arrives and not _agrees(operation, node))
            or (not arrives and (reads or _is_given_mask(operation, node)))
            or (kind in ATTENTION or hasattr(operation, "operations"))
        ):
            return False
        yields = operation.return_sequences if reads and arrives else bool(arrives)
        if makes_mask(operation) or yields:
            masked.add(id(node.outputs[0]))
    return True


def _agrees(operation: Any, node: Any) -> bool:
    """Tell whether a layer does with the mask of its input what TensorFlow.js does."""
    kind = type(operation).__name__
    activation = getattr(getattr(operation, "activation", None), "__name__", "linear")
    if activation not in ACTIVATIONS:
        return False
    if kind == "NotEqual" or kind in _TRANSPARENT:
        return True
    tensor = node.input_tensors[0]
    mask = mask_given(node)
    layers = [operation]
    if kind == "Bidirectional":
        layers = [operation.forward_layer, operation.backward_layer]
    return (
        kind in RECURRENT
        and mask is not None  # a recurrent layer of Keras 3.16 passes none on, TensorFlow.js does
        and _is_same(mask, mask_of(tensor))
        and all(map(_keeps_state, layers))
        and sum(other is not mask for other in node.input_tensors) == 1
    )


def _is_same(mask: Any, other: Any) -> bool:
    """Tell whether two masks are made alike; a model that was read from a file has each twice."""
    import keras

    symbolic = [isinstance(entry, keras.KerasTensor) for entry in (mask, other)]
    if mask is other or not all(symbolic):
        return mask is other or (not any(symbolic) and np.array_equal(mask, other))
    makers = [maker_of(tensor) for tensor in (mask, other)]
    settings = [(type(m), getattr(m, "axis", None), getattr(m, "keepdims", None)) for m in makers]
    if isinstance(makers[0], keras.Layer) or settings[0] != settings[1]:
        return False
    given = [keras.tree.flatten(list(calls_of(maker)[0].arguments.args)) for maker in makers]
    return len(given[0]) == len(given[1]) and all(map(_is_same, *given))


def _keeps_state(layer: Any) -> bool:
    odd = layer.zero_output_for_mask or getattr(layer, "reset_after", False) or layer.return_state
    return type(layer).__name__ in ("GRU", "LSTM", "SimpleRNN") and not odd
