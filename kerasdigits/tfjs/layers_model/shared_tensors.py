"""One tensor in several hands: TensorFlow.js loses count of who still reads it.

It throws a tensor away behind its last reader, and counts readers by the tensor's name
(tfjs-layers/src/engine/executor.ts). Three things go wrong, and each is written otherwise:

- A layer that reads a tensor twice is counted once and crossed off twice.
- A tensor that is an output twice is found once.
- A recurrent layer that gives its last output and its state gives one tensor under two names
  (layers/recurrent.ts, `rnn`): thrown away as the one, it is gone as the other.
"""

from collections.abc import Callable

_RECURRENT = ("ConvLSTM2D", "GRU", "LSTM", "SimpleRNN")


def separate_tensors(
    layers: list[dict], outputs: list[list], claim: Callable[[str], str]
) -> tuple[list[list], list[str]]:
    """Rewrite the calls of a written model, so that no tensor is read twice at once.

    Args:
        layers: The layers with their `inbound_nodes`; changed, and copies are appended.
        outputs: The model's outputs, `[layer, node, tensor]`.
        claim: Gives out names that are unique in the file.

    Returns:
        The outputs, and the names of those that are copies.
    """
    _read_outputs_for_states(layers, outputs)

    def copy(layer: str, index: int, tensor: int) -> str:
        """Append a layer that yields the same as another."""
        name = claim(f"{layer}_copy")
        config = {"name": name, "trainable": True, "activation": "linear"}
        calls = [[[layer, index, tensor, {}]]]
        layers.append({"class_name": "Activation", "config": config, "name": name})
        layers[-1] |= {"inbound_nodes": calls}
        return name

    for layer in list(layers):
        for call in layer["inbound_nodes"]:
            seen = []
            for position, (name, index, tensor, _) in enumerate(call):
                if (name, index, tensor) in seen:
                    call[position] = [copy(name, index, tensor), 0, 0, {}]
                seen.append((name, index, tensor))
    separate: list[list] = []
    copies = []
    for output in outputs:
        if output in separate:
            copies.append(copy(*output))
            output = [copies[-1], 0, 0]
        separate.append(output)
    return separate, copies


def _read_outputs_for_states(layers: list[dict], outputs: list[list]) -> None:
    """Read the last output of a recurrent layer where its state, the same tensor, was read."""
    same = {layer["name"]: _states_that_are_outputs(layer) for layer in layers}
    calls = [reference for layer in layers for call in layer["inbound_nodes"] for reference in call]
    for reference in [*calls, *outputs]:
        name, _, tensor = reference[:3]
        reference[2] = same.get(name, {}).get(tensor, tensor)


def _states_that_are_outputs(layer: dict) -> dict[int, int]:
    """Tell which outputs of a layer are the same tensor as an earlier one."""
    config = layer["config"]
    both = layer["class_name"] == "Bidirectional" and config["merge_mode"] is None
    inner = config["layer"] if both else layer
    if inner["class_name"] not in _RECURRENT:
        return {}
    config = inner["config"]
    if not config.get("return_state") or config.get("return_sequences"):
        return {}
    if not both:
        return {1: 0}
    return {2: 0, 4 if inner["class_name"] == "LSTM" else 3: 1}
