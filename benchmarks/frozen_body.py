"""How much faster is an epoch on precomputed activations than through the frozen body?

    python benchmarks/frozen_body.py [--backends tensorflow jax torch] [--images 500]

The head of ResNet18 and that of Keras's transfer example learn the embedded digits, enlarged to
28 x 28: three epochs through the frozen body, and three on what it makes of the images, from one
start and in one order. The third epochs are timed, and the weights must agree. Each backend runs in
a process of its own.
"""

import argparse
import os
import subprocess
import sys
import time
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

BODIES = {"resnet18": "pool", "mnist-transfer-cnn": "pool"}  # by their last layer
LARGEST_GAP = 1e-5


def measure(name: str, images: int) -> tuple[float, float, float]:
    """Train a head both ways; seconds of an epoch each way, and how far their weights are apart."""
    import numpy as np

    from kerasdigits import data as data_room
    from kerasdigits.lessons.lab.enlarged_digits import enlarge
    from kerasdigits.models.registry import build
    from kerasdigits.training.frozen_body import freeze_body, precompute, split_body

    digits = data_room.load("digits")
    x, y = enlarge(digits.x_train[:images]), digits.y_train[:images]
    model = build(name, x.shape[1:], num_outputs=10, task="classification")
    freeze_body(model, BODIES[name])
    body, head = split_body(model, BODIES[name])
    start = model.get_weights()
    seconds = []
    ends = []
    for network, inputs in ((model, x), (head, precompute(body, x))):
        model.set_weights(start)
        seconds.append(time_epoch(network, inputs, y))
        ends.append(model.get_weights())
    gap = max(float(np.abs(one - other).max()) for one, other in zip(*ends, strict=True))
    return seconds[0], seconds[1], gap


def time_epoch(model: Any, x: Any, y: Any) -> float:
    """Train three epochs as `kerasdigits fit` does; seconds of the last, which compiles nothing."""
    import keras

    from kerasdigits.training.batches import Batches, FollowEpochs
    from kerasdigits.training.steps.loop import train_epochs

    ends: list[float] = []

    class Watch(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            ends.append(time.perf_counter())

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.002), loss)
    batches = Batches(x, y, batch_size=64, seed=0)
    train_epochs(model, batches, epochs=3, callbacks=[FollowEpochs(batches), Watch()])
    return ends[-1] - ends[-2]


def show(images: int) -> None:
    """Print a row a network on the backend of this process; leave with 1 where weights differ."""
    import keras

    apart = 0.0
    for name in BODIES:
        frozen, precomputed, gap = measure(name, images)
        print(
            f"{keras.backend.backend():12}{name:20}{frozen:8.2f} s frozen{precomputed:8.3f} s "
            f"precomputed{frozen / precomputed:8.1f} times{gap:10.1g} apart"
        )
        apart = max(apart, gap)
    if apart > LARGEST_GAP:
        raise SystemExit(f"The two ways end with other weights: {apart:.1g} apart")


def main() -> None:
    """Measure on each backend, one after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--backends", nargs="+", default=["tensorflow", "jax", "torch"])
    parser.add_argument("--images", type=int, default=500)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.here:
        return show(chosen.images)
    for backend in chosen.backends:
        command = [sys.executable, __file__, "--here", "--images", str(chosen.images)]
        done = subprocess.run(command, env={**os.environ, "KERAS_BACKEND": backend})
        if done.returncode:
            raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
