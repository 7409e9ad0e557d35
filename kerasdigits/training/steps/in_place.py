"""Let operations write their results over an argument that nobody reads any more.

What lies in a processor's cache is written quicker than other memory, and a step needs less of it.
"""

from __future__ import annotations

import math
import operator

import torch
from torch.fx import GraphModule, Node

from kerasdigits.training.steps.aliases import find_aliases

_aten = torch.ops.aten
# How each is told where to write: the operation that is, and the name of the place.
_TOLD = {
    _aten.relu.default: (_aten.relu.out, "out"),
    _aten.threshold_backward.default: (_aten.threshold_backward.grad_input, "grad_input"),
    _aten.addcmul.default: (_aten.addcmul.out, "out"),
    _aten.add.Tensor: (_aten.add.out, "out"),
    _aten.mul.Tensor: (_aten.mul.out, "out"),
}
_FEWEST_NUMBERS = 1 << 14  # as many fit into the first cache


def write_in_place(recorded: GraphModule) -> None:
    """Have large results written over arguments; no number changes.

    Args:
        recorded: A record of a step. Changed in place.
    """
    nodes = list(recorded.graph.nodes)
    memory: dict[Node, Node] = {}  # what gave the memory that a tensor lies in
    for node in nodes:
        sources = find_aliases(node, written=False)
        one_of_several = node.target is operator.getitem and memory[sources[0]] is sources[0]
        memory[node] = memory[sources[0]] if sources and not one_of_several else node
    last_read = {memory[one]: i for i, node in enumerate(nodes) for one in node.all_input_nodes}
    for i, node in enumerate(nodes):
        for argument in node.all_input_nodes if node.target in _TOLD else ():
            own = memory[argument]
            alone = sum(memory[one] is own for one in node.all_input_nodes) == 1
            free = own.op == "call_function" and last_read[own] == i and alone
            if free and _fits(argument, node):
                _write_over(node, argument)
                last_read[own] = last_read.get(node, i)
                memory |= {one: own for one, whose in memory.items() if whose is node}
                break


def _fits(argument: Node, node: Node) -> bool:
    """Tell whether a result is as large as an argument and lies as that does."""
    keys = ("shape", "strides", "dtype", "device")
    if any(key not in node.meta or node.meta[key] != argument.meta.get(key) for key in keys):
        return False
    size = math.prod(node.meta["shape"])
    return size >= _FEWEST_NUMBERS and 0 not in node.meta["strides"]


def _write_over(node: Node, argument: Node) -> None:
    node.target, place = _TOLD[node.target]
    node.kwargs = {**node.kwargs, place: argument}
