#!/bin/sh
# Keras 3.15.1 (every backend): what is excluded from weight decay decays in a model that is read back.
#
# optimizer.exclude_from_weight_decay(var_names=["bias"]) keeps the biases, and is no part of the optimizer's
# config: the model that load_model reads trains on with decay of all, and so does a training that
# is taken up from its file. No error, no warning. Everything else of the optimizer is read: rate, decay,
# moments, steps.
#
# Seen (a bias of 1, AdamW without gradients, weight_decay=0.1, ten steps with a rate of 1):
#       saved: bias 1, kernel 0.3487
#       read:  bias 0.3487, kernel 0.3487
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > decay.py << 'END'
import sys

import keras
import numpy as np

zeros = np.zeros((8, 1), "float32")


class Nothing(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return keras.ops.mean(0.0 * y_pred, axis=-1)


def train(model):
    model.fit(zeros, zeros, batch_size=8, epochs=10, verbose=0)
    kernel, bias = (round(weight.item(), 4) for weight in model.get_weights())
    return bias, kernel


dense = keras.layers.Dense(1, kernel_initializer="ones", bias_initializer="ones")
model = keras.Sequential([keras.Input((1,)), dense])
optimizer = keras.optimizers.AdamW(1.0, weight_decay=0.1)
optimizer.exclude_from_weight_decay(var_names=["bias"])
model.compile(optimizer, Nothing())
model.save("m.keras")
read = keras.saving.load_model("m.keras", custom_objects={"Nothing": Nothing})
saved, again = train(model), train(read)
print("saved: bias {:g}, kernel {:g}".format(*saved))
print("read:  bias {:g}, kernel {:g}".format(*again))
as_seen = (saved, again) == ((1, 0.3487), (0.3487, 0.3487))
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python decay.py 2> /dev/null
