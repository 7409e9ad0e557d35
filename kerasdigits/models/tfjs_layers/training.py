"""`trainingConfig` of model.json as Keras's `compile`.

Names of optimizers and their arguments: tfjs-core/src/optimizers; of losses and metrics:
tfjs-layers/src/losses.ts, metrics.ts. What means something else in Keras is left out, or told.
"""

import math
from collections.abc import Callable
from typing import Any

from kerasdigits.models.tfjs_layers.arguments import to_snake, with_snake_keys
from kerasdigits.tfjs.layers_model.training_config import LOSSES, METRICS

# TensorFlow.js's name in snake case -> Keras's.
_LOSSES = {
    **{to_snake(theirs): ours for ours, theirs in LOSSES.items()},
    "cosine_proximity": "cosine_similarity",
    "kullback_leibler_divergence": "kl_divergence",
    "mean_absolute_percentage_error": "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error": "mean_squared_logarithmic_error",
    "poisson": "poisson",
}
_METRICS = {
    **{to_snake(theirs): ours for ours, theirs in METRICS.items() if ours != "acc"},
    **{name: name for name in METRICS},
    "accuracy": "accuracy",
}
_EPSILON = 1e-7


class _NotExpressible(Exception):
    """The reason why Keras cannot be told how the model was compiled."""


def compile_model(model: Any, training: object) -> list[str]:
    """Compile a model as a `trainingConfig` says.

    Args:
        model: The Keras model.
        training: What model.json holds; None where the model was not compiled.

    Returns:
        Sentences for the person who imports: what is left out, and why.
    """
    if training is None:
        return []
    notes: list[str] = []
    try:
        if not isinstance(training, dict):
            raise _NotExpressible("trainingConfig is not an object")
        optimizer = _read_optimizer(training.get("optimizer_config"), notes)
        loss = _read_losses(training.get("loss"), [tensor.name for tensor in model.outputs])
        metrics = _read_metrics(training.get("metrics"), len(model.outputs), notes)
        model.compile(optimizer, loss, metrics=metrics)
    except (_NotExpressible, TypeError, ValueError) as error:
        return [f"the model is not compiled: {error}"]
    return notes


def _read_losses(loss: object, outputs: list[str]) -> Any:
    if isinstance(loss, list):
        return [_read_loss(part) for part in loss]
    if isinstance(loss, dict) and "class_name" not in loss:
        if len(loss) != len(outputs):
            raise _NotExpressible("the losses do not name each output")
        return [_read_loss(part) for part in loss.values()]
    return _read_loss(loss)


def _read_loss(loss: object) -> str:
    name = to_snake(loss) if isinstance(loss, str) else ""
    if name not in _LOSSES:
        raise _NotExpressible(f"Keras has no loss {loss!r} that computes the same")
    return _LOSSES[name]


def _read_metrics(metrics: object, outputs: int, notes: list[str]) -> list[str] | None:
    if not metrics:
        return None
    if outputs > 1 or not isinstance(metrics, list):
        notes.append("metrics of several outputs are left out")
        return None
    known = []
    for metric in metrics:
        name = to_snake(metric) if isinstance(metric, str) else ""
        if name in _METRICS:
            known.append(_METRICS[name])
        else:
            notes.append(f"metric left out: Keras has no {metric!r} that computes the same")
    return known or None


def _read_optimizer(entry: object, notes: list[str]) -> Any:
    import keras

    given: dict = with_snake_keys(entry) if isinstance(entry, dict) else {}
    name = given.get("class_name")
    if name not in _OPTIMIZERS:
        raise _NotExpressible(f"Keras has no optimizer {name!r} that computes the same")
    config = given["config"] if isinstance(given.get("config"), dict) else {}
    rate = config.get("learning_rate", config.get("lr"))
    if not isinstance(rate, int | float) or not math.isfinite(rate):
        raise _NotExpressible(f"the learning rate is {rate!r}")
    class_name, options = _OPTIMIZERS[name](config)
    options = {key: value for key, value in options.items() if value is not None}
    if name in ("Adam", "Adamax") and config.get("decay"):
        notes.append(f"optimizer: its decay of {config['decay']} is left out")
    if name == "Adam" and options.get("epsilon", 0) > _EPSILON:
        notes.append(
            f"optimizer: Adam(epsilon={options['epsilon']:g}) takes other steps in Keras, which "
            "adds epsilon before the bias correction, TensorFlow.js after"
        )
    return getattr(keras.optimizers, class_name)(learning_rate=float(rate), **options)


def _sgd(config: dict) -> tuple[str, dict]:
    nesterov = bool(config.get("nesterov"))
    return "SGD", {"momentum": config.get("momentum"), "nesterov": nesterov}


def _momentum(config: dict) -> tuple[str, dict]:
    nesterov = bool(config.get("use_nesterov"))
    return "SGD", {"momentum": config.get("momentum"), "nesterov": nesterov}


def _rmsprop(config: dict) -> tuple[str, dict]:
    if config.get("centered"):
        raise _NotExpressible("TensorFlow.js's centered RMSProp computes something else")
    # Files of Keras 2 call it rho, and have another decay.
    rho = config.get("rho", config.get("decay"))
    return "RMSprop", {
        "rho": rho,
        "momentum": config.get("momentum"),
        "epsilon": config.get("epsilon"),
    }


def _adam(class_name: str) -> Callable[[dict], tuple[str, dict]]:
    def read(config: dict) -> tuple[str, dict]:
        options = {f"beta_{i}": config.get(f"beta_{i}", config.get(f"beta{i}")) for i in (1, 2)}
        return class_name, {**options, "epsilon": config.get("epsilon")}

    return read


def _adagrad(config: dict) -> tuple[str, dict]:
    return "Adagrad", {
        "initial_accumulator_value": config.get("initial_accumulator_value"),
        "epsilon": _EPSILON,
    }


# Adadelta is missing on purpose: TensorFlow.js divides by the average before its update.
_OPTIMIZERS: dict[object, Callable[[dict], tuple[str, dict]]] = {
    "Adagrad": _adagrad,
    "Adam": _adam("Adam"),
    "Adamax": _adam("Adamax"),
    "Momentum": _momentum,
    "RMSProp": _rmsprop,
    "RMSprop": _rmsprop,
    "SGD": _sgd,
}
