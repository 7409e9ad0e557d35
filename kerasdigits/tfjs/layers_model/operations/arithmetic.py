"""The operations of keras.ops that compute element by element, compare, or activate."""

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasdigits.tfjs.layers_model.composed.activation import (
    add_activation,
    add_softmax,
    clip,
)
from kerasdigits.tfjs.layers_model.composed.affine import (
    differs,
    is_positive,
    magnitude,
    negate,
    scale_and_shift_each,
)
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, to_numpy
from kerasdigits.tfjs.layers_model.operations.rearranging import broadcast


def _values(value: object) -> np.ndarray:
    return np.asarray(to_numpy(value), "float32")


def merge(graph: Graph, class_name: str, *tensors: Tensor) -> Tensor:
    """Add a merging layer over tensors that broadcast to the shape of the operation.

    Args:
        graph: Where to add it.
        class_name: Add, Multiply, Maximum...
        tensors: Two tensors or more, of the same rank.

    Returns:
        The merged tensor.
    """
    if len({len(tensor.shape) for tensor in tensors}) > 1:
        graph.case.refuse(
            "broadcasts a tensor along the batch",
            received=[tensor.shape for tensor in tensors],
            remedy="Give both tensors the same number of dimensions, or use --format graph",
        )
    first, second = tensors
    sizes = zip(first.shape, second.shape, strict=True)
    shape = [b if a == 1 else a for a, b in sizes]
    return graph.add(class_name, first, second, shape=shape)


def _tell_apart(graph: Graph, x: object, y: object) -> tuple[Tensor, np.ndarray]:
    """Return the operand that is a tensor, and the values of the other, a constant."""
    if isinstance(x, Tensor):
        return x, _values(y)
    if isinstance(y, Tensor):
        return y, _values(x)
    graph.case.refuse(
        "computes with something other than a tensor and a constant",
        remedy="Export it with --format graph",
    )


def _with_constant(
    graph: Graph, x: Tensor, scale: float | np.ndarray, shift: float | np.ndarray
) -> Tensor:
    """Add scale * x + shift, in which x may be broadcast too."""
    for constant in (scale, shift):
        shape = np.shape(constant)[-len(x.shape) :] if x.shape else ()
        shape = (1,) * (len(x.shape) - len(shape)) + shape
        x = broadcast(graph, x, [b if a == 1 else a for a, b in zip(x.shape, shape, strict=True)])
    return scale_and_shift_each(graph, x, scale, shift)


def _add(graph: Graph, _: Any, x: object, y: object) -> Tensor:
    if isinstance(x, Tensor) and isinstance(y, Tensor):
        return merge(graph, "Add", x, y)
    tensor, constant = _tell_apart(graph, x, y)
    return _with_constant(graph, tensor, 1.0, constant)


def _subtract(graph: Graph, _: Any, x: object, y: object) -> Tensor:
    if isinstance(x, Tensor) and isinstance(y, Tensor):
        return merge(graph, "Add", x, graph.rescale(y, -1.0))
    tensor, constant = _tell_apart(graph, x, y)
    if tensor is x:
        return _with_constant(graph, tensor, 1.0, -constant)
    return _with_constant(graph, tensor, -1.0, constant)


def _multiply(graph: Graph, _: Any, x: object, y: object) -> Tensor:
    if isinstance(x, Tensor) and isinstance(y, Tensor):
        return merge(graph, "Multiply", x, y)
    tensor, constant = _tell_apart(graph, x, y)
    return _with_constant(graph, tensor, constant, 0.0)


def _divide(graph: Graph, _: Any, x: object, y: object) -> Tensor:
    if isinstance(y, Tensor):
        graph.case.refuse("divides by a tensor", remedy="Export it with --format graph")
    tensor, constant = _tell_apart(graph, x, y)
    return _with_constant(graph, tensor, 1.0 / constant, 0.0)


