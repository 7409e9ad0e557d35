"""Update a model's variables by one operation on a vector, where there is one for each variable.

On a CPU, PyTorch's operations over lists of tensors (`_foreach_...`), by which Keras's optimizers
update, go through the list; for the variables of a small model that takes longer than computing.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import torch
from torch.fx import GraphModule, Node

from kerasdigits.training.steps.aliases import find_aliases

_aten = torch.ops.aten
_OVER_LISTS = "aten._foreach_"
# By number, what `_foreach_...` does to each tensor, as Keras's optimizers call it.
_OPERATIONS = frozenset({"mul", "add", "sub", "div", "sqrt", "abs", "neg"})
_OVERLOADS = {"List": "Tensor", "Scalar": "Scalar", "Tensor": "Tensor", "default": "default"}
# Numbers in a vector. Of four times as many in four variables, to join the gradients takes longer
# than to go through the list (docs/LOG.md, 2026-12-01).
_MOST_NUMBERS = 1 << 16


def flatten_updates(recorded: GraphModule) -> None:
    """Take operations over lists of tensors for operations on vectors; no number changes.

    Variables that are updated together come to lie one behind the other in memory. They stay the
    tensors that they are, and an alias of one that the record does not hold is none any more.

    Args:
        recorded: What `record` gave. Changed in place.
    """
    flattening = _Flattening(recorded)
    nodes = list(recorded.graph.nodes)
    # A longer list first: what is in it and in a shorter one cannot lie in two places.
    for node in sorted(nodes, key=lambda node: -len(node.all_input_nodes)):
        if str(node.target).startswith(_OVER_LISTS):
            flattening.lay(node)
    for node in nodes:
        if str(node.target).startswith(_OVER_LISTS):
            flattening.take(node)
        flattening.heed(node)
    flattening.finish()


class _Flattening:
    """The way through a record.

    Attributes:
        vectors: The operation on vectors that stands for one over lists.
        joined: The vector of tensors that the step computes.
    """

    def __init__(self, recorded: GraphModule):
        self.recorded, self.graph = recorded, recorded.graph
        self.vectors: dict[Node, Node] = {}
        self.joined: dict[tuple[Node, ...], Node] = {}
        self.held: dict[tuple[str, ...], str] = {}

    def lay(self, node: Node) -> None:
        """Lay the variables in the lists of an operation one behind the other."""
        lists = _find_lists(node)
        if _find_operation(node.target) is not None and self._are_alike(lists):
            for members in lists:
                names = tuple(str(one.target) for one in members)
                if all(one.op == "get_attr" for one in members) and names not in self.held:
                    vector = self._lay_together(names)
                    if vector is not None:
                        self.held[names] = f"_vector_{len(self.held)}"
                        self.recorded.register_buffer(self.held[names], vector)

    def take(self, node: Node) -> None:
        """Put an operation on vectors before one over lists, if there is one for it."""
        operation = _find_operation(node.target)
        lists = _find_lists(node)
        if operation is None or not self._are_alike(lists):
            return
        (written, *_), first = find_aliases(node, written=True) or [None], lists[0]
        with self.graph.inserting_before(node):
            vectors = [self._find_vector(one, written in one) for one in lists]
            if None not in vectors:
                found = iter(vectors)
                args = [next(found) if isinstance(one, list | tuple) else one for one in node.args]
                self.vectors[node] = self.graph.call_function(operation, tuple(args), node.kwargs)
                self.vectors[node].meta["sizes"] = [self._describe(one)[0] for one in first]

    def heed(self, node: Node) -> None:
        """Forget the vector of tensors that an operation changes."""
        changed = {self._find_root(one) for one in find_aliases(node, written=True)}
        for members in list(self.joined):
            if not changed.isdisjoint(self._find_root(one) for one in members):
                del self.joined[members]

    def finish(self) -> None:
        """Take out what the vectors stand for; who wants one tensor gets a part of a vector."""
        for node, vector in reversed(self.vectors.items()):
            sizes = vector.meta["sizes"]
            for item in list(node.users):
                if item.users:
                    i = item.args[1]
                    begin = sum(size.numel() for size in sizes[:i])
                    with self.graph.inserting_before(item):
                        end = begin + sizes[i].numel()
                        part = self.graph.call_function(_aten.slice.Tensor, (vector, 0, begin, end))
                        whole = self.graph.call_function(_aten.view.default, (part, [*sizes[i]]))
                    item.replace_all_uses_with(whole)
                self.graph.erase_node(item)
            self.graph.erase_node(node)

    def _are_alike(self, lists: Sequence[tuple[Any, ...]]) -> bool:
        """Tell whether lists hold float32 tensors of the same sizes, on a CPU, and not too many."""
        if any(not isinstance(one, Node) for each in lists for one in each):
            return False
        found = [[self._describe(one) for one in each] for each in lists]
        numbers = sum(size.numel() for size, *_ in found[0] if size is not None)
        plain = all(one[1:] == (torch.float32, "cpu") for each in found for one in each)
        same = all(each == found[0] for each in found)
        return plain and same and len(found[0]) > 1 and numbers <= _MOST_NUMBERS

    def _describe(self, node: Node) -> tuple[Any, ...]:
        if node.op == "get_attr":
            tensor = getattr(self.recorded, node.target)
            return tensor.shape, tensor.dtype, tensor.device.type
        return tuple(node.meta.get(key) for key in ("shape", "dtype", "device"))

    def _find_vector(self, members: tuple[Node, ...], written: bool) -> Node | None:
        """Give the vector of some tensors; None where they are written to and stay apart."""
        source = members[0].args[0] if members[0].target is operator.getitem else None
        if source in self.vectors:
            sizes = self.vectors[source].meta["sizes"]
            if [one.args for one in members] == [(source, i) for i in range(len(sizes))]:
                return self.vectors[source]
        name = self.held.get(tuple(str(one.target) for one in members))
        if name is not None:
            return self.graph.get_attr(name)
        if written:
            return None
        if members not in self.joined:
            flat = [self.graph.call_function(_aten.reshape.default, (m, [-1])) for m in members]
            self.joined[members] = self.graph.call_function(_aten.cat.default, (flat,))
        return self.joined[members]

    def _lay_together(self, names: tuple[str, ...]) -> torch.Tensor | None:
        """Let held tensors lie one behind the other, unless others share their memory."""
        tensors = [getattr(self.recorded, name) for name in names]
        if not all(tensor.is_contiguous() for tensor in tensors):
            return None
        begin = tensors[0].data_ptr()
        total = sum(tensor.numel() for tensor in tensors)
        follow = True
        for tensor in tensors:
            follow = follow and tensor.data_ptr() == begin and _shares(tensor, tensors[0])
            begin += tensor.nbytes
        if follow:  # a record for batches of another size has laid them so
            return tensors[0].detach().as_strided((total,), (1,))
        every = [*self.recorded.parameters(), *self.recorded.buffers()]
        others = [one for one in every if all(one is not tensor for tensor in tensors)]
        if len({*map(id, tensors)}) < len(tensors) or any(
            tensor.untyped_storage().nbytes() != tensor.nbytes
            or any(_shares(tensor, other) for other in others)
            for tensor in tensors
        ):
            return None
        vector = torch.cat([tensor.detach().flatten() for tensor in tensors])
        parts = vector.split([tensor.numel() for tensor in tensors])
        for tensor, part in zip(tensors, parts, strict=True):
            tensor.data = part.view(tensor.shape)
        return vector

    def _find_root(self, node: Node) -> Node | str:
        """Give what a tensor is a view of, at the first."""
        while sources := find_aliases(node, written=False):
            node = sources[0]
        return str(node.target) if node.op == "get_attr" else node


def _find_lists(node: Node) -> list[tuple[Any, ...]]:
    return [tuple(one) for one in node.args if isinstance(one, list | tuple)]


def _find_operation(target: Any) -> Any:
    """Give the operation on a tensor that one over lists does to each; None where it is others'."""
    name, _, overload = str(target).removeprefix(_OVER_LISTS).partition(".")
    if name.rstrip("_") not in _OPERATIONS or overload not in _OVERLOADS:
        return None
    return getattr(getattr(_aten, name), _OVERLOADS[overload], None)


def _shares(tensor: torch.Tensor, other: torch.Tensor) -> bool:
    storages = tensor.untyped_storage(), other.untyped_storage()
    return storages[0].data_ptr() == storages[1].data_ptr()
