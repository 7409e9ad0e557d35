#!/bin/sh
# Keras 3.15.1 (every backend): loss_weights given by name may go to other outputs than those named.
#
# A model with the outputs [zeta, alpha], compiled with a list of losses and
# loss_weights={"zeta": 1, "alpha": 0}, as the documentation of compile() allows. Keras takes the values
# of the dict in the order of the sorted names and the losses in the order of the outputs, so that zeta
# has alpha's weight: what should be trained is not. No error, no warning. With a dict of losses, or with
# names that happen to be in order, the weights go where they should.
# (keras/src/trainers/compile_utils.py, CompileLoss.build: tree.flatten sorts keys.)
#
# Seen, where zeta is 3 off its target (9 squared) and alpha 0 off:
#       a list of losses: 0.0, zeta moves by 0.0
#       a dict of losses: 9.0, zeta moves by 0.6
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > weights.py << 'END'
import sys

import keras
import numpy as np
from keras import layers

x, zeros = np.ones((4, 3), "float32"), np.zeros((4, 1), "float32")
losses = {"list": ["mse", "mse"], "dict": {"zeta": "mse", "alpha": "mse"}}
seen = []
for kind, loss in losses.items():
    entry = keras.Input((3,))
    zeta = layers.Dense(1, name="zeta", kernel_initializer="ones")
    alpha = layers.Dense(1, name="alpha", kernel_initializer="zeros")
    model = keras.Model(entry, [zeta(entry), alpha(entry)])
    model.compile(keras.optimizers.SGD(0.1), loss, loss_weights={"zeta": 1.0, "alpha": 0.0})
    total = model.evaluate(x, [zeros, zeros], return_dict=True, verbose=0)["loss"]
    model.fit(x, [zeros, zeros], verbose=0)
    moved = round(1 - float(zeta.kernel[0, 0]), 4)
    print(f"a {kind} of losses: {total}, zeta moves by {moved}")
    seen.append((total, moved))
as_seen = seen == [(0.0, 0.0), (9.0, 0.6)]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python weights.py 2> /dev/null
