"""Have a version of kerasdigits write a run, two model folders and a model, to be read for ever.

    git worktree add --detach /tmp/then COMMIT
    .venv/bin/python tests/golden/make_folders.py /tmp/then tests/golden/folders

What is written there, DATE-COMMIT.zip, is never written again: a version that cannot read it is
at fault, or upgrades it (`kerasdigits/upgrade.py`). The picture of the curves is left out, and so
is the checkpoint of the complete run.

    run/           two of the digits, a logistic regression, two epochs
    interrupted/   the same after one of two epochs
    layers/        run/, exported with its card
    model.keras    a small net of Keras's own, untrained
    graph/         model.keras as a graph, which the first versions had no word for
    outputs.json   what Keras computed of each model when it was made
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

FIT = ("fit", "--data", "digits", "--classes", "3,7", "--model", "logistic", "--quiet", "--out")
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
    """Have a version write its folders into a new folder."""
    out.mkdir()
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
    if "--format" in python("-m", "kerasdigits", "export", "--help"):
        to_graph = ("--format", "graph", "--check", "off", "--quiet")
        kerasdigits("export", "model.keras", "graph", *to_graph)
    outputs = json.loads(python("-c", COMPUTE, "run/model.keras", "model.keras"))
    (out / "outputs.json").write_text(json.dumps(outputs) + "\n")
    (out / "run/curves.png").unlink(missing_ok=True)
    (out / ".interrupted.lock").unlink(missing_ok=True)
    shutil.rmtree(out / "run/checkpoint", ignore_errors=True)


def pack(folder: Path, file: Path) -> None:
    """Pack a folder: a .keras file is mostly zeros."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))


if __name__ == "__main__":
    checkout, folders = (Path(argument).resolve() for argument in sys.argv[1:])
    git = ["git", "-C", str(checkout), "log", "-1", "--format=%cs-%h"]
    name = subprocess.check_output(git, text=True).strip()
    folders.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        make(checkout, Path(home) / name)
        pack(Path(home) / name, folders / f"{name}.zip")
