"""Arguments of TensorFlow.js's layers as Keras takes them.

Files of Keras write `batch_input_shape`, those of browsers may write `batchInputShape`; the loader
takes both (tfjs-layers/src/utils/serialization_utils.ts), so they are read as snake case here.
"""

import re
from typing import Any

from kerasdigits.errors import ModelError
from kerasdigits.tfjs.layers_model.rules.layer_rule import ACTIVATIONS
from kerasdigits.tfjs.layers_model.rules.training_arguments import INITIALIZERS

# tfjs-layers's name of an activation (activations.ts) -> Keras's of the same function. The exporter
# writes celu as elu, which it is there; hard_sigmoid is another function than Keras's.
_ACTIVATIONS = {
    **{theirs: ours for ours, theirs in ACTIVATIONS.items() if ours != "celu"},
    "hard_sigmoid": "hard_sigmoid",
}
# Name -> Keras's name, and the arguments that mean the same; what is not here starts as Keras does,
# which loaded weights make no difference to.
_OBJECTS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "initializer": {
        theirs: (ours, arguments) for ours, (theirs, arguments) in INITIALIZERS.items()
    },
    "regularizer": {"L1L2": ("L1L2", ("l1", "l2"))},
    "constraint": {
        "MaxNorm": ("MaxNorm", ("max_value", "axis")),
        "MinMaxNorm": ("MinMaxNorm", ("min_value", "max_value", "rate", "axis")),
        "NonNeg": ("NonNeg", ()),
        "UnitNorm": ("UnitNorm", ("axis",)),
    },
}


def to_snake(name: str) -> str:
    """Write a name as Python does: `batch_input_shape` of `batchInputShape`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def with_snake_keys(value: Any) -> Any:
    """Write the keys of objects, at every depth, as Python does."""
    if isinstance(value, dict):
        return {to_snake(str(key)): with_snake_keys(part) for key, part in value.items()}
    if isinstance(value, list):
        return [with_snake_keys(part) for part in value]
    return value


def read_activation(value: object, layer: str) -> Any:
    """Give Keras's activation for TensorFlow.js's.

    Args:
        value: As the config holds it: a name, an object with a name, or None.
        layer: What to call the layer in an error.

    Returns:
        A name, or a function of ours where Keras has none that computes the same.

    Raises:
        ModelError: TensorFlow.js has no such activation.
    """
    from kerasdigits.models.keras2.meanings import keras2_hard_sigmoid

    if isinstance(value, dict):
        value = value.get("class_name")
    name = "linear" if value is None else to_snake(str(value))
    if name not in _ACTIVATIONS:
        raise ModelError(
            f"{layer} uses an activation that TensorFlow.js does not have", received=value
        )
    return keras2_hard_sigmoid if name == "hard_sigmoid" else _ACTIVATIONS[name]


def read_object(key: str, value: object) -> Any:
    """Give Keras's initializer, penalty or constraint for TensorFlow.js's.

    Args:
        key: The argument, such as `kernel_initializer`.
        value: As the config holds it.

    Returns:
        The object; None for what is not known, which shapes further training only.
    """
    import keras

    kind = key.rpartition("_")[2]
    class_name = value.get("class_name") if isinstance(value, dict) else None
    if not isinstance(class_name, str) or class_name not in _OBJECTS[kind]:
        return None
    name, arguments = _OBJECTS[kind][class_name]
    given = value.get("config") if isinstance(value, dict) else None
    config = {k: given[k] for k in arguments if k in given} if isinstance(given, dict) else {}
    for option in ("mode", "distribution"):
        if option in config:
            config[option] = to_snake(str(config[option]))
    if config.get("distribution") == "normal":  # TensorFlow.js truncates it
        config["distribution"] = "truncated_normal"
    try:
        return getattr(getattr(keras, f"{kind}s"), name)(**config)
    except (TypeError, ValueError):
        return None
