"""Calls, branches, loops and variables: evaluated, so that none is left."""

import numpy as np

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.graph_model.evaluation.evaluate import Evaluator
from kerasdigits.tfjs.graph_model.evaluation.source_graph import SourceNode
from kerasdigits.tfjs.graph_model.evaluation.values import ModelWeight, Value, known_value


def _constant(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    import tensorflow as tf

    return [tf.make_ndarray(node.attributes["value"].tensor)]


def _pass_on(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    return list(inputs)


def _pass_first(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    return inputs[:1]


def _call(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    return evaluator.call(node.attributes["f"].func.name, inputs, node)


def _branch(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    chosen = known_value(inputs[0])
    if chosen is None:
        raise ExportError(
            "A branch of the model depends on its inputs, which TensorFlow.js's predict cannot run",
            received=f"{node.op} in {evaluator.place(node)}",
            remedy=evaluator.advice or "Use keras.ops.where in place of keras.ops.cond",
        )
    if "branches" in node.attributes:
        branches = node.attributes["branches"].list.func
        index = int(chosen)
        name = branches[index if 0 <= index < len(branches) else -1].name
    else:
        name = node.attributes["then_branch" if chosen.any() else "else_branch"].func.name
    return evaluator.call(name, inputs[1:], node)


def _loop(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    condition, body = (node.attributes[name].func.name for name in ("cond", "body"))
    values = list(inputs)
    while True:
        goes_on = known_value(evaluator.call(condition, values, node)[0])
        if goes_on is None:
            raise ExportError(
                "A loop of the model runs an unknown number of steps, which TensorFlow.js's "
                "predict cannot do",
                received=f"{evaluator.place(node)}",
                remedy=evaluator.advise_length(),
            )
        if not goes_on:
            return values
        values = evaluator.call(body, values, node)


def _read(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    return [evaluator.weight(_variable(evaluator, node, inputs[0]))]


def _shape_of_variable(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    return [np.asarray(_variable(evaluator, node, inputs[0]).shape, "int32")]


def _gather(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    import tensorflow as tf

    weight = evaluator.weight(_variable(evaluator, node, inputs[0]))
    indices = evaluator.tensor(inputs[1])
    with evaluator.graph.as_default():
        if node.op == "ResourceGatherNd":
            return [tf.gather_nd(weight, indices)]
        return [tf.gather(weight, indices, batch_dims=node.attributes["batch_dims"].i)]


def _variable(evaluator: Evaluator, node: SourceNode, value: Value) -> ModelWeight:
    if isinstance(value, ModelWeight):
        return value
    raise ExportError(
        "The model reads a resource that is not a variable, which cannot be exported",
        received=evaluator.place(node),
    )


CONTROL_FLOW = {
    "Const": _constant,
    **dict.fromkeys(
        ("Identity", "IdentityN", "StopGradient", "PreventGradient", "Snapshot"), _pass_on
    ),
    **dict.fromkeys(("EnsureShape", "CheckNumerics", "CheckNumericsV2"), _pass_first),
    **dict.fromkeys(("PartitionedCall", "StatefulPartitionedCall"), _call),
    **dict.fromkeys(("If", "StatelessIf", "Case", "StatelessCase"), _branch),
    **dict.fromkeys(("While", "StatelessWhile"), _loop),
    "ReadVariableOp": _read,
    "VariableShape": _shape_of_variable,
    "ResourceGather": _gather,
    "ResourceGatherNd": _gather,
}
