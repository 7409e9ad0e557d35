"""Weights that rest on disk are the same numbers, can be changed, and come back."""

import os
import subprocess
import sys

PROGRAM = """
from pathlib import Path
from kerasdigits import backend
backend.use("numpy", candidates=backend.INFERENCE_BACKENDS)
import keras, numpy as np
from kerasdigits.tfjs.reference.resting_weights import resting_on_disk
def memory(): return int(Path("/proc/self/status").read_text().partition("RssAnon:")[2].split()[0])
large = keras.layers.Dense(4000, dtype="bfloat16")
unchanged = keras.layers.Dense(100)
model = keras.Sequential([keras.Input((4000,)), large, unchanged])
before, held = [np.array(v) for v in model.get_weights()], memory()
with resting_on_disk(model):
    print(held - memory() > 25_000)
    print(all(map(np.array_equal, before, model.get_weights())))
    large.kernel.assign(large.kernel + 1)
print(type(large.kernel.value) is np.ndarray, type(unchanged.kernel.value) is np.ndarray)
print(np.array_equal(large.kernel.value, before[0] + 1), str(large.kernel.value.dtype))
"""


def test_weights_rest_on_disk_and_come_back_as_they_were_left():
    environment = {name: value for name, value in os.environ.items() if name != "KERAS_BACKEND"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True"] * 5 + ["bfloat16"]
