"""How the model was compiled, as TensorFlow.js reads it: `trainingConfig` of model.json.

`loadLayersModel` compiles the model with it (tfjs-layers/src/engine/training.ts,
`loadTrainingConfig`), so that a page can `fit` further. TensorFlow.js's losses take probabilities
and have no options; whatever it cannot express makes us leave the whole of it out, with a note,
because a half-compiled model fails only later.
"""

import math
import re
from typing import TYPE_CHECKING

from kerasdigits.tfjs.reference.keras_internals import output_structure

if TYPE_CHECKING:
    import keras

# Keras's function name -> TensorFlow.js's (tfjs-layers/src/losses.ts).
LOSSES = {
    "binary_crossentropy": "binaryCrossentropy",
    "categorical_crossentropy": "categoricalCrossentropy",
    "categorical_hinge": "categoricalHinge",
    "hinge": "hinge",
    "log_cosh": "logcosh",
    "mean_absolute_error": "meanAbsoluteError",
    "mean_squared_error": "meanSquaredError",
    "sparse_categorical_crossentropy": "sparseCategoricalCrossentropy",
    "squared_hinge": "squaredHinge",
}
_SHORT = {
    "bce": "binary_crossentropy",
    "logcosh": "log_cosh",
    "mae": "mean_absolute_error",
    "mse": "mean_squared_error",
}
# Metrics that TensorFlow.js computes as Keras does. "accuracy" adapts to the loss on both sides.
METRICS = {
    "acc": "accuracy",
    "accuracy": "accuracy",
    "binary_accuracy": "binaryAccuracy",
    "categorical_accuracy": "categoricalAccuracy",
    "mean_absolute_error": "mae",
    "mean_squared_error": "mse",
    "sparse_categorical_accuracy": "accuracy",
}
# Options of a Keras loss or metric, with the values that TensorFlow.js's version stands for.
_FIXED_OPTIONS = {
    "axis": (-1,),
    "from_logits": (False,),
    "ignore_class": (None,),
    "label_smoothing": (0, 0.0),
    "reduction": ("sum_over_batch_size", "mean", "mean_with_sample_weight"),
    "threshold": (0.5,),
}
_COMMON_EXTRAS = (
    "clipnorm",
    "clipvalue",
    "global_clipnorm",
    "gradient_accumulation_steps",
    "weight_decay",
    "use_ema",
)
# Keras's default, which TensorFlow.js's Adagrad has for good (tfjs-core: `backend.epsilon()`; 1e-4
# on webgl). As Adam's it leaves both 2e-4 of their movement apart after 20 steps.
_EPSILON = 1e-7
# Losses that take labels of 0 and 1 for -1 and 1 in Keras only.
_HINGES = ("hinge", "squaredHinge")


class _NotExpressible(Exception):
    """The reason why TensorFlow.js cannot be told how the model was compiled."""


def write_training_config(
    model: "keras.Model", output_names: list[str]
) -> tuple[dict | None, list[str]]:
    """Translate `model.compile(...)`.

    Args:
        model: The Keras model, compiled or not.
        output_names: The names of the outputs' layers in TensorFlow.js.

    Returns:
        `{"loss", "metrics", "optimizer_config"}`, or None when the model is not compiled or
        TensorFlow.js cannot train it the same way; and sentences on what is left out, and why.
    """
    if not getattr(model, "compiled", False) or model.optimizer is None:
        return None, []
    notes: list[str] = []
    try:
        config = model.get_compile_config()
        config["loss"] = _name_own(getattr(model, "loss", None), config.get("loss"))
        losses = _losses(config, _output_keys(model))
        metrics, lost = _metrics(config, losses, [tensor.shape for tensor in model.outputs])
        notes += lost
        optimizer = _optimizer(model.optimizer)
        notes += _describe_lost_options(model.optimizer)
        notes += _describe_epsilon(model.optimizer)
        notes += _describe_labels(losses)
    except (_NotExpressible, TypeError, ValueError) as error:
        notes.append(f"no trainingConfig (a page must compile the model itself): {error}")
        return None, notes
    return {"loss": losses, "metrics": metrics, "optimizer_config": optimizer}, notes


