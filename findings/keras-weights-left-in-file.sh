#!/bin/sh
# Keras 3.15.1 (every backend): loading a model of a class of its own may leave Dense, EinsumDense,
# Embedding and convolutions without their weights, and raise nothing; the next call draws new ones.
#
# Keras keeps the shape of the first argument of `call` only. Where it cannot build the model from
# that, it warns; `load_own_variables` of these layers then returns at "Do nothing if the layer
# isn't yet built" (keras/src/layers/core/dense.py). Other layers raise.
#
# Seen:
#       loaded: built True, its Dense built False, 0 weights
#       after a call: other weights than those of the file
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > left.py << 'END'
import sys

import keras
import numpy as np


@keras.saving.register_keras_serializable()
class Distance(keras.Model):
    def __init__(self, **options):
        super().__init__(**options)
        self.inner = keras.layers.Dense(3)

    def call(self, left, right):
        return keras.ops.norm(self.inner(left) - self.inner(right), axis=-1)


pair = [np.ones((1, 4), "float32")] * 2
model = Distance()
model(*pair)
model.save("distance.keras")
again = keras.saving.load_model("distance.keras")
left = not again.inner.built and not again.weights
print(f"loaded: built {again.built}, its Dense built {again.inner.built}, {len(again.weights)} weights")
again(*pair)
other = not np.array_equal(again.inner.kernel, model.inner.kernel)
print("after a call:", "other weights than those of the file" if other else "those of the file")
as_seen = left and other
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python left.py 2> /dev/null
