"""Attention of one head, and products over several axes, from Dense, Dot and Softmax."""

import math
from collections.abc import Callable

import numpy as np

from kerasdigits.tfjs.layers_model.composed.attention_scores import (
    attend,
    find_reach,
    flag_masks,
    hide,
    project,
    score,
)
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, to_numpy
from kerasdigits.tfjs.layers_model.composed.masks import as_mask
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase
from kerasdigits.tfjs.layers_model.rules.layer_rule import translate_activation


def compose_attention(case: LayerCase) -> Callable:
    """Compose Attention with dot or concat scores, or AdditiveAttention."""
    reach = find_reach(case)
    layer, names = case.layer, case.masks
    additive = case.class_name == "AdditiveAttention"
    count = len(case.input_shapes) - len(names)
    if any(len(shape) != 2 for shape in case.input_shapes[:count]):
        case.refuse(
            "attends over more than one axis",
            remedy="Use one axis for the sequence, or --format graph",
        )

    def compose(graph: Graph, query: Tensor, value: Tensor, *others: Tensor) -> list[Tensor]:
        key = others[0] if count == 3 else value
        masks = flag_masks(graph, dict(zip(names, others[count - 2 :], strict=True)))
        hidden = masks.pop("query", None)
        if not additive and case.config["score_mode"] == "dot":
            scores = score(graph, query, key)
            scale = 1.0 if layer.scale is None else float(to_numpy(layer.scale))
            scores = graph.rescale(scores, scale)
        else:
            scores = _score_by_sums(graph, query, key, *_factors(case, query.shape[-1]))
        scores, _ = hide(graph, scores, masks, reach)
        shares = graph.activate(scores, "softmax")
        y = attend(graph, shares, value)
        if hidden is not None:
            hidden = graph.reshape(as_mask(graph, hidden), (query.shape[0], 1))
            y = graph.add("Multiply", y, hidden)
        return [y, shares] if reach.scores else [y]

    return compose


def _factors(case: LayerCase, size: int) -> tuple[float, np.ndarray]:
    """Return the factor before tanh, and the one of each feature after it."""
    layer = case.layer
    if case.class_name == "AdditiveAttention":
        ones = np.ones(size, "float32")
        return 1.0, to_numpy(layer.scale).reshape(size) if case.config["use_scale"] else ones
    before = 1.0 if layer.scale is None else float(to_numpy(layer.scale))
    return before, np.full(size, float(to_numpy(layer.concat_score_weight)), "float32")


def _score_by_sums(
    graph: Graph, query: Tensor, key: Tensor, before: float, each: np.ndarray
) -> Tensor:
    """Add sum(each * tanh(before * (query + key))) for each pair of steps."""
    (rows, size), columns = query.shape, key.shape[0]
    sums = graph.add(
        "Add",
        graph.reshape(query, (rows, 1, size)),
        graph.reshape(key, (1, columns, size)),
        shape=(rows, columns, size),
    )
    bent = graph.activate(graph.rescale(sums, before), "tanh")
    learned = graph.case.config.get("use_scale", True)
    summed = project(graph, bent, each.reshape(size, 1), learned=learned)
    return graph.reshape(summed, (rows, columns))


def compose_einsum_dense(case: LayerCase) -> Callable:
    """Compose EinsumDense as a Dense over the flattened axes that the equation sums over."""
    equation = case.config["equation"].replace(" ", "")
    count = len(case.input_shapes[0]) + 1 - len(equation.replace("...", "").split(",")[0])
    equation = equation.replace("...", "ZYXWVUTS"[:count])
    left, output = equation.split("->")
    entry, kernel_axes = left.split(",")
    kept = [axis for axis in entry if axis in output]
    summed = [axis for axis in entry if axis not in output]
    made = [axis for axis in output if axis not in entry]
    if entry[0] != output[0] or sorted(kernel_axes) != sorted(summed + made):
        case.refuse(
            "multiplies axes pairwise or sums over axes alone, which Dense cannot do",
            received=equation,
            remedy="Use an equation such as abc,cd->abd",
        )
    kernel = to_numpy(case.layer.kernel)
    kernel = kernel.transpose([kernel_axes.index(axis) for axis in summed + made])
    sizes = dict(zip((*summed, *made), kernel.shape, strict=True))
    flat = kernel.reshape(math.prod(kernel.shape[: len(summed)]), -1)
    bias = _spread_bias(case, output, made, sizes)

    def compose(graph: Graph, x: Tensor) -> Tensor:
        order = [entry.index(axis) for axis in kept[1:] + summed]
        y = graph.permute(x, order)
        before = y.shape[: len(kept) - 1]
        y = graph.reshape(y, (*before, flat.shape[0]))
        y = project(graph, y, flat, bias)
        y = graph.reshape(y, (*before, *(sizes[axis] for axis in made)))
        now = kept[1:] + made
        y = graph.permute(y, [now.index(axis) + 1 for axis in output[1:]])
        activation = translate_activation(case, "activation", case.config["activation"])
        return y if activation == "linear" else graph.activate(y, activation)

    return compose


def _spread_bias(case: LayerCase, output: str, made: list, sizes: dict) -> np.ndarray | None:
    """Return the bias for each of the flattened axes that the layer makes."""
    axes = case.config["bias_axes"]
    if not axes:
        return None
    if set(axes) - set(made):
        case.refuse(
            "has a bias along an axis of its input",
            received=f"bias_axes={axes}",
            remedy="Use bias_axes that are new in the equation's output",
        )
    bias = to_numpy(case.layer.bias)
    ordered = [axis for axis in output if axis in axes]
    bias = bias.reshape([sizes[axis] for axis in ordered])
    bias = bias.transpose([ordered.index(axis) for axis in made if axis in axes])
    bias = bias.reshape([sizes[axis] if axis in axes else 1 for axis in made])
    return np.broadcast_to(bias, [sizes[axis] for axis in made]).reshape(-1)
