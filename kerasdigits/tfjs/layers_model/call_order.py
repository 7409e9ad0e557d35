"""The order in which TensorFlow.js makes the calls of a layer that is called more than once.

A call is told by its number. TensorFlow.js does not take the number from the file: it walks over
the layers again and again and makes each call as soon as its inputs are there
(tfjs-layers/src/engine/container.ts, `fromConfig`). A layer's second call may so become its first,
and everybody who reads one of them gets the other. Here the same walk gives the calls the numbers
that they will have.
"""

from kerasdigits.errors import ExportError

_MODELS = ("Functional", "Sequential")
# Written in another order, calls may be made in another order again.
_MOST_WALKS = 20

Call = tuple[str, int]


def number_calls(layers: list[dict], endpoints: list[list]) -> None:
    """Give each call the number that TensorFlow.js will give it.

    Args:
        layers: The layers with their `inbound_nodes`; calls and references are changed.
        endpoints: The model's inputs and outputs, `[layer, node, tensor]`; changed.

    Raises:
        ExportError: No order was found that stays as it is.
    """
    for _ in range(_MOST_WALKS):
        numbers = _walk(layers)
        if all(call[1] == number for call, number in numbers.items()):
            return
        for layer in layers:
            name, first = layer["name"], _first_number(layer)
            calls = enumerate(layer["inbound_nodes"], start=first)
            ordered = sorted(calls, key=lambda call: numbers[name, call[0]])
            layer["inbound_nodes"] = [call for _, call in ordered]
        references = [
            tensor for layer in layers for call in layer["inbound_nodes"] for tensor in call
        ]
        for reference in [*references, *endpoints]:
            reference[1] = numbers[reference[0], reference[1]]
    raise ExportError(
        "Layers that are called more than once depend on each other in a way that TensorFlow.js "
        "would number differently each time",
        remedy="Export it with --format graph",
    )


def _first_number(layer: dict) -> int:
    """Return the number of a layer's first call: a model was called once when it was made."""
    return int(layer["class_name"] in _MODELS)


def _walk(layers: list[dict]) -> dict[Call, int]:
    """Return each call's number as it will be, by its number as it is written."""
    pending = {
        layer["name"]: list(enumerate(layer["inbound_nodes"], start=_first_number(layer)))
        for layer in layers
    }
    made: dict[Call, int] = {
        (layer["name"], 0): 0
        for layer in layers
        if layer["class_name"] == "InputLayer" or layer["class_name"] in _MODELS
    }
    counts = {layer["name"]: _first_number(layer) for layer in layers}
    while any(pending.values()):
        for layer in layers:
            name, left = layer["name"], []
            for number, call in pending[name]:
                if all((source, index) in made for source, index, *_ in call):
                    made[name, number] = counts[name]
                    counts[name] += 1
                else:
                    left.append((number, call))
            pending[name] = left
    return made
