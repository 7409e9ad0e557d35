"""All rows of the coverage table: the layers and operations of the Keras in use."""

import json
from pathlib import Path

import keras

from keras_coverage import layer_models, nn_operations, numpy_arrays, numpy_values, other_operations
from keras_coverage.inputs import Inputs, draw_samples
from keras_coverage.measure import Case

# Name -> the version of Keras that brought it; all others came with 3.0.
_SINCE = json.loads(Path(__file__).with_name("since.json").read_text())
_NAMESPACES = ("image", "linalg", "nn", "numpy")
OPERATIONS = {
    **numpy_values.ROWS,
    **numpy_arrays.ROWS,
    **nn_operations.ROWS,
    **other_operations.ROWS,
}


def public_layers():
    """Give the layer classes of `keras.layers`, each by one name: name -> class."""
    found = {name: getattr(keras.layers, name) for name in dir(keras.layers)}
    return {
        name: value
        for name, value in found.items()
        if isinstance(value, type)
        and issubclass(value, keras.Layer)
        and (name == value.__name__ or value.__name__ not in found)
    }


def public_operations():
    """Give the names of `keras.ops`, those of images with their namespace."""
    flat = [name for name in dir(keras.ops) if name not in _NAMESPACES and name[0] != "_"]
    flat = [name for name in flat if callable(getattr(keras.ops, name))]
    return [*flat, *(f"image.{name}" for name in dir(keras.ops.image) if name[0] != "_")]


def find_cases():
    """Give the rows of what the Keras in use has.

    Returns:
        Name -> Case; layers first.
    """
    classes, operations = public_layers(), set(public_operations())
    cases = {}
    for name, build in layer_models.ROWS.items():
        layer_class = classes.get(base(name))
        if layer_class is not None:
            cases[name] = Case(lambda build=build, c=layer_class: build(c))
    for name, function in OPERATIONS.items():
        if base(name) in operations:
            cases[f"ops.{name}"] = _operation_case(function)
    return cases


def base(name):
    """Give the layer or operation of a row's name, without its arguments."""
    return name.partition(" (")[0].removeprefix("ops.")


def since(name):
    """Give the version of Keras that brought a row."""
    table = _SINCE["operations" if name.startswith("ops.") else "layers"]
    return _SINCE["arguments"].get(name) or table.get(base(name), "3.0")


def _operation_case(function):
    used = []

    def build():
        inputs = Inputs()
        outputs = function(inputs)
        used[:] = inputs.used
        return keras.Model(list(inputs.used.values()), outputs)

    return Case(build, lambda model: [draw_samples(name) for name in used])
