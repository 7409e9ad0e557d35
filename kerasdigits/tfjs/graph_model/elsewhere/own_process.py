"""Write the graph of a model that lives on another backend: in a process of TensorFlow's own.

The model travels as the folder of a `.keras` file's parts, the weights that are written stay in the
model folder, and all else comes back through two files.
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.deferred import without_importing_tensorflow
from kerasdigits.errors import ExportError, is_typed
from kerasdigits.tfjs.format.weights import WrittenWeights
from kerasdigits.tfjs.graph_model.elsewhere.custom_classes import find_custom
from kerasdigits.tfjs.reference.compute import Reference, compute_reference
from kerasdigits.tfjs.reference.keras_internals import all_layers
from kerasdigits.tfjs.reference.list_model import ListModel
from kerasdigits.tfjs.reference.model_inputs import describe_signature, find_inputs
from kerasdigits.tfjs.reference.parity import choose_inputs
from kerasdigits.tfjs.reference.precision import as_float32
from kerasdigits.tfjs.reference.quantized_layers import find_quantized, rounds_inputs
from kerasdigits.tfjs.reference.resting_weights import resting_on_disk
from kerasdigits.tfjs.reference.same_numbers import require_same_numbers
from kerasdigits.tfjs.reference.uneven_edges import counts_edges
from kerasdigits.tfjs.request import ExportRequest, RouteResult

if TYPE_CHECKING:
    import keras

# A program of this name, above this room: it brings what reads the model.
_PROCESS = "kerasdigits.models.traced"
# Weights are read one at a time and forgotten: memory goes back to the system at once, where the C
# library is glibc, and oneDNN keeps none for buffers of its own.
_GIVES_BACK = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "65536",
    "TF_ENABLE_ONEDNN_OPTS": "0",
}
_PACKAGE_PARENT = Path(__file__).resolve().parents[4]


def write_graph_elsewhere(
    model: "keras.Model", folder: Path, request: ExportRequest
) -> RouteResult:
    """Write a model's graph and weights in a process whose Keras runs on TensorFlow.

    Args:
        model: The model, on any backend.
        folder: Where the shards go.
        request: What the caller of `export` wants.

    Returns:
        What goes into model.json.

    Raises:
        ExportError: TensorFlow is not installed, or its process says why it cannot.
    """
    import keras

    if importlib.util.find_spec("tensorflow") is None:
        raise ExportError(
            "The graph route is drawn by TensorFlow, which is not installed",
            remedy="Install it: pip install 'kerasdigits[tensorflow]'",
        )
    with tempfile.TemporaryDirectory(prefix="kerasdigits-graph-") as name:
        exchange, custom = Path(name), find_custom(model)
        _save(model, exchange / "model")
        asked = {
            "backend": keras.backend.backend(),
            "folder": str(folder.resolve()),
            "signature": describe_signature(model, request.input_signature),
            "parity": request.parity_inputs is not None,
            "quantization": None if request.quantization is None else asdict(request.quantization),
            "custom": custom,
            "typed": is_typed(),
            "unsafe": any(type(layer).__name__ == "Lambda" for layer in all_layers(model)),
        }
        if request.parity_inputs is not None:
            takes = ListModel(model, find_inputs(model, request.input_signature))
            arrays = choose_inputs(takes, request.parity_inputs)
            np.savez(exchange / "parity.npz", *arrays)
        (exchange / "request.json").write_text(json.dumps(asked), encoding="utf-8")
        with resting_on_disk(model):
            _run(exchange, model)
        result = _read(exchange, folder, _own_float32(model, request))
    if counts_edges():
        require_torchs_numbers(result)
    return result


def require_torchs_numbers(result: RouteResult) -> None:
    """Refuse what torch computes differently, unless layers round: then no two backends agree.

    Args:
        result: What TensorFlow's process wrote of a model that lives on torch.

    Raises:
        CheckError: Torch computes something else.
    """
    if not any(map(rounds_inputs, find_quantized(result.float32_model))):
        names = [""] * len(result.reference.outputs)
        ours = compute_reference(result.float32_model, result.inputs, names)
        require_same_numbers(ours, result.reference)


def _own_float32(model: "keras.Model", request: ExportRequest) -> ListModel:
    """Give what this process computes with, in float32 where the model can be copied."""
    if getattr(model, "inputs", None):
        model, _ = as_float32(model)
    return ListModel(model, find_inputs(model, request.input_signature))


def _save(model: "keras.Model", path: Path) -> None:
    try:
        with without_importing_tensorflow():
            # A folder: the weights of an archive are read into memory first.
            model.save(path, zipped=False)
    except Exception as error:  # a layer without get_config, and much else
        raise ExportError(
            f'Model "{model.name}" cannot be saved, which TensorFlow\'s own process needs',
            received=f"{type(error).__name__}: {error}",
            remedy="Give its classes get_config, or export with KERAS_BACKEND=tensorflow",
        ) from error


def _run(exchange: Path, model: "keras.Model") -> None:
    """Start the process and wait; its own error, if any, becomes ours."""
    environment = {
        **os.environ,
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        **_GIVES_BACK,
        # The modules of custom classes are found as they are here.
        "PYTHONPATH": os.pathsep.join([str(_PACKAGE_PARENT), *filter(None, sys.path)]),
    }
    done = subprocess.run(
        [sys.executable, "-m", _PROCESS, str(exchange)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if (exchange / "error.txt").exists():
        error = (exchange / "error.txt").read_text(encoding="utf-8").removesuffix(".")
        raise ExportError(error, remedy=_advise(model))
    if done.returncode != 0:
        last = (done.stderr.strip() or f"exit status {done.returncode}").splitlines()[-1]
        raise ExportError(
            "TensorFlow's own process failed before it wrote the model",
            received=last,
            remedy="Export with KERAS_BACKEND=tensorflow to see more",
        )


def _advise(model: "keras.Model") -> str | None:
    if not find_quantized(model):
        return None
    return (
        "A .keras file may lose quantization (in Keras 3.15.1 that of layers inside a "
        "MultiHeadAttention, and of GPTQ and AWQ): quantize and export it in one process, with "
        "KERAS_BACKEND=tensorflow"
    )


def _read(exchange: Path, folder: Path, float32_model: ListModel) -> RouteResult:
    result = json.loads((exchange / "result.json").read_text(encoding="utf-8"))
    content, weights = result["content"], result["weights"]
    shards = [folder / name for name in weights.pop("shards")]
    with np.load(exchange / "samples.npz") as samples:
        inputs = [samples[f"input{i}"] for i in range(result["inputs"])]
        outputs = [samples[f"output{i}"] for i in range(result["outputs"])]
    return RouteResult(
        content=content,
        weights=WrittenWeights(manifest=content["weightsManifest"], shards=shards, **weights),
        inputs=inputs,
        reference=Reference(outputs=outputs, precision=result["precision"]),
        float32_model=float32_model,
        notes=result["notes"],
    )
