"""What a layer was called on, as Keras 2 wrote it and as Keras 3 takes it.

Keras 2: `[[name, call, output, named], ...]`, the named arguments with each tensor; a constant as
`["_CONSTANT_VALUE", -1, value, named]`. Keras 3: `{"args": [...], "kwargs": {...}}` with tensors
as objects.
"""

from dataclasses import dataclass, field
from typing import TypeGuard

_CONSTANT = "_CONSTANT_VALUE"


@dataclass
class Tensor:
    """A tensor of the graph.

    Attributes:
        layer: The name of the layer that yields it.
        call: Which of the layer's calls, counted as Keras 2 counted.
        output: Which of its outputs.
    """

    layer: str
    call: int
    output: int


@dataclass
class Call:
    """One call of a layer.

    Attributes:
        arguments: Those without a name: tensors, constants, lists and dicts of them.
        named: Those with a name.
    """

    arguments: list
    named: dict = field(default_factory=dict)


def read_call(node: object) -> Call:
    """Read a call that Keras 2 wrote.

    Args:
        node: One entry of `inbound_nodes`.

    Returns:
        The call; a list of one tensor is that tensor.
    """
    named: dict = {}
    first = _read(node, named)
    if isinstance(first, list) and len(first) == 1:
        first = first[0]
    return Call([first], {key: read_argument(value) for key, value in named.items()})


def read_argument(value: object) -> object:
    """Read a named argument: a tensor, a structure of them, or anything else."""
    if _names_tensor(value) and len(value) == 3:
        return value[2] if value[0] == _CONSTANT else Tensor(*value)
    if isinstance(value, list):
        return [read_argument(part) for part in value]
    if isinstance(value, dict):
        return {key: read_argument(part) for key, part in value.items()}
    return value


def write_call(call: Call) -> dict:
    """Write a call as Keras 3 takes it."""
    return {"args": _write(call.arguments), "kwargs": _write(call.named)}


def tensors_in(value: object) -> list[Tensor]:
    """List the tensors in a structure, in order."""
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, Call):
        return [*tensors_in(value.arguments), *tensors_in(value.named)]
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return []
    return [tensor for part in value for tensor in tensors_in(part)]


def _names_tensor(value: object) -> TypeGuard[list]:
    return (
        isinstance(value, list)
        and len(value) in (3, 4)
        and isinstance(value[0], str)
        and isinstance(value[1], int)
    )


def _read(part: object, named: dict) -> object:
    if _names_tensor(part):
        if len(part) == 4:
            named.update(part[3])
        return part[2] if part[0] == _CONSTANT else Tensor(*part[:3])
    if isinstance(part, list):
        return [_read(entry, named) for entry in part]
    if isinstance(part, dict):
        return {key: _read(entry, named) for key, entry in part.items()}
    return part


def _write(value: object) -> object:
    if isinstance(value, Tensor):
        history = [value.layer, value.call, value.output]
        config = {"shape": [], "dtype": "float32", "keras_history": history}
        return {"class_name": "__keras_tensor__", "config": config}
    if isinstance(value, list):
        return [_write(part) for part in value]
    if isinstance(value, dict):
        return {key: _write(part) for key, part in value.items()}
    return value
