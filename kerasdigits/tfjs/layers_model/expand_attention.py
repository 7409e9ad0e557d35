"""Attention and products over several axes, from Dense, Dot and Softmax.

TensorFlow.js multiplies matrices of two tensors in Dot, which takes no more than (batch, rows,
columns). So each head of MultiHeadAttention is drawn for itself; any length of the sequences does.
"""

import math
from collections.abc import Callable

import numpy as np

from kerasdigits.tfjs.layers_model.layer_graph import Graph, Tensor, to_numpy
from kerasdigits.tfjs.layers_model.layer_rule import LayerCase, translate_activation


def _attend(graph: Graph, scores: Tensor, value: Tensor) -> Tensor:
    """Draw softmax(scores) @ value."""
    shares = graph.add("Softmax", scores, axis=-1)
    shape = (scores.shape[0], value.shape[-1])
    return graph.add("Dot", shares, value, shape=shape, axes=[2, 1], normalize=False)


def _score(graph: Graph, query: Tensor, key: Tensor) -> Tensor:
    """Draw query @ transpose(key)."""
    shape = (query.shape[0], key.shape[0])
    return graph.add("Dot", query, key, shape=shape, axes=[2, 2], normalize=False)


def _project(graph: Graph, x: Tensor, kernel: np.ndarray, bias: object = None) -> Tensor:
    """Draw x @ kernel + bias along the last axis."""
    weights = {"kernel": kernel} if bias is None else {"kernel": kernel, "bias": bias}
    units = int(kernel.shape[-1])
    options = {"units": units, "use_bias": bias is not None, "activation": "linear"}
    return graph.add("Dense", x, shape=(*x.shape[:-1], units), weights=weights, **options)


def expand_attention(case: LayerCase) -> Callable:
    """Draw Attention with dot or concat scores, or AdditiveAttention."""
    causal = _hides_later(case)
    layer = case.layer
    additive = case.class_name == "AdditiveAttention"
    if any(len(shape) != 2 for shape in case.input_shapes):
        case.refuse("attends over more than one axis", remedy="Use one axis for the sequence")

    def draw(graph: Graph, query: Tensor, value: Tensor, *keys: Tensor) -> Tensor:
        key = keys[0] if keys else value
        if not additive and case.config["score_mode"] == "dot":
            scores = _score(graph, query, key)
            scale = 1.0 if layer.scale is None else float(to_numpy(layer.scale))
            scores = graph.rescale(scores, scale)
            return _attend(graph, _hide_later(graph, scores) if causal else scores, value)
        size = query.shape[-1]
        before, each = 1.0, np.ones(size, "float32")
        if additive and case.config["use_scale"]:
            each = to_numpy(layer.scale).reshape(size)
        elif not additive:
            before = 1.0 if layer.scale is None else float(to_numpy(layer.scale))
            each = each * float(to_numpy(layer.concat_score_weight))
        scores = _score_by_sums(graph, query, key, before, each)
        return _attend(graph, _hide_later(graph, scores) if causal else scores, value)

    return draw


def _score_by_sums(
    graph: Graph, query: Tensor, key: Tensor, before: float, each: np.ndarray
) -> Tensor:
    """Draw sum(each * tanh(before * (query + key))) for each pair of steps."""
    (rows, size), columns = query.shape, key.shape[0]
    sums = graph.add(
        "Add",
        graph.reshape(query, (rows, 1, size)),
        graph.reshape(key, (1, columns, size)),
        shape=(rows, columns, size),
    )
    bent = graph.activate(graph.rescale(sums, before), "tanh")
    return graph.reshape(_project(graph, bent, each.reshape(size, 1)), (rows, columns))


def expand_multi_head_attention(case: LayerCase) -> Callable:
    """Draw MultiHeadAttention over one axis, head by head."""
    causal = _hides_later(case)
    config, layer = case.config, case.layer
    shapes = case.input_shapes
    odd = [name for name in ("use_gate", "sliding_window") if config.get(name)]
    if odd or any(len(shape) != 2 for shape in shapes):
        case.refuse(
            f"attends with {odd[0]}" if odd else "attends over more than one axis",
            received=f"inputs of shape {shapes}",
            remedy="Use plain attention over one axis for the sequence",
        )
    names = ("query", "key", "value")
    kernels = {name: to_numpy(getattr(layer, f"{name}_dense").kernel) for name in names}
    biases = {name: getattr(layer, f"{name}_dense").bias for name in names}
    kernels["query"] = kernels["query"] / math.sqrt(config["key_dim"])

    def draw(graph: Graph, query: Tensor, value: Tensor, *keys: Tensor) -> Tensor:
        sources = {"query": query, "value": value, "key": keys[0] if keys else value}
        heads = []
        for head in range(config["num_heads"]):
            parts = {}
            for name, source in sources.items():
                bias = None if biases[name] is None else to_numpy(biases[name])[head]
                if name == "query" and bias is not None:
                    bias = bias / math.sqrt(config["key_dim"])
                parts[name] = _project(graph, source, kernels[name][:, head], bias)
            scores = _score(graph, parts["query"], parts["key"])
            if causal:
                scores = _hide_later(graph, scores)
            heads.append(_attend(graph, scores, parts["value"]))
        return _join_heads(graph, heads, layer.output_dense)

    return draw


