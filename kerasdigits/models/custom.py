"""The user's own architecture: `--model PATH.py:function`."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from kerasdigits.errors import ModelError

if TYPE_CHECKING:
    import keras

_FORM = "Give PATH.py:function, a function of (input_shape, num_outputs) that returns a keras.Model"


def build_custom(name: str, input_shape: tuple[int, ...], num_outputs: int) -> keras.Model:
    """Build a model with the user's own function; it runs the code of that file.

    Args:
        name: `PATH.py:function`.
        input_shape: The shape of one sample.
        num_outputs: Classes or numbers to predict.

    Returns:
        The function's model, checked for its input and output shapes.

    Raises:
        ModelError: The file or the function is missing, raises, or returns something else than a
            model of the asked shapes.
    """
    import keras

    module, function_name = import_model_file(name)
    function = getattr(module, function_name, None)
    if not callable(function):
        raise ModelError("That file has no such function", received=name, remedy=_FORM)
    try:
        model = function(tuple(input_shape), num_outputs)
    except Exception as error:  # whatever the user's function raises
        reason = f"{type(error).__name__}: {error}"
        raise ModelError(f"{function_name} failed", received=reason, remedy=_FORM) from error
    if not isinstance(model, keras.Model):
        raise ModelError(
            f"{function_name} did not return a keras.Model",
            received=type(model).__name__,
            remedy=_FORM,
        )
    _check_shapes(model, input_shape, num_outputs)
    return model


def split_model_file(name: str) -> tuple[Path, str] | None:
    """Split `PATH.py:function` into the path and the function's name.

    Returns:
        Both; None where it is no such text, or there is no such file.
    """
    path_text, _, function_name = name.rpartition(":")
    path = Path(path_text)
    found = function_name and path.suffix == ".py" and path.is_file()
    return (path, function_name) if found else None


def find_model_file(name: str) -> tuple[Path, str]:
    """Find the file of `PATH.py:function`, without running it.

    Returns:
        The file and the function's name.

    Raises:
        ModelError: There is no such file.
    """
    found = split_model_file(name)
    if found is None:
        raise ModelError("There is no such Python file", received=name, remedy=_FORM)
    return found


def import_model_file(name: str) -> tuple[ModuleType, str]:
    """Import the file of `PATH.py:function`, which registers the custom layers that it defines.

    Returns:
        The module and the function's name.

    Raises:
        ModelError: The file is missing or cannot be imported.
    """
    path, function_name = find_model_file(name)
    module_name = f"kerasdigits_user_{path.stem}"
    if module_name in sys.modules and sys.modules[module_name].__file__ == str(path.resolve()):
        return sys.modules[module_name], function_name
    loader = SourceFileLoader(module_name, str(path.resolve()))
    spec = ModuleSpec(module_name, loader, origin=loader.path)
    spec.has_location = True  # which gives the module its __file__
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    try:
        loader.exec_module(module)
    except Exception as error:  # whatever the user's file raises while it is imported
        del sys.modules[module_name]
        reason = f"{type(error).__name__}: {error}"
        raise ModelError(f"{path} cannot be imported", received=reason) from error
    return module, function_name


def _check_shapes(model: keras.Model, input_shape: tuple[int, ...], num_outputs: int) -> None:
    if not model.built:
        model.build((None, *input_shape))
    expected = ((None, *input_shape), (None, num_outputs))
    received = (tuple(model.input_shape), tuple(model.output_shape))
    if received != expected:
        raise ModelError(
            f"The model must map {expected[0]} to {expected[1]}",
            received=f"{received[0]} to {received[1]}",
            remedy="Use the input_shape and num_outputs that your function is given",
        )