def _extreme(class_name: str) -> Callable:
    def compose(graph: Graph, _: Any, x: object, y: object) -> Tensor:
        if isinstance(x, Tensor) and isinstance(y, Tensor):
            return merge(graph, class_name, x, y)
        tensor, constant = _tell_apart(graph, x, y)
        # max(x, c) = relu(x - c) + c, and min(x, c) = -max(-x, -c)
        sign = 1.0 if class_name == "Maximum" else -1.0
        above = _with_constant(graph, tensor, sign, -sign * constant)
        return scale_and_shift_each(graph, graph.activate(above, "relu"), sign, constant)

    return compose


def _square(graph: Graph, _: Any, x: Tensor) -> Tensor:
    return merge(graph, "Multiply", x, x)


def _power(graph: Graph, _: Any, x: object, y: object) -> Tensor:
    exponent = None if isinstance(y, Tensor) else float(_values(y))
    if not isinstance(x, Tensor) or exponent not in (1.0, 2.0, 3.0, 4.0):
        graph.case.refuse(
            "raises to a power that is not 1, 2, 3 or 4",
            received=exponent,
            remedy="Export it with --format graph",
        )
    result = x
    for _step in range(int(exponent) - 1):
        result = merge(graph, "Multiply", result, x)
    return result


def _compare(answer: Callable, *, inverted: bool = False) -> Callable:
    """Compose a comparison of x with y from the question that the difference x - y answers."""

    def compose(graph: Graph, operation: Any, x: object, y: object) -> Tensor:
        yes = answer(graph, _subtract(graph, operation, x, y))
        return negate(graph, yes) if inverted else yes

    return compose


def _below(graph: Graph, x: Tensor) -> Tensor:
    return is_positive(graph, graph.rescale(x, -1.0))


def _differs(graph: Graph, x: Tensor) -> Tensor:
    return differs(graph, x, 0.0)


def _where(graph: Graph, _: Any, condition: object, x1: object = None, x2: object = None) -> Tensor:
    if not (isinstance(condition, Tensor) and isinstance(x1, Tensor) and isinstance(x2, Tensor)):
        graph.case.refuse(
            "chooses between constants, or by a constant", remedy="Export it with --format graph"
        )
    first = merge(graph, "Multiply", condition, x1)
    return merge(graph, "Add", first, merge(graph, "Multiply", negate(graph, condition), x2))


def _cast(graph: Graph, operation: Any, x: Tensor, *_: object) -> Tensor:
    source = graph.case.call_nodes[0].input_tensors[0].dtype
    if str(operation.dtype).startswith(("int", "uint")) and source.startswith("float"):
        graph.case.refuse("rounds to whole numbers", remedy="Export it with --format graph")
    if operation.dtype == "bool" and source != "bool":
        return differs(graph, x, 0.0)
    return graph.activate(x, "linear")


def _clip(graph: Graph, operation: Any, x: Tensor, *_: object) -> Tensor:
    return clip(graph, x, float(_values(operation.x_min)), float(_values(operation.x_max)))


def _constant(value: float) -> Callable:
    return lambda graph, _, x: graph.add("Rescaling", x, scale=0.0, offset=value)


def _activation(name: str, **options: str) -> Callable:
    """Compose an activation; `options` names the attributes of the operation that it takes."""

    def compose(graph: Graph, operation: Any, x: Tensor) -> Tensor:
        given = {key: getattr(operation, attribute) for key, attribute in options.items()}
        return add_activation(graph, x, name, given)

    return compose


def _softmax(graph: Graph, operation: Any, x: Tensor, *_: object) -> Tensor:
    rank = len(x.shape)
    axes = operation.axis if isinstance(operation.axis, list | tuple) else [operation.axis]
    axes = sorted(axis % (rank + 1) for axis in axes)
    return add_softmax(graph, x, axes)


def _log_softmax(graph: Graph, operation: Any, x: Tensor) -> Tensor:
    if operation.axis % (len(x.shape) + 1) != len(x.shape):
        graph.case.refuse("works on an axis other than the last", remedy="Use --format graph")
    return graph.activate(x, "log_softmax")


