#!/bin/sh
# Keras 3.15.1 (every backend): gradient accumulation shortens the memory of an optimizer's moving averages.
#
# With gradient_accumulation_steps=4 neither the model's variables nor the optimizer's are to change but in
# every fourth step, says the documentation. The averages of use_ema=True move in each step
# (keras/src/optimizers/base_optimizer.py, _backend_apply_gradients), so that ema_momentum=0.99 works as
# 0.99 ** 4. The same batches, four at a time without accumulation, end with other weights. No error.
#
# Seen (a weight goes from 1 to 0 in one update and stays in the next; its average with a momentum of 0.5):
#       without accumulation: weight 0, average 0.25
#       four steps an update: weight 0, average 0.03125
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > average.py << 'END'
import sys

import keras

seen = []
for name, steps in (("without accumulation", None), ("four steps an update", 4)):
    weight = keras.Variable([1.0])
    optimizer = keras.optimizers.SGD(
        1.0, use_ema=True, ema_momentum=0.5, gradient_accumulation_steps=steps
    )
    optimizer.build([weight])
    for gradient in (0.0, 1.0, 0.0):  # the first update sets the average to 1
        for _ in range(steps or 1):
            optimizer.apply([keras.ops.array([gradient])], [weight])
    averages = [variable for variable in optimizer.variables if "average" in variable.path]
    seen.append((float(weight[0]), float(averages[0][0])))
    print(f"{name}: weight {seen[-1][0]:g}, average {seen[-1][1]:g}")
as_seen = seen == [(0, 0.25), (0, 0.03125)]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python average.py 2> /dev/null
