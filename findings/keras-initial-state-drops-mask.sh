#!/bin/sh
# Keras 3.15.1 (jax): a recurrent layer that is given an initial state no longer reads the mask.
#
# Masking -> LSTM reads the steps that are shown. The same LSTM called with initial_state=[h, c],
# as every sequence-to-sequence tutorial does, reads the padding too; with mask= given by hand it
# does not. No warning. (Keras 2 read the mask in either case.)
#
# Seen, beside the three shown steps alone:
#       0.000 off  without a state
#       0.143 off  with a state
#       0.000 off  with a state, mask= by hand
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > state.py << 'END'
import sys

import keras
import numpy as np

keras.utils.set_random_seed(1)
lstm, masking = keras.layers.LSTM(3), keras.layers.Masking()
padded, states = np.ones((1, 5, 2), "float32"), [np.zeros((1, 3), "float32")] * 2
padded[:, 3:] = 0.0  # two steps that Masking hides
steps = keras.Input((5, 2))
first, second = keras.Input((3,)), keras.Input((3,))
shown = keras.ops.any(keras.ops.not_equal(steps, 0.0), axis=-1)
outputs = {
    "without a state": lstm(masking(steps)),
    "with a state": lstm(masking(steps), initial_state=[first, second]),
    "with a state, mask= by hand": lstm(steps, initial_state=[first, second], mask=shown),
}
model = keras.Model([steps, first, second], list(outputs.values()))
alone = np.asarray(lstm(padded[:, :3]))  # the three steps that are shown
off = [float(np.abs(np.asarray(y) - alone).max()) for y in model([padded, *states])]
for name, gap in zip(outputs, off, strict=True):
    print(f"{gap:.3f} off  {name}")
as_seen = off[0] < 1e-6 < 0.01 < off[1] and off[2] < 1e-6
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python state.py 2> /dev/null
