"""A reader's folder: the files that examples name, made once and given to those that name them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from kerasdigits.practice import exercises

# What a line reads without naming it.
UNNAMED = {
    "kerasdigits site": ["web/models"],
    "kerasdigits runs": ["runs/digits-cnn", "runs/digits-mlp"],
    "kerasdigits practice milestone": ["gradient-descent.py", "linear-classifier.py"],
    "kerasdigits practice hint": ["gradient-descent.py"],
    "classes labels.txt": ["labels.txt"],
    "load_model": ["model.keras"],
    "downloads/my-model.json": ["downloads/my-model.weights.bin"],
}
# Folders of which an example names a part.
_WHOLE = ("data", "downloads", "interrupted", "public", "runs", "web")
# Written by a reader's own Keras.
_MODELS = """
import keras

def convolve(outputs, activation=None):
    return keras.Sequential([
        keras.Input((28, 28, 1)), keras.layers.Conv2D(2, 3, strides=3, activation="relu"),
        keras.layers.Flatten(), keras.layers.Dense(outputs, activation=activation),
    ])

for name in ("digits", "paper"):
    convolve(10).save(f"{name}.keras")
convolve(4).save("signs.keras")
convolve(4, "softmax").save("keras_model.h5")
words = keras.Input((128,), dtype="int32")
hidden = keras.layers.GlobalAveragePooling1D()(keras.layers.Embedding(50, 4)(words))
keras.Model(words, keras.layers.Dense(2)(hidden)).save("text.keras")
convolve(10).export("saved_model", verbose=False)
"""


def make_environment(home: Path) -> dict[str, str]:
    """A reader's shell: data on this machine, two devices, a browser that opens nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    kept["PATH"] = f"{Path(sys.executable).parent}:{kept['PATH']}"
    devices = {"XLA_FLAGS": "--xla_force_host_platform_device_count=2"}
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "BROWSER": "true", "OMP_NUM_THREADS": "1"}
    places = {"HOME": str(home), "KERASDIGITS_DATA": str(home / "data")}
    return {**kept, **quiet, **devices, **places, "LANG": "C.UTF-8"}


def make_files(folder: Path) -> None:
    """Make all that the examples name; half a minute.

    Args:
        folder: An empty folder.
    """
    environment = make_environment(folder)

    def call(*command: str) -> None:
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)

    def run(*arguments: str) -> None:
        call(sys.executable, "-m", "kerasdigits", *arguments)

    _make_data(folder)
    call(sys.executable, "-c", _MODELS)
    for data, model in (("digits", "cnn"), ("digits", "mlp"), ("mnist", "cnn")):
        run("fit", "--data", data, "--model", model, "--epochs", "1")
        run("export", f"runs/{data}-{model}")
    run("fit", "--data", "download-times", "--model", "linear", "--epochs", "1")
    (folder / "downloads").mkdir()
    for copy in ("model.keras", "downloads/model.keras"):
        shutil.copyfile(folder / "runs/mnist-cnn/model.keras", folder / copy)
    run("export", "model.keras", "public/model")
    _download_model(folder)
    _solve_exercises(folder)
    run("lesson", "run", "pixel-similarity", "--quick", "--data", "embedded", "--out", "course")
    _interrupt_a_fit(folder, environment)


def _make_data(folder: Path) -> None:
    """Pictures, arrays, and an MNIST that is smaller and made of scikit-learn's digits."""
    from PIL import Image
    from sklearn.datasets import load_digits

    digits = load_digits()
    small = np.round(digits.images * (255 / 16)).astype("uint8")
    large = np.pad(np.kron(small, np.ones((1, 3, 3), "uint8")), ((0, 0), (2, 2), (2, 2)))
    labels = digits.target.astype("uint8")
    (folder / "data").mkdir()
    parts = {"x_train": large[:600], "y_train": labels[:600]}
    parts |= {"x_test": large[600:800], "y_test": labels[600:800]}
    np.savez(folder / "data/mnist.npz", **parts)
    np.savez(folder / "big.npz", **parts)
    for number, (pixels, label) in enumerate(zip(large[:200], labels[:200], strict=True)):
        place = folder / "pictures" / f"class-{label}"
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(place / f"{number}.png")
    (folder / "photos").mkdir()
    for name in ("photo.jpg", "scan.png", "photos/1.jpg"):
        Image.fromarray(255 - large[0]).save(folder / name)
    (folder / "labels.txt").write_text("0 stop\n1 yield\n2 left\n3 right\n")


def _solve_exercises(folder: Path) -> None:
    """What a learner leaves who has filled all holes; one handed it in."""
    solved = Path(exercises.__file__).parent
    (folder / "submissions").mkdir()
    for name in ("gradient-descent", "linear-classifier"):
        (source,) = solved.rglob(f"{name.replace('-', '_')}.py")
        shutil.copyfile(source, folder / f"{name}.py")
    shutil.copyfile(folder / "gradient-descent.py", folder / "submissions/ada.py")


def _download_model(folder: Path) -> None:
    """What `model.save("downloads://my-model")` of a browser leaves: two files of these names."""
    topology = json.loads((folder / "public/model/model.json").read_text())
    topology["weightsManifest"][0]["paths"] = ["./my-model.weights.bin"]
    (folder / "downloads/my-model.json").write_text(json.dumps(topology))
    weights = folder / "public/model/group1-shard1of1.bin"
    shutil.copyfile(weights, folder / "downloads/my-model.weights.bin")


def _interrupt_a_fit(folder: Path, environment: dict[str, str]) -> None:
    """Leave `interrupted/digits-cnn`, a fit of eight epochs that was killed after the first."""
    out = folder / "interrupted/digits-cnn"
    command = [sys.executable, "-m", "kerasdigits", "fit", "--epochs", "8", "--out", str(out)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list(out.glob("checkpoint/epoch-00*[1-9].keras")) and process.poll() is None:
        if time.monotonic() > deadline:
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()


def give(files: Path, folder: Path, line: str, written: set[str]) -> None:
    """Copy what a line names into a reader's folder, unless it is there or the line writes it.

    Args:
        files: All that the examples name.
        folder: The reader's folder.
        line: The line.
        written: What it writes.
    """
    if "--resume" in line:
        _copy(files / "interrupted/digits-cnn", folder / "runs/digits-cnn")
    named = [path.relative_to(files).as_posix() for path in files.glob("*")]
    named += [path.relative_to(files).as_posix() for path in files.glob("*/*")]
    named += [path.relative_to(files).as_posix() for path in files.glob("web/models/*-*")]
    wanted = [name for name in named if name in line and name not in _WHOLE]
    for words, names in UNNAMED.items():
        if words in line:
            wanted += names
    for name in wanted:
        if not any(
            f"{name}/".startswith(f"{one}/") or one.startswith(f"{name}/") for one in written
        ):
            _copy(files / name, folder / name)


def _copy(source: Path, target: Path) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)
