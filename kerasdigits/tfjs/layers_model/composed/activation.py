"""Keras's activations that TensorFlow.js lacks, or has with other constants, from those it has.

Formulas and default arguments: keras/src/activations/activations.py and keras/src/ops/nn.py.
"""

from collections.abc import Callable

import numpy as np

from kerasdigits.tfjs.layers_model.composed.affine import is_positive, negate
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, product
from kerasdigits.tfjs.layers_model.composed.shapes import permute_last, slice_axis
from kerasdigits.tfjs.layers_model.rules.layer_rule import ACTIVATIONS


def add_activation(graph: Graph, x: Tensor, name: str, options: dict | None = None) -> Tensor:
    """Add an activation.

    Args:
        graph: Where to add it.
        x: The input.
        name: Keras's name of it.
        options: Its arguments; Keras's defaults when None.

    Returns:
        The activated tensor.
    """
    if name in COMPOSED_ACTIVATIONS:
        return COMPOSED_ACTIVATIONS[name](graph, x, **(options or {}))
    if name == "elu":
        return add_elu(graph, x, (options or {}).get("alpha", 1.0))
    if name == "celu" and options:
        return _celu(graph, x, **options)
    if name == "gelu" and (options or {}).get("approximate"):
        return _approximate_gelu(graph, x)
    return graph.activate(x, ACTIVATIONS[name])


def add_relu(
    graph: Graph, x: Tensor, slope: float = 0.0, top: float | None = None, threshold: float = 0.0
) -> Tensor:
    """Add a ReLU with slope, maximum and threshold, of which TensorFlow.js has the maximum.

    Args:
        graph: Where to add it.
        x: The input.
        slope: The slope below the threshold.
        top: The largest value, or None.
        threshold: Where the values begin.

    Returns:
        The bent tensor.
    """
    y = x
    if threshold:
        y = graph.add("ThresholdedReLU", x, theta=float(threshold))
    if top is not None:
        y = graph.add("ReLU", y, max_value=float(top))
    elif not threshold:
        y = graph.add("ReLU", y)
    if not slope:
        return y
    below = graph.add("ReLU", graph.rescale(x, -1.0, threshold))
    return graph.add("Add", y, graph.rescale(below, -slope))


def add_elu(graph: Graph, x: Tensor, alpha: float) -> Tensor:
    """Add an ELU with alpha a as a * elu(x) + (1 - a) * relu(x)."""
    if alpha == 1.0:
        return graph.activate(x, "elu")
    bent = graph.rescale(graph.activate(x, "elu"), alpha)
    return graph.add("Add", bent, graph.rescale(graph.activate(x, "relu"), 1.0 - alpha))


def add_softmax(graph: Graph, x: Tensor, axes: list[int]) -> Tensor:
    """Add a softmax over some axes.

    Args:
        graph: Where to add it.
        x: The input.
        axes: The axes, sorted, counted from 1 without the batch.

    Returns:
        The shares.
    """
    # TensorFlow.js's own Softmax layer reads masks that are none of its business.
    if axes == [len(x.shape)]:
        return graph.activate(x, "softmax")
    y, back = permute_last(graph, x, axes)
    shape, kept = y.shape, y.shape[: len(x.shape) - len(axes)]
    y = graph.reshape(y, (*kept, product(shape[len(kept) :])))
    return graph.permute(graph.reshape(graph.activate(y, "softmax"), shape), back)


def clip(graph: Graph, x: Tensor, low: float, high: float) -> Tensor:
    """Add x kept between two numbers."""
    y = graph.add("ReLU", graph.rescale(x, 1.0, -low), max_value=high - low)
    return graph.rescale(y, 1.0, low)


def _approximate_gelu(graph: Graph, x: Tensor) -> Tensor:
    # x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2; the loader spoils TensorFlow.js's name.
    square = graph.add("Multiply", x, x)
    slope = graph.rescale(square, 0.044715 * np.sqrt(2 / np.pi), np.sqrt(2 / np.pi))
    bend = graph.activate(graph.add("Multiply", x, slope), "tanh")
    return graph.add("Multiply", x, graph.rescale(bend, 0.5, 0.5))


def _celu(graph: Graph, x: Tensor, alpha: float = 1.0) -> Tensor:
    # max(0, x) + a * min(0, exp(x / a) - 1)
    below = graph.rescale(graph.activate(graph.rescale(x, -1.0), "relu"), -1.0)
    bent = graph.rescale(graph.activate(graph.rescale(below, 1.0 / alpha), "elu"), alpha)
    return graph.add("Add", graph.activate(x, "relu"), bent)


def _hard_sigmoid(graph: Graph, x: Tensor) -> Tensor:
    return graph.rescale(graph.activate(graph.rescale(x, 1.0, 3.0), "relu6"), 1 / 6)


def _hard_silu(graph: Graph, x: Tensor) -> Tensor:
    return graph.add("Multiply", x, _hard_sigmoid(graph, x))


