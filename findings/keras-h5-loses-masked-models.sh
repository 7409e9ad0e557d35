#!/bin/sh
# Keras 3.15.1: a masked model that is saved as .h5 cannot be read back.
#
# Embedding(mask_zero=True) -> LSTM, the first model of every text tutorial. model.save("m.h5")
# succeeds; keras.saving.load_model("m.h5") of the same process fails, because the file names an
# operation, NotEqual, that the reader of .h5 does not know. As .keras the same model is read. (The
# functional model that users wrote has no such layer: Keras writes the mask into its graph.)
#
# Seen: m.keras: read, 0 off
#       m.h5: Unknown layer: 'NotEqual'
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > save.py << 'END'
import sys
import warnings

import keras
import numpy as np

warnings.filterwarnings("ignore")
words = keras.Input((4,), dtype="int32")
x = keras.layers.Embedding(9, 3, mask_zero=True)(words)
model = keras.Model(words, keras.layers.LSTM(2)(x))
padded = np.array([[1, 2, 0, 0]])
said = []
for name in ("m.keras", "m.h5"):
    model.save(name)
    try:
        again = keras.saving.load_model(name)
        off = np.abs(np.asarray(again(padded)) - np.asarray(model(padded))).max()
        said.append(f"read, {off:g} off")
    except Exception as error:
        said.append(" ".join(str(error).split())[:31])
    print(f"{name}: {said[-1]}")
as_seen = said == ["read, 0 off", "Unknown layer: 'NotEqual'. Plea"]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python save.py 2> /dev/null
