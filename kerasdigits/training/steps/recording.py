"""Record the operations of a call on PyTorch, as a graph that takes them again.

PyTorch's own `make_fx` records the same, and keeps what every tensor would look like on another
device beside it, which takes most of the time before a training's first step.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch.fx import Graph, GraphModule, Node
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map_only
from torch.utils.weak import WeakTensorKeyDictionary


def record(call: Callable[..., Any], arguments: Sequence[torch.Tensor]) -> GraphModule:
    """Record the operations of a call, those of the way back included.

    Args:
        call: Is called once.
        arguments: Of the call. All other tensors, such as variables, the record holds itself.

    Returns:
        A module that takes the operations on other arguments of the same shapes, and returns
        nothing. Each tensor that an operation gives has its `shape`, `strides`, `dtype` and
        `device` as `meta`.

    Raises:
        RuntimeError: The call decides in Python by what it has computed.
    """
    recorder = _Recorder(arguments)
    with _Unseen(), recorder:
        call(*arguments)
    recorder.graph.output(())
    return GraphModule(recorder.held, recorder.graph)


class _Unseen(TorchFunctionMode):
    """Lets nobody see the numbers: what Python makes of them would be the same in each step.

    Keras's SGD adds with a factor that is a tensor, its rate, out of which PyTorch would read the
    number; it is multiplied by the tensor instead.
    """

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if func in _SEEN_BY:
            raise RuntimeError(f"What {func} gives may decide what is computed next")
        factor = kwargs.get("alpha")
        if func is torch._foreach_add_ and isinstance(factor, torch.Tensor):
            variables, changes = args
            return func(variables, torch._foreach_mul(changes, factor))
        return func(*args, **kwargs)


_SEEN_BY = (torch.Tensor.numpy, torch.Tensor.__array__, torch.Tensor.tolist)


class _Recorder(TorchDispatchMode):
    """Notes each operation while it is taken.

    Attributes:
        graph: The operations so far.
        held: The tensors that come from outside, but for the arguments.
        nodes: What has given each tensor that is still there.
    """

    def __init__(self, arguments: Sequence[torch.Tensor]):
        super().__init__()
        self.graph, self.held = Graph(), torch.nn.Module()
        self.count = 0
        self.nodes = WeakTensorKeyDictionary()
        for i, argument in enumerate(arguments):
            self.nodes[argument] = self.graph.placeholder(f"argument_{i}")

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if torch.Tag.data_dependent_output in func.tags:
            raise RuntimeError(f"What {func} gives decides what is computed next")
        known_args, known_kwargs = tree_map_only(torch.Tensor, self._find, (args, kwargs))
        if func is torch.ops.aten.lift_fresh.default:
            # What Python makes of a number: if something is added to it, then anew in each step.
            func = torch.ops.aten.clone.default
        found = func(*args, **kwargs)
        node = self.graph.call_function(func, known_args, known_kwargs)
        if isinstance(found, torch.Tensor):
            self._note(found, node)
        elif isinstance(found, list | tuple):
            for i, one in enumerate(found):
                if isinstance(one, torch.Tensor):
                    self._note(one, self.graph.call_function(operator.getitem, (node, i)))
        return found

    def _note(self, tensor: torch.Tensor, node: Node) -> None:
        self.nodes[tensor] = node
        node.meta |= {"shape": tensor.shape, "strides": tensor.stride()}
        node.meta |= {"dtype": tensor.dtype, "device": tensor.device.type}

    def _find(self, tensor: torch.Tensor) -> Node:
        if tensor not in self.nodes:
            name = f"outside_{self.count}"
            self.count += 1
            setattr(self.held, name, tensor)
            self.nodes[tensor] = self.graph.get_attr(name)
        return self.nodes[tensor]
