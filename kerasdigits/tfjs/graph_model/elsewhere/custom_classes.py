"""The classes and functions of a model that are not Keras's, which another process must import."""

from types import FunctionType
from typing import TYPE_CHECKING

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.reference.keras_internals import all_layers

if TYPE_CHECKING:
    import keras

_LIBRARIES = ("keras", "builtins", "tensorflow", "jax", "torch", "numpy")


def find_custom(model: "keras.Model") -> list[list[str]]:
    """List the custom classes and functions that a model consists of.

    Args:
        model: The model.

    Returns:
        `[module, name]` each, sorted: layers and models, and the functions, initializers and the
        like that they hold.

    Raises:
        ExportError: One was defined in `__main__`, which no other process can import.
    """
    found = set()
    for layer in all_layers(model):
        # Keras wraps methods such as `build` and keeps the wrappers beside the attributes.
        values = [v for name, v in vars(layer).items() if not hasattr(type(layer), name)]
        held = [type(value) for value in (layer, *values) if hasattr(value, "get_config")]
        functions = [value for value in values if isinstance(value, FunctionType)]
        things: list[type | FunctionType] = [*held, *functions]
        for thing in things:
            if (
                thing.__module__.partition(".")[0] not in _LIBRARIES
                and thing.__name__ != "<lambda>"
            ):
                found.add((thing.__module__, thing.__name__))
    for module, name in sorted(found):
        if module == "__main__":
            raise ExportError(
                f"{name} is defined in the program itself, where TensorFlow's own process cannot "
                "find it",
                received="__main__",
                remedy="Move it to a module that can be imported, or export with "
                "KERAS_BACKEND=tensorflow",
            )
    return [list(pair) for pair in sorted(found)]
