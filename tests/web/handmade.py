"""Model folders written by hand, with NumPy as the oracle: no Keras, no exporter, no TensorFlow.js.

The folders follow the contract of docs/folders.md, so that the page's tests do not depend on
the code that they would otherwise have to trust.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np


def encode(array: np.ndarray) -> str:
    """Little-endian bytes in C order, as base64."""
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def record(array: np.ndarray) -> dict:
    """A tensor record of the parity samples."""
    return {"shape": list(array.shape), "dtype": str(array.dtype), "data": encode(array)}


def softmax(logits: np.ndarray) -> np.ndarray:
    """Row-wise softmax, float64 inside."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


@dataclass
class DenseModel:
    """Flatten, then one dense layer: the smallest model that a page can show and NumPy check."""

    name: str
    kernel: np.ndarray
    bias: np.ndarray
    input_shape: tuple[int, ...]
    activation: str = "softmax"
    metadata: dict = field(default_factory=dict)
    samples: int = 12

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The oracle: (n, *input_shape) to (n, classes), float64."""
        flat = x.reshape(len(x), -1).astype(np.float64)
        logits = flat @ self.kernel.astype(np.float64) + self.bias.astype(np.float64)
        if self.activation == "sigmoid":
            return 1 / (1 + np.exp(-logits))
        return softmax(logits) if self.activation == "softmax" else logits

    def layers(self) -> list[dict]:
        """The layers of the TF.js topology."""
        dense = {
            "name": "dense",
            "dtype": "float32",
            "units": int(self.bias.size),
            "activation": self.activation,
            "use_bias": True,
        }
        layers = [
            {
                "class_name": "InputLayer",
                "config": {
                    "name": "input",
                    "batch_input_shape": [None, *self.input_shape],
                    "dtype": "float32",
                    "sparse": False,
                },
            }
        ]
        if len(self.input_shape) > 1:
            layers.append({"class_name": "Flatten", "config": {"name": "flatten"}})
        return [*layers, {"class_name": "Dense", "config": dense}]

    def parity(self) -> dict:
        """Random samples and NumPy's answers."""
        inputs = np.random.default_rng(7).random((self.samples, *self.input_shape), np.float32)
        outputs = self.predict(inputs).astype(np.float32)
        return {
            "inputs": [record(inputs)],
            "outputs": [record(outputs)],
            "labels": None,
            "backend": "numpy",
        }

    def weights(self) -> list[tuple[str, np.ndarray]]:
        """Names as TensorFlow.js matches them, and float32 values."""
        return [
            ("dense/kernel", self.kernel.astype("<f4")),
            ("dense/bias", self.bias.astype("<f4")),
        ]

    def model_json(self) -> dict:
        """The object of model.json."""
        specs = [
            {"name": name, "shape": list(array.shape), "dtype": "float32"}
            for name, array in self.weights()
        ]
        meta = {"version": 1, "name": self.name, **self.metadata}
        if meta.setdefault("parity", {}) == {}:
            meta["parity"] = self.parity()
        config = {"name": self.name, "layers": self.layers()}
        return {
            "format": "layers-model",
            "generatedBy": "handmade",
            "convertedBy": None,
            "modelTopology": {
                "model_config": {"class_name": "Sequential", "config": config},
                "keras_version": "3.15.1",
                "backend": "numpy",
            },
            "weightsManifest": [{"paths": ["group1-shard1of1.bin"], "weights": specs}],
            "userDefinedMetadata": {"kerasdigits": meta},
        }

    def write(self, models: Path) -> Path:
        """Write the folder `models/NAME` with its three files."""
        folder = models / self.name
        folder.mkdir(parents=True)
        data = b"".join(array.tobytes() for _, array in self.weights())
        (folder / "model.json").write_text(json.dumps(self.model_json()))
        (folder / "group1-shard1of1.bin").write_bytes(data)
        write_script(folder, self.name, self.model_json(), data)
        return folder


def write_script(folder: Path, name: str, model_json: dict, data: bytes) -> None:
    """Write model.js, the twin of model.json and the shard."""
    bundle = {"json": model_json, "weights": base64.b64encode(data).decode()}
    (folder / "model.js").write_text(
        "globalThis.kerasdigitsModels = globalThis.kerasdigitsModels || {};\n"
        f"globalThis.kerasdigitsModels[{json.dumps(name)}] = {json.dumps(bundle)};\n"
    )


def write_index(models: Path, names: list[str]) -> None:
    """Write models/index.js for these models, in this order."""
    models.mkdir(parents=True, exist_ok=True)
    entries = [{"name": n, "title": n, "script": f"models/{n}/model.js"} for n in names]
    (models / "index.js").write_text(f"globalThis.kerasdigitsIndex = {json.dumps(entries)};\n")
