#!/bin/sh
# Keras 3.15.1 and 3.16.0.dev2026102704 (tensorflow): TimeDistributed of open length takes the
# number of samples for that of steps once TensorFlow traces it, so `model.export()` writes
# SavedModels that cut sequences off, without a warning.
#
# keras/src/layers/rnn/time_distributed.py swaps the first two axes and then loops over
# ops.arange(input_shape[0]), where input_shape is that from before the swap.
#
# Seen, for 3 samples of 7 steps:
#       (3, 7, 2)  the model itself
#       (3, 3, 2)  the SavedModel of it
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 tensorflow==2.21.0
cat > steps.py << 'END'
import sys

import keras
import tensorflow as tf

steps = keras.Input((None, 4))
model = keras.Model(steps, keras.layers.TimeDistributed(keras.layers.Dense(2))(steps))
model.export("saved", verbose=False)
signature = tf.saved_model.load("saved").signatures["serving_default"]
x = tf.ones((3, 7, 4))
own, saved = (tuple(y.shape) for y in (model(x), next(iter(signature(x).values()))))
print(own, " the model itself")
print(saved, " the SavedModel of it")
as_seen = own == (3, 7, 2) and saved == (3, 3, 2)
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 venv/bin/python steps.py 2> /dev/null
