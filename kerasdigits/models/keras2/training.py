"""Compile settings as Keras 2 wrote them: the optimizer, the losses, the metrics."""

# Arguments of Keras 2's optimizers that Keras 3 does not take.
_GONE_OF_OPTIMIZERS = ("decay", "is_legacy_optimizer", "jit_compile")
# Keras 3 itself fails on these names in a .h5 file.
_SHORT_LOSSES = {
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "logcosh": "log_cosh",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "mse": "mean_squared_error",
    "msle": "mean_squared_logarithmic_error",
}
# Settings whose default was None, which Keras 3 takes for a number of steps, or for no compilation.
_UNSET = ("jit_compile", "run_eagerly", "steps_per_execution")
_REDUCTIONS = {"auto": "sum_over_batch_size"}


def upgrade_training(entry: object) -> object:
    """Write compile settings, or a part of them, as Keras 3 takes them.

    Args:
        entry: What JSON holds: `training_config` of a .h5 file, `compile_config` of a .keras file.

    Returns:
        The same without what went. A learning rate that decays by Keras 2's `decay` stays at its
        start.
    """
    if isinstance(entry, list):
        return [upgrade_training(part) for part in entry]
    if not isinstance(entry, dict):
        return entry
    entry = {key: upgrade_training(value) for key, value in entry.items()}
    for key in _UNSET:
        if key in entry and entry[key] is None:
            del entry[key]
    if "loss" in entry:
        entry["loss"] = _lengthen(entry["loss"])
    config, name = entry.get("config"), entry.get("class_name")
    if isinstance(name, str) and isinstance(config, dict):
        entry = {k: v for k, v in entry.items() if k != "shared_object_id"}
        name = entry["class_name"] = name.removeprefix("Custom>")
        if str(entry.get("registered_name") or "").startswith("Custom>"):
            entry["registered_name"] = name
        if entry.get("module") == "keras.optimizers.legacy":
            entry["module"] = "keras.optimizers"
        for key in _GONE_OF_OPTIMIZERS:
            config.pop(key, None)
        if "lr" in config:
            config["learning_rate"] = config.pop("lr")
        if config.get("reduction") in _REDUCTIONS:
            config["reduction"] = _REDUCTIONS[config["reduction"]]
        if name == "MeanMetricWrapper" and "fn" in config:
            return config["fn"]
        if "reduction" in config:
            config.pop("fn", None)  # the class says it
    return entry


def _lengthen(loss: object) -> object:
    """Give losses their long names, in whatever structure they are."""
    if isinstance(loss, str):
        return _SHORT_LOSSES.get(loss.lower(), loss)
    if isinstance(loss, list):
        return [_lengthen(part) for part in loss]
    if isinstance(loss, dict) and "class_name" not in loss:
        return {key: _lengthen(part) for key, part in loss.items()}
    return loss
