#!/bin/sh
# Keras 3.15.1: three kinds of models that model.save("m.h5") writes cannot be read back.
#
# An Attention with score_mode="dot": any text in a layer's config that is the name of a function of
# keras.layers, as `dot` is, is taken for that function. A LayerNormalization over two axes: a list of
# two axes is dropped from the config. A model compiled with loss="mse": the loss is looked up as a
# function under its first public name, keras.metrics.mse, and what is found is refused as no class.
# As .keras all three are read.
#
# Seen: Attention: TypeError
#       LayerNormalization: ValueError
#       loss="mse": ValueError
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

entry = keras.Input((3, 4))
models = {
    "Attention": keras.Model(entry, layers.Attention(score_mode="dot")([entry, entry])),
    "LayerNormalization": keras.Sequential([entry, layers.LayerNormalization(axis=(1, 2))]),
    'loss="mse"': keras.Sequential([entry, layers.Dense(2)]),
}
models['loss="mse"'].compile("sgd", "mse")
seen = []
for name, model in models.items():
    model.save("m.keras")
    keras.saving.load_model("m.keras")
    model.save("m.h5")
    try:
        keras.saving.load_model("m.h5")
        seen.append("read")
    except Exception as error:
        seen.append(type(error).__name__)
    print(f"{name}: {seen[-1]}")
as_seen = seen == ["TypeError", "ValueError", "ValueError"]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python save.py 2> /dev/null
