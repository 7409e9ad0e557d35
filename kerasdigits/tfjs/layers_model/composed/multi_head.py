"""Attention of several heads, each of which is composed for itself.

keras/src/layers/attention/multi_head_attention.py and grouped_query_attention.py: a group of query
heads shares one head of keys and values. Attention over all axes of pictures is attention over
their pixels.
"""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.tfjs.layers_model.composed.attention_scores import (
    Reach,
    attend,
    find_reach,
    flag_masks,
    hide,
    project,
    score,
)
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, product, to_numpy
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase
from kerasdigits.tfjs.reference.keras_internals import has_gate, inner_dense

if TYPE_CHECKING:
    import keras


def compose_multi_head_attention(case: LayerCase) -> Callable:
    """Compose MultiHeadAttention or GroupedQueryAttention, head by head.

    Args:
        case: The layer.

    Returns:
        What composes it.

    Raises:
        ExportError: It attends over some axes of several, or over masked pictures.
    """
    config, names, reach = case.config, case.masks, find_reach(case)
    count = len(case.input_shapes) - len(names)
    _require_sequences(case, count)
    heads = config.get("num_heads") or config["num_query_heads"]
    group = heads // (config.get("num_key_value_heads") or heads)
    width = config.get("key_dim") or config["head_dim"]

    def compose(graph: Graph, query: Tensor, value: Tensor, *others: Tensor) -> list[Tensor]:
        sizes = query.shape[:-1]
        flat = [_flatten(graph, x) for x in (query, value, *others[: count - 2])]
        sources = {"query": flat[0], "value": flat[1], "key": flat[-1] if count == 3 else flat[1]}
        masks = flag_masks(graph, dict(zip(names, others[count - 2 :], strict=True)))
        outputs, shares = [], []
        for head in range(heads):
            parts = {}
            for name, source in sources.items():
                own = head if name == "query" else head // group
                parts[name] = _project_head(graph, case.layer, name, source, own, width)
            y, share = _attend_once(graph, case, parts, masks, reach)
            if has_gate(case.layer):
                y = _gate(graph, inner_dense(case.layer, "gate"), y, sources["query"], head)
            outputs.append(y)
            shares.append(share)
        y = _join_heads(graph, outputs, inner_dense(case.layer, "output"))
        y = graph.reshape(y, (*sizes, *y.shape[1:]))
        return [y, _stack(graph, shares)] if reach.scores else [y]

    return compose


def _require_sequences(case: LayerCase, count: int) -> None:
    shapes = case.input_shapes[:count]
    rank = len(shapes[0])
    axes = case.config.get("attention_axes")
    some = axes is not None and len(axes if isinstance(axes, list | tuple) else [axes]) != rank - 1
    if any(len(shape) != rank for shape in shapes) or some or (rank > 2 and case.masks):
        case.refuse(
            "attends over some of several axes, or over several with a mask",
            received=f"inputs of shape {shapes}",
            remedy="Use one axis for the sequence, or --format graph",
        )


def _flatten(graph: Graph, x: Tensor) -> Tensor:
    return graph.reshape(x, (product(x.shape[:-1]), x.shape[-1]))


def _project_head(
    graph: Graph, layer: "keras.Layer", name: str, x: Tensor, head: int, width: int
) -> Tensor:
    """Add a head's queries, keys or values; the scores' scale is in the queries."""
    dense = inner_dense(layer, name)
    scale = 1 / math.sqrt(width) if name == "query" else 1.0
    bias = None if dense.bias is None else to_numpy(dense.bias)[head] * np.float32(scale)
    return project(graph, x, to_numpy(dense.kernel)[:, head] * np.float32(scale), bias)


def _attend_once(
    graph: Graph, case: LayerCase, parts: dict, masks: dict, reach: Reach
) -> tuple[Tensor, Tensor]:
    scores, mask = hide(graph, score(graph, parts["query"], parts["key"]), masks, reach)
    shares = graph.activate(scores, "softmax")
    explicit = case.config["dropout"] > 0 or reach.scores
    if explicit and mask is not None:
        # Keras takes this path through its Softmax layer, which yields 0 where all is masked.
        shares = graph.add("Multiply", shares, mask)
    return attend(graph, shares, parts["value"]), shares


def _gate(
    graph: Graph, dense: "keras.layers.EinsumDense", y: Tensor, query: Tensor, head: int
) -> Tensor:
    bias = None if dense.bias is None else to_numpy(dense.bias)[head]
    gate = project(graph, query, to_numpy(dense.kernel)[:, head], bias)
    return graph.add("Multiply", y, graph.activate(gate, dense.activation.__name__))


def _stack(graph: Graph, shares: list[Tensor]) -> Tensor:
    single = [graph.reshape(share, (1, *share.shape)) for share in shares]
    if len(single) == 1:
        return single[0]
    shape = (len(single), *shares[0].shape)
    return graph.add("Concatenate", *single, shape=shape, axis=1)


def _join_heads(graph: Graph, heads: list[Tensor], dense: "keras.layers.EinsumDense") -> Tensor:
    """Add the last projection, over heads and their values together."""
    kernel = to_numpy(dense.kernel)
    joined = heads[0]
    if len(heads) > 1:
        width = sum(head.shape[-1] for head in heads)
        joined = graph.add("Concatenate", *heads, shape=(heads[0].shape[0], width), axis=2)
    flat = kernel.reshape(kernel.shape[0] * kernel.shape[1], -1)
    bias = None if dense.bias is None else to_numpy(dense.bias).reshape(-1)
    return graph.reshape(project(graph, joined, flat, bias), (joined.shape[0], *kernel.shape[2:]))
