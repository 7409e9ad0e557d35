#!/bin/sh
# Keras 3.15.1 (tensorflow): keras.ops.unravel_index of two-dimensional indices gives other places.
#
# Where the largest of a picture's pixels is, as keypoint models ask it: unravel_index(argmax, shape).
# Of a vector of indices all backends agree with NumPy. Of a batch of vectors the tensorflow backend
# divides by the sizes in the wrong order and hands the coordinates back reversed, without an error.
#
# Seen (index 5 of 2 rows and 4 columns is row 1, column 1):
#       jax         vector: rows 1 columns 1   batch: rows 1 columns 1
#       tensorflow  vector: rows 1 columns 1   batch: rows 2 columns 1
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2 tensorflow-cpu==2.21.0
cat > places.py << 'END'
import sys

import keras
import numpy as np

SEEN = {
    "jax": "vector: rows 1 columns 1   batch: rows 1 columns 1",
    "tensorflow": "vector: rows 1 columns 1   batch: rows 2 columns 1",
}


def place(indices):
    rows, columns = keras.ops.unravel_index(np.array(indices), (2, 4))
    return f"rows {int(np.ravel(rows)[0])} columns {int(np.ravel(columns)[0])}"


said = f"vector: {place([5])}   batch: {place([[5]])}"
backend = keras.backend.backend()
print(f"{backend:12}{said}")
sys.exit(said != SEEN[backend])
END
for backend in jax tensorflow; do
  KERAS_BACKEND=$backend venv/bin/python places.py 2> /dev/null || { echo "CHANGED"; exit 1; }
done
echo "as described"
