#!/bin/sh
# Keras 3.15.1 (torch): what a layer assigns while it computes in another dtype than its variable's is lost.
#
# In mixed precision a layer computes in 16 bits and keeps its variables in 32. On torch `variable.assign`
# copies into `variable.value` (keras/src/backend/torch/core.py, _direct_assign), which inside of a layer's
# call is a copy of 16 bits: the copy changes, and the variable does not. A counter stays at 0, a stateful
# recurrent layer starts each batch anew, SpectralNormalization never moves its vector.
# No error, no warning; tensorflow and jax keep what is assigned. keras-nightly 3.16 does.
#
# Seen (three calls of a layer that adds 1 to a variable, by the layer's dtype policy):
#       torch  float32 3   mixed_bfloat16 0   mixed_float16 0
#       jax    float32 3   mixed_bfloat16 3   mixed_float16 3
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2 torch==2.13.0
cat > count.py << 'END'
import sys

import keras
import numpy as np


class Counting(keras.layers.Layer):
    def build(self, input_shape):
        self.total = self.add_weight(shape=(), initializer="zeros", trainable=False)

    def call(self, inputs):
        self.total.assign(self.total + 1)
        return inputs


def count(policy):
    layer = Counting(dtype=policy)
    for _ in range(3):
        layer(np.ones((2, 3), "float32"))
    return float(layer.total)


backend = keras.backend.backend()
found = {policy: count(policy) for policy in ("float32", "mixed_bfloat16", "mixed_float16")}
print(f"{backend:7}" + "   ".join(f"{policy} {total:g}" for policy, total in found.items()))
lost = 0 if backend == "torch" else 3
sys.exit(found != {"float32": 3, "mixed_bfloat16": lost, "mixed_float16": lost})
END
for backend in torch jax; do
  KERAS_BACKEND=$backend venv/bin/python count.py 2> /dev/null || { echo "CHANGED"; exit 1; }
done
echo "as described"
