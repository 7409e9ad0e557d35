"""The order in which TensorFlow.js makes the calls of a graph, made on Keras's side.

`inbound_nodes` names what a call reads by layer, by which of its calls and by which of the outputs.
TensorFlow.js makes a call as soon as what it reads is there, layer after layer, round after round
(tfjs-layers/src/engine/container.ts, `fromConfig`), and numbers a layer's calls as it makes them. A
model inside a model has one call before any of the outer graph.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kerasdigits.errors import ModelError

# Named arguments of a call that have no influence on what `predict` computes.
_IDLE = ("training", "mask")


@dataclass(frozen=True)
class Reference:
    """A tensor of a graph.

    Attributes:
        layer: The name of the layer that yields it.
        call: Which of the layer's calls.
        output: Which of its outputs.
    """

    layer: str
    call: int
    output: int


def read_calls(layer: dict) -> list[list[Reference]]:
    """Read what each call of a layer reads.

    Args:
        layer: An entry of a graph's layers.

    Raises:
        ModelError: `inbound_nodes` is damaged, or passes what TensorFlow.js does not read.
    """
    calls = layer.get("inbound_nodes") or []
    if not isinstance(calls, list) or not all(isinstance(call, list) for call in calls):
        raise _damaged(f'the calls of "{layer.get("name")}"')
    return [[_read_input(entry, layer) for entry in call] for call in calls]


def read_ends(ends: object) -> list[Reference]:
    """Read `input_layers` or `output_layers`: one triple, or a list of them."""
    if isinstance(ends, list) and len(ends) == 3 and isinstance(ends[0], str):
        ends = [ends]
    if not isinstance(ends, list) or not ends:
        raise _damaged("the ends of the graph")
    return [_read_reference(end) for end in ends]


def _read_input(entry: object, layer: dict) -> Reference:
    if isinstance(entry, list) and len(entry) == 4:
        named = entry.pop() or {}
        passed = [key for key in named if key not in _IDLE] if isinstance(named, dict) else [named]
        if passed:
            raise ModelError(
                f'Layer "{layer.get("name")}" is called with an argument that TensorFlow.js does '
                "not read",
                received=passed[0],
            )
    return _read_reference(entry)


def _read_reference(entry: object) -> Reference:
    fits = isinstance(entry, list) and len(entry) == 3 and isinstance(entry[0], str)
    if not isinstance(entry, list) or not fits or not all(type(n) is int for n in entry[1:]):
        raise _damaged(f"the reference {entry!r}")
    return Reference(*entry)


class Replay:
    """The tensors of a graph while its calls are made.

    Args:
        outputs: The name of a layer -> the outputs of its calls, as they are before any is made.
    """

    def __init__(self, outputs: dict[str, list[list[Any]]]):
        self._outputs = outputs

    def run(
        self,
        calls: Mapping[str, Sequence[list[Reference]]],
        make: Callable[[str, list[Any]], list[Any]],
    ) -> None:
        """Make all calls.

        Args:
            calls: The name of a layer -> its calls.
            make: Gets the name of a layer and its input tensors; returns its outputs.

        Raises:
            ModelError: A call reads what is never there.
        """
        waiting = {name: list(group) for name, group in calls.items() if group}
        while waiting:
            before = sum(map(len, waiting.values()))
            for name in list(waiting):
                later = []
                for call in waiting[name]:
                    tensors = [self.find(reference) for reference in call]
                    if any(tensor is None for tensor in tensors):
                        later.append(call)
                    else:
                        self._outputs[name].append(make(name, tensors))
                waiting[name] = later
            waiting = {name: group for name, group in waiting.items() if group}
            if before == sum(map(len, waiting.values())):
                raise _damaged(f'what layer "{next(iter(waiting))}" reads is never computed')

    def find(self, reference: Reference) -> Any:
        """Give a tensor, None while it is not there."""
        made = self._outputs.get(reference.layer, [])
        if not 0 <= reference.call < len(made):
            return None
        outputs = made[reference.call]
        return outputs[reference.output] if 0 <= reference.output < len(outputs) else None


def _damaged(what: str) -> ModelError:
    return ModelError("The graph of layers in model.json is damaged", received=what)
