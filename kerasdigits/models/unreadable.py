"""Why Keras cannot read a model, in one line."""

import re
from pathlib import Path

from kerasdigits.errors import ModelError
from kerasdigits.models.keras2.files import state_version
from kerasdigits.tfjs.reference.keras_internals import names_operation

SAVE_AGAIN = "Save it again with model.save('NAME.keras')"
# Keras says it behind the whole config of the model; legacy files say it the second way.
_LONGEST_REASON = 220
_UNREADABLE = re.compile(r"<class '[\w.]*?(\w+)'> could not be deserialized properly")
_MISSING = re.compile(r"(?:Could not locate (?:class|function)|Unknown [a-z ]+:) '(\w+)'")
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
    whole = " ".join(str(error).split())
    text = _innermost(whole)
    if "lambda" in text.lower() and not unsafe:
        return ModelError(
            "The model holds a Lambda layer, which is code and is not run",
            received=path,
            remedy="Replace it with a registered layer or keras.ops and save the model again",
        )
    missing = _MISSING.search(text)
    if missing and path.suffix in (".h5", ".hdf5") and names_operation(missing[1]):
        return ModelError(
            f"The model holds an operation of keras.ops ({missing[1]}), which Keras cannot read "
            "from a .h5 file",
            received=path,
            remedy="Save the model as .keras",
        )
    if missing:
        return ModelError(
            f'The model needs "{missing[1]}", a custom object that is not registered here',
            received=path,
            remedy="Register its class, or name it with --custom-objects module:name",
        )
    if "Could not locate" in text or "register" in text:
        return ModelError(
            "The model needs a custom object that is not registered here",
            received=f"{path}: {text}",
            remedy="Register its class, or name it with --custom-objects module:name",
        )
    if any(words in text.lower() for words in _UNFITTING):
        reason = text.partition("Example error message for object ")[2] or text
        return ModelError(
            "The weights do not fit the model", received=f"{path}: {reason}", remedy=SAVE_AGAIN
        )
    writer = _name_writer(path)
    return ModelError(
        f"Keras cannot read this model{writer}",
        received=_drop_middle(f"{path}: {text}"),
        remedy=SAVE_AGAIN,
    )


def _name_writer(path: Path) -> str:
    """Say which Keras wrote a file; nothing of what cannot be told."""
    version = state_version(path)
    return f", which {version} wrote" if version else ""


def _drop_middle(text: str) -> str:
    """Keep the end of a long error, which is its reason, beside the path that it begins with."""
    if len(text) <= _LONGEST_REASON:
        return text
    half = _LONGEST_REASON // 2 - 2
    return f"{text[:half]} … {text[-half:]}"


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
