"""A preset folder of keras-hub as a Keras model: the network, without tokenizer and preprocessor.

Its form (keras_hub/src/utils/preset_utils.py): `config.json` describes the backbone and
`model.weights.h5` holds its weights; `task.json` and `task.weights.h5` describe what stands on it.
Large ones have `model.weights.json`, which names several files.
"""

import json
from pathlib import Path
from typing import Any

from kerasdigits.errors import ModelError
from kerasdigits.models.empty_weights import expecting_bytes
from kerasdigits.models.strangers.guard import require_allowed_config, require_sound_weights

_BACKBONE, _TASK = "config.json", "task.json"
_WEIGHTS, _SHARDS, _TASK_WEIGHTS = "model.weights.h5", "model.weights.json", "task.weights.h5"
_FLOATS = ("float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16")


def load_preset(path: Path) -> Any:
    """Load the network of a preset.

    Args:
        path: The folder.

    Returns:
        The task where the preset has one, else the backbone, computing in float32.

    Raises:
        ModelError: keras-hub is missing, or the preset is damaged or lacks a part.
    """
    try:
        import keras_hub  # noqa: F401 (it registers its classes)
    except ImportError as error:
        raise ModelError(
            "This is a preset of keras-hub, whose classes are needed to read it",
            received=f"{path} ({error})",
            remedy="pip install keras-hub",
        ) from error
    weights = next((path / n for n in (_WEIGHTS, _SHARDS) if (path / n).is_file()), None)
    if weights is None:
        raise ModelError(
            "This preset of keras-hub has no weights",
            received=f"{path}; looked for {_WEIGHTS} and {_SHARDS}",
            remedy="Copy the whole folder again",
        )
    try:
        return _load(path, weights)
    except ModelError:
        raise
    except Exception as error:  # Keras raises many kinds, by layer and by part of the file
        raise ModelError(
            "keras-hub cannot read this preset",
            received=f"{path}: {type(error).__name__}: {error}",
            remedy="Copy the whole folder again, or use the version of keras-hub that wrote it",
        ) from error


def _load(path: Path, weights: Path) -> Any:
    import keras

    is_task = (path / _TASK).is_file()
    config = json.loads((path / (_TASK if is_task else _BACKBONE)).read_text(encoding="utf-8"))
    if is_task:
        config["config"]["preprocessor"] = None
    files = sorted(path.glob("*.h5"))
    for file in files:
        require_sound_weights(file, path)
    size = sum(file.stat().st_size for file in files)
    require_allowed_config(config, path, size)
    with expecting_bytes(size, path):
        model = keras.saving.deserialize_keras_object(_in_float32(config), safe_mode=True)
    backbone = model.backbone if is_task else model
    backbone.load_weights(str(weights))
    if is_task and (path / _TASK_WEIGHTS).is_file():
        model.load_task_weights(str(path / _TASK_WEIGHTS))
    return model


def _in_float32(part: Any) -> Any:
    """Have layers of other floats compute in float32; quantized ones stay as they are."""
    if isinstance(part, list):
        return [_in_float32(value) for value in part]
    if not isinstance(part, dict):
        return part
    policy = part.get("config") if part.get("class_name") == "DTypePolicy" else None
    if isinstance(policy, dict) and policy.get("name") in _FLOATS:
        return {**part, "config": {**policy, "name": "float32"}}
    return {
        key: "float32" if key == "dtype" and value in _FLOATS else _in_float32(value)
        for key, value in part.items()
    }
