"""Graph-model folders written by hand, with NumPy as the oracle: no Keras, no exporter.

The graph is TensorFlow's GraphDef as JSON, the way TensorFlow.js reads it.
"""

from __future__ import annotations

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
    float16: bool = False

    def manifest(self) -> list[dict]:
        """The weights as the manifest lists them."""
        entries = []
        for name, array in self.weights.items():
            dtype = "float32" if array.dtype.kind == "f" else "int32"
            entry = {"name": name, "shape": list(array.shape), "dtype": dtype}
            if self.float16 and dtype == "float32":
                entry["quantization"] = {"dtype": "float16"}
            entries.append(entry)
        return entries

    def data(self) -> bytes:
        """The bytes of all weights."""
        floats = "<f2" if self.float16 else "<f4"
        types = [floats if array.dtype.kind == "f" else "<i4" for array in self.weights.values()]
        arrays = zip(self.weights.values(), types, strict=True)
        return b"".join(np.asarray(array, dtype=dtype).tobytes() for array, dtype in arrays)

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
            "weightsManifest": [{"paths": ["group1-shard1of1.bin"], "weights": self.manifest()}],
            "userDefinedMetadata": {"kerasdigits": meta},
        }

    def write(self, models: Path) -> Path:
        """Write the folder `models/NAME` with its three files."""
        folder = models / self.name
        folder.mkdir(parents=True)
        (folder / "model.json").write_text(json.dumps(self.model_json()))
        (folder / "group1-shard1of1.bin").write_bytes(self.data())
        write_script(folder, self.name, self.model_json(), self.data())
        return folder


def digits_graph(name: str = "k-graph", *, float16: bool = False) -> GraphModel:
    """28x28 pictures to ten classes, by an Einsum: page.js by itself has no kernel for that."""
    rng = np.random.default_rng(9)
    kernel = rng.normal(0, 0.3, (28, 28, 10)).astype(np.float32)
    bias = rng.normal(0, 0.1, 10).astype(np.float32)
    x = np.random.default_rng(7).random((12, 28, 28, 1), np.float32)
    logits = np.einsum("bij,ijk->bk", x[..., 0].astype(np.float64), kernel) + bias
    nodes = [
        placeholder("picture", (None, 28, 28, 1)),
        node("plane", "Squeeze", ["picture"], squeeze_dims={"list": {"i": ["3"]}}),
        node("scores", "Einsum", ["plane", "kernel"], equation={"s": _text("bij,ijk->bk")}),
        node("logits", "BiasAdd", ["scores", "bias"], T={"type": FLOAT}),
        node("classes", "Softmax", ["logits"], T={"type": FLOAT}),
    ]
    metadata = {
        "task": "classification",
        "output": "probabilities",
        "class_names": [str(digit) for digit in range(10)],
        "preprocess": {"recipe": "mnist", "size": [28, 28]},
    }
    return GraphModel(
        name,
        nodes,
        {"kernel": kernel, "bias": bias},
        {"picture": signature_entry("picture", (None, 28, 28, 1))},
        {"classes": signature_entry("classes", (None, 10))},
        [x],
        [softmax(logits)],
        metadata,
        float16,
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


def _text(text: str) -> str:
    """A string attribute as JSON carries it."""
    import base64

    return base64.b64encode(text.encode()).decode()