def _join_heads(graph: Graph, heads: list[Tensor], dense: object) -> Tensor:
    """Draw the last projection, over heads and their values together."""
    kernel = to_numpy(dense.kernel)
    joined = heads[0]
    if len(heads) > 1:
        width = sum(head.shape[-1] for head in heads)
        joined = graph.add("Concatenate", *heads, shape=(heads[0].shape[0], width), axis=2)
    flat = kernel.reshape(kernel.shape[0] * kernel.shape[1], -1)
    bias = None if dense.bias is None else to_numpy(dense.bias).reshape(-1)
    return graph.reshape(_project(graph, joined, flat, bias), (joined.shape[0], *kernel.shape[2:]))


def _hide_later(graph: Graph, scores: Tensor) -> Tensor:
    """Draw scores that are out of reach where the key comes after the query."""
    rows, columns = scores.shape
    if rows is None or columns is None:
        graph.case.refuse(
            "attends causally over an open length",
            received=scores.shape,
            remedy="Give keras.Input the full shape",
        )
    # A convolution of one pixel with rows * columns channels adds a number of its own to each.
    hidden = np.triu(np.full((rows, columns), -1e9, "float32"), 1).reshape(-1)
    y = graph.reshape(scores, (1, 1, rows * columns))
    kernel = np.ones((1, 1, rows * columns, 1), "float32")
    weights = {"depthwise_kernel": kernel, "bias": hidden}
    options = {"kernel_size": [1, 1], "use_bias": True, "activation": "linear", "trainable": False}
    return graph.reshape(
        graph.add("DepthwiseConv2D", y, weights=weights, **options), (rows, columns)
    )


def _hides_later(case: LayerCase) -> bool:
    """Tell whether the layer's calls hide later steps; refuse when they differ in that."""
    causal = {
        bool(node.arguments.kwargs.get("use_causal_mask")) for node in case.layer._inbound_nodes
    }
    if len(causal) > 1:
        case.refuse("hides later steps in some calls only", remedy="Use one layer for each")
    return causal == {True}


def expand_einsum_dense(case: LayerCase) -> Callable:
    """Draw EinsumDense as a Dense over the flattened axes that the equation sums over."""
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
            "multiplies axes pairwise or sums over axes alone, which Dense cannot",
            received=equation,
            remedy="Use an equation such as abc,cd->abd",
        )
    kernel = to_numpy(case.layer.kernel)
    kernel = kernel.transpose([kernel_axes.index(axis) for axis in summed + made])
    sizes = dict(zip((*summed, *made), kernel.shape, strict=True))
    flat = kernel.reshape(math.prod(kernel.shape[: len(summed)]), -1)
    bias = _spread_bias(case, output, made, sizes)

    def draw(graph: Graph, x: Tensor) -> Tensor:
        order = [entry.index(axis) for axis in kept[1:] + summed]
        y = graph.permute(x, order)
        before = y.shape[: len(kept) - 1]
        y = graph.reshape(y, (*before, flat.shape[0]))
        y = _project(graph, y, flat, bias)
        y = graph.reshape(y, (*before, *(sizes[axis] for axis in made)))
        now = kept[1:] + made
        y = graph.permute(y, [now.index(axis) + 1 for axis in output[1:]])
        activation = translate_activation(case, "activation", case.config["activation"])
        return y if activation == "linear" else graph.activate(y, activation)

    return draw


def _spread_bias(case: LayerCase, output: str, made: list, sizes: dict) -> np.ndarray | None:
    """Return the bias for each of the flattened axes that the layer makes."""
    axes = case.config["bias_axes"]
    if not axes:
        return None
    if set(axes) - set(made):
        case.refuse(
            "has a bias along an axis of its input",
            received=f"bias_axes={axes}",
            remedy="Use bias_axes that the equation makes",
        )
    bias = to_numpy(case.layer.bias)
    ordered = [axis for axis in output if axis in axes]
    bias = bias.reshape([sizes[axis] for axis in ordered])
    bias = bias.transpose([ordered.index(axis) for axis in made if axis in axes])
    bias = bias.reshape([sizes[axis] if axis in axes else 1 for axis in made])
    return np.broadcast_to(bias, [sizes[axis] for axis in made]).reshape(-1)
