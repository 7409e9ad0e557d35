"""Below which number a signature's whole numbers must lie: it may look them up in a table."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kerasdigits.tfjs.graph_model.evaluation.source_graph import (
    SourceGraph,
    read_function,
    read_function_graph,
)

if TYPE_CHECKING:
    from tensorflow.core.framework.function_pb2 import FunctionDef

_LOOK_UP = ("ResourceGather", "Gather", "GatherV2")
# What gives a variable's value, or hands it on.
_SAME = ("ReadVariableOp", "Identity", "Cast", "StopGradient")
_CALLS = {
    "PartitionedCall": ("f",),
    "StatefulPartitionedCall": ("f",),
    "While": ("body",),
    "StatelessWhile": ("body",),
}


def find_vocabulary(function: Any) -> int | None:
    """Find how many rows the smallest table has that the signature looks rows up in.

    Args:
        function: The signature, a concrete function of TensorFlow's.

    Returns:
        The number; None where it looks nothing up in a variable.
    """
    graph = function.graph
    library = {f.signature.name: f for f in graph.as_graph_def().library.function}
    outside = {id(variable.handle): variable.shape for variable in function.variables}
    tables = {
        inner.op.name: list(outside[id(handle)])
        for handle, inner in graph.captures
        if id(handle) in outside
    }
    source = read_function_graph(graph, function.outputs)
    return min(_rows(source, tables, library, graph), default=None)


def _rows(
    source: SourceGraph,
    tables: dict[str, list[int]],
    library: dict[str, "FunctionDef"],
    graph: Any,
) -> Iterator[int]:
    """Yield the rows of each table in which a function looks something up.

    Args:
        source: The function.
        tables: The names of nodes that give a variable -> its shape.
        library: The functions that it may call, by name.
        graph: The graph that they belong to.
    """
    tables = dict(tables)
    for node in source.in_order():
        names = [name for name, _ in node.inputs]
        if node.op in _SAME and names[0] in tables:
            tables[node.name] = tables[names[0]]
        elif node.op in _LOOK_UP and tables.get(names[0]):
            yield tables[names[0]][0]
        called = [node.attributes[key].func.name for key in _CALLS.get(node.op, ())]
        for name in called or [node.op] * (node.op in library):
            inner = read_function(library[name], graph)
            given = zip(inner.arguments, names, strict=True)
            known = {inside: tables[outer] for inside, outer in given if outer in tables}
            if known:
                yield from _rows(inner, known, library, graph)
