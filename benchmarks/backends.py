"""Which backend trains which model fastest here? Seconds until the first epoch, and an epoch.

    python benchmarks/backends.py [--models cnn mlp ...] [--batch-size N] [--backends jax ...]

`training/fastest.py` keeps what this finds. Each model of the registry trains by its own recipe on
made-up data of the size of MNIST's (or of a table), in a process of its own: what is imported,
drawn and compiled before its second epoch is told apart from what each later epoch takes.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from typing import Any

import numpy as np

# Samples of an epoch: as many as take some seconds.
SAMPLES = {"cnn": 12_800, "conv-and-res": 6_400, "resnet18": 640, "mnist-transfer-cnn": 6_400}
FEW, MANY = 25_600, 60_000
TABLES = {"collab": "ratings", "tabular": "census"}
BACKENDS = ("jax", "tensorflow", "torch")


def measure_here(model_name: str, batch_size: int | None) -> dict[str, float]:
    """Train three epochs in this process; give the seconds before the second, and of the third."""
    began = time.perf_counter()
    from kerasdigits import backend, data
    from kerasdigits.data.dataset import classification
    from kerasdigits.training.plan import plan_for

    if model_name in TABLES:
        dataset = data.load(TABLES[model_name])
    else:
        rng = np.random.default_rng(0)
        count = SAMPLES.get(model_name, FEW)
        part = rng.random((count, 28, 28), dtype="float32"), rng.integers(0, 10, count)
        dataset = classification("noise", part, (part[0][:500], part[1][:500]), source="noise")
    config = plan_for(
        dataset, "digits", model_name, epochs=3, batch_size=batch_size, validation_split=0.0
    )
    backend.use(os.environ["KERAS_BACKEND"])
    import keras

    from kerasdigits.training.batches import FollowEpochs
    from kerasdigits.training.prepare import compile_model, make_batches
    from kerasdigits.training.steps.loop import train_epochs

    ends: list[float] = []

    class Watch(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            ends.append(time.perf_counter())

    model, loss = compile_model(config, dataset)
    batches, _ = make_batches(config, dataset, loss)
    train_epochs(model, batches, epochs=3, callbacks=[FollowEpochs(batches), Watch()])
    epoch = ends[2] - ends[1]
    return {
        "before": ends[0] - began - epoch,
        "rate": len(batches.kept) / epoch,
        "batch_size": config.batch_size,
    }


def measure(name: str, model: str, batch_size: int | None) -> dict[str, float]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--here", "--models", model]
    command += [] if batch_size is None else ["--batch-size", str(batch_size)]
    environment = {**os.environ, "KERAS_BACKEND": name, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{name} {model}: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Measure the backends in turns, and print a row a model."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--models", nargs="+", default=["mlp", "cnn", "resnet18", "tabular"])
    parser.add_argument("--backends", nargs="+", default=list(BACKENDS))
    parser.add_argument("--batch-size", type=int, help="[default: the model's]")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.here:
        print(json.dumps(measure_here(chosen.models[0], chosen.batch_size)))
        return
    for model in chosen.models:
        for name in chosen.backends:
            found = measure(name, model, chosen.batch_size)
            size, before = found["batch_size"], found["before"]
            row = f"{model:20}{name:12}batch {size:5.0f}{before:8.1f} s before"
            print(f"{row}{found['rate']:12,.0f}/s", flush=True)


if __name__ == "__main__":
    main()
