"""One layer of TensorFlow.js as a Keras layer, those inside it too."""

from collections.abc import Callable
from typing import Any

from kerasdigits.errors import ModelError
from kerasdigits.models.tfjs_layers.arguments import read_activation, read_object, to_snake
from kerasdigits.models.tfjs_layers.table import LayerImport, find_rule

_KINDS = ("initializer", "regularizer", "constraint")
_WORDS = ("padding", "data_format", "interpolation", "merge_mode", "output_mode")
_INSIDE = ("Bidirectional", "RNN", "StackedRNNCells", "TimeDistributed")


def describe(entry: dict) -> str:
    """Name a layer for an error: `Layer "lstm" (LSTM)`."""
    return f'Layer "{entry["config"].get("name")}" ({entry["class_name"]})'


def make_layer(
    entry: dict, make_inner: Callable[[dict], Any], stand_in: type | None, name: str | None = None
) -> Any:
    """Make a Keras layer.

    Args:
        entry: `{"class_name", "config"}`, keys in snake case.
        make_inner: Makes a layer or model that stands inside this one.
        stand_in: The class to take in place of Keras's.
        name: What to call it; as the config says by default.

    Returns:
        The layer, not built.

    Raises:
        ModelError: Keras has no layer that computes the same.
    """
    import keras

    from kerasdigits.models.keras2.gone_layers import ThresholdedReLU

    class_name, config = entry["class_name"], entry["config"]
    rule = find_rule(class_name, describe(entry))
    arguments = _read_arguments(rule, entry)
    arguments["name"] = name or str(config.get("name", "")).replace("/", "_") or None
    if config.get("trainable") is False:
        arguments["trainable"] = False
    if class_name in _INSIDE:
        return _make_holder(entry, arguments, make_inner)
    made_by = stand_in or getattr(keras.layers, class_name, ThresholdedReLU)
    return _construct(made_by, arguments, entry)


def _make_holder(entry: dict, arguments: dict, make_inner: Callable[[dict], Any]) -> Any:
    import keras

    class_name, config = entry["class_name"], entry["config"]
    if class_name == "StackedRNNCells":
        cells = [make_inner(_entry(cell, entry)) for cell in config.get("cells") or []]
        return _construct(keras.layers.StackedRNNCells, {"cells": cells, **arguments}, entry)
    key = "cell" if class_name == "RNN" else "layer"
    inner = make_inner(_entry(config.get(key), entry))
    return _construct(getattr(keras.layers, class_name), {key: inner, **arguments}, entry)


def _entry(value: object, outer: dict) -> dict:
    named = isinstance(value, dict) and isinstance(value.get("class_name"), str)
    if not isinstance(value, dict) or not named or not isinstance(value.get("config"), dict):
        raise ModelError(f"{describe(outer)} holds no layer", received=value)
    return value


def _construct(made_by: Any, arguments: dict, entry: dict) -> Any:
    try:
        return made_by(**arguments)
    except Exception as error:  # each layer has its own for what it does not take
        raise ModelError(
            f"{describe(entry)} has an argument that Keras does not take", received=error
        ) from error


def _read_arguments(rule: LayerImport, entry: dict) -> dict:
    config = {**rule.absent, **entry["config"]}
    _require_same_meaning(rule, entry)
    arguments = dict(rule.always)
    for key in rule.keep:
        if config.get(key) is not None or (key == "merge_mode" and key in config):
            arguments[key] = _read_word(key, config[key])
    for key, renamed in rule.renames.items():
        if config.get(key) is not None:
            arguments[renamed] = config[key]
    for key in rule.activations:
        if key in config:
            arguments[key] = read_activation(config[key], describe(entry))
    for stem in rule.objects:
        for kind in _KINDS:
            key = f"{stem}_{kind}"
            read = read_object(key, config.get(key))
            if read is not None:
                arguments[key] = read
    if rule.adapt is not None:
        try:
            rule.adapt(arguments)
        except (TypeError, KeyError) as error:
            raise ModelError(f"{describe(entry)} lacks an argument", received=error) from error
    return arguments


def _require_same_meaning(rule: LayerImport, entry: dict) -> None:
    for key, values in rule.only.items():
        value = _read_word(key, entry["config"].get(key))
        if value not in values:
            raise ModelError(
                f"{describe(entry)} has an argument with which TensorFlow.js computes something "
                "else than Keras, or nothing",
                received=f"{key}={value!r}",
                remedy="Build the model without it, or use the Keras model that it was made from",
            )


def _read_word(key: str, value: Any) -> Any:
    """Read a word, which browsers write as `channelsLast`; other values are as they are."""
    return to_snake(value) if key in _WORDS and isinstance(value, str) else value
