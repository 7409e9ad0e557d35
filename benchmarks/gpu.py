"""What does a GPU make of it? Mean accuracy and time of 30 seeds, and images a second beside peers.

    KERASDIGITS_DATA=FOLDER python benchmarks/gpu.py [--seeds 30] [--precision mixed_bfloat16]

Required on MNIST: 99 % on average in at most 0.20 s of training and 99.5 % in at most 2.0 s (the
anchor, train_mnist_fast, reports 99.04 % in 0.762 s on a GTX 1660 Ti). Where no backend sees a GPU
it says so and ends: figures of a processor are in docs/records.md.

The time of a training is that of its epochs, with the first, which compiles, counted as the median
of the others; the whole time stands beside it.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any

from training import PEERS, measure

from kerasdigits import backend

# What is trained for each of the two goals: the architecture, its epochs and its batches.
GOALS = {"99.0 % in 0.20 s": ("cnn", 3, 512), "99.5 % in 2.0 s": ("cnn", 12, 256)}


def find_device(name: str) -> str:
    """Ask a backend, in a process of its own, what it computes on."""
    code = f"from kerasdigits import backend; backend.use({name!r}); print(backend.device_name())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return done.stdout.strip() or "none"


def train_seeds(model: str, epochs: int, batch_size: int, seeds: int, precision: str) -> None:
    """Train in this process from several seeds, and print a JSON line for each."""
    from kerasdigits.training.batches import FollowEpochs
    from kerasdigits.training.evaluate import evaluate_model
    from kerasdigits.training.plan import plan_fit
    from kerasdigits.training.prepare import compile_model, make_batches, rebuild_in_float32
    from kerasdigits.training.steps.loop import train_epochs

    given: dict[str, Any] = {"epochs": epochs, "batch_size": batch_size, "precision": precision}
    for seed in range(seeds):
        config, dataset = plan_fit("mnist", model, seed=seed, validation_split=0.0, **given)
        network, loss = compile_model(config, dataset)
        batches, _ = make_batches(config, dataset, loss)
        watch = _watch_epochs()
        train_epochs(network, batches, epochs=epochs, callbacks=[FollowEpochs(batches), watch])
        lasted = [end - begin for begin, end in zip(watch.ends, watch.ends[1:], strict=False)]
        network, _ = rebuild_in_float32(network, config, dataset)
        accuracy = evaluate_model(network, dataset, loss=loss).metrics["accuracy"]
        whole, later = sum(lasted), statistics.median(lasted[1:] or lasted)
        row = {"accuracy": accuracy, "seconds": whole - lasted[0] + later, "whole": whole}
        print(json.dumps(row), flush=True)


def _watch_epochs() -> Any:
    import keras

    class Watch(keras.callbacks.Callback):
        ends: list[float]

        def on_train_begin(self, logs: Any = None) -> None:
            self.ends = [time.perf_counter()]

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.ends.append(time.perf_counter())

    return Watch()


def measure_seeds(name: str, goal: str, seeds: int, precision: str) -> list[dict[str, float]]:
    """Train the seeds of a goal on a backend, in a process of its own."""
    command = [sys.executable, __file__, "--goal", goal, "--seeds", str(seeds)]
    command += ["--precision", precision]
    environment = {**os.environ, "KERAS_BACKEND": name}
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def main() -> None:
    """Measure on each backend that sees a GPU, and print a row each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--precision", default="float32")
    parser.add_argument("--goal", choices=GOALS, help="Measure one in this process, on any device.")
    arguments = parser.parse_args()
    if arguments.goal:
        backend.use()
        train_seeds(*GOALS[arguments.goal], arguments.seeds, arguments.precision)
        return
    devices = {name: find_device(name) for name in PEERS if backend.is_installed(name)}
    on_gpu = {name: device for name, device in devices.items() if device.startswith("gpu")}
    if not on_gpu:
        print(f"No backend sees a GPU, so there is nothing to measure: {devices}")
        return
    for name, device in on_gpu.items():
        print(f"{name} on {device}, {arguments.precision}")
        for goal in GOALS:
            rows = measure_seeds(name, goal, arguments.seeds, arguments.precision)
            accuracy = statistics.fmean(row["accuracy"] for row in rows)
            seconds, whole = (
                statistics.median(row[key] for row in rows) for key in ("seconds", "whole")
            )
            print(f"  {goal}: {accuracy:.2%} in {seconds:.3f} s ({whole:.2f} s with compiling)")
        for model in ("mlp", "cnn"):
            for peer in PEERS[name]:
                if (model, peer) != ("cnn", "epoch"):
                    rate = measure(name, model, peer, 60_000)
                    print(f"  {model} {peer}: {rate:,.0f} images a second")


if __name__ == "__main__":
    main()
