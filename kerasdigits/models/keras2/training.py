"""Compile settings as Keras 2 wrote them: the optimizer, the losses, the metrics."""

# Arguments of Keras 2's optimizers that Keras 3 does not take.
_GONE_OF_OPTIMIZERS = ("decay", "is_legacy_optimizer", "jit_compile")
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
    config, name = entry.get("config"), entry.get("class_name")
    if isinstance(name, str) and isinstance(config, dict):
        entry = {k: v for k, v in entry.items() if k != "shared_object_id"}
        name = entry["class_name"] = name.removeprefix("Custom>")
        if str(entry.get("registered_name") or "").startswith("Custom>"):
            entry["registered_name"] = name
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
