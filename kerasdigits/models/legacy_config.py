"""What Keras 2 wrote into .h5 files and Keras 3 refuses, though it means what Keras 3 does anyway.

The first Keras 2 wrote a Sequential as a bare list. Keras 2's recurrent layers wrote `time_major`,
and all its convolutions `groups`, which Keras 3 only takes where they can differ from False and 1.
Keras 2 counted the calls of a model inside a model from 1 (keras 2.15, engine/functional.py,
`get_network_config`), Keras 3 from 0.
"""

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_HAVE_GROUPS = ("Conv1D", "Conv2D", "Conv3D")
_WRAPPERS = ("Bidirectional", "TimeDistributed")
_MODELS = ("Functional", "Model", "Sequential")


@contextlib.contextmanager
def readable_by_keras_3(path: Path) -> Iterator[Path]:
    """Give a legacy file that Keras 3 reads, where the config alone stands in its way.

    Args:
        path: A .h5 file.

    Yields:
        The file itself, or a copy with the mended config.
    """
    import h5py

    with h5py.File(path, "r") as file:
        text = file.attrs.get("model_config")
    config = json.loads(text) if text else None
    mended = mend(config)
    if mended == config:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="kerasdigits-legacy-") as folder:
        copy = Path(shutil.copy(path, folder))
        with h5py.File(copy, "r+") as file:
            file.attrs["model_config"] = json.dumps(mended)
        yield copy


def mend(entry: object) -> object:
    """Write a Keras 2 config, or a part of one, as Keras 3 takes it.

    Args:
        entry: What JSON holds.

    Returns:
        The same without arguments that say nothing, and calls of models counted from 0.
    """
    if isinstance(entry, list):
        return [mend(part) for part in entry]
    if not isinstance(entry, dict):
        return entry
    entry = {key: mend(value) for key, value in entry.items()}
    config, class_name = entry.get("config"), entry.get("class_name")
    if class_name == "Sequential" and isinstance(config, list):
        config = entry["config"] = {"name": "sequential", "layers": config}
    if isinstance(config, dict):
        if config.get("time_major") is False:
            del config["time_major"]
        if config.get("groups") == 1 and class_name not in _HAVE_GROUPS:
            del config["groups"]
        if class_name in _WRAPPERS:
            # Keras 3 looks there for layers of the new format only, which tell their module.
            for part in {"layer", "backward_layer"} & config.keys():
                config[part] = {"module": "keras.layers", "registered_name": None, **config[part]}
        if class_name in _MODELS:
            _count_calls_from_0(config)
    return entry


def _count_calls_from_0(config: dict) -> None:
    layers = config.get("layers", [])
    inner = {layer.get("name"): layer for layer in layers if layer.get("class_name") in _MODELS}
    calls = [call for layer in layers for call in layer.get("inbound_nodes", [])]
    used = [tensor for call in calls if isinstance(call, list) for tensor in call]
    used = [tensor for tensor in used if isinstance(tensor, list) and tensor[0] in inner]
    ends = [end for end in config.get("output_layers", []) if isinstance(end, list)]
    # Keras 3 itself takes the ends of a Functional as Keras 2 counted them.
    ends = [end for end in ends if inner.get(end[0], {}).get("class_name") == "Sequential"]
    for name in inner:
        own = [tensor for tensor in [*used, *ends] if tensor[0] == name]
        if own and min(tensor[1] for tensor in own) > 0:
            for tensor in own:
                tensor[1] -= 1
