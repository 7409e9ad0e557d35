#!/bin/sh
# Keras 3.15.1 (jax): a quantized MultiHeadAttention can be saved and not be loaded.
#
# model.quantize("int8") quantizes the dense layers inside the attention; model.save() writes the
# file without a word; keras.saving.load_model() of that file fails, in the same process. A quantized
# Dense alone comes back.
#
# Seen: Dense               read, 0 off
#       MultiHeadAttention  A total of 4 objects could not be loaded
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > quantize.py << 'END'
import sys

import keras
import numpy as np

x = keras.Input((4, 8))
given = np.random.default_rng(0).normal(size=(2, 4, 8)).astype("float32")
said = {}
for name, y in {
    "Dense": keras.layers.Dense(8)(x),
    "MultiHeadAttention": keras.layers.MultiHeadAttention(1, 8)(x, x),
}.items():
    model = keras.Model(x, y)
    model.quantize("int8")
    model.save(f"{name}.keras")
    try:
        again = keras.saving.load_model(f"{name}.keras")
        off = np.abs(np.asarray(again(given)) - np.asarray(model(given))).max()
        said[name] = f"read, {off:g} off"
    except Exception as error:
        said[name] = str(error).partition(".")[0]
    print(f"{name:20}{said[name]}")
as_seen = said["Dense"] == "read, 0 off" and "could not be loaded" in said["MultiHeadAttention"]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python quantize.py 2> /dev/null
