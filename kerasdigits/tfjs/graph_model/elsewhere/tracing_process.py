"""What the process does in which TensorFlow traces a model of another backend.

`own_process.py` starts it; the program itself, and what reads the model there, are above this room
(`models/traced.py`).
"""

import contextlib
import importlib
import json
import sys
from collections.abc import Iterator, Mapping
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from kerasdigits.deferred import importing_little
from kerasdigits.errors import ExportError, KerasdigitsError, on_the_command_line
from kerasdigits.tfjs.format.quantize import Quantization
from kerasdigits.tfjs.graph_model.elsewhere.exact_bicubic import resizing_as
from kerasdigits.tfjs.graph_model.graph_folder import write_graph
from kerasdigits.tfjs.reference.keras_altered import WeightsOnDisk
from kerasdigits.tfjs.reference.late_weights import noting_left_weights, read_left_weights
from kerasdigits.tfjs.reference.resting_weights import give_back_code, give_back_freed
from kerasdigits.tfjs.request import ExportRequest

if TYPE_CHECKING:
    import keras

# What is smaller is held: a variable, in bytes.
_LARGE = 65_536
_ON_DISK = "weights"
# Importing TensorFlow comes by here: its libraries are there; half of its modules are.
_MILESTONES = ("tensorflow._api", "tensorflow.python.keras")


class Read(Protocol):
    """Reads the folder of a .keras file's parts; `models/traced.py` has the one that is used."""

    def __call__(self, path: Path, custom: Mapping[str, Any], *, unsafe: bool) -> "keras.Model":
        """Give the model, not compiled."""


def answer_request(exchange: Path, read: Read) -> int:
    """Do what `request.json` in a folder asks.

    Args:
        exchange: The folder; `result.json` and `samples.npz`, or `error.txt`, are written to it.
        read: Reads the model in it.

    Returns:
        The exit status.
    """
    request = json.loads((exchange / "request.json").read_text(encoding="utf-8"))
    spelling = on_the_command_line() if request["typed"] else contextlib.nullcontext()
    try:
        with spelling:
            _answer(exchange, request, read)
    except KerasdigitsError as error:
        (exchange / "error.txt").write_text(str(error), encoding="utf-8")
        return 1
    return 0


def _answer(exchange: Path, request: dict, read: Read) -> None:
    model = _load(exchange / "model", request, read)
    give_back_freed()
    parity = None
    if request["parity"]:
        with np.load(exchange / "parity.npz") as arrays:
            parity = [arrays[name] for name in arrays.files]
    choice = request["quantization"]
    wanted = ExportRequest(
        format="graph",
        parity_inputs=parity,
        quantization=None if choice is None else _quantization(choice),
        input_signature=request["signature"],
    )
    with resizing_as(request["backend"]):
        written = write_graph(model, Path(request["folder"]), wanted)
    weights = written.weights
    result = {
        "content": written.content,
        "weights": {
            "shards": [shard.name for shard in weights.shards],
            "byte_count": weights.byte_count,
            "float32_bytes": weights.float32_bytes,
            "notes": weights.notes,
        },
        "inputs": len(written.inputs),
        "outputs": len(written.reference.outputs),
        "precision": written.reference.precision,
        "notes": written.notes,
    }
    samples = {f"input{i}": array for i, array in enumerate(written.inputs)}
    samples |= {f"output{i}": array for i, array in enumerate(written.reference.outputs)}
    # numpy's stubs hold any name against the one option, allow_pickle, which is none of these.
    np.savez(exchange / "samples.npz", **samples)  # type: ignore[arg-type]
    (exchange / "result.json").write_text(json.dumps(result), encoding="utf-8")


@contextlib.contextmanager
def _giving_back_code() -> Iterator[None]:
    """Give code back while TensorFlow is imported inside the block, and when it is."""

    class Milestones(MetaPathFinder):
        def find_spec(self, fullname: str, *_: object) -> None:
            if fullname in _MILESTONES:
                give_back_code()

    finder = Milestones()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
    give_back_code()


def _load(path: Path, request: dict, read: Read) -> "keras.Model":
    """Load the model, its own classes first."""
    with importing_little("tensorflow"), _giving_back_code():
        import keras

    custom = {}
    for module, name in request["custom"]:
        try:
            custom[name] = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError) as error:
            raise ExportError(
                f"{name} cannot be imported by TensorFlow's own process",
                received=f"{module}: {error}",
                remedy="Move it to a module that can be imported, or export with "
                "KERAS_BACKEND=tensorflow",
            ) from error
    on_disk = WeightsOnDisk(path.parent / _ON_DISK, _LARGE)
    try:
        with keras.saving.custom_object_scope(custom), noting_left_weights() as left:
            model = read(path, custom, unsafe=request["unsafe"])
            read_left_weights(model, left, path / "model.weights.h5", request["signature"])
            on_disk.finish()
            return model
    except KerasdigitsError:
        raise
    except Exception as error:  # whatever the model's classes raise
        raise ExportError(
            "The model cannot be loaded by TensorFlow's own process",
            received=f"{type(error).__name__}: {error}",
            remedy="Export with KERAS_BACKEND=tensorflow",
        ) from error


def _quantization(choice: dict) -> Quantization:
    return Quantization(choice["dtype"], tuple(choice["include"]), tuple(choice["exclude"]))
