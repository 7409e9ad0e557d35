#!/bin/sh
# Keras 3.15.1 (tensorflow): operations that run, and that a model is built of, fail in its predict.
#
# keras.ops.nanmedian, isin and corrcoef give right results outside of a model, and Functional models
# are built of them. predict, which compiles, ends in an error of Python (a tensor asked for yes or
# no, a size that is None). jax predicts.
#
# Seen: jax         nanmedian predicts, isin predicts, corrcoef predicts
#       tensorflow  nanmedian fails, isin fails, corrcoef fails
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2 tensorflow-cpu==2.21.0
cat > predict.py << 'END'
import sys

import keras
import numpy as np
from keras import ops

x = np.array([[1.0, 2.0, 5.0, 4.0], [3.0, 1.0, 2.0, 0.0]], "float32")
OPERATIONS = {
    "nanmedian": lambda t: ops.nanmedian(t, axis=1),
    "isin": lambda t: ops.isin(t, np.array([1.0, 2.0], "float32")),
    "corrcoef": ops.corrcoef,
}
said = []
for name, operation in OPERATIONS.items():
    assert np.isfinite(ops.convert_to_numpy(ops.cast(operation(x), "float32"))).all()
    entry = keras.Input((4,))
    model = keras.Model(entry, operation(entry))
    try:
        model.predict(x, verbose=0)
        said.append(f"{name} predicts")
    except Exception:
        said.append(f"{name} fails")
backend = keras.backend.backend()
print(f"{backend:12}{', '.join(said)}")
how = "fails" if backend == "tensorflow" else "predicts"
sys.exit(said != [f"{name} {how}" for name in OPERATIONS])
END
for backend in jax tensorflow; do
  KERAS_BACKEND=$backend venv/bin/python predict.py 2> /dev/null || { echo "CHANGED"; exit 1; }
done
echo "as described"
