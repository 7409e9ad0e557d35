"""Weights of losses by name, as Keras 2 takes them.

Where losses are a list, Keras 3.15.1 gives them to the outputs in the order of the sorted names;
where one loss stands for all, it refuses them (findings/keras-loss-weights-swapped.sh).
"""

from typing import Any


def name_losses(training: object, model: dict[str, Any]) -> object:
    """Write losses by name where weights are, and every weight: Keras 3 then goes by the names.

    Args:
        training: The compile settings.
        model: The config of the model, with its `class_name`.

    Returns:
        The same settings where no weights are by name, or they do not name outputs.
    """
    if not isinstance(training, dict):
        return training
    weights, names = training.get("loss_weights"), _name_outputs(model)
    if not isinstance(weights, dict) or len(names) < 2 or not weights.keys() <= {*names}:
        return training
    losses = _list_losses(training.get("loss"), names)
    if len(losses) != len(names):
        return training
    every = {name: weights.get(name, 1.0) for name in names}  # 1 for who has none, in Keras 2
    return training | {"loss": dict(zip(names, losses, strict=True)), "loss_weights": every}


def _list_losses(loss: Any, names: list[str]) -> list[Any]:
    if isinstance(loss, list):
        return loss
    if isinstance(loss, dict) and "class_name" not in loss:
        return [loss[name] for name in names if name in loss]
    return [loss] * len(names)


def _name_outputs(model: dict[str, Any]) -> list[str]:
    """Give the names of a Functional's outputs; none of a dict, or where one gives two."""
    outputs = (model.get("config") or {}).get("output_layers")
    names = [output[0] for output in outputs] if isinstance(outputs, list) else []
    return names if len({*names}) == len(names) else []
