#!/bin/sh
# Keras 3.15.1 (jax): a model trained in mixed_float16 comes back from its file with a fresh optimizer.
#
# Under the policy mixed_float16, compile() wraps the optimizer in a LossScaleOptimizer, and save()
# writes the state of both. What is written of the compilation is the bare optimizer. A process that
# loads the file runs under float32, as any new one does: compile() wraps nothing, the state does not
# fit, and is left out with a warning. Momenta and the count of steps are those of a model that was
# never trained. Loaded under mixed_float16 it is all there. (Of the four steps the first is left out, as
# loss scaling does: its scaled gradients are too large.)
#
# Seen: steps of the saved model's optimizer      3
#       loaded under mixed_float16                3
#       loaded under float32, as in a new process 0
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > state.py << 'END'
import sys
import warnings

import keras
import numpy as np

warnings.simplefilter("ignore")
x = np.random.default_rng(1).random((128, 4), dtype="float32")
keras.config.set_dtype_policy("mixed_float16")
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.Adam(), "mse")
model.fit(x, x.sum(axis=1), batch_size=32, verbose=0)
model.save("mixed.keras")


def count_steps(model):
    optimizer = getattr(model.optimizer, "inner_optimizer", model.optimizer)
    return int(optimizer.iterations)


steps = [count_steps(model)]
for policy in ("mixed_float16", "float32"):
    keras.config.set_dtype_policy(policy)
    steps.append(count_steps(keras.saving.load_model("mixed.keras")))
print(f"steps of the saved model's optimizer      {steps[0]}")
print(f"loaded under mixed_float16                {steps[1]}")
print(f"loaded under float32, as in a new process {steps[2]}")
as_seen = steps == [3, 3, 0]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python state.py 2> /dev/null
