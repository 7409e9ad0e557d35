#!/bin/sh
# Keras 3.15.1 (every backend): Adafactor(relative_step=False) decays its learning rate all the same.
#
# The documentation says that a constant rate is lowered with the steps where relative_step=True, the
# default. update_step takes the smaller of the rate and 1 / sqrt(step) where relative_step is set, and
# then once more whether it is set or not (keras/src/optimizers/adafactor.py, `rho_t`): the argument
# changes nothing, and neither a constant rate nor a schedule can be had above 1 / sqrt(step).
#
# Seen, the ten-thousandth step over the first, of a gradient that stays (1 without decay):
#       relative_step=True   0.02
#       relative_step=False  0.02
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > decay.py << 'END'
import sys

import keras
import numpy as np

seen = []
for relative_step in (True, False):
    weight = keras.Variable([1.0])
    optimizer = keras.optimizers.Adafactor(0.5, relative_step=relative_step)
    optimizer.build([weight])
    steps = []
    for count in (0, 9999):
        optimizer.iterations.assign(count)
        weight.assign([1.0])
        optimizer.apply([np.ones(1, "float32")], [weight])
        steps.append(1.0 - float(weight[0]))
    seen.append(round(steps[1] / steps[0], 4))
    print(f"relative_step={relative_step!s:6}{seen[-1]}")
as_seen = seen == [0.02, 0.02]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python decay.py 2> /dev/null
