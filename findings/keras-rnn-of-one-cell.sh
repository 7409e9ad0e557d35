#!/bin/sh
# Keras 3.15.1 (jax): RNN of a list of one cell fails; of the cell itself, or of two cells, it works.
#
# RNN takes a cell or a list of cells. A list of one, as `[LSTMCell(units) for units in sizes]` gives
# for one size, cannot be called.
#
# Seen: a cell       (1, 2)
#       two cells    (1, 2)
#       one, listed  TypeError: ... scan body function carry input and carry output must have the
#                    same pytree structure ...
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > stack.py << 'END'
import sys

import keras
import numpy as np

steps = np.ones((1, 3, 4), "float32")
cell = keras.layers.LSTMCell
said = {}
for name, cells in {
    "a cell": cell(2),
    "two cells": [cell(3), cell(2)],
    "one, listed": [cell(2)],
}.items():
    try:
        said[name] = str(keras.layers.RNN(cells)(steps).shape)
    except Exception as error:
        said[name] = f"{type(error).__name__}: {' '.join(str(error).split())[:150]}"
    print(f"{name:13}{said[name]}")
as_seen = said["a cell"] == said["two cells"] == "(1, 2)" != said["one, listed"]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python stack.py 2> /dev/null
