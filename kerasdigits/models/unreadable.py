"""Why Keras cannot read a model, in one line."""

import re
from pathlib import Path

from kerasdigits.errors import LONGEST_RECEIVED, CustomObjectError, ModelError, drop_middle
from kerasdigits.models.keras2.files import state_version
from kerasdigits.models.read.named import AbsentError
from kerasdigits.tfjs.reference.keras_internals import names_operation

# Not everybody who has a file has the model that it was saved from.
_SAVE_ANEW = "Whoever has the model in Python can save it anew with model.save('NAME.keras')"
# Keras says it behind the whole config of the model; legacy files say it the second way.
_UNREADABLE = re.compile(r"<class '[\w.]*?(\w+)'> could not be deserialized properly")
_MISSING = re.compile(r"(?:Could not locate (?:class|function)|Unknown [a-z ]+:) '(\w+)'")
NO_CODE = (
    "Replace it with a registered layer or keras.ops and save the model again; if you trust the "
    "file as a program, add --unsafe"
)
# What Keras says of names in its own modules and in those of keras_hub, keras_cv, keras_nlp.
_ABSENT = re.compile(
    r"Could not deserialize (?:'(?P<path>[\w.]+)' because it is not|"
    r"\w+ '(?P<name>\w+)' because (?:its parent )?module '?(?P<module>[\w.]+)'? "
    r"(?:cannot be imported|has no attribute))"
)
_SHORTEST_REASON = 60
_UNFITTING = (
    "could not be loaded",
    "expected a total of",
    "count mismatch",
    "shape mismatch",
    "skipping nested container",
)


def explain(path: Path, error: Exception, *, unsafe: bool) -> ModelError:
    """Make one line of what Keras says about a file that it cannot read.

    Args:
        path: The file or folder.
        error: What Keras raised.
        unsafe: Whether code of the file was to be run.

    Returns:
        The error to raise, with its reason and what to do.
    """
    if isinstance(error, AbsentError):
        return explain_absent(path, error.name)
    text = _innermost(" ".join(str(error).split()))
    if "`Lambda` layer" in text and not unsafe:
        return ModelError(
            "The model holds a Lambda layer, which is code and is not run",
            received=path,
            remedy=NO_CODE,
        )
    absent = _ABSENT.search(text)
    if absent:
        return explain_absent(path, absent["path"] or f"{absent['module']}.{absent['name']}")
    missing = _MISSING.search(text)
    if missing and path.suffix in (".h5", ".hdf5") and names_operation(missing[1]):
        return ModelError(
            f"The model holds an operation of keras.ops ({missing[1]}), which Keras cannot read "
            "from a .h5 file",
            received=path,
            remedy="Save the model as .keras",
        )
    if missing and not _is_built_in(missing[1]):
        return CustomObjectError(
            f'The model needs "{missing[1]}", a custom object that is not registered here',
            received=path,
            remedy="Register its class, or name it with --custom-objects module:name",
        )
    if any(words in text.lower() for words in _UNFITTING):
        reason = text.partition("Example error message for object ")[2] or text
        return ModelError(
            "The weights do not fit the model",
            received=_beside(path, reason),
            remedy=_SAVE_ANEW,
        )
    return ModelError(
        f"Keras cannot read this model{name_writer(path)}",
        received=_beside(path, text),
        remedy=_SAVE_ANEW,
    )


def _beside(path: Path, reason: str) -> str:
    """Write a reason behind the path; if it is long it loses its middle, not the file its name."""
    room = max(_SHORTEST_REASON, LONGEST_RECEIVED - len(f"{path}: "))
    return f"{path}: {drop_middle(reason, room)}"


def explain_absent(path: Path, name: str) -> ModelError:
    """Say that a class of Keras's own, or of a package of its makers, is not in what is here.

    Args:
        path: What the user calls the model.
        name: The class, with its module.
    """
    import keras

    package = name.partition(".")[0]
    if package != "keras":
        return ModelError(
            f"The model needs {name}, and the package {package} cannot be imported here",
            received=path,
            remedy=f"Install it: pip install {package.replace('_', '-')}",
        )
    return ModelError(
        f"The model needs {name}, which Keras {keras.__version__} does not have",
        received=path,
        remedy="Install the version of Keras that wrote it",
    )


def _is_built_in(name: str) -> bool:
    """Tell whether Keras has a class or a function of this name."""
    import keras

    rooms = (keras, keras.layers, keras.activations, keras.initializers, keras.regularizers)
    return any(hasattr(room, name) for room in (*rooms, keras.losses, keras.metrics))


def name_writer(path: Path) -> str:
    """Say which Keras wrote a file, in the form of a clause; nothing of what cannot be told.

    Args:
        path: The file or folder.
    """
    version = state_version(path)
    return f", which {version} wrote" if version else ""


def _innermost(text: str) -> str:
    """Give the reason of a Keras error, which stands behind configs of whole models.

    Each object that holds another says that it could not be read, quotes its whole config and ends
    with the error of the one inside.
    """
    what = _UNREADABLE.findall(text)
    reason = text.rpartition("Exception encountered:")[2].strip()
    if not what or reason == text:
        return text
    return f"{what[-1]}: {reason}"
