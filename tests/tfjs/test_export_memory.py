"""An export streams: it holds the model once, and imports nothing that it does not need."""

import json
import os
import subprocess
import sys

import keras
import numpy as np
from keras import layers

MEGABYTE = 2**20
# Prints the peak in kB before the model is loaded and after it is exported.
EXPORT = """
import json, sys
from pathlib import Path
# Not getrusage's: that counts the process that this one was forked from.
def peak(): return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
from kerasdigits import backend
backend.use("numpy", candidates=backend.INFERENCE_BACKENDS)
from kerasdigits.models.load import load_model
from kerasdigits.tfjs import export
peaks = [peak()]
export(load_model(sys.argv[1]), sys.argv[2], check="off")
peaks.append(peak())
unused = {"tensorflow", "torch", "jax", "scipy", "sklearn", "matplotlib", "pandas", "rich"}
unused &= set(sys.modules)
# What needs JAX still gets it, and in float64 where the exporter computes: 1e-9 is not lost.
import keras, numpy as np
from kerasdigits.tfjs.reference.double_precision import computing_in_float64
with computing_in_float64(keras.Sequential([keras.Input((1,))])):
    real, _ = keras.ops.fft2((np.array([[1.0, 1e-9]]), np.zeros((1, 2))))
assert real[0, 0] - 1.0 > 0.9e-9 and "jax" in sys.modules, real
print(json.dumps([peaks, sorted(unused)]))
"""


def test_an_export_holds_the_weights_once(tmp_path):
    entry = keras.Input((32, 32, 3))
    x = layers.Conv2D(64, 3, activation="relu")(entry)
    x = layers.Flatten()(layers.GlobalAveragePooling2D(keepdims=True)(x))
    for _ in range(20):  # of 4 MB each
        x = layers.Dense(1024)(x)
    model = keras.Model(entry, x)
    size = sum(4 * np.prod(weight.shape) for weight in model.weights)
    assert size > 70 * MEGABYTE
    model.save(tmp_path / "m.keras")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", EXPORT, tmp_path / "m.keras", tmp_path / "m"],
        capture_output=True,
        text=True,
        check=True,
        env={key: value for key, value in os.environ.items() if key != "KERAS_BACKEND"},
    )
    (before, after), unused = json.loads(done.stdout)
    assert unused == []
    # Twice would be 76 MB more. The margin holds Keras's objects and one layer's float64 copies.
    assert (after - before) * 1024 < size + 50 * MEGABYTE
