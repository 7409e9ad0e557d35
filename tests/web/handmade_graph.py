"""Graph-model folders written by hand, with NumPy as the oracle: no Keras, no exporter.

The graph is TensorFlow's GraphDef as JSON, the way TensorFlow.js reads it.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from handmade import record, softmax, write_script

FLOAT, INT = "DT_FLOAT", "DT_INT32"


def node(name: str, op: str, inputs: list[str] = (), **attributes: dict) -> dict:
    """One node of the graph."""
    return {"name": name, "op": op, "input": list(inputs), "attr": attributes}


def shape_of(sizes: tuple[int | None, ...]) -> dict:
    """A TensorShapeProto as JSON, where -1 is a size left open."""
    return {"dim": [{"size": str(-1 if size is None else size)} for size in sizes]}


def placeholder(name: str, sizes: tuple[int | None, ...], dtype: str = FLOAT) -> dict:
    """An input of the graph."""
    return node(name, "Placeholder", dtype={"type": dtype}, shape={"shape": shape_of(sizes)})


def signature_entry(name: str, sizes: tuple[int | None, ...], dtype: str = FLOAT) -> dict:
    """What the signature says about an input or output."""
    return {"name": f"{name}:0", "dtype": dtype, "tensorShape": shape_of(sizes)}


def constant(name: str, array: np.ndarray) -> dict:
    """A constant; its numbers are in the weights file."""
    dtype = FLOAT if array.dtype.kind == "f" else INT
    return node(name, "Const", dtype={"type": dtype}, value={"tensor": {"dtype": dtype}})


def _store(name: str, array: np.ndarray, quantization: str | None) -> tuple[dict, bytes]:
    """A weight's manifest entry and its bytes; quantized as tfjs-core's io_utils reads it."""
    if array.dtype.kind == "i":
        return {"name": name, "shape": list(array.shape), "dtype": "int32"}, array.tobytes()
    entry = {"name": name, "shape": list(array.shape), "dtype": "float32"}
    if quantization is None:
        return entry, array.astype("<f4").tobytes()
    if quantization == "float16":
        return entry | {"quantization": {"dtype": "float16"}}, array.astype("<f2").tobytes()
    least, scale = float(array.min()), float(np.ptp(array)) / 255
    how = {"dtype": "uint8", "min": least, "scale": scale, "original_dtype": "float32"}
    return entry | {"quantization": how}, np.round((array - least) / scale).astype("u1").tobytes()


@dataclass
class GraphModel:
    """Nodes, weights and samples that together make a model folder."""

    name: str
    nodes: list[dict]
    weights: dict[str, np.ndarray]
    inputs: dict[str, dict]
    outputs: dict[str, dict]
    samples: list[np.ndarray]
    answers: list[np.ndarray]
    metadata: dict = field(default_factory=dict)
    quantization: str | None = None

    def stored(self) -> list[tuple[dict, bytes]]:
        """Each weight as the manifest lists it, and its bytes."""
        return [_store(name, array, self.quantization) for name, array in self.weights.items()]

    def model_json(self) -> dict:
        """The object of model.json."""
        parity = {
            "inputs": [record(array) for array in self.samples],
            "outputs": [record(array.astype(np.float32)) for array in self.answers],
            "labels": None,
            "backend": "numpy",
        }
        parity |= self.metadata.get("parity", {})
        meta = {"version": 1, "name": self.name, **self.metadata, "parity": parity}
        constants = [constant(name, array) for name, array in self.weights.items()]
        topology = {"node": [*constants, *self.nodes], "library": {}, "versions": {}}
        return {
            "format": "graph-model",
            "generatedBy": "handmade",
            "convertedBy": None,
            "modelTopology": topology,
            "signature": {"inputs": self.inputs, "outputs": self.outputs},
            "weightsManifest": [
                {
                    "paths": ["group1-shard1of1.bin"],
                    "weights": [entry for entry, _ in self.stored()],
                }
            ],
            "userDefinedMetadata": {"kerasdigits": meta},
        }

    def write(self, models: Path) -> Path:
        """Write the folder `models/NAME` with its three files."""
        folder = models / self.name
        folder.mkdir(parents=True)
        (folder / "model.json").write_text(json.dumps(self.model_json()))
        data = b"".join(data for _, data in self.stored())
        (folder / "group1-shard1of1.bin").write_bytes(data)
        write_script(folder, self.name, self.model_json(), data)
        return folder


def digits_graph(
    name: str = "k-graph",
    *,
    einsum: bool = True,
    quantization: str | None = None,
    parity: dict | None = None,
) -> GraphModel:
    """28x28 pictures to ten classes, by MatMul or by Einsum, which page.js and wasm lack."""
    rng = np.random.default_rng(9)
    kernel = rng.normal(0, 0.3, (28, 28, 10)).astype(np.float32)
    bias = rng.normal(0, 0.1, 10).astype(np.float32)
    x = np.random.default_rng(7).random((12, 28, 28, 1), np.float32)
    logits = np.einsum("bij,ijk->bk", x[..., 0].astype(np.float64), kernel) + bias
    middle = [
        node("plane", "Squeeze", ["picture"], squeeze_dims={"list": {"i": ["3"]}}),
        node("scores", "Einsum", ["plane", "kernel"], equation={"s": _text("bij,ijk->bk")}),
    ]
    if not einsum:
        kernel = kernel.reshape(784, 10)
        middle = [
            node("flat", "Reshape", ["picture", "shape"]),
            node("scores", "MatMul", ["flat", "kernel"], T={"type": FLOAT}),
        ]
    nodes = [
        placeholder("picture", (None, 28, 28, 1)),
        *middle,
        node("logits", "BiasAdd", ["scores", "bias"], T={"type": FLOAT}),
        node("classes", "Softmax", ["logits"], T={"type": FLOAT}),
    ]
    metadata = {
        "task": "classification",
        "output": "probabilities",
        "class_names": [str(digit) for digit in range(10)],
        "preprocess": {"recipe": "mnist", "size": [28, 28]},
        "parity": parity or {},
    }
    return GraphModel(
        name,
        nodes,
        {"kernel": kernel, "bias": bias, "shape": np.array([-1, 784], np.int32)},
        {"picture": signature_entry("picture", (None, 28, 28, 1))},
        {"classes": signature_entry("classes", (None, 10))},
        [x],
        [softmax(logits)],
        metadata,
        quantization,
    )


def lookup_graph(name: str = "m-lookup", rows: int | None = None) -> GraphModel:
    """Two inputs (words, a score for each) and two outputs, in an order that is not the alphabet's.

    `rows` fixes the number of rows that the graph takes at once.
    """
    rng = np.random.default_rng(5)
    table = rng.normal(size=(20, 4)).astype(np.float32)
    words = rng.integers(0, 20, (12, 6)).astype(np.int32)
    weights = rng.random((12, 6), np.float32)
    nodes = [
        placeholder("words", (rows, 6), INT),
        placeholder("amounts", (rows, 6)),
        node("vectors", "GatherV2", ["table", "words", "axis"]),
        node("total", "Einsum", ["vectors", "amounts"], equation={"s": _text("bij,bi->bj")}),
        node("doubled", "AddV2", ["total", "total"], T={"type": FLOAT}),
    ]
    total = np.einsum("bij,bi->bj", table[words].astype(np.float64), weights)
    return GraphModel(
        name,
        nodes,
        {"table": table, "axis": np.array(0, np.int32)},
        {
            "words": signature_entry("words", (rows, 6), INT),
            "amounts": signature_entry("amounts", (rows, 6)),
        },
        {
            "total": signature_entry("total", (rows, 4)),
            "doubled": signature_entry("doubled", (rows, 4)),
        },
        [words, weights],
        [total, 2 * total],
        {"task": None, "preprocess": None},
    )


def sign_graph(name: str = "m-signs") -> GraphModel:
    """One output, 1 where the input is above 0 and 0 elsewhere: a bool that is cast."""
    values = np.random.default_rng(6).normal(size=(12, 4)).astype(np.float32)
    nodes = [
        placeholder("values", (None, 4)),
        node("above", "Greater", ["values", "zero"]),
        node("ones", "Cast", ["above"], DstT={"type": FLOAT}),
    ]
    return GraphModel(
        name,
        nodes,
        {"zero": np.array(0, np.float32)},
        {"values": signature_entry("values", (None, 4))},
        {"ones": signature_entry("ones", (None, 4))},
        [values],
        [(values > 0).astype(np.float32)],
        {"task": None, "preprocess": None},
    )


def _text(text: str) -> str:
    """A string attribute as JSON carries it."""
    return base64.b64encode(text.encode()).decode()
