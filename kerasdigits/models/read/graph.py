"""The layers of a Sequential or a Functional become a model: they are made, then called in order.

Format: `get_config` of keras/src/models/functional.py. An entry of `layers` lists its calls as
`inbound_nodes`; a tensor in their arguments is named by the layer that yields it, by which of its
calls, and as which of the outputs. Older files list these tensors alone.
"""

from collections.abc import Callable, Iterator
from typing import Any

from kerasdigits.tfjs.reference.keras_internals import calls_of, functional_class, scope_of_saved

_TENSOR = "__keras_tensor__"


def read_sequential(config: dict[str, Any], read_layer: Callable[[dict], Any]) -> Any:
    """Make a Sequential.

    Args:
        config: Its config.
        read_layer: Makes a layer of its entry.
    """
    import keras

    model = keras.Sequential(name=config["name"])
    with scope_of_saved(model):
        for entry in config["layers"]:
            model.add(read_layer(entry))
        shape = config.get("build_input_shape")
        if shape and isinstance(shape, list | tuple) and not model.built:
            model.build(shape)
    return model


def read_functional(
    kind: type, config: dict[str, Any], read_layer: Callable[[dict], Any], read: Callable
) -> Any:
    """Make a model of a graph of layers and operations.

    Args:
        kind: `keras.Model`, or the class that it makes of a graph.
        config: Its config.
        read_layer: Makes a layer of its entry.
        read: Makes an object of any other config.

    Raises:
        ValueError: A call takes what no layer yields.
    """
    graph = _Graph(config["layers"], read_layer, read)
    graph.call_all()
    rest = {key: value for key, value in config.items() if key not in _KEYS}
    return kind(
        inputs=graph.end(config["input_layers"]),
        outputs=graph.end(config["output_layers"]),
        name=config["name"],
        trainable=config.get("trainable"),
        **rest,
    )


_KEYS = ("layers", "input_layers", "output_layers", "name", "trainable")


class _Graph:
    def __init__(self, entries: list[dict], read_layer: Callable[[dict], Any], read: Callable):
        self._read = read
        self._layers = {entry["name"]: read_layer(entry) for entry in entries}
        self._waiting = {entry["name"]: list(entry["inbound_nodes"]) for entry in entries}

    def call_all(self) -> None:
        """Make the calls in the order of the layers, each as soon as its tensors are there."""
        while any(self._waiting.values()):
            before = sum(map(len, self._waiting.values()))
            for name, calls in self._waiting.items():
                while calls and self._is_ready(calls[0]):
                    self._call(self._layers[name], calls.pop(0))
            if sum(map(len, self._waiting.values())) == before:
                late = [name for name, calls in self._waiting.items() if calls]
                raise ValueError(f"layers take what no other yields: {', '.join(late)}")

    def end(self, place: Any) -> Any:
        """Find the tensors of an end of the model, in the lists and dicts in which it has them."""
        if isinstance(place, list) and len(place) == 3 and isinstance(place[0], str):
            name, node, index = place
            # A model counts the call by which it was made itself.
            made = isinstance(self._layers.get(name), functional_class())
            return self._tensor(name, node - 1 if made else node, index)
        if isinstance(place, dict):
            return {key: self.end(value) for key, value in place.items()}
        return [self.end(value) for value in place]

    def _is_ready(self, call: Any) -> bool:
        return all(
            name not in self._layers or node < len(calls_of(self._layers[name]))
            for name, node, *_ in _places(call)
        )

    def _call(self, layer: Any, call: Any) -> None:
        if isinstance(call, dict):
            layer(*self._fill(call["args"]), **self._fill(call["kwargs"]))
            return
        tensors = [self._tensor(*place[:3]) for place in call]
        named = call[-1][3] if call and len(call[-1]) > 3 else {}
        layer(tensors[0] if len(tensors) == 1 else tensors, **named)

    def _fill(self, value: Any) -> Any:
        """Make an argument of a call, its tensors those that the layers of this graph yield."""
        if isinstance(value, list):
            return [self._fill(one) for one in value]
        if isinstance(value, dict):
            if _is_place(value):
                return self._tensor(*value["config"]["keras_history"])
            if "class_name" not in value or "config" not in value:
                return {key: self._fill(one) for key, one in value.items()}
        return self._read(value)

    def _tensor(self, name: str, node: int, index: int) -> Any:
        if name not in self._layers:
            raise ValueError(f"there is no layer {name!r}")
        return calls_of(self._layers[name])[node].output_tensors[index]


def _is_place(value: dict) -> bool:
    return value.get("class_name") == _TENSOR and bool(value["config"].get("keras_history"))


def _places(call: Any) -> Iterator[Any]:
    """List the tensors that a call takes: layer, call, output."""
    if not isinstance(call, dict):
        yield from call
        return
    waiting = [call["args"], call["kwargs"]]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            if _is_place(part):
                yield part["config"]["keras_history"]
            else:
                waiting += part.values()
