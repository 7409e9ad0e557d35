#!/bin/sh
# Keras 3.15.1 (every backend): SwapEMAWeights leaves the other weights in the model than it should.
#
# The callback puts an optimizer's moving averages into the model, and takes them out again.
# (1) With swap_on_epoch=True, for checkpoints of the averages, fit ends with the averages, as it does
# without the callback; but stopped early, by EarlyStopping or whatever sets stop_training, it ends with
# the raw weights: the callback restores the averages in the epoch that is last by number only.
# (2) predict(callbacks=[SwapEMAWeights()]) leaves the averages in the model, which then trains on from
# them; evaluate does not. (keras/src/callbacks/swap_ema_weights.py: on_predict_end asks whether the
# averages are not there, where on_test_end asks whether they are.)
#
# Seen: three epochs of three: averages
#       three epochs of nine, stopped: raw weights
#       after evaluate: raw weights
#       after predict: averages
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > swap.py << 'END'
import sys

import keras
import numpy as np

x = np.random.default_rng(1).random((64, 4), dtype="float32")
y = x.sum(axis=1, keepdims=True)


class Stop(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = epoch == 2


def make(use_ema=True):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(keras.optimizers.SGD(0.1, use_ema=use_ema, ema_momentum=0.9), "mse")
    return model


def fit(epochs=3, callbacks=(), **options):
    model = make(**options)
    model.fit(x, y + 1, epochs=epochs, shuffle=False, verbose=0, callbacks=list(callbacks))
    return model.get_weights()[0]


def name(weights, averages, raw):
    close = [np.allclose(weights, other, atol=1e-5) for other in (averages, raw)]
    return {(True, False): "averages", (False, True): "raw weights"}.get(tuple(close), "neither")


swap, seen = keras.callbacks.SwapEMAWeights, []
ends = {"averages": fit(), "raw": fit(use_ema=False)}
seen.append(name(fit(3, [swap(swap_on_epoch=True)]), **ends))
print("three epochs of three:", seen[-1])
seen.append(name(fit(9, [swap(swap_on_epoch=True), Stop()]), **ends))
print("three epochs of nine, stopped:", seen[-1])
for act in ("evaluate", "predict"):
    model = make()
    for _ in range(5):
        model.train_on_batch(x, y + 1)
    raw = model.get_weights()[0]
    averages = np.array(model.optimizer.variables[2])
    getattr(model, act)(x, *[y] * (act == "evaluate"), verbose=0, callbacks=[swap()])
    seen.append(name(model.get_weights()[0], averages, raw))
    print(f"after {act}:", seen[-1])
as_seen = seen == ["averages", "raw weights", "raw weights", "averages"]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python swap.py 2> /dev/null
