#!/bin/sh
# Keras 3.15.1 (jax, tensorflow): an optimizer leaves a variable of whole numbers where it is, silently.
#
# keras.Variable([2, 0]) is of dtype int32, keras.Variable([2.0, 0.0]) of float32. SGD.apply takes both.
# The first does not move, however large the gradient is, without an error or a warning: it is met
# wherever a start is typed as [2, 0]. (On torch such a variable cannot be made.)
#
# Seen: jax         [2.0, 0.0] moves by [-1.7  -0.1]   [2, 0] moves by [0 0]
#       tensorflow  [2.0, 0.0] moves by [-1.7  -0.1]   [2, 0] moves by [0 0]
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2 tensorflow-cpu==2.21.0
cat > move.py << 'END'
import sys

import keras
import numpy as np


def move(start):
    variable = keras.Variable(start)
    before = np.array(variable)
    gradient = keras.ops.convert_to_tensor(np.array([17.0, 1.0], "float32"))
    keras.optimizers.SGD(0.1).apply([gradient], [variable])
    return np.array(variable) - before


real, whole = move([2.0, 0.0]), move([2, 0])
print(f"{keras.backend.backend():10}  [2.0, 0.0] moves by {real}   [2, 0] moves by {whole}")
sys.exit(not (np.allclose(real, [-1.7, -0.1]) and not whole.any()))
END
failed=0
for backend in jax tensorflow; do
  KERAS_BACKEND=$backend venv/bin/python move.py 2> /dev/null || failed=1
done
[ $failed = 0 ] && echo "as described" || echo CHANGED
exit $failed
