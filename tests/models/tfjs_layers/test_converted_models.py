"""What the official converter makes of files of Keras 2 computes what Keras 2 computed."""

import gzip
import json
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from kerasdigits.models.tfjs_layers.load import load_layers

GOLDEN = Path(__file__).parents[2] / "golden" / "keras2"


def convert(file, folder):
    """Write a file of Keras 2 as tensorflowjs 4.22 does (converters/keras_h5_conversion.py)."""
    entries, data = [], b""
    with h5py.File(file) as h5:
        config = json.loads(h5.attrs["model_config"])
        for layer in h5["model_weights"].attrs["layer_names"]:
            group = h5["model_weights"][layer]
            for name in map(str, group.attrs["weight_names"]):
                values = np.asarray(group[name], "<f4")
                shape = list(values.shape)
                entries.append(
                    {"name": name.removesuffix(":0"), "shape": shape, "dtype": "float32"}
                )
                data += values.tobytes()
    topology = {"keras_version": "2.15.0", "backend": "tensorflow", "model_config": config}
    manifest = [{"paths": ["group1-shard1of1.bin"], "weights": entries}]
    content = {"format": "layers-model", "modelTopology": topology, "weightsManifest": manifest}
    (folder / "model.json").write_text(json.dumps(content))
    (folder / "group1-shard1of1.bin").write_bytes(data)


# A model inside a model, calls counted from 1; cells in the names of weights; hard_sigmoid.
@pytest.mark.parametrize("name", ["teachable", "nested", "hard_lstm", "hard_dense"])
def test_a_converted_model_gives_keras_2s_outputs(name, tmp_path):
    (tmp_path / "model.h5").write_bytes(gzip.decompress((GOLDEN / f"{name}.h5.gz").read_bytes()))
    convert(tmp_path / "model.h5", tmp_path)
    model = load_layers(tmp_path).model
    with np.load(GOLDEN / f"{name}.npz") as arrays:
        received = keras.tree.flatten(model(arrays["x0"], training=False))
        expected = [arrays[key] for key in sorted(arrays) if key.startswith("y")]
        assert len(received) == len(expected)
        for given, wanted in zip(received, expected, strict=True):
            np.testing.assert_allclose(np.asarray(given), wanted, atol=1e-5)
