"""`kd.load_model`: a model in whichever form somebody has it, for notebooks and scripts."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kerasdigits import backend as backend_room
from kerasdigits.models.doors import only_backend

if TYPE_CHECKING:
    import keras


def load_model(
    path: Path | str,
    *,
    custom_objects: Sequence[str] = (),
    unsafe: bool = False,
    signature: str | None = None,
    download: bool = False,
    weights: Path | str | None = None,
    input_signature: object = None,
    backend: str | None = None,
    device: Literal["auto", "cpu", "gpu"] = "auto",
) -> keras.Model:
    """Open a model as Keras 3's, in whichever form somebody has it.

    Args:
        path: A `.keras` or `.h5` file of Keras 3 or 2, or what `model.to_json()` wrote with its
            weights beside it; a TensorFlow.js layers model, its folder or
            model.json, which computes here what TensorFlow.js computes; the folder of a SavedModel;
            a preset folder of keras-hub; or `hf://owner/name`, which the local cache must hold.
        custom_objects: `module:name` of classes and functions that the model needs.
        unsafe: Run the code that the file itself brings. Only for files that you trust.
        signature: Which signature of a SavedModel is meant; None for the only or the default one.
        download: Whether a model of a hub may be fetched.
        weights: The file of `model.save_weights()`, for what `model.to_json()` wrote; None for the
            one beside it.
        input_signature: What a model of a class of its own takes, as `tfjs.export` has it, where
            Keras cannot build the model from what it kept.
        backend: `tensorflow`, `jax`, `torch` or `numpy`; None chooses. SavedModels take tensorflow.
        device: `auto` takes a GPU when there is one, `gpu` insists on it.

    Returns:
        The model. What the file does not say of it (an argument that its Keras left out) is told
        in a UserWarning.

    Raises:
        BackendError: The backend is not installed, or Keras runs on another one already.
        ModelError: There is no model at the path that can be read, and why.
    """
    candidates = (*backend_room.TRAINING_BACKENDS, "numpy")
    backend_room.use(backend or only_backend(Path(path)), device, candidates=candidates)
    from kerasdigits.models import load, untold

    model = load.load_model(
        path,
        custom_objects=custom_objects,
        unsafe=unsafe,
        signature=signature,
        download=download,
        weights=weights,
        input_signature=input_signature,
    )
    for sentence in untold.list_untold_by(model, Path(path)):
        warnings.warn(f"{path}: {sentence}", stacklevel=2)
    return model
