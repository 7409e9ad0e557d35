"""Whether a config may name a class or a function, and why not."""

import functools
import json
from collections.abc import Container
from pathlib import Path

from kerasdigits.models.keras2.table import GONE_CLASSES, LAYERS, OLDER_NAMES, OPERATION_CLASSES
from kerasdigits.models.strangers.refusal import Refusal

# Classes of Keras's that run what a file brings, and what that is.
CODE = {
    "Lambda": "holds a Lambda layer, which is code and is not run",
    "__lambda__": "holds a lambda of Python, which is code and is not run",
    "TFSMLayer": "holds a TFSMLayer, which runs a TensorFlow program that lies elsewhere",
    "TorchModuleWrapper": "holds a TorchModuleWrapper, which unpickles a module of PyTorch",
    "JaxLayer": "holds a JaxLayer, which runs a function of JAX",
    "FlaxLayer": "holds a FlaxLayer, which runs a module of Flax",
}
# What Keras writes for values that JSON does not have (keras/src: saving/serialization_lib.py,
# legacy/saving/json_utils.py).
_VALUES = frozenset(
    [
        "__keras_tensor__",
        "__tensor__",
        "__numpy__",
        "__bytes__",
        "__ellipsis__",
        "__slice__",
        "__tuple__",
    ]
) | {"TensorShape"}
_FUNCTION = "function"
_BUILT_IN = "builtins"
OWN = "kerasdigits>"
_OF_KERAS_2 = "Custom>"  # before the optimizers of 2.11 to 2.15
# Where Keras itself looks for functions that a config names.
FUNCTION_MODULES = frozenset(
    f"keras.{room}" for room in ("activations", "losses", "metrics", "ops", "quantizers")
)
# Packages of Keras's makers, whose classes Keras finds by module; they are looked up when they are
# installed, for then the user has chosen them.
SISTERS = frozenset({"keras_hub", "keras_cv", "keras_nlp"})


@functools.cache
def list_allowed() -> dict[str, frozenset[str]]:
    """Read the lists: `classes`, `functions`, and the names under `kerasdigits>` that are ours."""
    path = Path(__file__).with_name("allowed_classes.json")
    content = json.loads(path.read_text(encoding="utf-8"))
    return {
        kind: frozenset(name for names in rooms.values() for name in names)
        for kind, rooms in content.items()
    }


def judge(entry: dict, where: str, known: Container[str] = ()) -> Refusal | None:
    """Say why a config may not name the class or function that it names.

    Args:
        entry: What Keras would make an object of: `class_name`, `config`, `module`,
            `registered_name`.
        where: What the user knows it as.
        known: Names that the user has registered or named.

    Returns:
        The refusal; None where it is allowed.
    """
    name = entry.get("class_name")
    registered, module = entry.get("registered_name"), entry.get("module")
    if not isinstance(name, str) or not all(
        value is None or isinstance(value, str) for value in (registered, module)
    ):
        return Refusal("damaged", where, f"names no class: {name!r}")
    if name in CODE and name not in known:
        return Refusal("code", where, CODE[name], name)
    if name in _VALUES:
        return None
    if name == _FUNCTION:
        return _judge_function(entry, where, known)
    if name in known or (registered or "") in known:
        return None
    if (registered or name).startswith(OWN):
        return _judge_own(registered or name, where)
    if module is not None and module.partition(".")[0] != "keras":
        return _name_stranger(module, name, where)
    if registered not in (None, "", name):
        return Refusal("custom", where, f'needs "{registered}", a class of somebody\'s own', name)
    if name in list_allowed()["classes"] or _is_of_keras_2(name):
        return None
    if module is None:
        return Refusal("custom", where, f'needs "{name}", a class of somebody\'s own', name)
    return _name_unknown(module, name, where)


def _judge_function(entry: dict, where: str, known: Container[str]) -> Refusal | None:
    name, module = entry.get("config"), entry.get("module")
    if not isinstance(name, str):
        return Refusal("damaged", where, f"names no function: {name!r}")
    if name in known or (entry.get("registered_name") or "") in known:
        return None
    if name.startswith(OWN):
        return _judge_own(name, where)
    in_keras = module in (None, _BUILT_IN) or module in FUNCTION_MODULES
    if in_keras and name in list_allowed()["functions"]:
        return None
    if module in (None, _BUILT_IN) or str(module).partition(".")[0] != "keras":
        why = f'needs "{name}", a function of somebody\'s own'
        return Refusal("custom", where, why, name, module or "")
    return _name_unknown(str(module), name, where)


def _judge_own(name: str, where: str) -> Refusal | None:
    if name in list_allowed()["ours"]:
        return None
    why = f'needs "{name}", which this version of kerasdigits does not have'
    return Refusal("unknown", where, why, name)


def _name_stranger(module: str, name: str, where: str) -> Refusal:
    why = f"needs {module}.{name}, which is not Keras's own"
    return Refusal("custom", where, why, name, module)


def _name_unknown(module: str, name: str, where: str) -> Refusal:
    why = f"names {module}.{name}, which is not a part of models"
    return Refusal("unknown", where, why, name, module)


def _is_of_keras_2(name: str) -> bool:
    """Tell whether Keras 2 had a class that is translated, or refused with its own reason."""
    if name.startswith(_OF_KERAS_2):
        return name.removeprefix(_OF_KERAS_2) in list_allowed()["classes"]
    return any(name in names for names in (LAYERS, OLDER_NAMES, GONE_CLASSES, OPERATION_CLASSES))
