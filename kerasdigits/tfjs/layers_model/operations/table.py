"""keras.ops in Functional models: which of them are layers of TensorFlow.js in other words.

One entry an operation class, as Keras records it in the graph. What is not here is carried by the
graph route, which runs TensorFlow's own operations.
"""

from collections.abc import Callable
from typing import Any

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor
from kerasdigits.tfjs.layers_model.operations.arithmetic import ARITHMETIC
from kerasdigits.tfjs.layers_model.operations.rearranging import REARRANGING
from kerasdigits.tfjs.layers_model.operations.shapes import SHAPES
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase, order_inputs
from kerasdigits.tfjs.reference.keras_internals import calls_of, is_operation_module, maker_of

OPERATIONS: dict[str, Callable] = {**ARITHMETIC, **SHAPES, **REARRANGING}


def is_operation(case: LayerCase) -> bool:
    """Tell whether a case is an operation of keras.ops rather than a layer."""
    import keras

    return case.layer is not None and not isinstance(case.layer, keras.Layer)


def find_operations(graph: Any, cases: dict[str, LayerCase]) -> list:
    """Find the operations that a graph's outputs need.

    Args:
        graph: The live Functional.
        cases: Its layers and operations by name, with their calls and masks.

    Returns:
        The live operations of keras.ops, those that only masks need included, each once, in an
        order that the graph alone decides.
    """
    import keras

    found, pending, seen = [], list(graph.outputs), set()
    while pending:
        operation = maker_of(pending.pop())
        if id(operation) in seen:
            continue
        seen.add(id(operation))
        if isinstance(operation, keras.Layer):
            pending += [t for call in cases[operation.name].call_tensors for t in call]
        else:
            found.append(operation)
            pending += order_inputs(calls_of(operation)[0].arguments)
    return found


def compose_operation(case: LayerCase) -> Callable:
    """Tell how to compose an operation.

    Args:
        case: The operation, with its call.

    Returns:
        A function that takes the Graph and its inputs and returns the output or a list of them.

    Raises:
        ExportError: No layers of TensorFlow.js compute it.
    """
    import keras

    module = type(case.layer).__module__
    known = is_operation_module(module, activations=True)
    compose = OPERATIONS.get(case.class_name) if known else None
    if compose is None:
        case.refuse(
            f"is a keras.ops operation ({module}) that TensorFlow.js has no layers for",
            remedy="Export it with --format graph",
        )
    node = case.call_nodes[0]
    case.output = tuple(node.outputs[0].shape)[1:]
    args, kwargs = list(node.arguments.args), dict(node.arguments.kwargs)

    def composed(graph: Graph, *inputs: Tensor) -> Tensor | list[Tensor]:
        arrived = iter(inputs)

        def fill(value: object) -> object:
            if not isinstance(value, keras.KerasTensor):
                return value
            tensor = next(arrived)
            if value.dtype.startswith("float"):
                return tensor
            return graph.add("Rescaling", tensor, scale=1.0, offset=0.0)

        arguments = keras.tree.map_structure(fill, args)
        named = {key: keras.tree.map_structure(fill, kwargs[key]) for key in sorted(kwargs)}
        return compose(graph, case.layer, *arguments, **named)

    return composed
