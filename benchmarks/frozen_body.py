"""How much faster is an epoch on precomputed activations than through the frozen body?

    python benchmarks/frozen_body.py [--backends tensorflow jax torch] [--images 1000]

The head of ResNet18 and that of Keras's transfer example learn the embedded digits, enlarged to
28 x 28: two epochs through the frozen body, and two on what it makes of the images, from one start
and in one order. The second epochs are timed, and the weights must agree. Each backend runs in a
process of its own.
"""

import argparse
import os
import subprocess
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

BODIES = {"resnet18": "pool", "mnist-transfer-cnn": "pool"}  # by their last layer
LARGEST_GAP = 1e-5


def measure(name: str, images: int) -> tuple[float, float, float]:
    """Train a head both ways; seconds of an epoch each way, and how far their weights are apart."""
    import numpy as np

    from kerasdigits import data as data_room
    from kerasdigits.lessons.convolutions.transfer_learning import train_both_ways
    from kerasdigits.lessons.lab.enlarged_digits import enlarge
    from kerasdigits.models.registry import build

    digits = data_room.load("digits")
    x, y = enlarge(digits.x_train[:images]), digits.y_train[:images]
    model = build(name, x.shape[1:], num_outputs=10, task="classification")
    seconds, weights = train_both_ways(model, BODIES[name], x, y, seed=0)
    pairs = zip(weights["frozen"], weights["precomputed"], strict=True)
    gap = max(float(np.abs(one - other).max()) for one, other in pairs)
    return seconds["frozen"], seconds["precomputed"], gap


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
    parser.add_argument("--images", type=int, default=1000)
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
