"""A traced function as nodes in an order in which they can be computed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tensorflow as tf
    from tensorflow.core.framework.function_pb2 import FunctionDef
    from tensorflow.core.framework.node_def_pb2 import NodeDef
    from tensorflow.python.framework.func_graph import FuncGraph

# Where a value comes from: the name of a node and which of its outputs.
Reference = tuple[str, int]


@dataclass(frozen=True)
class SourceNode:
    """One operation of the graph that TensorFlow traced.

    Attributes:
        name: Its name.
        op: TensorFlow's name of the operation, such as `MatMul`.
        inputs: Where its inputs come from; control inputs are left out.
        attributes: name -> `AttrValue`.
    """

    name: str
    op: str
    inputs: list[Reference]
    attributes: dict


@dataclass
class SourceGraph:
    """A function: its arguments are nodes, its results references to nodes.

    Attributes:
        nodes: name -> node.
        arguments: The names of the nodes that stand for the arguments, in order.
        results: Where the results come from, in order.
    """

    nodes: dict[str, SourceNode]
    arguments: list[str]
    results: list[Reference]
    _order: list[SourceNode] = field(default_factory=list)

    def in_order(self) -> list[SourceNode]:
        """Give the nodes that the results need, each after the nodes that it reads."""
        if not self._order:
            self._order = list(self._walk())
        return self._order

    def _walk(self) -> Iterator[SourceNode]:
        done: set[str] = set()
        stack = [(name, False) for name, _ in reversed(self.results)]
        while stack:
            name, inputs_done = stack.pop()
            if name in done:
                continue
            if inputs_done:
                done.add(name)
                yield self.nodes[name]
                continue
            stack.append((name, True))
            stack += [(source, False) for source, _ in reversed(self.nodes[name].inputs)]


def read_function_graph(graph: "FuncGraph", results: list["tf.Tensor"]) -> SourceGraph:
    """Read the graph of a `tf.function`.

    Args:
        graph: Its `FuncGraph`.
        results: The tensors in it that are wanted.

    Returns:
        The graph; its arguments are the function's, captured values last.
    """
    nodes = _read_nodes(graph.as_graph_def().node)
    arguments = [tensor.op.name for tensor in graph.inputs]
    return SourceGraph(nodes, arguments, [_reference(tensor.name) for tensor in results])


def read_function(definition: "FunctionDef", traced: "tf.Graph") -> SourceGraph:
    """Read a function of a graph's library: the body of a loop, a branch, a nested function.

    Args:
        definition: Its `FunctionDef`.
        traced: The graph; a function may run another as if that were an operation.

    Returns:
        The graph.
    """
    from tensorflow.python.framework.function_def_to_graph import function_def_to_graph_def

    with traced.as_default():
        graph, flat_names = function_def_to_graph_def(definition)
    arguments = [argument.name for argument in definition.signature.input_arg]
    results = [
        _reference(flat_names[definition.ret[result.name]])
        for result in definition.signature.output_arg
    ]
    return SourceGraph(_read_nodes(graph.node), arguments, results)


def _read_nodes(definitions: Iterable["NodeDef"]) -> dict[str, SourceNode]:
    return {
        node.name: SourceNode(
            node.name,
            node.op,
            [_reference(name) for name in node.input if not name.startswith("^")],
            dict(node.attr),
        )
        for node in definitions
    }


def _reference(name: str) -> Reference:
    node, _, index = name.partition(":")
    return node, int(index or 0)