def _output_keys(model: "keras.Model") -> list[str]:
    """Return the names by which `compile` takes a dict of losses, in the order of the outputs."""
    structure = output_structure(model)
    if isinstance(structure, dict):
        return sorted(structure)
    return list(getattr(model, "output_names", None) or [model.layers[-1].name])


def _name_own(given: object, written: object) -> object:
    """Give losses by their names where they are Keras's own functions, as a .h5 file has them.

    Args:
        given: What `compile` took.
        written: The same as Keras writes it, which does not tell whose function it is.
    """
    import keras

    if isinstance(given, dict) and isinstance(written, dict):
        return {key: _name_own(given[key], part) for key, part in written.items()}
    if isinstance(given, list) and isinstance(written, list):
        return [_name_own(*pair) for pair in zip(given, written, strict=True)]
    name = getattr(given, "__name__", None)
    return name if name and getattr(keras.losses, name, None) is given else written


def _losses(config: dict, output_names: list[str]) -> str | list[str]:
    if config.get("loss_weights") not in (None, 1, 1.0):
        raise _NotExpressible("TensorFlow.js has no loss_weights")
    loss = config.get("loss")
    if isinstance(loss, dict) and "class_name" not in loss:
        missing = [name for name in output_names if name not in loss]
        if missing:
            raise _NotExpressible(f"the compiled losses do not name the output {missing[0]}")
        loss = [loss[name] for name in output_names]
    if isinstance(loss, list | tuple):
        return [_name(entry, LOSSES, "loss") for entry in loss]
    return _name(loss, LOSSES, "loss")


def _metrics(
    config: dict, losses: str | list[str], shapes: list[tuple]
) -> tuple[list[str], list[str]]:
    """Give TensorFlow.js's names of the metrics, and sentences on those that it lacks."""
    written, notes = [], []
    if config.get("weighted_metrics"):
        notes.append("weighted_metrics are not exported: TensorFlow.js has none")
    metrics = config.get("metrics")
    if metrics and (len(shapes) > 1 or not isinstance(metrics, list | tuple)):
        return [], [*notes, "metrics of several outputs are not exported"]
    if metrics and isinstance(metrics[0], list | tuple):  # a list for each output, as Keras 2 wrote
        (metrics,) = metrics
    loss = losses if isinstance(losses, str) else losses[0]
    for metric in metrics or []:
        try:
            name = _name(metric, METRICS, "metric")
            written.append(_settle_accuracy(metric, name, loss, shapes[0][-1]))
        except _NotExpressible as error:
            notes.append(f"metric left out: {error}")
    return written, notes


def _settle_accuracy(metric: object, name: str, loss: str, classes: int | None) -> str:
    """Choose the accuracy that Keras takes by the shapes, TensorFlow.js by the loss.

    (keras/src/trainers/compile_utils.py, `get_metric`; tfjs-layers/src/engine/training.ts.)
    """
    if name != "accuracy":
        return name
    if metric not in ("acc", "accuracy"):  # the sparse one by its name, which TensorFlow.js lacks
        if loss != "sparseCategoricalCrossentropy":
            raise _NotExpressible(f"TensorFlow.js has no sparse accuracy for the loss {loss}")
    elif loss == "binaryCrossentropy" and classes != 1:
        return "categoricalAccuracy"
    return name


def _name(entry: object, known: dict[str, str], kind: str) -> str:
    """Return TensorFlow.js's name of a serialized Keras loss or metric."""
    name, options = entry, {}
    if isinstance(entry, dict):
        name, options = entry["class_name"], entry["config"]
        if not str(entry.get("module")).startswith(("keras.losses", "keras.metrics")):
            custom = options if name == "function" else entry.get("registered_name") or name
            raise _NotExpressible(f"the {kind} {custom} is a custom function")
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", str(name)).lower()
    snake = _SHORT.get(snake, snake)
    if snake not in known:
        raise _NotExpressible(f"TensorFlow.js has no {kind} {name} that computes the same")
    for option, values in _FIXED_OPTIONS.items():
        if option in options and options[option] not in values:
            raise _NotExpressible(f"TensorFlow.js's {snake} has no {option}={options[option]}")
    return known[snake]


