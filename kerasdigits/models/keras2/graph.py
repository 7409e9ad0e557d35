"""The graph of a Functional as Keras 2 wrote it."""

from kerasdigits.models.keras2.calls import Call, Tensor, read_call, tensors_in
from kerasdigits.models.keras2.operations.nodes import NODES_CLASS, read_node

_MODELS = ("Functional", "Model", "Sequential")


def without_slash(name: str) -> str:
    """Keras 3 takes no slash in a name."""
    return name.replace("/", "_")


def read_graph(layers: list[dict]) -> dict[str, tuple[dict, list[Call]]]:
    """Read the layers of a Functional by their names, each with what it was called on."""
    graph = {}
    for layer in layers:
        calls = [read_call(node) for node in layer["inbound_nodes"]]
        for tensor in tensors_in(calls):
            tensor.layer = without_slash(tensor.layer)
        name = without_slash(layer["name"])
        if layer["class_name"] == NODES_CLASS:
            (call,) = calls
            layer, call = read_node({**layer, "name": name}, call)
            calls = [call]
        graph[name] = (layer, calls)
    return graph


def count_from_0(graph: dict[str, tuple[dict, list[Call]]], ends: list[Tensor]) -> None:
    """Count the calls of models inside a model from 0, in place, where Keras 2 began at 1."""
    models = {
        name: layer["class_name"]
        for name, (layer, _) in graph.items()
        if layer["class_name"] in _MODELS
    }
    used = [tensor for _, calls in graph.values() for tensor in tensors_in(calls)]
    # Keras 3 itself takes the ends of a Functional as Keras 2 counted them.
    ends = [tensor for tensor in ends if models.get(tensor.layer) == "Sequential"]
    for name in models:
        own = [tensor for tensor in [*used, *ends] if tensor.layer == name]
        if own and min(tensor.call for tensor in own) > 0:
            for tensor in own:
                tensor.call -= 1


def unpack(value: object) -> object:
    """Give the only part of a list of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def write_end(value: object) -> object:
    """Write the inputs or outputs of a graph as Keras 3 takes them."""
    if isinstance(value, Tensor):
        return [value.layer, value.call, value.output]
    if isinstance(value, list):
        return [write_end(part) for part in value]
    if isinstance(value, dict):
        return {key: write_end(part) for key, part in value.items()}
    return value
