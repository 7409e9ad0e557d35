"""How much of a step of the registry's `cnn` are its convolutions, on a CPU, and where are we?

    KERAS_BACKEND=torch OMP_NUM_THREADS=1 python benchmarks/recipe_floor.py [--batch-size 128]
                                                                            [--rounds 10]

The raw loop of `recipe.py` is the whole: convolutions, batch normalization, rectifiers, pooling,
augmentation and AdamW, in plain PyTorch, in float32 with channels first. Beside it stand the same
step with channels last and in bfloat16, without normalization, and the four convolutions alone,
there and back: no training of this net with these kernels takes less. Ours is a step of `fit` on
the backend that the environment names. Processor time, which other programs hardly touch; all take
turns; the median and the least of the rounds, and the median over the raw loop's.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import torch
from recipe import BATCH_SIZE, DECAY, RATE, make_net, move

from kerasdigits import backend, data

STEPS = 3  # of each in a round
FIRST, LAST = torch.contiguous_format, torch.channels_last


def make_step(
    size: int, layout: Any, dtype: torch.dtype, normalized: bool = True
) -> Callable[[], None]:
    """Make a whole training step on a batch of made-up images."""
    net = make_net()
    if not normalized:
        kept = [layer for layer in net if not isinstance(layer, torch.nn.BatchNorm2d)]
        net = torch.nn.Sequential(*kept)
    net.to(memory_format=layout)
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    images, labels = torch.rand(size, 1, 28, 28), torch.randint(0, 10, (size,))
    criterion = torch.nn.CrossEntropyLoss()

    def step() -> None:
        optimizer.zero_grad()
        moved = move(images).to(memory_format=layout)
        with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
            outputs = net(moved)
        criterion(outputs.float(), labels).backward()
        optimizer.step()

    return step


def make_convolutions(size: int, layout: Any, dtype: torch.dtype) -> Callable[[], None]:
    """Make the four convolutions and their gradients, each on inputs of its own."""
    layers = [layer for layer in make_net() if isinstance(layer, torch.nn.Conv2d)]
    given = []
    for layer, side in zip(layers, (28, 14, 14, 7), strict=True):
        layer.to(dtype=dtype, memory_format=layout)
        images = torch.rand(size, layer.in_channels, side, side, dtype=dtype)
        images = images.to(memory_format=layout).requires_grad_(layer is not layers[0])
        given.append((layer, images, torch.rand_like(layer(images))))

    def step() -> None:
        for layer, images, slopes in given:
            sources = [layer.weight, *([images] if images.requires_grad else [])]
            torch.autograd.grad(layer(images), sources, slopes)

    return step


def make_ours(size: int, precision: str) -> Callable[[], None]:
    """Make a step of `fit` on MNIST, augmented, as in a training of two epochs."""
    import keras

    from kerasdigits.training.config import configure
    from kerasdigits.training.prepare import compile_model, make_batches
    from kerasdigits.training.steps.epoch_steps import build_state
    from kerasdigits.training.steps.loop import _make_steps_of_one

    mnist = data.load("mnist")
    config = configure(
        "mnist", "cnn", mnist.task, len(mnist.x_train), batch_size=size, precision=precision
    )
    model, loss = compile_model(config, mnist)
    batches, _ = make_batches(config, mnist, loss)
    build_state(model, batches)
    steps = _make_steps_of_one(model, batches, 2 * len(batches))
    steps.start_epoch()

    def step() -> None:
        steps.run(0, 1)
        keras.ops.convert_to_numpy(model.trainable_variables[0].value)  # waits for the device

    return step


def main() -> None:
    """Measure in turns, and print a row each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--batch-size", type=int, default=BATCH_SIZE)
    parser.add_argument("--rounds", type=int, default=10)
    chosen = parser.parse_args()
    size, whole, half = chosen.batch_size, torch.float32, torch.bfloat16
    backend.use()
    peers = {
        "ours": make_ours(size, "float32"),
        "ours, bfloat16": make_ours(size, "mixed_bfloat16"),
        "the raw loop": make_step(size, FIRST, whole),
        "the loop, channels last": make_step(size, LAST, whole),
        "the loop, channels last, bfloat16": make_step(size, LAST, half),
        "the loop, channels last, no normalization": make_step(size, LAST, whole, False),
        "convolutions": make_convolutions(size, FIRST, whole),
        "convolutions, channels last": make_convolutions(size, LAST, whole),
        "convolutions, channels last, bfloat16": make_convolutions(size, LAST, half),
    }
    seconds: dict[str, list[float]] = {name: [] for name in peers}
    for step in peers.values():
        step()
    for _ in range(chosen.rounds):
        for name, step in peers.items():
            began = time.process_time()
            for _ in range(STEPS):
                step()
            seconds[name].append((time.process_time() - began) / STEPS)
    raw = statistics.median(seconds["the raw loop"])
    for name, found in seconds.items():
        middle = statistics.median(found)
        print(f"{name:43}{middle * 1e3:7.1f} ms, least{min(found) * 1e3:7.1f}{middle / raw:7.2f}")


if __name__ == "__main__":
    main()
