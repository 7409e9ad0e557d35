"""Have a version of kerasdigits write a run, two model folders and a model, to be read for ever.

    git worktree add --detach /tmp/then COMMIT
    .venv/bin/python tests/golden/make_folders.py /tmp/then tests/golden/folders/NAME

What is written there is never written again: a version that cannot read it is at fault, or
upgrades it (`kerasdigits/upgrade.py`). The picture of the curves is left out, and so is the
checkpoint of the complete run.

    run/           two of the digits, a linear model, two epochs
    interrupted/   the same after one of two epochs
    layers/        run/, exported with its card
    model.keras    a small net of Keras's own, untrained
    graph/         model.keras as a graph
    outputs.json   the commit, and what Keras computed of each when it was made
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

FIT = ("fit", "--data", "digits", "--classes", "3,7", "--model", "linear", "--quiet", "--out")
# Run in the checkout that is asked: the net, and what it and the run's model compute.
MAKE_MODEL = """
import json, sys
import keras, numpy as np
keras.utils.set_random_seed(3)
net = keras.Sequential([
    keras.Input((6, 6, 1)),
    keras.layers.Conv2D(3, 3, activation="relu"),
    keras.layers.BatchNormalization(),
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dense(2, activation="softmax"),
])
weights = [np.round(np.random.default_rng(5).uniform(0.1, 1, w.shape), 3) for w in net.weights]
net.set_weights(weights)
net.save(sys.argv[1])
"""
COMPUTE = """
import json, sys
import keras, numpy as np
import kerasdigits.models.objects
def count(shape):
    return (np.arange(3 * np.prod(shape)).reshape(3, *shape) * 37 % 101 / 100).astype("float32")
told = {}
for name in sys.argv[1:]:
    model = keras.saving.load_model(name)
    inputs = count(model.input_shape[1:])
    told[name] = np.asarray(model.predict(inputs, verbose=0), "float64").tolist()
print(json.dumps(told))
"""
# Ends the process as kill -9 does, when the second epoch begins.
INTERRUPT = """
import os, sys
import keras
began = keras.callbacks.CallbackList.on_epoch_begin
def begin(self, epoch, logs=None):
    if epoch == 1:
        os._exit(9)
    return began(self, epoch, logs)
keras.callbacks.CallbackList.on_epoch_begin = begin
from kerasdigits.cli import main
main(sys.argv[1:])
"""


def make(checkout: Path, out: Path) -> None:
    """Write the folder of a version."""
    out.mkdir(parents=True)
    environment = {**os.environ, "PYTHONPATH": str(checkout), "KERAS_BACKEND": "tensorflow"}

    def python(*arguments: str, expected: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=out, env=environment, capture_output=True, text=True
        )
        assert done.returncode == expected, done.stderr
        return done.stdout

    def kerasdigits(*arguments: str) -> None:
        python("-m", "kerasdigits", *arguments)

    kerasdigits(*FIT, "run", "--epochs", "2")
    python("-c", INTERRUPT, *FIT, "interrupted", "--epochs", "2", expected=9)
    kerasdigits("export", "run", "layers", "--check", "off", "--quiet")
    python("-c", MAKE_MODEL, "model.keras")
    kerasdigits("export", "model.keras", "graph", "--format", "graph", "--check", "off", "--quiet")
    outputs = json.loads(python("-c", COMPUTE, "run/model.keras", "model.keras"))
    git = ["git", "-C", str(checkout), "log", "-1", "--format=%H %cI"]
    commit, date = subprocess.check_output(git, text=True).split()
    told = {"commit": commit, "date": date, "outputs": outputs}
    (out / "outputs.json").write_text(json.dumps(told, indent=1) + "\n")
    (out / "run/curves.png").unlink(missing_ok=True)
    shutil.rmtree(out / "run/checkpoint", ignore_errors=True)


if __name__ == "__main__":
    make(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
