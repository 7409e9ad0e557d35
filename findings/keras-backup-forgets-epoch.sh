#!/bin/sh
# Keras 3.15.1 (every backend): a training that is interrupted twice in one epoch begins at the first.
#
# BackupAndRestore(folder, save_freq=2) saves weights and the number of the epoch every two
# batches. Interrupted in epoch 3, the next run begins with epoch 3, as it should. It then saves epoch 0
# with these weights until an epoch has ended, for the callback tells the model the number that it
# read and keeps 0 itself (keras/src/callbacks/backup_and_restore.py, _load_model). Interrupted again before
# that, the third run trains all epochs once more on top of what was learned. No error, no warning.
# With save_freq="epoch" the number is right.
#
# Seen (five epochs; interrupted in epoch 3, twice):
#       run 1: epochs 0 1 2 3, saved: 3
#       run 2: epochs 3, saved: 0
#       run 3: epochs 0 1 2 3 4
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > backup.py << 'END'
import json
import pathlib
import sys

import keras
import numpy as np

x, y = np.ones((64, 4), "float32"), np.ones((64, 1), "float32")


class Interrupt(keras.callbacks.Callback):
    def __init__(self, epoch):
        super().__init__()
        self.at, self.epochs = (epoch, 5), []

    def on_epoch_begin(self, epoch, logs=None):
        self.epochs.append(epoch)

    def on_train_batch_end(self, batch, logs=None):
        if (self.epochs[-1], batch) == self.at:
            raise KeyboardInterrupt


seen = []
for run, epoch in enumerate((3, 3, None), start=1):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    interrupt = Interrupt(epoch)
    callbacks = [keras.callbacks.BackupAndRestore("backup", save_freq=2), interrupt]
    try:
        model.fit(x, y, batch_size=8, epochs=5, verbose=0, callbacks=callbacks)
        saved = ""
    except KeyboardInterrupt:
        saved = json.loads(pathlib.Path("backup/training_metadata.json").read_text())["epoch"]
    print(f"run {run}: epochs", *interrupt.epochs, end="\n" if saved == "" else f", saved: {saved}\n")
    seen.append((interrupt.epochs, saved))
as_seen = seen == [([0, 1, 2, 3], 3), ([3], 0), ([0, 1, 2, 3, 4], "")]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python backup.py 2> /dev/null
