"""Where a mask may be in a model of Keras 2: behind its makers, as far as the layers pass it on.

It says "may" rather than "may not" in doubt: of a class that it does not know, and of models inside
models. What depends on it is right with a mask and without.
"""

from collections.abc import Mapping, Sequence

from kerasdigits.models.keras2.calls import Call, tensors_in

_ENDS_AT = (
    "AveragePooling",
    "Conv",
    "Cropping",
    "DepthwiseConv",
    "Flatten",
    "Global",
    "Identity",
    "MaxPooling",
    "Normalization",
    "Rescaling",
    "SeparableConv",
    "SlicingOpLambda",
    "TFOpLambda",
    "TensorFlowOpLayer",
    "UpSampling",
    "ZeroPadding",
)
_RECURRENT = ("GRU", "LSTM", "RNN", "SimpleRNN")
_MODELS = ("Functional", "Model", "Sequential")


def find_masked(
    layers: Sequence[dict], calls: Mapping[str, Sequence[Call]], entered: bool
) -> set[str]:
    """Find the layers of a graph that a mask may arrive at.

    Args:
        layers: The entries of the layers.
        calls: What each was called on, by its name in the graph.
        entered: Whether the graph's own inputs may be masked.

    Returns:
        Their names.
    """
    by_name = dict(zip(calls, layers, strict=True))
    arrived: set[str] = set()
    while True:
        found = {
            name
            for name, group in calls.items()
            if (entered and by_name[name]["class_name"] == "InputLayer")
            or any(_names_mask(call) or _arrives(call, by_name, arrived) for call in group)
        }
        if found == arrived:
            return found
        arrived = found


def yields_mask(layer: dict, arrives: bool) -> bool:
    """Tell whether what a layer yields may have a mask.

    Args:
        layer: Its entry.
        arrives: Whether what it is called on may have one.
    """
    class_name, config = layer["class_name"], layer["config"]
    if class_name in _MODELS:
        return arrives or makes_mask(config)
    if class_name == "Masking" or config.get("mask_zero"):
        return True
    inner = config["layer"]["config"] if class_name == "Bidirectional" else config
    if class_name in (*_RECURRENT, "Bidirectional") or class_name.startswith("ConvLSTM"):
        return arrives and bool(inner.get("return_sequences"))
    return arrives and not class_name.startswith(_ENDS_AT)


def ends_at_recurrent_layers() -> bool:
    """Tell whether masks end at recurrent layers in today's Keras: from 3.16 on."""
    import keras

    return not keras.layers.LSTM(1).supports_masking


def passes_by_recurrence(layer: dict) -> bool:
    """Tell whether a mask that arrives at a layer passes on since Keras 2's runs over steps.

    Args:
        layer: Its entry.
    """
    running = (*_RECURRENT, "Bidirectional", "ConvLSTM", "TimeDistributed")
    return layer["class_name"].startswith(running) and yields_mask(layer, True)


def makes_mask(part: object) -> bool:
    """Tell whether some layer in a config makes a mask."""
    if isinstance(part, list):
        return any(map(makes_mask, part))
    if not isinstance(part, dict):
        return False
    own = part.get("class_name") == "Masking" or part.get("mask_zero") is True
    return own or any(map(makes_mask, part.values()))


def _names_mask(call: Call) -> bool:
    return any(key.endswith("mask") and tensors_in(value) for key, value in call.named.items())


def _arrives(call: Call, by_name: Mapping[str, dict], arrived: set[str]) -> bool:
    makers = {tensor.layer for tensor in tensors_in(call)} & by_name.keys()
    return any(yields_mask(by_name[name], name in arrived) for name in makers)
