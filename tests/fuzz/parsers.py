"""What reads a stranger's bytes: a sound file for each, and the call that reads a changed one."""

import dataclasses
import functools
import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import h5py
import numpy as np
from mutations import change_bytes, change_json
from PIL import Image

from kerasdigits.data.idx import read_idx
from kerasdigits.data.npz import read_npz
from kerasdigits.data.picture import read_image, read_size
from kerasdigits.models.archive import unpacked_model
from kerasdigits.models.load import load_model
from kerasdigits.models.strangers.guard import require_sound_weights
from kerasdigits.models.strangers.hdf5 import walk_hdf5
from kerasdigits.models.strangers.inspect import inspect_model
from kerasdigits.models.strangers.opened import opened_hdf5
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


def place(layer: str) -> dict[str, Any]:
    history = {"keras_history": [layer, 0, 0], "shape": [None, 3], "dtype": "float32"}
    return {"class_name": "__keras_tensor__", "config": history}


# One layer, called twice on two tensors that an operation then adds.
CALLS: list[dict[str, Any]] = [{"args": [place("entry")], "kwargs": {}} for _ in range(2)]
CALLS[1]["kwargs"] = {"training": False}
ADDED = {
    "module": "keras.src.ops.numpy",
    "class_name": "Add",
    "registered_name": "Add",
    "name": "sum",
    "config": {"name": "sum"},
    "inbound_nodes": [{"args": [place("dense"), place("dense")], "kwargs": {}}],
}
GRAPH_CONFIG = {
    "module": "keras.src.models.functional",
    "class_name": "Functional",
    "registered_name": "Functional",
    "config": {
        "name": "functional",
        "layers": [
            {**INPUT, "module": "keras.layers", "name": "entry", "inbound_nodes": []},
            {**DENSE, "name": "dense", "inbound_nodes": CALLS},
            ADDED,
        ],
        "input_layers": [["entry", 0, 0]],
        "output_layers": [["sum", 0, 0], ["dense", 1, 0]],
    },
}
LEGACY = {
    "class_name": "Sequential",
    "config": {
        "name": "sequential",
        "layers": [
            {"class_name": one["class_name"], "config": one["config"]} for one in (INPUT, DENSE)
        ],
    },
}


def make_hdf5(**attributes: Any) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        group = file.create_group("layers/dense/vars")
        group.attrs["name"] = "dense"
        group["0"], group["1"] = VALUES, VALUES[0]
        file.attrs.update(attributes)
    return buffer.getvalue()


def make_hdf5_of_the_newest_form() -> bytes:
    """Links and values in heaps and trees of their own, as Keras writes none."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w", libver="latest") as file:
        for number in range(12):
            file[f"layers/dense_{number}/vars/0"] = VALUES
        file["layers"].attrs.update({f"text{number}": "words" * number for number in range(12)})
        file.attrs["model_config"] = json.dumps({**CONFIG, "compile_config": None})
    return buffer.getvalue()


def make_hdf5_of_arrays() -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file["plain"], file["texts"] = VALUES, ["a", "bb", "ccc"]
        file["names"], file["bare"] = np.array([b"a", b"bb"]), np.zeros(3, "V2")
        for packing in ({}, {"compression": "gzip", "shuffle": True, "fletcher32": True}):
            name = f"in chunks {len(packing)}"
            file.create_dataset(name, data=np.arange(40.0).reshape(5, 8), chunks=(2, 3), **packing)
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
GRAPH = {
    "format": "graph-model",
    "modelTopology": {
        "node": [{"name": "entry", "op": "Placeholder"}, {"name": "out", "op": "MatMul"}],
        "versions": {"producer": 1},
    },
    "weightsManifest": TFJS["weightsManifest"],
}
RECORD = RunRecord(
    *(1, "0.1", "training", FitConfig("digits", "mlp", "adam", "mse", 0.1, 32, 2)),
    *("mse", "linear", DataCard("d", "drawn", "0" * 64, "regression", (3,), (), None, 2, 1), 8),
    *("jax", "cpu", {"keras": "3"}, [{"epoch": 1, "loss": 0.5}], {"test_loss": 0.5}),
)


def make_npz() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, x_train=VALUES, y_train=np.arange(3), class_names=np.array(["a", "b"]))
    return buffer.getvalue()


def make_picture(form: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.arange(64, dtype="uint8").reshape(8, 8)).save(buffer, form)
    return buffer.getvalue()


def look(path: Path) -> None:
    """Do what `inspect --json` does."""
    json.dumps(inspect_model(path).to_json(), allow_nan=False)


def read_archive(path: Path) -> None:
    look(path)
    with unpacked_model(path, "Copy it again") as folder:
        require_sound_weights(folder / "model.weights.h5", path)


def read_hdf5(path: Path) -> None:
    look(path)
    require_sound_weights(path, path)


def read_arrays(path: Path) -> None:
    read_hdf5(path)
    with opened_hdf5(path, path) as file:
        for array in walk_hdf5(file).arrays:
            np.asarray(file.root[array.path])


def read_tfjs(path: Path) -> None:
    (path.parent / "weights.bin").write_bytes(VALUES.tobytes())
    look(path)
    folder = read_folder(path)
    read_weights(folder.manifest, path.parent)


def read_streamed(path: Path) -> None:
    for array in read_npz(path, stream=True).values():
        np.asarray(array[:])


def read_picture(path: Path) -> None:
    read_size(path)
    read_image(path)


def read_record(path: Path) -> None:
    json.dumps(RunFolder(path.parent).record.to_json(), allow_nan=False)


IDX = b"\0\0\x08\x02" + (3).to_bytes(4, "big") + (2).to_bytes(4, "big") + bytes(6)


Change = Callable[[Random], bytes]


@dataclasses.dataclass(frozen=True)
class Parser:
    """What reads a kind of file.

    Attributes:
        name: The name of the file.
        change: Makes a changed file.
        read: Reads one.
        prepare: Is called before the first.
    """

    name: str
    change: Change
    read: Callable[[Path], object]
    prepare: Callable[[], None] = lambda: None


def edited(sound: bytes) -> Change:
    return lambda random: change_bytes(random, sound)


def altered(sound: Any) -> Change:
    return lambda random: change_json(random, sound)


def altered_config(config: dict) -> Change:
    return lambda random: make_archive(change_json(random, config), SOUND_WEIGHTS)


def altered_legacy_config(random: Random) -> bytes:
    return make_legacy(change_json(random, LEGACY)[:60_000])  # what an attribute holds


def make_legacy(config: bytes, version: str = "3.15.1") -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["model_config"] = config
        file.attrs["keras_version"] = version
        file["model_weights/dense/kernel"], file["model_weights/dense/bias"] = VALUES, VALUES[0]
        file["model_weights"].attrs["layer_names"] = ["dense"]
        file["model_weights/dense"].attrs["weight_names"] = ["kernel", "bias"]
    return buffer.getvalue()


@functools.cache
def load_a_sound_model() -> None:
    """Import what reading takes, which is no file's own time."""
    with tempfile.NamedTemporaryFile(suffix=".keras") as file:
        Path(file.name).write_bytes(SOUND_ARCHIVE)
        load_model(file.name)


