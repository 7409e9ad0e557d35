#!/bin/sh
# Keras 3.15.1 (tensorflow, torch): ScheduleFreeAdamW takes other steps than its formulas and than jax.
#
# update_step keeps the place before the step as `momentum_old = momentum.value`, and moves `momentum` then
# (keras/src/optimizers/schedule_free_adamw.py). On tensorflow and torch both names are one buffer, so
# that the average is taken back out of the weights with the new place instead of the old one. On jax, where
# nothing is written over, the steps are those of the paper (arXiv 2405.15682). No error; the weights end apart.
#
# Seen (a weight of 1, a gradient of 1 in each of three steps with a rate of 0.1; by hand, z = 0.9, 0.8, 0.7,
# their mean x = 0.9, 0.85, 0.8, and the weight 0.1 z + 0.9 x):
#       jax         0.9 0.845 0.79
#       tensorflow  0.9 0.85 0.8
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2 tensorflow-cpu==2.21.0
cat > steps.py << 'END'
import sys

import keras

weight = keras.Variable([1.0])
optimizer = keras.optimizers.ScheduleFreeAdamW(0.1)
optimizer.build([weight])
places = []
for _ in range(3):
    optimizer.apply([keras.ops.array([1.0])], [weight])
    places.append(f"{float(weight[0]):.3g}")
backend = keras.backend.backend()
print(f"{backend:12}{' '.join(places)}")
sys.exit(places != {"jax": ["0.9", "0.845", "0.79"], "tensorflow": ["0.9", "0.85", "0.8"]}[backend])
END
for backend in jax tensorflow; do
  KERAS_BACKEND=$backend venv/bin/python steps.py 2> /dev/null || { echo "CHANGED"; exit 1; }
done
echo "as described"