def _matmul(graph: Graph, _: Any, x: object, y: object) -> Tensor:
    shape = graph.case.output_shape
    if isinstance(x, Tensor) and isinstance(y, Tensor):
        if len(x.shape) == len(y.shape) == 2:
            return graph.add("Dot", x, y, shape=shape, axes=[2, 1], normalize=False)
    elif isinstance(x, Tensor) and _values(y).ndim == 2:
        kernel = _values(y)
        options = {"units": int(kernel.shape[1]), "use_bias": False, "activation": "linear"}
        return graph.add("Dense", x, shape=shape, weights={"kernel": kernel}, **options)
    graph.case.refuse(
        "multiplies matrices that are not (batch, rows, columns), or by a constant",
        remedy="Export it with --format graph",
    )


def _pass(graph: Graph, _: Any, x: Tensor, *__: object) -> Tensor:
    return graph.activate(x, "linear")


ARITHMETIC: dict[str, Callable] = {
    "Abs": lambda graph, _, x: magnitude(graph, x),
    "Absolute": lambda graph, _, x: magnitude(graph, x),
    "Add": _add,
    "Cast": _cast,
    "Clip": _clip,
    "Copy": _pass,
    "ConvertToTensor": _pass,
    "Divide": _divide,
    "Equal": _compare(_differs, inverted=True),
    "Greater": _compare(is_positive),
    "GreaterEqual": _compare(_below, inverted=True),
    "Identity": _pass,
    "Less": _compare(_below),
    "LessEqual": _compare(is_positive, inverted=True),
    "LogicalAnd": lambda graph, _, x, y: merge(graph, "Multiply", x, y),
    "LogicalNot": lambda graph, _, x: negate(graph, x),
    "LogicalOr": lambda graph, _, x, y: merge(graph, "Maximum", x, y),
    "Matmul": _matmul,
    "Maximum": _extreme("Maximum"),
    "Minimum": _extreme("Minimum"),
    "Multiply": _multiply,
    "Negative": lambda graph, _, x: graph.rescale(x, -1.0),
    "NotEqual": _compare(_differs),
    "OnesLike": _constant(1.0),
    "Power": _power,
    "Square": _square,
    "StopGradient": _pass,
    "Subtract": _subtract,
    "TrueDivide": _divide,
    "Where": _where,
    "ZerosLike": _constant(0.0),
    # activations
    "Celu": _activation("celu", alpha="alpha"),
    "Elu": _activation("elu", alpha="alpha"),
    "Gelu": _activation("gelu", approximate="approximate"),
    "Glu": _activation("glu", axis="axis"),
    "HardShrink": _activation("hard_shrink", threshold="threshold"),
    "HardSigmoid": _activation("hard_sigmoid"),
    "HardSilu": _activation("hard_silu"),
    "HardTanh": _activation("hard_tanh"),
    "LeakyRelu": _activation("leaky_relu", negative_slope="negative_slope"),
    "LogSigmoid": _activation("log_sigmoid"),
    "LogSoftmax": _log_softmax,
    "Relu": _activation("relu"),
    "Relu6": _activation("relu6"),
    "Selu": _activation("selu"),
    "Sigmoid": _activation("sigmoid"),
    "Silu": _activation("silu"),
    "SoftShrink": _activation("soft_shrink", threshold="threshold"),
    "Softmax": _softmax,
    "Softplus": _activation("softplus"),
    "Softsign": _activation("softsign"),
    "SparsePlus": _activation("sparse_plus"),
    "SparseSigmoid": _activation("sparse_sigmoid"),
    "Squareplus": _activation("squareplus", b="b"),
    "Tanh": _activation("tanh"),
    "TanhShrink": _activation("tanh_shrink"),
    "Threshold": _activation("threshold", threshold="threshold", default="default_value"),
}
