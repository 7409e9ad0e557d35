#!/bin/sh
# Keras 3.15.1 (every backend): ModelCheckpoint that keeps the best of every few batches ends the training.
#
# save_best_only=True and save_freq=N go together, says the documentation: the model is saved after N
# batches if what is monitored is better. Whether more or less is better, the callback finds out at
# the end of the first epoch (keras/src/callbacks/model_checkpoint.py, on_epoch_end), and asks for it at the
# second save before: TypeError, and fit is over. mode="min" does not help. Each of the two arguments
# alone works, and so do both where no second save comes in the first epoch.
#
# Seen (eight batches an epoch, two epochs):
#       save_best_only=False, save_freq=2: trained
#       save_best_only=True, save_freq=epoch: trained
#       save_best_only=True, save_freq=2: TypeError
#       save_best_only=True, save_freq=5: trained
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > checkpoint.py << 'END'
import sys

import keras
import numpy as np

x, y = np.ones((64, 4), "float32"), np.ones((64, 1), "float32")
seen = []
for best, every in ((False, 2), (True, "epoch"), (True, 2), (True, 5)):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    checkpoint = keras.callbacks.ModelCheckpoint(
        "m.keras", "loss", mode="min", save_best_only=best, save_freq=every
    )
    try:
        model.fit(x, y, batch_size=8, epochs=2, verbose=0, callbacks=[checkpoint])
        seen.append("trained")
    except TypeError as error:
        seen.append(type(error).__name__)
    print(f"save_best_only={best}, save_freq={every}: {seen[-1]}")
as_seen = seen == ["trained", "trained", "TypeError", "trained"]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python checkpoint.py 2> /dev/null
