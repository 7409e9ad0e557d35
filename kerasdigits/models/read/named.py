"""What a name in a config means: a class or function that is on the list, or nothing.

A file states a module beside each name. It only chooses among the rooms below, which Keras itself
has imported: `keras.layers` and `keras.src.ops.numpy` both have an `Add`.
"""

import inspect
import sys
from typing import Any

from kerasdigits.models.strangers.allowed import FUNCTION_MODULES, OWN, list_allowed
from kerasdigits.tfjs.reference.keras_internals import OWN_MODULES

# Where Keras has its classes in public, in the order in which a bare name is looked for.
_PUBLIC = (
    *("keras", "keras.layers", "keras.models", "keras.initializers", "keras.regularizers"),
    *("keras.constraints", "keras.dtype_policies", "keras.quantizers", "keras.random"),
    *("keras.losses", "keras.metrics", "keras.optimizers", "keras.optimizers.schedules"),
    "keras.distillation",
)
# A .h5 file calls a class by its own name, which may not be its name in public.
_LAYERS = tuple(f"{OWN_MODULES}{room}" for room in ("layers", "models", "models.functional"))
# Where it has those that it writes into configs and does not name in public.
_INSIDE = tuple(
    f"{OWN_MODULES}{room}" for room in ("activations", "layers", "legacy", "models", "ops")
)
# Optimizers as one backend has them, which the public class becomes where that backend runs.
_OF_A_BACKEND = f"{OWN_MODULES}backend."
_BUILT_IN = ("keras.activations", "keras.losses", "keras.metrics")


class UnreadableError(TypeError):
    """An object of a config cannot be made; the message begins with its class."""


class AbsentError(UnreadableError):
    """A config names what this Keras does not have; `name` is that, with its module."""

    def __init__(self, name: str, module: str):
        self.name = f"{module}.{name}"
        super().__init__(f"{self.name}: this Keras has no such thing")


def find_class(entry: dict[str, Any]) -> Any:
    """Find the class that an entry of a config names.

    Args:
        entry: `class_name`, `module`, `registered_name` as Keras writes them.

    Raises:
        AbsentError: There is none of this name on the list.
    """
    name, module = entry["class_name"], entry.get("module")
    own = entry.get("registered_name") or name
    if own.startswith(OWN):
        return _find_own(own)
    if isinstance(module, str) and module.startswith(_OF_A_BACKEND):
        module = "keras.optimizers"
    if isinstance(module, str) and (module in _PUBLIC or module.startswith(_INSIDE)):
        found = _look_up(module, name)
        if found is not None:
            return found
    raise AbsentError(name, module or "keras")


def find_legacy_layer(name: str) -> Any:
    """Find the layer or model that a .h5 file calls by its bare name.

    Raises:
        UnreadableError: There is none of this name on the list.
    """
    if name.startswith(OWN):
        return _find_own(name)
    for room in _LAYERS:
        found = _look_up(room, name)
        if found is not None:
            return found
    raise UnreadableError(f"Unknown layer: '{name}'")


def find_function(name: str, module: str | None) -> Any:
    """Find a function of Keras's or of ours.

    Args:
        name: Its name; what Keras before 3.7 wrote of ours lacks our package.
        module: Where Keras has it; "builtins" or None where it only says the name.

    Raises:
        AbsentError: There is none of this name on the list.
    """
    if name.startswith(OWN):
        return _find_own(name)
    if name in list_allowed()["functions"]:
        rooms = (module,) if module in FUNCTION_MODULES else _BUILT_IN
        for room in rooms:
            found = vars(sys.modules[room]).get(name)
            if inspect.isfunction(found):
                return found
    if f"{OWN}{name}" in list_allowed()["ours"]:
        return _find_own(f"{OWN}{name}")
    raise AbsentError(name, module or "keras")


def find_among(name: Any, rooms: dict[str, Any]) -> Any:
    """Find what one of Keras's own tables, such as that of the activations, has under a name.

    Returns:
        A class or a function on the list; None where the table has none.

    Raises:
        UnreadableError: What it has is not on the list.
    """
    found = rooms.get(name) if isinstance(name, str) else None
    listed = list_allowed()["classes"] | list_allowed()["functions"]
    if found is not None and name not in listed and found.__name__ not in listed:
        raise UnreadableError(f"{name}: this is not a part of models")
    return found


def _look_up(module: str, name: str) -> Any:
    if name not in list_allowed()["classes"] or module not in sys.modules:
        return None
    found = vars(sys.modules[module]).get(name)
    ours = inspect.isclass(found) or inspect.isfunction(found)
    return found if ours and found.__module__.startswith("keras.") else None


def _find_own(name: str) -> Any:
    import keras

    found = keras.saving.get_custom_objects().get(name)
    if found is None or name not in list_allowed()["ours"]:
        raise UnreadableError(f"{name}: this version of kerasdigits has no such class")
    return found
