"""Take out of a recorded PyTorch step what need not be computed again.

A record of a Keras step holds much that is the same in every step (the number of samples by which a
loss is divided, constants copied to where they lie already) and some that nobody reads (the value
of each metric after each step).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch.fx import Graph, GraphModule, Node
from torch.fx.graph import CodeGen

from kerasdigits.training.steps.aliases import find_aliases
from kerasdigits.training.steps.flat_updates import flatten_updates
from kerasdigits.training.steps.in_place import write_in_place
from kerasdigits.training.steps.scripted_step import without_python

_aten = torch.ops.aten
# What takes its argument in any layout: channels first, or last.
_ANY_LAYOUT = (
    _aten.clone.default,
    _aten.max_pool2d_with_indices.default,
    _aten.max_pool2d_with_indices_backward.default,
)


def simplify(recorded: GraphModule, data: Sequence[torch.Tensor]) -> Callable[..., Any]:
    """Shorten a recorded step; it computes the same numbers.

    Args:
        recorded: What `record` gave. Its state is changed in place.
        data: Arguments of the step. It may be taken with them, which changes the model.

    Returns:
        The shorter step.
    """
    graph = recorded.graph
    for node in list(graph.nodes):
        if node.target is _aten.detach.default:  # the same, when no gradient is asked for
            node.replace_all_uses_with(node.args[0])
    _compute_constants(recorded)
    _drop_copies(recorded)
    graph.eliminate_dead_code()
    flatten_updates(recorded)
    graph.eliminate_dead_code()
    write_in_place(recorded)
    tensors = _hand_over_tensors(recorded)
    recorded.recompile()
    step = without_python(recorded, [*data, *tensors])
    return lambda *data: step(*data, *tensors)


def _drop_copies(recorded: GraphModule) -> None:
    """Let images stay in their layout, with the channels last.

    Keras copies the inputs of each convolution to channels first and back, and those of a pooling
    to channels first, where it takes several times as long. Layouts change no number but by the
    order of a sum.
    """
    changing = _find_changing(recorded)
    for node in list(recorded.graph.nodes):
        if node.target is not _aten.clone.default or not changing.isdisjoint((node, node.args[0])):
            continue
        found, source = (one.meta.get("strides") for one in (node, node.args[0]))
        as_before = found is not None and found == source
        if as_before or all(user.target in _ANY_LAYOUT for user in node.users):
            node.replace_all_uses_with(node.args[0])


def _compute_constants(recorded: GraphModule) -> None:
    """Compute once what depends on nothing that changes."""
    known: dict[Node, Any] = {}
    changing = _find_changing(recorded)
    with torch.no_grad():
        for node in list(recorded.graph.nodes):
            if node.op == "get_attr":
                value = getattr(recorded, node.target)
                if not isinstance(value, torch.nn.Parameter) and node not in changing:
                    known[node] = value
            elif (
                _is_pure(node)
                and node not in changing
                and all(one in known for one in node.all_input_nodes)
            ):
                known[node] = node.target(
                    *torch.fx.map_arg(node.args, known.__getitem__),
                    **torch.fx.map_arg(node.kwargs, known.__getitem__),
                )
                if isinstance(known[node], torch.Tensor):
                    known[_replace(recorded, node, known[node])] = known[node]


def _find_changing(recorded: GraphModule) -> set[Node]:
    """Give what a step writes to, and what that is a view of."""
    changing: set[Node] = set()
    open_ends = [one for node in recorded.graph.nodes for one in find_aliases(node, written=True)]
    while open_ends:
        node = open_ends.pop()
        if node not in changing:
            changing.add(node)
            open_ends.extend(find_aliases(node, written=False))
    # The same tensor is looked up wherever it is used, under one name.
    names = {node.target for node in changing if node.op == "get_attr"}
    changing |= {
        node for node in recorded.graph.nodes if node.op == "get_attr" and node.target in names
    }
    return changing


def _writes(node: Node) -> bool:
    schema = getattr(node.target, "_schema", None)
    return schema is not None and schema.is_mutable


def _is_pure(node: Node) -> bool:
    """Tell whether an operation gives the same result for the same arguments, and only that."""
    if node.op != "call_function":
        return False
    if node.target is operator.getitem:
        return True
    random = torch.Tag.nondeterministic_seeded in getattr(node.target, "tags", ())
    return not random and not _writes(node) and hasattr(node.target, "_schema")


def _replace(recorded: GraphModule, node: Node, value: torch.Tensor) -> Node:
    name = f"_computed_{node.name}"
    recorded.register_buffer(name, value)
    graph: Graph = recorded.graph
    with graph.inserting_before(node):
        constant = graph.get_attr(name)
    node.replace_all_uses_with(constant)
    return constant


def _hand_over_tensors(recorded: GraphModule) -> list[torch.Tensor]:
    """Make the tensors that a record holds arguments of it: a module looks each up slowly.

    Returns:
        The tensors, in the order of the new arguments, which follow the others.
    """
    graph = recorded.graph
    found: dict[str, Node] = {}
    body = next(node for node in graph.nodes if node.op != "placeholder")
    for node in list(graph.nodes):
        if node.op == "get_attr":
            if node.target not in found:
                with graph.inserting_before(body):
                    found[node.target] = graph.placeholder(f"held_{len(found)}")
            node.replace_all_uses_with(found[node.target])
            if node is body:
                body = node.next
            graph.erase_node(node)
    # Without the form of the arguments' nest, which would be taken apart in each step.
    graph.set_codegen(CodeGen())
    return [getattr(recorded, name) for name in found]
