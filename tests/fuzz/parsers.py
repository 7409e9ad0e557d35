"""What reads a stranger's bytes: a sound file for each, and the call that reads a changed one."""

import dataclasses
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from hypothesis import strategies as st
from mutations import changed_bytes, changed_json
from PIL import Image

from kerasdigits.data.idx import read_idx
from kerasdigits.data.npz import read_npz
from kerasdigits.data.picture import read_image, read_size
from kerasdigits.models.archive import unpacked_model
from kerasdigits.models.strangers.guard import require_sound_weights
from kerasdigits.models.strangers.inspect import inspect_model
from kerasdigits.models.tfjs_layers.folder import read_folder
from kerasdigits.models.tfjs_layers.weights import read_weights
from kerasdigits.runs import DataCard, FitConfig, RunFolder, RunRecord

VALUES = np.arange(6, dtype="float32").reshape(3, 2)
DENSE = {
    "module": "keras.layers",
    "class_name": "Dense",
    "registered_name": None,
    "build_config": {"input_shape": [None, 3]},
    "config": {"name": "dense", "units": 2, "activation": "relu", "dtype": "float32"},
}
INPUT = {"class_name": "InputLayer", "config": {"batch_shape": [None, 3], "name": "entry"}}
CONFIG = {
    "module": "keras",
    "class_name": "Sequential",
    "registered_name": None,
    "config": {"name": "sequential", "layers": [{**INPUT, "module": "keras.layers"}, DENSE]},
    "compile_config": {"optimizer": "adam", "loss": "mse", "metrics": ["accuracy"]},
}


def make_hdf5(**attributes: Any) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        group = file.create_group("layers/dense/vars")
        group.attrs["name"] = "dense"
        group["0"], group["1"] = VALUES, VALUES[0]
        file.attrs.update(attributes)
    return buffer.getvalue()


def make_archive(config: bytes, weights: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("config.json", config)
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.15.1"}))
        archive.writestr("model.weights.h5", weights)
    return buffer.getvalue()


TFJS = {
    "format": "layers-model",
    "modelTopology": {
        "keras_version": "3.15.1",
        "model_config": {
            "class_name": "Sequential",
            "config": {"name": "sequential", "layers": [INPUT, {**DENSE, "module": None}]},
        },
    },
    "trainingConfig": {"loss": "meanSquaredError", "optimizer_config": {"class_name": "SGD"}},
    "weightsManifest": [
        {
            "paths": ["weights.bin"],
            "weights": [{"name": "dense/kernel", "shape": [3, 2], "dtype": "float32"}],
        }
    ],
}
RECORD = RunRecord(
    *(1, "0.1", "training", FitConfig("digits", "mlp", "adam", "mse", 0.1, 32, 2)),
    *("mse", "linear", DataCard("d", "drawn", "0" * 64, "regression", (3,), (), None, 2, 1), 8),
    *("jax", "cpu", {"keras": "3"}, [{"epoch": 1, "loss": 0.5}], {"test_loss": 0.5}),
)
H5_CONFIG = json.dumps({**CONFIG, "compile_config": None})


def make_npz() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, x_train=VALUES, y_train=np.arange(3), class_names=np.array(["a", "b"]))
    return buffer.getvalue()


def make_picture(form: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.arange(64, dtype="uint8").reshape(8, 8)).save(buffer, form)
    return buffer.getvalue()


def read_archive(path: Path) -> None:
    inspect_model(path).to_json()
    with unpacked_model(path, "Copy it again") as folder:
        require_sound_weights(folder / "model.weights.h5", path)


def read_hdf5(path: Path) -> None:
    inspect_model(path).to_json()
    require_sound_weights(path, path)


def read_tfjs(path: Path) -> None:
    (path.parent / "weights.bin").write_bytes(VALUES.tobytes())
    inspect_model(path).to_json()
    folder = read_folder(path)
    read_weights(folder.manifest, path.parent)


def read_picture(path: Path) -> None:
    read_size(path)
    read_image(path)


def read_record(path: Path) -> None:
    RunFolder(path.parent).record.to_json()


IDX = b"\0\0\x08\x02" + (3).to_bytes(4, "big") + (2).to_bytes(4, "big") + bytes(6)


@dataclasses.dataclass(frozen=True)
class Parser:
    """What reads a kind of file.

    Attributes:
        name: The name of the file.
        files: Draws changed files.
        read: Reads one.
    """

    name: str
    files: st.SearchStrategy[bytes]
    read: Callable[[Path], object]


SOUND_WEIGHTS = make_hdf5()
PARSERS = {
    "archive": Parser(
        "model.keras",
        changed_bytes(make_archive(json.dumps(CONFIG).encode(), SOUND_WEIGHTS)),
        read_archive,
    ),
    "config": Parser(
        "model.keras",
        changed_json(CONFIG).map(lambda config: make_archive(config, SOUND_WEIGHTS)),
        read_archive,
    ),
    "hdf5": Parser("model.h5", changed_bytes(make_hdf5(model_config=H5_CONFIG)), read_hdf5),
    "model.json": Parser("model.json", changed_json(TFJS), read_tfjs),
    "model.json as text": Parser("model.json", changed_bytes(json.dumps(TFJS).encode()), read_tfjs),
    "npz": Parser("data.npz", changed_bytes(make_npz()), read_npz),
    "idx": Parser("images-idx3-ubyte", changed_bytes(IDX), read_idx),
    "idx.gz": Parser("images-idx3-ubyte.gz", changed_bytes(gzip.compress(IDX)), read_idx),
    "png": Parser("picture.png", changed_bytes(make_picture("PNG")), read_picture),
    "jpeg": Parser("picture.jpg", changed_bytes(make_picture("JPEG")), read_picture),
    "gif": Parser("picture.gif", changed_bytes(make_picture("GIF")), read_picture),
    "run.json": Parser("run.json", changed_json(RECORD.to_json()), read_record),
}
