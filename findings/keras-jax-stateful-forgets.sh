#!/bin/sh
# Keras 3.15.1 (jax): recurrent layers with stateful=True forget their state in fit, evaluate and predict.
#
# The last state of a batch is to be the first of the next. Called as model(x), it is; in predict, evaluate
# and fit on jax every batch begins with zeros, in one call and from call to call: the states are no
# variables that the layer tracks (keras/src/layers/rnn/rnn.py, _create_state_variables), and a step on jax
# hands on those only. All recurrent layers, Bidirectional and ConvLSTM too. No error, no warning;
# tensorflow and torch keep the state. A long sequence in pieces is trained, evaluated and predicted otherwise.
#
# Seen (one unit that adds its input to its state, 1 in each of four batches):
#       jax         model(x) 1 2 3 4   predict 1 1 1 1   evaluate 1 1 1 1   fit 1 1 1 1
#       tensorflow  model(x) 1 2 3 4   predict 1 2 3 4   evaluate 1 2 3 4   fit 1 2 3 4
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2 tensorflow-cpu==2.21.0
cat > stream.py << 'END'
import sys

import keras
import numpy as np

one, zero = np.ones((1, 1, 1), "float32"), np.zeros((1, 1), "float32")


def make():
    layer = keras.layers.SimpleRNN(
        1, "linear", kernel_initializer="ones", recurrent_initializer="ones", stateful=True
    )
    model = keras.Sequential([keras.Input((1, 1), batch_size=1), layer])
    model.compile(keras.optimizers.SGD(0.0), "mean_absolute_error")
    return model


ways = {
    "model(x)": lambda model: keras.ops.convert_to_numpy(model(one)).item(),
    "predict": lambda model: model.predict(one, 1, verbose=0).item(),
    "evaluate": lambda model: model.evaluate(one, zero, 1, verbose=0),
    "fit": lambda model: model.fit(one, zero, 1, verbose=0).history["loss"][0],
}
KEPT, FORGOTTEN = "1 2 3 4", "1 1 1 1"
backend = keras.backend.backend()
said = {}
for name, act in ways.items():
    model = make()
    said[name] = " ".join(f"{act(model):g}" for _ in range(4))
print(f"{backend:12}" + "   ".join(f"{name} {numbers}" for name, numbers in said.items()))
expected = dict.fromkeys(ways, FORGOTTEN if backend == "jax" else KEPT) | {"model(x)": KEPT}
sys.exit(said != expected)
END
for backend in jax tensorflow; do
  KERAS_BACKEND=$backend venv/bin/python stream.py 2> /dev/null || { echo "CHANGED"; exit 1; }
done
echo "as described"