def _tanh_shrink(graph: Graph, x: Tensor) -> Tensor:
    return graph.add("Add", x, graph.rescale(graph.activate(x, "tanh"), -1.0))


def _log_sigmoid(graph: Graph, x: Tensor) -> Tensor:
    return graph.rescale(graph.activate(graph.rescale(x, -1.0), "softplus"), -1.0)


def _soft_shrink(graph: Graph, x: Tensor, threshold: float = 0.5) -> Tensor:
    above = graph.activate(graph.rescale(x, 1.0, -threshold), "relu")
    below = graph.activate(graph.rescale(x, -1.0, -threshold), "relu")
    return graph.add("Add", above, graph.rescale(below, -1.0))


def _hard_shrink(graph: Graph, x: Tensor, threshold: float = 0.5) -> Tensor:
    above = graph.add("ThresholdedReLU", x, theta=threshold)
    below = graph.add("ThresholdedReLU", graph.rescale(x, -1.0), theta=threshold)
    return graph.add("Add", above, graph.rescale(below, -1.0))


def _sparse_plus(graph: Graph, x: Tensor) -> Tensor:
    # ((clip(x, -1, 1) + 1) / 2)^2 + relu(x - 1)
    bend = graph.rescale(graph.add("ReLU", graph.rescale(x, 1.0, 1.0), max_value=2.0), 0.5)
    line = graph.activate(graph.rescale(x, 1.0, -1.0), "relu")
    return graph.add("Add", graph.add("Multiply", bend, bend), line)


def _squareplus(graph: Graph, x: Tensor, b: float = 4.0) -> Tensor:
    """Add (x + sqrt(x^2 + b)) / 2, the root as (x^2 + b) / sqrt(x^2 + b).

    The variance of x, -x, 1, -1 is (x^2 + 1) / 2, so that with epsilon (b - 1) / 2 a
    LayerNormalization turns 1 into sqrt(2) / sqrt(x^2 + b). On flat values: it takes four
    dimensions at most.
    """
    if len(x.shape) > 1:
        flat = _squareplus(graph, graph.reshape(x, (product(x.shape),)), b)
        return graph.reshape(flat, x.shape)
    single, one = (*x.shape, 1), graph.add("Rescaling", x, scale=0.0, offset=1.0)
    sides = [x, graph.rescale(x, -1.0), one, graph.rescale(one, -1.0)]
    rank = len(single)
    y = graph.add(
        "Concatenate",
        *(graph.reshape(side, single) for side in sides),
        shape=(*x.shape, 4),
        axis=rank,
    )
    y = graph.add("LayerNormalization", y, axis=-1, epsilon=(b - 1) / 2, center=False, scale=False)
    kernel = np.array([[0.0], [0.0], [1 / np.sqrt(2)], [0.0]], "float32")
    inverse = graph.add(
        "Dense",
        y,
        shape=single,
        weights={"kernel": kernel},
        units=1,
        use_bias=False,
        activation="linear",
        trainable=False,
    )
    square = graph.rescale(graph.add("Multiply", x, x), 1.0, b)
    root = graph.add("Multiply", square, graph.reshape(inverse, x.shape))
    return graph.rescale(graph.add("Add", x, root), 0.5)


def _glu(graph: Graph, x: Tensor, axis: int = -1) -> Tensor:
    axis = axis % (len(x.shape) + 1)
    half = x.shape[axis - 1] // 2
    line, gate = (slice_axis(graph, x, axis, i * half, (i + 1) * half) for i in (0, 1))
    return graph.add("Multiply", line, graph.activate(gate, "sigmoid"))


def _threshold(graph: Graph, x: Tensor, threshold: float, default: float) -> Tensor:
    # x - t where it is positive, and t or the default by whether it is.
    above = graph.rescale(x, 1.0, -threshold)
    chosen = graph.rescale(is_positive(graph, above), threshold)
    chosen = graph.add("Add", graph.activate(above, "relu"), chosen)
    rest = graph.rescale(negate(graph, is_positive(graph, above)), default)
    return graph.add("Add", chosen, rest)


# What TensorFlow.js lacks; called with the activation's own arguments.
COMPOSED_ACTIVATIONS: dict[str, Callable[..., Tensor]] = {
    "glu": _glu,
    "hard_shrink": _hard_shrink,
    "hard_sigmoid": _hard_sigmoid,
    "hard_silu": _hard_silu,
    "hard_tanh": lambda graph, x: clip(graph, x, -1.0, 1.0),
    "leaky_relu": lambda graph, x, negative_slope=0.2: graph.add(
        "LeakyReLU", x, alpha=float(negative_slope)
    ),
    "log_sigmoid": _log_sigmoid,
    "soft_shrink": _soft_shrink,
    "sparse_plus": _sparse_plus,
    "sparse_sigmoid": lambda graph, x: graph.rescale(clip(graph, x, -1.0, 1.0), 0.5, 0.5),
    "squareplus": _squareplus,
    "tanh_shrink": _tanh_shrink,
    "threshold": _threshold,
}
