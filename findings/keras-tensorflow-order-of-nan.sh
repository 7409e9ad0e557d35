#!/bin/sh
# Keras 3.15.1 (tensorflow): one value that is not a number leaves the others unsorted.
#
# keras.ops.sort, as rank losses and medians use it. NumPy, jax and torch put NaN last. On tensorflow
# what stands on either side of it keeps its place, so that the result is not in order; argmax passes
# over NaN there, where the others point to it.
#
# Seen (of 1, NaN, 3, 2):
#       jax         sorted 1 2 3 nan   largest at 1
#       tensorflow  sorted 1 nan 2 3   largest at 2
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2 tensorflow-cpu==2.21.0
cat > order.py << 'END'
import sys

import keras
import numpy as np

SEEN = {
    "jax": "sorted 1 2 3 nan   largest at 1",
    "tensorflow": "sorted 1 nan 2 3   largest at 2",
}
values = np.array([1.0, np.nan, 3.0, 2.0], "float32")
ordered = keras.ops.convert_to_numpy(keras.ops.sort(values))
said = f"sorted {' '.join(f'{v:g}' for v in ordered)}   largest at {int(keras.ops.argmax(values))}"
backend = keras.backend.backend()
print(f"{backend:12}{said}")
sys.exit(said != SEEN[backend])
END
for backend in jax tensorflow; do
  KERAS_BACKEND=$backend venv/bin/python order.py 2> /dev/null || { echo "CHANGED"; exit 1; }
done
echo "as described"
