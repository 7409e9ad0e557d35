"""Which tensors of a recorded PyTorch step lie in the same memory."""

from __future__ import annotations

import operator

import torch
from torch.fx import Node

_aten = torch.ops.aten
# What gives a view of its argument, and has a schema that does not say so.
_VIEWS_UNTOLD = (
    _aten._unsafe_view.default,
    _aten.lift.default,
    _aten.unsafe_chunk.default,
    _aten.unsafe_split.Tensor,
    _aten.unsafe_split_with_sizes.default,
)


def find_aliases(node: Node, written: bool) -> list[Node]:
    """List the arguments that an operation writes to, or those that its result is a view of.

    Args:
        node: The operation.
        written: Whether those are asked for that it writes to.
    """
    if node.target is operator.getitem or node.target in _VIEWS_UNTOLD:
        return [] if written else node.all_input_nodes
    schema = getattr(node.target, "_schema", None)
    found: list[Node] = []
    for argument, value in zip(schema.arguments if schema else (), node.args, strict=False):
        alias = argument.alias_info
        if alias is not None and (alias.is_write or not written):
            torch.fx.map_arg(value, found.append)
    return found
