"""What `inspect` tells of a Keras model without building it: layers, shapes, parameters."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kerasdigits.models.strangers.hdf5 import Array
from kerasdigits.models.strangers.opened import OpenedModel

# Groups of a file that hold what is not a weight of the model (keras/src/saving/saving_lib.py).
_STATE = ("optimizer", "optimizer_weights", "seed_generator", "metrics")
_LISTS = ("layers", "_layer_checkpoint_dependencies", "model_weights")
_NUMBERED = re.compile(r"_\d+$")


@dataclass(frozen=True)
class Layer:
    """A layer as a config describes it.

    Attributes:
        name: Its name.
        class_name: Its class.
        shape: The shape that goes in, with the batch first; None where the config does not say.
        parameters: How many numbers its weights hold; None where the file has no weights for it.
        dtype: The dtype or policy that it computes in; None where the config does not say.
        trainable: Whether it is trained.
    """

    name: str
    class_name: str
    shape: Any
    parameters: int | None
    dtype: str | None
    trainable: bool


def list_layers(opened: OpenedModel) -> list[Layer]:
    """List the layers of a model in its order, those inside models and layers as one with these.

    Args:
        opened: The model.
    """
    entries = list(_entries(opened.config))
    groups = _match_groups(entries, opened)
    counts: Counter[str] = Counter()
    for array in weights_of(opened.arrays):
        counts[_group_of(array.path, set(groups.values()))] += array.size
    return [_describe(entry, groups.get(index), counts) for index, entry in enumerate(entries)]


def weights_of(arrays: list[Array]) -> list[Array]:
    """Leave out the state of optimizers and of random numbers.

    Args:
        arrays: All that a file holds.
    """
    return [
        array
        for array in arrays
        if not any(_NUMBERED.sub("", part) in _STATE for part in array.path.split("/")[:-1])
    ]


def describe_training(training: dict[str, Any]) -> dict[str, Any] | None:
    """Tell how a model was compiled, by the names of things.

    Args:
        training: The compile settings as Keras 3 or 2 writes them.

    Returns:
        `optimizer`, `learning_rate`, `loss`, `metrics`; None where it was not compiled.
    """
    if not training:
        return None
    optimizer = training.get("optimizer") or training.get("optimizer_config")
    inner = optimizer.get("config") if isinstance(optimizer, dict) else None
    rate = inner.get("learning_rate", inner.get("lr")) if isinstance(inner, dict) else None
    return {
        "optimizer": _name_all(optimizer),
        "learning_rate": rate if _is_number(rate) else _name_all(rate),
        "loss": _name_all(training.get("loss")),
        "metrics": _name_all(training.get("metrics")),
    }


def read_shape(shape: Any) -> list[Any] | None:
    """Give the shape that a config states, or the list of shapes of several inputs, or None.

    Args:
        shape: What stands in the config.
    """
    several = isinstance(shape, list) and all(map(_is_shape, shape))
    return shape if several or _is_shape(shape) else None


def _is_shape(shape: Any) -> bool:
    return isinstance(shape, list) and all(n is None or type(n) is int for n in shape)


def _entries(config: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the entries of a model's layers; the first Keras 2 wrote a Sequential as a bare list."""
    inner = config.get("config")
    layers = inner.get("layers") if isinstance(inner, dict) else inner
    for entry in layers if isinstance(layers, list) else ():
        if isinstance(entry, dict):
            yield entry


def _describe(entry: dict[str, Any], group: str | None, counts: Counter[str]) -> Layer:
    config = entry.get("config")
    config = config if isinstance(config, dict) else {}
    built = entry.get("build_config")
    shape = built.get("input_shape") if isinstance(built, dict) else None
    shape = shape or config.get("batch_shape") or config.get("batch_input_shape")
    return Layer(
        str(config.get("name", entry.get("name", "?"))),
        str(entry.get("class_name")),
        read_shape(shape),
        None if group is None else counts[group],
        _name_dtype(config.get("dtype")),
        config.get("trainable") is not False,
    )


def _match_groups(entries: list[dict[str, Any]], opened: OpenedModel) -> dict[int, str]:
    """Find the group of each layer: by the name that Keras notes in it, else by its place.

    Keras 3 calls a group as the class, with a number from the second on (`dense`, `dense_1`);
    legacy files call it as the layer.
    """
    places: dict[str, str] = {}
    for path, name in opened.owners.items():
        if path.count("/") == 2 and path.startswith(_LISTS):
            places[name] = path.split("/")[1]
    numbers: Counter[str] = Counter()
    found: dict[int, str] = {}
    for index, entry in enumerate(entries):
        config = entry.get("config")
        called = config.get("name", entry.get("name")) if isinstance(config, dict) else None
        snake = _as_snake(str(entry.get("class_name")))
        number = numbers[snake]
        numbers[snake] += 1
        by_place = f"{snake}_{number}" if number else snake
        legacy = any(path.startswith("model_weights/") for path in opened.groups)
        place = str(called) if legacy else places.get(str(called), by_place if not places else "")
        if any(f"{room}/{place}" in opened.groups for room in _LISTS):
            found[index] = place
    return found


def _group_of(path: str, groups: set[str]) -> str:
    """Find the group that an array is in; a name of Keras 2 may have slashes: the longest fits."""
    room, *parts = path.split("/")[:-1] or [""]
    ends = range(len(parts), 0, -1) if room in _LISTS else ()
    return next((name for end in ends if (name := "/".join(parts[:end])) in groups), "")


def _as_snake(name: str) -> str:
    """Write a class as Keras names its group: `BatchNormalization` -> `batch_normalization`."""
    words = re.sub(r"(?<=.)([A-Z][a-z]+)", r"_\1", re.sub(r"\W+", "", name))
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", words).lower()


def _name_dtype(dtype: Any) -> str | None:
    if isinstance(dtype, dict):
        inner = dtype.get("config")
        dtype = inner.get("name") if isinstance(inner, dict) else dtype.get("class_name")
    return dtype if isinstance(dtype, str) else None


def _name_all(value: Any) -> Any:
    """Name an object by its class or as a function, and those in lists and dicts likewise."""
    if isinstance(value, list):
        return [_name_all(one) for one in value]
    if not isinstance(value, dict):
        return value if isinstance(value, str) else None
    if "class_name" not in value:
        return {key: _name_all(one) for key, one in value.items()}
    inner = value.get("config")
    name = inner if value["class_name"] == "function" else value["class_name"]
    return name if isinstance(name, str) else None


def _is_number(value: Any) -> bool:
    """Tell a number that JSON can hold from NaN and infinity, which Python reads and writes."""
    return isinstance(value, int | float) and math.isfinite(value)
