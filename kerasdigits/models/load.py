"""Read a `.keras` file without running code that came with it."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdigits.errors import ModelError

if TYPE_CHECKING:
    import keras


def load_model(path: Path | str) -> keras.Model:
    """Load a model that Keras 3 saved.

    Args:
        path: A `.keras` file.

    Returns:
        The model, compiled when it was saved compiled.

    Raises:
        ModelError: The file is missing, is no `.keras` archive, is truncated or damaged, or needs
            code: a `Lambda` layer or a custom object that is not registered.
    """
    import keras

    import kerasdigits.models.objects  # noqa: F401 (registers our own loss and schedule)

    path = Path(path)
    _check_archive(path)
    try:
        with warnings.catch_warnings():
            # A model that was compiled and never trained has no optimizer state; nothing is lost.
            warnings.filterwarnings("ignore", message="Skipping variable loading for optimizer")
            return keras.saving.load_model(path, safe_mode=True)
    except Exception as error:  # Keras raises many kinds, by layer and by part of the archive
        raise _explain(path, error) from error


def _check_archive(path: Path) -> None:
    if not path.exists():
        raise ModelError("There is no such model file", received=path)
    if not path.is_file() or not zipfile.is_zipfile(path):
        raise ModelError(
            "This is no .keras file, or only part of one",
            received=path,
            remedy="Save it again with model.save('NAME.keras')",
        )
    with zipfile.ZipFile(path) as archive:
        missing = {"config.json", "model.weights.h5"} - set(archive.namelist())
        try:
            damaged = archive.testzip()
        except (OSError, zipfile.BadZipFile, EOFError) as error:
            damaged = str(error)
    if missing or damaged:
        raise ModelError(
            "This .keras file is damaged",
            received=f"{path} ({damaged or 'without ' + ' and '.join(sorted(missing))})",
            remedy="Save it again with model.save('NAME.keras')",
        )


def _explain(path: Path, error: Exception) -> ModelError:
    text = " ".join(str(error).split())
    if "lambda" in text.lower():
        return ModelError(
            "The model holds a Lambda layer, which is code and is not run",
            received=path,
            remedy="Replace it by a registered layer or keras.ops and save the model again",
        )
    if "Could not locate" in text or "Could not deserialize" in text or "register" in text:
        return ModelError(
            "The model needs a custom object that is not registered here",
            received=f"{path}: {text}",
            remedy="Register its class with keras.saving.register_keras_serializable",
        )
    return ModelError("Keras cannot read this model", received=f"{path}: {text}")
