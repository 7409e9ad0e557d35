#!/bin/sh
# Keras 3.15.1 (every backend): a model with RandomShear or Equalization is saved and cannot be read back.
#
# RandomShear(0.3) shears by -0.3 to 0.3. It writes that range and, asked to read it, takes no number below 0.
# (keras-team/keras issue 21110, of 2025, closed without an answer.) Equalization gives its input back
# as its output when it is asked for a shape, so that a functional model, as every model is that is
# read, has a circle. A model that begins with either loses its trained weights to its user.
#
# Seen: RandomFlip: read
#       RandomShear: TypeError
#       Equalization: ValueError
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > save.py << 'END'
import sys

import keras
from keras import layers

ranges = {"value_range": (0, 1)}
seen = []
for layer in (layers.RandomFlip(), layers.RandomShear(0.3), layers.Equalization(**ranges)):
    model = keras.Sequential([keras.Input((8, 8, 3)), layer, layers.Flatten(), layers.Dense(2)])
    model.save("m.keras")
    try:
        keras.saving.load_model("m.keras")
        seen.append("read")
    except (TypeError, ValueError) as error:
        seen.append(type(error).__name__)
    print(f"{type(layer).__name__}: {seen[-1]}")
as_seen = seen == ["read", "TypeError", "ValueError"]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python save.py 2> /dev/null
