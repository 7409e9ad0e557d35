"""How long until `kerasdigits` says its first word, and until it has done its work?

    python benchmarks/startup.py [--repeats 15] [--only words|work]

Words: beside `python -c pass`. Bounds: 150 ms for `--help`, 300 ms for the line with which a
command begins its work, 500 ms for what refuses wrong usage.

Work: `evaluate RUN`, `predict` and the first epoch of `fit`, each beside a script that imports
Keras on the same backend and does that by itself. The run is of the `mlp` on the embedded digits.

Ours and its peers take turns, and the median of the repeats counts, because these machines are
noisy.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import click'": ["-c", "import click"],
    "kerasdigits --help": ["-m", "kerasdigits", "--help"],
    "kerasdigits fit --help": ["-m", "kerasdigits", "fit", "--help"],
}
# What each begins with on stderr: the backend that it takes, the data that decide it, or what is
# wrong.
FIRST_LINES = {
    "fit": "Data: reading",
    "evaluate some.keras --data digits": "Backend:",
    "export some.keras out": "Backend:",
    "fit --loss hinge2": "Error:",
    "export none.keras": "Error:",
    "export some.keras .": "Error:",
}
LOAD = "import keras; keras.saving.load_model('run/model.keras')"
# Plain Keras, from nothing to the end of a first epoch, on arrays of the size of the digits.
TRAIN = """
import keras, numpy as np
x, y = np.zeros((1212, 8, 8, 1), "float32"), np.zeros(1212, int)
layers = [keras.layers.Flatten(), keras.layers.Dense(30, activation="relu"), keras.layers.Dense(10)]
model = keras.Sequential([keras.Input((8, 8, 1)), *layers])
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(True), metrics=["accuracy"])
model.fit(x, y, batch_size=64, verbose=0)
"""
WORK = {
    "evaluate run": LOAD,
    "predict run 7.png": LOAD,
    "fit --data digits --model mlp --epochs 1 --overwrite --out fit": TRAIN,
}


def time_process(
    arguments: list[str], folder: Path | None = None, backend: str | None = None
) -> float:
    """Give the wall time of a Python process in milliseconds."""
    environment = dict(os.environ) if backend is None else {**os.environ, "KERAS_BACKEND": backend}
    began = time.perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment)
    return 1000 * (time.perf_counter() - began)


def time_first_line(typed: str, begin: str, folder: Path) -> float:
    """Give the wall time in milliseconds until a command's line that begins so."""
    command = [sys.executable, "-m", "kerasdigits", *typed.split()]
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr or ():
            if line.startswith(begin):
                break
        waited = 1000 * (time.perf_counter() - began)
        process.kill()
    return waited


def find_longest_silence(typed: str, folder: Path) -> float:
    """Give the longest time in milliseconds without a line, from the start to the end."""
    command = [sys.executable, "-u", "-m", "kerasdigits", *typed.split()]
    last, longest = time.perf_counter(), 0.0
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, cwd=folder, text=True, **both) as process:
        for _ in process.stdout or ():
            now = time.perf_counter()
            last, longest = now, max(longest, now - last)
        process.wait()
    return 1000 * max(longest, time.perf_counter() - last)


def measure_words(repeats: int) -> None:
    """Print how long commands are silent at first."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(folder / "some.keras", "w") as archive:
            archive.writestr("readme.txt", "not a model, which nobody has asked yet")
        cases: dict[str, Callable[[], float]] = {
            shown: lambda arguments=arguments: time_process(arguments)  # type: ignore[misc]
            for shown, arguments in COMMANDS.items()
        }
        for typed, begin in FIRST_LINES.items():
            cases[f"{begin} of {typed}"] = lambda typed=typed, begin=begin: time_first_line(  # type: ignore[misc]
                typed, begin, folder
            )
        times = take_turns(cases, repeats)
    base = times["python -c pass"]
    for shown, milliseconds in times.items():
        print(f"{shown:44}{milliseconds:8.1f} ms{milliseconds / base:8.1f} x python -c pass")


def measure_work(repeats: int, backend: str) -> None:
    """Print how long commands take beside plain Keras, and how long they are silent."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare_run(folder, backend)
        cases: dict[str, Callable[[], float]] = {}
        for typed, script in WORK.items():
            ours = ["-m", "kerasdigits", *typed.split(), "--backend", backend]
            cases[typed] = lambda ours=ours: time_process(ours, folder)  # type: ignore[misc]
            cases[f"Keras for {typed}"] = lambda script=script: time_process(  # type: ignore[misc]
                ["-c", script], folder, backend
            )
        times = take_turns(cases, repeats)
        for typed in WORK:
            ours, theirs = times[typed], times[f"Keras for {typed}"]
            silence = find_longest_silence(f"{typed} --backend {backend}", folder)
            shown = " ".join(typed.split()[:2])
            row = f"{backend:12}{shown:20}{ours:8.0f} ms, Keras {theirs:6.0f} ms"
            print(f"{row}{ours / theirs:7.2f} x, silent for {silence:5.0f} ms at most", flush=True)


def prepare_run(folder: Path, backend: str) -> None:
    """Train a small run, and draw a picture."""
    from PIL import Image, ImageDraw

    picture = Image.new("L", (80, 80), 255)
    ImageDraw.Draw(picture).line([(20, 20), (60, 20), (35, 65)], fill=0, width=7)
    picture.save(folder / "7.png")
    typed = f"fit --data digits --model mlp --epochs 1 --out run --backend {backend}"
    time_process(["-m", "kerasdigits", *typed.split()], folder)


def take_turns(cases: dict[str, Callable[[], float]], repeats: int) -> dict[str, float]:
    """Give the median of each case; all of them are measured once before any is again."""
    times: dict[str, list[float]] = {shown: [] for shown in cases}
    for _ in range(repeats):
        for shown, measure in cases.items():
            times[shown].append(measure())
    return {shown: statistics.median(found) for shown, found in times.items()}


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--only", choices=["words", "work"])
    parser.add_argument("--backends", nargs="+", default=["jax", "tensorflow", "torch"])
    chosen = parser.parse_args()
    if chosen.only != "work":
        measure_words(chosen.repeats)
    if chosen.only != "words":
        for backend in chosen.backends:
            measure_work(max(1, chosen.repeats // 3), backend)


if __name__ == "__main__":
    main()
