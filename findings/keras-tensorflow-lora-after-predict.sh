#!/bin/sh
# Keras 3.15.1 (tensorflow): after predict, a model to which LoRA is added predicts and evaluates without it.
#
# layer.enable_lora(rank) adds two small matrices to the kernel (Dense, EinsumDense, Embedding,
# convolutions). predict and evaluate run functions that TensorFlow compiled in the call before, with
# the kernel alone, and nothing throws them away, as quantize() does for its own. What is then trained in
# the matrices, or assigned to them, shows in model(x), but neither in predict nor in evaluate, until
# compile() is called again. jax and torch see it at once. No error, no warning.
#
# Seen (1 through a Dense of kernel 1; LoRA of rank 1, both matrices set to 3):
#       jax         predict 1, then model(x) 10, predict 10
#       tensorflow  predict 1, then model(x) 10, predict 1
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2 tensorflow-cpu==2.21.0
cat > lora.py << 'END'
import sys

import keras
import numpy as np

one = np.ones((1, 1), "float32")
dense = keras.layers.Dense(1, kernel_initializer="ones")
model = keras.Sequential([keras.Input((1,)), dense])
before = model.predict(one, verbose=0).item()
dense.enable_lora(1)
for matrix in (dense.lora_kernel_a, dense.lora_kernel_b):
    matrix.assign([[3.0]])
called = keras.ops.convert_to_numpy(model(one)).item()
after = model.predict(one, verbose=0).item()
backend = keras.backend.backend()
print(f"{backend:12}predict {before:g}, then model(x) {called:g}, predict {after:g}")
sys.exit((before, called, after) != (1, 10, 1 if backend == "tensorflow" else 10))
END
for backend in jax tensorflow; do
  KERAS_BACKEND=$backend venv/bin/python lora.py 2> /dev/null || { echo "CHANGED"; exit 1; }
done
echo "as described"