def _optimizer(optimizer: "keras.Optimizer") -> dict:
    """Write the optimizer with its current learning rate; its running averages start anew."""
    config = optimizer.get_config()
    name = type(optimizer).__name__
    if name not in _OPTIMIZERS:
        raise _NotExpressible(f"TensorFlow.js has no optimizer {name} that computes the same")
    class_name, options = _OPTIMIZERS[name](config)
    learning_rate = float(optimizer.learning_rate)
    return {"class_name": class_name, "config": {"learning_rate": learning_rate, **options}}


def _describe_lost_options(optimizer: "keras.Optimizer") -> list[str]:
    """Say which options of an optimizer TensorFlow.js lacks."""
    config, notes = optimizer.get_config(), []
    if isinstance(config["learning_rate"], dict):
        rate = float(optimizer.learning_rate)
        notes.append(f"learning-rate schedule not exported: TensorFlow.js continues at {rate:g}")
    for extra in _COMMON_EXTRAS:
        if config.get(extra) not in (None, False, 0, 0.0):
            notes.append(f"optimizer: {extra}={config[extra]} not exported, TensorFlow.js has none")
    return notes


def _describe_epsilon(optimizer: "keras.Optimizer") -> list[str]:
    """Say where an epsilon that is large enough to matter means something else.

    Adam's step number t is the same on both sides where TensorFlow.js's epsilon is Keras's divided
    by sqrt(1 - beta_2^t), which no constant is.
    """
    config, name = optimizer.get_config(), type(optimizer).__name__
    epsilon = config.get("epsilon")
    if name in ("Adam", "AdamW") and epsilon > _EPSILON:
        at_first = epsilon * math.sqrt(1 - config["beta_2"])
        return [
            f"optimizer: {name}(epsilon={epsilon:g}) takes other steps in TensorFlow.js, which "
            "adds epsilon after the bias correction, Keras before: there it counts as "
            f"{at_first:.2g} at the first step and comes to {epsilon:g} in the long run"
        ]
    if name == "Adagrad" and epsilon != _EPSILON:
        return [
            f"optimizer: Adagrad(epsilon={epsilon:g}) takes other steps in TensorFlow.js, whose "
            f"epsilon is {_EPSILON:g} for good (1e-4 on webgl)"
        ]
    return []


def _describe_labels(losses: str | list[str]) -> list[str]:
    """Say which losses take other labels."""
    given = [losses] if isinstance(losses, str) else losses
    return [
        f"loss: {name} takes labels of -1 and 1 only in TensorFlow.js; Keras makes them of 0 and 1"
        for name in _HINGES
        if name in given
    ]


def _sgd(config: dict) -> tuple[str, dict]:
    if not config["momentum"]:
        return "SGD", {}
    return "Momentum", {"momentum": config["momentum"], "use_nesterov": config["nesterov"]}


def _rmsprop(config: dict) -> tuple[str, dict]:
    if config["centered"]:
        # v - (g^2 + epsilon) in rmsprop_optimizer.ts, where Keras has v - g^2 + epsilon.
        raise _NotExpressible("TensorFlow.js's centered RMSProp computes something else")
    options = {key: config[key] for key in ("momentum", "epsilon")}
    return "RMSProp", {"decay": config["rho"], **options, "centered": False}


def _adam(config: dict) -> tuple[str, dict]:
    if config.get("amsgrad"):
        raise _NotExpressible("TensorFlow.js's Adam has no amsgrad")
    return "Adam", {key: config[key] for key in ("beta_1", "beta_2", "epsilon")}


def _adamax(config: dict) -> tuple[str, dict]:
    options = {key: config[key] for key in ("beta_1", "beta_2", "epsilon")}
    return "Adamax", {**options, "decay": 0.0}


def _adagrad(config: dict) -> tuple[str, dict]:
    return "Adagrad", {"initial_accumulator_value": config["initial_accumulator_value"]}


# Adadelta is missing on purpose: TensorFlow.js divides by the average before its update.
_OPTIMIZERS = {
    "Adagrad": _adagrad,
    "Adam": _adam,
    "AdamW": _adam,
    "Adamax": _adamax,
    "RMSprop": _rmsprop,
    "SGD": _sgd,
}
