"""How fast, and in how much memory, is a training on data that stay in their file?

    python benchmarks/streaming.py [--samples 60000 1000000] [--backends tensorflow jax torch]
                                   [--models mlp cnn] [--repeats 3] [--json FILE]

Beside the same training on the same data in memory: random bytes of MNIST's size in an .npz file,
batches of 64, the models of `training.py`. Each is a process of its own, and they take turns; the
rate is that of a third epoch, and the peak that of the whole process with its libraries.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import training_peers

from kerasdigits import data as data_room


def write_samples(path: Path, count: int) -> None:
    """Write random images and labels."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
    y = np.arange(count) % 10
    np.savez(path, x_train=x, y_train=y, x_test=x[:100], y_test=y[:100])


def work(model: str, stream: bool, path: str) -> None:
    """Train in this process, and print samples a second and megabytes."""
    dataset = data_room.load(path, stream=stream)
    seconds = training_peers.time_keras(
        model, "ours", dataset.x_train, dataset.y_train.astype("int64")
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([len(dataset.x_train) / seconds, peak]))


def measure(backend: str, model: str, stream: bool, path: Path) -> tuple[float, float]:
    """Give what a process of its own prints."""
    command = [sys.executable, __file__, "--work", model, str(int(stream)), str(path)]
    environment = {**os.environ, "KERAS_BACKEND": backend}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{backend} {model}: {done.stderr.strip().splitlines()[-1]}")
    rate, peak = json.loads(done.stdout.splitlines()[-1])
    return rate, peak


def main() -> None:
    """Measure in turns, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--samples", nargs="+", type=int, default=[60_000, 1_000_000])
    parser.add_argument("--backends", nargs="+", default=["tensorflow", "jax", "torch"])
    parser.add_argument("--models", nargs="+", default=["mlp", "cnn"])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path, dest="json_file")
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.work:
        work(chosen.work[0], chosen.work[1] == "1", chosen.work[2])
        return
    rows = []
    for samples in chosen.samples:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "samples.npz"
            write_samples(path, samples)
            for model in chosen.models:
                for backend in chosen.backends:
                    rows.append(
                        compare(backend, model, path, chosen.repeats) | {"samples": samples}
                    )
                    print(
                        "{model:5}{backend:12}{samples:>10,}  streamed {streamed:10,.0f}/s  in "
                        "memory {in memory:10,.0f}/s  ratio {ratio:.2f}  peak {streamed MB:,.0f} "
                        "MB and {in memory MB:,.0f} MB".format(**rows[-1]),
                        flush=True,
                    )
    if chosen.json_file:
        chosen.json_file.write_text(json.dumps(rows, indent=2) + "\n")


def compare(backend: str, model: str, path: Path, repeats: int) -> dict:
    """Let the two take turns, and give their medians."""
    found: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for _ in range(repeats):
        for stream in found:
            found[stream].append(measure(backend, model, stream, path))
    row: dict = {"backend": backend, "model": model}
    for stream, name in ((True, "streamed"), (False, "in memory")):
        row[name] = statistics.median(rate for rate, _ in found[stream])
        row[f"{name} MB"] = statistics.median(peak for _, peak in found[stream])
    return row | {"ratio": row["streamed"] / row["in memory"]}


if __name__ == "__main__":
    main()
