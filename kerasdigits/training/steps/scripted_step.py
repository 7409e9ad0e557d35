"""Take a recorded PyTorch step over to TorchScript, which goes through it quicker than Python."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch.fx import GraphModule, Interpreter


def without_python(recorded: GraphModule, arguments: Sequence[torch.Tensor]) -> Callable[..., Any]:
    """Let TorchScript go through the operations of a step.

    Args:
        recorded: All its tensors are arguments.
        arguments: Of the step. It may be taken with them.

    Returns:
        The same step. One with an operation that TorchScript does not know stays as it is.
    """
    going = _Masked(recorded)

    def take_step(*arguments: torch.Tensor) -> torch.Tensor:
        going.run(*arguments)
        return arguments[0]  # TorchScript wants a result

    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it is deprecated, and works
            step = torch.jit.trace(take_step, tuple(arguments), check_trace=False)
            step.compiled = going.compiled
            return step
    except Exception:  # of whatever operation it does not know
        with torch.no_grad():
            recorded(*arguments)  # an error now is one that the caller can still answer
        return recorded.forward


class _Masked(Interpreter):
    """Go through the operations so that TorchScript can trace them.

    The way back through a convolution has a list of truths among its arguments, by which it leaves
    results out. Such a list cannot be traced, and can be compiled.

    Attributes:
        compiled: What was compiled, which what was traced needs, and does not keep.
    """

    def __init__(self, recorded: GraphModule):
        super().__init__(recorded)
        self.compiled, self.count = torch.jit.CompilationUnit(), 0

    def call_function(self, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        names = _name_arguments(target)
        if "output_mask" not in names or kwargs:
            return super().call_function(target, args, kwargs)
        mask = args[names.index("output_mask")]
        found = iter(self._compile_masked(target, args, mask)(*_find_tensors(args)))
        return tuple(next(found) if wanted else None for wanted in mask)

    def _compile_masked(
        self, target: Any, args: tuple[Any, ...], mask: Sequence[bool]
    ) -> Callable[..., Any]:
        """Compile a call in which all arguments but the tensors are written out."""
        tensors = [f"tensor_{i}" for i in range(len(_find_tensors(args)))]
        left = iter(tensors)
        written = [next(left) if isinstance(one, torch.Tensor) else repr(one) for one in args]
        results = [f"result_{i}" for i in range(len(mask))]
        wanted = [result for result, one in zip(results, mask, strict=True) if one]
        self.count += 1
        name = f"call_{self.count}"
        source = f"""
def {name}({", ".join(f"{tensor}: Tensor" for tensor in tensors)}):
    {", ".join(results)} = torch.ops.aten.{target.overloadpacket.__name__}({", ".join(written)})
    return ({", ".join(wanted)},)
"""
        self.compiled.define(source)
        return getattr(self.compiled, name)


def _find_tensors(args: tuple[Any, ...]) -> list[torch.Tensor]:
    return [one for one in args if isinstance(one, torch.Tensor)]


def _name_arguments(target: Any) -> list[str]:
    schema = getattr(target, "_schema", None)
    return [argument.name for argument in schema.arguments] if schema else []
