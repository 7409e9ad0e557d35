#!/bin/sh
# Keras 3.15.1 (numpy): whether a model of a class of its own can be built is chance. To learn a
# shape the backend calls the model on `np.empty`, on whatever the memory holds
# (keras/src/backend/numpy/core.py, compute_output_spec); ids are then often beyond the table, the
# build fails with a warning, and Dense layers behind it lose their weights on loading.
#
# Seen, with memory that the C library fills with ones:
#       zeros in memory: 3 weights
#       ones in memory: 1 weights
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > memory.py << 'END'
import ctypes
import sys

import keras
import numpy as np


@keras.saving.register_keras_serializable()
class Reader(keras.Model):
    def __init__(self, **options):
        super().__init__(**options)
        self.look_up, self.scores = keras.layers.Embedding(40, 8), keras.layers.Dense(40)

    def call(self, ids):
        return self.scores(self.look_up(ids))


model = Reader()
model(np.zeros((1, 500), "int32"))
model.save("reader.keras")
found = {}
for name, fill in (("zeros", 255), ("ones", 165)):
    ctypes.CDLL(None).mallopt(-6, fill)  # M_PERTURB: the complement is what malloc fills with
    found[name] = len(keras.saving.load_model("reader.keras").weights)
    print(f"{name} in memory: {found[name]} weights")
as_seen = found == {"zeros": 3, "ones": 1}
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=numpy venv/bin/python memory.py 2> /dev/null
