#!/bin/sh
# Keras 3.15.1 (every backend): one weight a sample is applied to the columns of pictures, silently, if there
# are as many of them as samples in a batch; otherwise it is refused.
#
# fit(x, y, sample_weight=w) with one weight a sample, as the documentation says, of a model whose output
# has more axes than (samples, values): an autoencoder, a segmentation, a tagging. The loss of a sample is then
# an array itself, (32, 32, 32) for 32 pictures of 32 x 32; it is multiplied with the 32 weights as they are,
# and so along the last axis (keras/src/losses/loss.py, reduce_weighted_values). 32 is the batch size by
# default. With any other number there is an error about shapes. Weighted metrics, which average a sample
# first, are right. Weights of shape (samples, 1, 1) are right everywhere.
#
# Seen, where the first of 32 pictures alone is wrong (1 everywhere) and alone has a weight (of 32):
#       pictures of 32 x 32: loss 0.03125, weighted metric 1.0, weights of (32, 1, 1): loss 1.0
#       pictures of 28 x 28: refused
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > weigh.py << 'END'
import sys

import keras
import numpy as np


def evaluate(size, axes):
    pictures = np.zeros((32, size, size, 1), "float32")
    targets, weights = pictures.copy(), np.zeros(32, "float32")
    targets[0], weights[0] = 1, 32
    model = keras.Sequential([keras.Input((size, size, 1)), keras.layers.Activation("linear")])
    model.compile("sgd", "mse", weighted_metrics=["mse"])
    weights = weights.reshape(axes)
    try:
        told = model.evaluate(pictures, targets, sample_weight=weights, return_dict=True, verbose=0)
    except ValueError:
        return "refused"
    return told["loss"], told["mse"]


flat, wide, other = evaluate(32, (32,)), evaluate(32, (32, 1, 1)), evaluate(28, (32,))
print(
    f"pictures of 32 x 32: loss {flat[0]}, weighted metric {flat[1]}, "
    f"weights of (32, 1, 1): loss {wide[0]}"
)
print("pictures of 28 x 28:", other)
as_seen = (flat, wide[0], other) == ((0.03125, 1.0), 1.0, "refused")
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python weigh.py 2> /dev/null
