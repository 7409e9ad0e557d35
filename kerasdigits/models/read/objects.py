"""A config becomes an object, and so does each config in it.

Format: what `keras.saving.serialize_keras_object` of Keras 3 writes, `class_name` and `config` with
`module` and `registered_name`; .h5 files call layers by `class_name` alone.
"""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from kerasdigits.models.read.arguments import as_taken
from kerasdigits.models.read.graph import read_functional, read_sequential
from kerasdigits.models.read.named import (
    UnreadableError,
    find_among,
    find_class,
    find_function,
    find_legacy_layer,
)
from kerasdigits.models.strangers.allowed import OWN
from kerasdigits.tfjs.reference.keras_internals import functional_class

_PLAIN = (str, int, float, bool, type(None))
_GRAPH = frozenset({"name", "layers", "input_layers", "output_layers"})


class ObjectReader:
    """Makes the objects of one file. What several of them share is made once."""

    def __init__(self) -> None:
        self._shared: dict[int, Any] = {}

    def read(self, config: Any, *_: Any, module_objects: Any = None, **__: Any) -> Any:
        """Make an object of a config; Keras's own classes ask for what they hold in the same way.

        Args:
            config: What the file says, or what Keras calls a thing of its own.
            module_objects: The table of Keras's in which names without a module are looked up.

        Returns:
            The object; lists and dicts of them; a name that the table lacks as it is.

        Raises:
            UnreadableError: It names what is not on the list, or an argument does not fit.
        """
        if isinstance(config, list | tuple):
            return [self.read(one) for one in config]
        if module_objects is not None and config is not None:
            return self._read_among(config, module_objects)
        if isinstance(config, _PLAIN):
            return config
        if not isinstance(config, dict):
            raise TypeError(f"A config holds {type(config).__name__}")
        if "class_name" not in config or "config" not in config:
            return {key: self.read(value) for key, value in config.items()}
        value = _VALUES.get(config["class_name"])
        if value is not None:
            return value(config["config"] or {}, self.read)
        return self._read_object(config)

    def read_layer(self, entry: dict[str, Any]) -> Any:
        """Make a layer, an operation or a model of an entry, whichever form it has.

        Raises:
            UnreadableError: It is none, or cannot be made.
        """
        import keras

        layer = self.read(entry) if "module" in entry else self._read_legacy(entry)
        if not isinstance(layer, keras.Operation):
            raise UnreadableError(f"{entry['class_name']}: this is no layer")
        return layer

    def _read_among(self, config: Any, table: Any) -> Any:
        """Look up in a table of Keras's what is called by its name, or by an entry."""
        name, inner = config, None
        if isinstance(config, dict):
            name, inner, module = config["class_name"], config.get("config"), config.get("module")
            registered = config.get("registered_name")
            if any(str(one).startswith(OWN) for one in (name, registered, inner)):
                return self._read_object(config)
            if name == "function":
                name = inner if module == "builtins" else registered
            elif "module" in config and module is None:
                raise UnreadableError(f"{name}: a class of somebody's own")
        found = find_among(name, table)
        if found is None:
            return name
        return found if inspect.isfunction(found) else self._make(found, inner or {})

    def _read_object(self, config: dict[str, Any]) -> Any:
        inner = config["config"] if config["config"] is not None else {}
        if config["class_name"] == "function":
            return find_function(str(inner), config.get("module"))
        number = config.get("shared_object_id")
        if number in self._shared:
            return self._shared[number]
        kind = find_class(config)
        if inspect.isfunction(kind):
            return kind
        made = self._make(kind, inner)
        if config.get("build_config") and not made.built:
            made.build_from_config(config["build_config"])
            made.built = True
        if config.get("compile_config"):
            made.compile_from_config(config["compile_config"])
            made.compiled = True
        if number is not None:
            self._shared[number] = made
        return made

    def _make(self, kind: Any, config: Any) -> Any:
        import keras

        if not isinstance(config, dict):
            raise UnreadableError(f"{kind.__name__}: its config is no object")
        try:
            if kind is keras.Sequential:
                return read_sequential(config, self.read_layer)
            if kind in (keras.Model, functional_class()) and config.keys() >= _GRAPH:
                return read_functional(kind, config, self.read_layer, self.read)
            return kind.from_config(as_taken(kind, config))
        except UnreadableError:
            raise
        except TypeError as error:
            reason = str(error).rpartition("Exception encountered:")[2].strip()
            raise UnreadableError(f"{kind.__name__}: {reason}") from error

    def _read_legacy(self, entry: dict[str, Any]) -> Any:
        """Make a layer of an entry of a .h5 file, some of whose arguments have older names."""
        kind, config = find_legacy_layer(entry["class_name"]), dict(entry["config"])
        shape = config.pop("batch_input_shape", None)
        if shape is not None:
            is_input = entry["class_name"] == "InputLayer"
            config["batch_shape" if is_input else "input_shape"] = shape
        axis = config.get("axis")
        if isinstance(axis, list) and len(axis) == 1:
            config["axis"] = int(axis[0])
        elif isinstance(axis, float):
            config["axis"] = int(axis)
        return self._make(kind, config)


def _as_keras_tensor(config: dict[str, Any], read: Callable[[Any], Any]) -> Any:
    import keras

    return keras.KerasTensor(config["shape"], dtype=config["dtype"])


def _as_tensor(config: dict[str, Any], read: Callable[[Any], Any]) -> Any:
    import keras

    return keras.ops.convert_to_tensor(config["value"], dtype=config["dtype"])


# What Keras writes for values that JSON does not have.
_VALUES: dict[str, Callable[[dict[str, Any], Callable[[Any], Any]], Any]] = {
    "__keras_tensor__": _as_keras_tensor,
    "__tensor__": _as_tensor,
    "__numpy__": lambda config, read: np.array(config["value"], dtype=config["dtype"]),
    "__bytes__": lambda config, read: config["value"].encode("utf-8"),
    "__ellipsis__": lambda config, read: Ellipsis,
    "__slice__": lambda config, read: slice(
        *(read(config[part]) for part in ("start", "stop", "step"))
    ),
}
