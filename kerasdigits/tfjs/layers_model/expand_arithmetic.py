"""Layers that add, subtract, clip or bend values, and that TensorFlow.js lacks or cuts short."""

from collections.abc import Callable

from kerasdigits.tfjs.layers_model.expand_shapes import permute_last
from kerasdigits.tfjs.layers_model.layer_graph import Graph, Tensor, product
from kerasdigits.tfjs.layers_model.layer_rule import LayerCase


def expand_identity(case: LayerCase) -> Callable:
    """Draw what passes its input on; what it does in training is told by a note."""
    if case.class_name != "Identity":
        case.notes.append(
            f'layer "{case.name}" ({case.class_name}) acts in training only and is left out'
        )
    return lambda graph, x: graph.activate(x, "linear")


def expand_spatial_dropout(case: LayerCase) -> Callable:
    """Draw SpatialDropout2D or 3D as a Dropout that is equal along the spatial axes."""

    def draw(graph: Graph, x: Tensor) -> Tensor:
        shape = [None, *([1] * (len(x.shape) - 1)), x.shape[-1]]
        return graph.add("Dropout", x, rate=case.config["rate"], noise_shape=shape)

    return draw


def expand_subtract(case: LayerCase) -> Callable:
    """Draw a - b as a + (-1) * b."""
    shape = case.output_shape
    return lambda graph, a, b: graph.add("Add", a, graph.rescale(b, -1.0), shape=shape)


def expand_relu(case: LayerCase) -> Callable | None:
    """Draw a ReLU with a slope or a threshold, which TensorFlow.js's layer ignores."""
    slope, threshold = case.config["negative_slope"] or 0.0, case.config["threshold"] or 0.0
    if not slope and not threshold:
        return None
    top = case.config["max_value"]
    limits = {} if top is None else {"max_value": float(top)}

    def draw(graph: Graph, x: Tensor) -> Tensor:
        y = x
        if threshold:
            y = graph.add("ThresholdedReLU", x, theta=float(threshold))
        if not threshold or limits:
            y = graph.add("ReLU", y, **limits)
        if not slope:
            return y
        below = graph.add("ReLU", graph.rescale(x, -1.0, threshold))
        return graph.add("Add", y, graph.rescale(below, -slope))

    return draw


def expand_elu(case: LayerCase) -> Callable | None:
    """Draw an ELU with alpha a as a * elu(x) + (1 - a) * relu(x)."""
    alpha = float(case.config["alpha"])
    if alpha == 1.0:
        return None

    def draw(graph: Graph, x: Tensor) -> Tensor:
        bent = graph.rescale(graph.activate(x, "elu"), alpha)
        return graph.add("Add", bent, graph.rescale(graph.activate(x, "relu"), 1.0 - alpha))

    return draw


def expand_softmax(case: LayerCase) -> Callable | None:
    """Draw a softmax over another axis than the last, or over several."""
    axes = case.config["axis"]
    axes = [axes] if isinstance(axes, int) else list(axes)
    rank = len(case.input_shapes[0])
    axes = sorted(axis if axis > 0 else axis + rank + 1 for axis in axes)
    if axes == [rank]:
        return None

    def draw(graph: Graph, x: Tensor) -> Tensor:
        y, back = permute_last(graph, x, axes)
        shape, kept = y.shape, y.shape[: rank - len(axes)]
        y = graph.reshape(y, (*kept, product(shape[rank - len(axes) :])))
        y = graph.add("Softmax", y, axis=-1)
        return graph.permute(graph.reshape(y, shape), back)

    return draw


def _hard_sigmoid(graph: Graph, x: Tensor) -> Tensor:
    return graph.rescale(graph.activate(graph.rescale(x, 1.0, 3.0), "relu6"), 1 / 6)


def _hard_silu(graph: Graph, x: Tensor) -> Tensor:
    return graph.add("Multiply", x, _hard_sigmoid(graph, x))


def _clip(graph: Graph, x: Tensor, low: float, high: float) -> Tensor:
    y = graph.add("ReLU", graph.rescale(x, 1.0, -low), max_value=high - low)
    return graph.rescale(y, 1.0, low)


def _tanh_shrink(graph: Graph, x: Tensor) -> Tensor:
    return graph.add("Add", x, graph.rescale(graph.activate(x, "tanh"), -1.0))


def _log_sigmoid(graph: Graph, x: Tensor) -> Tensor:
    return graph.rescale(graph.activate(graph.rescale(x, -1.0), "softplus"), -1.0)


def _soft_shrink(graph: Graph, x: Tensor) -> Tensor:
    above = graph.activate(graph.rescale(x, 1.0, -0.5), "relu")
    below = graph.activate(graph.rescale(x, -1.0, -0.5), "relu")
    return graph.add("Add", above, graph.rescale(below, -1.0))


def _hard_shrink(graph: Graph, x: Tensor) -> Tensor:
    above = graph.add("ThresholdedReLU", x, theta=0.5)
    below = graph.add("ThresholdedReLU", graph.rescale(x, -1.0), theta=0.5)
    return graph.add("Add", above, graph.rescale(below, -1.0))


def _sparse_plus(graph: Graph, x: Tensor) -> Tensor:
    # ((clip(x, -1, 1) + 1) / 2)^2 + relu(x - 1)
    bend = graph.rescale(graph.add("ReLU", graph.rescale(x, 1.0, 1.0), max_value=2.0), 0.5)
    copy = graph.activate(bend, "linear")
    line = graph.activate(graph.rescale(x, 1.0, -1.0), "relu")
    return graph.add("Add", graph.add("Multiply", bend, copy), line)


# Keras's activations with their default arguments, from keras/src/activations/activations.py.
DRAWN_ACTIVATIONS: dict[str, Callable[[Graph, Tensor], Tensor]] = {
    "hard_shrink": _hard_shrink,
    "hard_sigmoid": _hard_sigmoid,
    "hard_silu": _hard_silu,
    "hard_tanh": lambda graph, x: _clip(graph, x, -1.0, 1.0),
    "leaky_relu": lambda graph, x: graph.add("LeakyReLU", x, alpha=0.2),
    "log_sigmoid": _log_sigmoid,
    "soft_shrink": _soft_shrink,
    "sparse_plus": _sparse_plus,
    "sparse_sigmoid": lambda graph, x: graph.rescale(_clip(graph, x, -1.0, 1.0), 0.5, 0.5),
    "tanh_shrink": _tanh_shrink,
}
