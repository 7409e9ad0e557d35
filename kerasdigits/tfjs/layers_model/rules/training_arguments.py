"""The arguments of layers that matter for training only: initializers, penalties, constraints."""

from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase
from kerasdigits.tfjs.reference.keras_internals import calls_of

# Keras's class -> TensorFlow.js's and its arguments (initializers.ts). Orthogonal is missing: a
# bundle without chained operations cannot make the matrix, and models inside models would try.
INITIALIZERS = {
    "Constant": ("Constant", ("value",)),
    "GlorotNormal": ("GlorotNormal", ("seed",)),
    "GlorotUniform": ("GlorotUniform", ("seed",)),
    "HeNormal": ("HeNormal", ("seed",)),
    "HeUniform": ("HeUniform", ("seed",)),
    "Identity": ("Identity", ("gain",)),
    "LecunNormal": ("LeCunNormal", ("seed",)),
    "LecunUniform": ("LeCunUniform", ("seed",)),
    "Ones": ("Ones", ()),
    "RandomNormal": ("RandomNormal", ("mean", "stddev", "seed")),
    "RandomUniform": ("RandomUniform", ("minval", "maxval", "seed")),
    "TruncatedNormal": ("TruncatedNormal", ("mean", "stddev", "seed")),
    "VarianceScaling": ("VarianceScaling", ("scale", "mode", "distribution", "seed")),
    "Zeros": ("Zeros", ()),
}
# There TensorFlow.js takes a 0 for "not given".
_NEVER_ZERO = ("minval", "maxval", "stddev", "scale")
_DISTRIBUTIONS = ("uniform", "truncated_normal")


def is_for_training(key: str) -> bool:
    """Tell by its name whether an argument has no influence on what a trained layer computes."""
    return key.endswith(("_initializer", "_regularizer", "_constraint"))


def write_training_argument(
    case: LayerCase, key: str, value: object, *, penalised: bool
) -> dict | None:
    """Write an initializer or a penalty the way tfjs-layers reads it.

    Args:
        case: The layer.
        key: The argument, such as `kernel_initializer`.
        value: As Keras serialized it.
        penalised: Whether TensorFlow.js adds penalties on this layer's weights to the loss.

    Returns:
        `{"class_name": ..., "config": {...}}`; None for what TensorFlow.js lacks or counts
        otherwise, which is left out: the weights are there without it.
    """
    if not isinstance(value, dict):
        return None
    if key.endswith("_initializer") and value.get("module") == "keras.initializers":
        return _write_initializer(value)
    if key.endswith("_regularizer") and value.get("module") == "keras.regularizers":
        return _write_penalty(key, value) if penalised and len(calls_of(case.layer)) == 1 else None
    return None


def note_what_is_lost(case: LayerCase, key: str, value: object) -> None:
    """Note a penalty or constraint that is left out; without an initializer nothing is lost.

    A constraint would be applied once, to the weights as they are loaded, and never in training
    (tfjs-layers: `LayerVariable.write`; the optimizer goes past it).
    """
    if value is not None and key.endswith(("_regularizer", "_constraint")):
        case.notes.append(
            f'layer "{case.name}": {key} is not exported; it matters only for further training'
        )


def _write_initializer(value: dict) -> dict | None:
    if value.get("class_name") not in INITIALIZERS:
        return None
    name, arguments = INITIALIZERS[value["class_name"]]
    given = value.get("config", {})
    config = {key: given[key] for key in arguments if key in given}
    if given.get("input_axes") or given.get("output_axes"):
        return None
    if config.get("distribution", "uniform") not in _DISTRIBUTIONS:
        return None
    if not isinstance(config.get("seed", 0), int | None):
        config["seed"] = None  # a generator of Keras's
    numbers = {key: number for key, number in config.items() if key not in ("mode", "distribution")}
    if not all(isinstance(number, int | float | None) for number in numbers.values()):
        return None
    if any(config.get(key) == 0 for key in _NEVER_ZERO):
        return None
    return {"class_name": name, "config": config}


def _write_penalty(key: str, value: dict) -> dict | None:
    """Write a penalty on weights: TensorFlow.js has Keras's L1 and L2 as one class, L1L2.

    It adds a penalty once for each call of a layer, Keras once (engine/container.ts), and forgets
    those of recurrent cells; a penalty on outputs makes its loader fail. These are dropped.
    """
    if key == "activity_regularizer" or value.get("class_name") not in ("L1", "L2", "L1L2"):
        return None
    strengths = {name: float(value["config"].get(name) or 0.0) for name in ("l1", "l2")}
    return {"class_name": "L1L2", "config": strengths}
