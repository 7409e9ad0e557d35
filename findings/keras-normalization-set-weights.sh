#!/bin/sh
# Keras 3.15.1 (jax, tensorflow): Normalization that gets its weights by set_weights normalizes by nothing.
#
# A clone, as clone_model and set_weights make it, has the mean and the variance among its weights, and
# computes with 0 and 1: `call` reads two tensors that adapt() and loading make of them
# (keras/src/layers/preprocessing/normalization.py, finalize_state), set_weights does not. load_weights makes
# them anew; but where the model has predicted before, predict goes on with the old ones, which its
# compiled function holds as constants, and the model, called, computes with the new ones. No
# error. On torch both tensors are views of the weights, and all is right.
#
# Seen (of 3, where the mean is 1 and the variance 4; right is 1):
#       jax         set_weights 3   load_weights 1   predict, load_weights, predict 3, called 1
#       tensorflow  set_weights 3   load_weights 1   predict, load_weights, predict 3, called 1
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2 tensorflow-cpu==2.21.0
cat > clone.py << 'END'
import sys

import keras
import numpy as np

three = np.full((1, 1), 3.0, "float32")


def ask(model):
    return round(model.predict(three, verbose=0).item(), 3)


model = keras.Sequential([keras.Input((1,)), keras.layers.Normalization()])
model.layers[0].adapt(np.array([[-1.0], [3.0]], "float32"))
assert ask(model) == 1
model.save_weights("m.weights.h5")
clone, loaded, late = (keras.models.clone_model(model) for _ in range(3))
clone.set_weights(model.get_weights())
loaded.load_weights("m.weights.h5")
ask(late)
late.load_weights("m.weights.h5")
called = round(keras.ops.convert_to_numpy(late(three)).item(), 3)
seen = [ask(clone), ask(loaded), ask(late), called]
said = "set_weights {:g}   load_weights {:g}   predict, load_weights, predict {:g}, called {:g}"
print(f"{keras.backend.backend():12}{said.format(*seen)}")
sys.exit(seen != [3, 1, 3, 1])
END
for backend in jax tensorflow; do
  KERAS_BACKEND=$backend venv/bin/python clone.py 2> /dev/null || { echo "CHANGED"; exit 1; }
done
echo "as described"