SOUND_WEIGHTS = make_hdf5()
SOUND_ARCHIVE = make_archive(json.dumps(CONFIG).encode(), SOUND_WEIGHTS)
SOUND_LEGACY = make_legacy(json.dumps(LEGACY).encode())
SOUND_KERAS_2 = make_legacy(json.dumps(LEGACY).encode(), "2.12.0")
SOUND_HDF5 = make_hdf5(model_config=json.dumps({**CONFIG, "compile_config": None}))
TFJS_TEXT = json.dumps(TFJS).encode()
PARSERS = {
    "archive": Parser("model.keras", edited(SOUND_ARCHIVE), read_archive),
    "config": Parser("model.keras", altered_config(CONFIG), look),
    "model": Parser("model.keras", altered_config(CONFIG), load_model, load_a_sound_model),
    "model of a graph": Parser(
        "model.keras", altered_config(GRAPH_CONFIG), load_model, load_a_sound_model
    ),
    "bytes of a model": Parser(
        "model.keras", edited(SOUND_ARCHIVE), load_model, load_a_sound_model
    ),
    "legacy model": Parser("model.h5", altered_legacy_config, load_model, load_a_sound_model),
    "bytes of a legacy model": Parser(
        "model.h5", edited(SOUND_LEGACY), load_model, load_a_sound_model
    ),
    "bytes of a model of Keras 2": Parser(
        "model.h5", edited(SOUND_KERAS_2), load_model, load_a_sound_model
    ),
    "hdf5": Parser("model.h5", edited(SOUND_HDF5), read_hdf5),
    "hdf5 of the newest form": Parser(
        "model.h5", edited(make_hdf5_of_the_newest_form()), read_arrays
    ),
    "hdf5 of arrays": Parser("model.h5", edited(make_hdf5_of_arrays()), read_arrays),
    "model.json": Parser("model.json", altered(TFJS), read_tfjs),
    "graph": Parser("model.json", altered(GRAPH), look),
    "to_json": Parser("model.json", altered(CONFIG), look),
    "model.json as text": Parser("model.json", edited(TFJS_TEXT), read_tfjs),
    "npz": Parser("data.npz", edited(make_npz()), read_npz),
    "npz in its file": Parser("data.npz", edited(make_npz()), read_streamed),
    "idx": Parser("images-idx3-ubyte", edited(IDX), read_idx),
    "idx.gz": Parser("images-idx3-ubyte.gz", edited(gzip.compress(IDX)), read_idx),
    "png": Parser("picture.png", edited(make_picture("PNG")), read_picture),
    "jpeg": Parser("picture.jpg", edited(make_picture("JPEG")), read_picture),
    "gif": Parser("picture.gif", edited(make_picture("GIF")), read_picture),
    "run.json": Parser("run.json", altered(RECORD.to_json()), read_record),
}
