#!/bin/sh
# Keras 3.15.1: a model with bfloat16 weights that is saved as .h5 cannot be read back.
#
# A Dense layer of dtype "bfloat16". model.save("m.h5") succeeds; keras.saving.load_model("m.h5") of
# the same process fails: HDF5 has no such type, so NumPy reads two opaque bytes a number ("V2"),
# and the reader of .h5 hands them to the backend as they are. As .keras, and as .weights.h5, whose
# reader restores the type from an attribute, the same model is read.
#
# Seen: m.keras: read
#       m.weights.h5: read
#       m.h5: TypeError
#       stored in m.h5 as |V2
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > save.py << 'END'
import sys

import h5py
import keras
import numpy as np


def attempt(read):
    try:
        layer = read().layers[-1]
    except Exception as error:
        return type(error).__name__
    same = np.array_equal(*(np.asarray(one.kernel, "float32") for one in (layer, model.layers[-1])))
    return "read" if same else "read, other numbers"


def load_weights():
    model.load_weights("m.weights.h5")
    return model


model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, dtype="bfloat16")])
model.save("m.keras")
model.save_weights("m.weights.h5")
model.save("m.h5")
said = {
    "m.keras": attempt(lambda: keras.saving.load_model("m.keras")),
    "m.weights.h5": attempt(load_weights),
    "m.h5": attempt(lambda: keras.saving.load_model("m.h5")),
}
for name, word in said.items():
    print(f"{name}: {word}")
kinds = []
with h5py.File("m.h5") as file:
    file.visititems(lambda name, item: kinds.append(item.dtype.str) if "kernel" in name else None)
print("stored in m.h5 as", *kinds)
as_seen = [*said.values(), *kinds] == ["read", "read", "TypeError", "|V2"]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python save.py 2> /dev/null
