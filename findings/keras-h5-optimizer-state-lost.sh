#!/bin/sh
# Keras 3.15.1: a model that was trained, saved as .h5 and read back cannot be trained further.
#
# A Dense layer, one epoch with Adam, model.save("m.h5"). keras.saving.load_model("m.h5") builds the
# optimizer for the variables that the model has itself, which are none: a model's weights are in
# its layers. Of the six arrays of the optimizer that are in the file it reads the first two, the step
# and the learning rate, and says nothing; `fit` then fails, for the optimizer counts as built. As
# .keras all of it is read.
#
# Seen: m.keras: 6 variables of the optimizer, fit works
#       m.h5: 2 variables of the optimizer, fit fails
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > train.py << 'END'
import sys

import keras
import numpy as np

samples = np.ones((8, 3), "float32"), np.ones((8, 2), "float32")
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
model.compile("adam", keras.losses.MeanSquaredError())
model.fit(*samples, verbose=0)
seen = []
for name in ("m.keras", "m.h5"):
    model.save(name)
    read = keras.saving.load_model(name)
    count = len(read.optimizer.variables)
    try:
        read.fit(*samples, verbose=0)
        end = "works"
    except ValueError:
        end = "fails"
    print(f"{name}: {count} variables of the optimizer, fit {end}")
    seen.append((count, end))
as_seen = seen == [(6, "works"), (2, "fails")]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python train.py 2> /dev/null
