"""How fast, and in how much memory, is a training on data that stay in their file?

    python benchmarks/streaming.py [--samples 60000 1000000] [--backends tensorflow jax torch]
                                   [--models mlp cnn] [--repeats 3] [--json FILE]

Beside the same training on the same data in memory: random bytes of MNIST's size in an .npz file,
batches of 64, the models of `training.py`. Each is a process of its own, and they take turns; the
rate is that of the fastest epoch but the first, by the clock and by processor time (which other
programs disturb less), and the peak that of the whole process with its libraries.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import training_peers

from kerasdigits import data as data_room

EPOCHS = 4


def write_samples(path: Path, count: int) -> None:
    """Write random images and labels."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
    y = np.arange(count) % 10
    np.savez(path, x_train=x, y_train=y, x_test=x[:100], y_test=y[:100])


def work(model_name: str, stream: bool, path: str) -> None:
    """Train in this process; print samples a second, a CPU second, and megabytes."""
    import keras

    from kerasdigits import backend
    from kerasdigits.training.batches import Batches, FollowEpochs
    from kerasdigits.training.steps.loop import train_epochs

    ends: list[tuple[float, float]] = []

    class Watch(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            ends.append((time.perf_counter(), time.process_time()))

    dataset = data_room.load(path, stream=stream)
    backend.seed(0)
    model = training_peers.make_model(model_name)
    y = dataset.y_train.astype("int64")
    batches = Batches(dataset.x_train, y, training_peers.BATCH_SIZE, seed=0)
    callbacks = [FollowEpochs(batches), Watch()]
    train_epochs(model, batches, epochs=EPOCHS, callbacks=callbacks)
    rates = [len(y) / min(np.diff([end[clock] for end in ends])) for clock in (0, 1)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([*rates, peak]))


def measure(backend: str, model: str, stream: bool, path: Path) -> list[float]:
    """Give what a process of its own prints."""
    command = [sys.executable, __file__, "--work", model, str(int(stream)), str(path)]
    environment = {**os.environ, "KERAS_BACKEND": backend}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{backend} {model}: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout.splitlines()[-1])


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
                        "memory {in memory:10,.0f}/s  ratio {ratio:.2f}, {CPU ratio:.2f} by CPU "
                        "time  peak {streamed MB:,.0f} MB and {in memory MB:,.0f} MB".format(
                            **rows[-1]
                        ),
                        flush=True,
                    )
    if chosen.json_file:
        chosen.json_file.write_text(json.dumps(rows, indent=2) + "\n")


def compare(backend: str, model: str, path: Path, repeats: int) -> dict:
    """Let the two take turns, and give their medians."""
    found: dict[str, list[list[float]]] = {"streamed": [], "in memory": []}
    for _ in range(repeats):
        for name, one in found.items():
            one.append(measure(backend, model, name == "streamed", path))
    row: dict = {"backend": backend, "model": model}
    for name, one in found.items():
        measured = [statistics.median(values) for values in zip(*one, strict=True)]
        row[name], row[f"{name} CPU"], row[f"{name} MB"] = measured
    ratios = {
        f"{clock}ratio": row[f"streamed{end}"] / row[f"in memory{end}"]
        for clock, end in (("", ""), ("CPU ", " CPU"))
    }
    return row | ratios


if __name__ == "__main__":
    main()
