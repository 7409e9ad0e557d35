#!/bin/sh
# Keras 3.15.1: the `delta` of a Huber loss is lost when a model is saved.
#
# A model is compiled with Huber(delta=0.5) and saved as .keras. What is read back is compiled with
# Huber(delta=1.0), the default, and says nothing: `get_config` of the loss leaves `delta` out, which
# the loss keeps among the arguments of its function.
#
# Seen: config: ['name', 'reduction']
#       loss of 3 against 0: saved 1.375, read 2.5
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > save.py << 'END'
import sys

import keras
import numpy as np

loss = keras.losses.Huber(delta=0.5)
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
model.compile("sgd", loss)
model.save("m.keras")
read = keras.saving.load_model("m.keras").loss
zero, three = np.zeros((1, 1), "float32"), np.full((1, 1), 3.0, "float32")
before, after = float(loss(zero, three)), float(read(zero, three))
print("config:", sorted(loss.get_config()))
print(f"loss of 3 against 0: saved {before}, read {after}")
as_seen = sorted(loss.get_config()) == ["name", "reduction"] and (before, after) == (1.375, 2.5)
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python save.py 2> /dev/null
