"""How long does the registry's `cnn` train on MNIST, augmented, beside its peers?

    KERASDIGITS_DATA=FOLDER python benchmarks/recipe.py [--epochs 2] [--old CHECKOUT]
                                                        [--peers ours torch old bfloat16]

Ours is `fit` on the backend that it chooses; `bfloat16` is `fit --backend torch --precision
mixed_bfloat16`, which pays on processors that compute with it; `old` is `fit` of an older checkout,
such as `git archive 49889c2` gives, on its own default; `torch` is a loop in plain PyTorch over the
same network, data, batches of 128, AdamW, one-cycle schedule and movements. Each is a process of
its own. Shown are the seconds of the last epoch, of all epochs, and the accuracy on the test set.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

BATCH_SIZE = 128
RATE, DECAY = 0.01, 0.01  # of the recipe in `models/registry.py`
ROTATION, ZOOM, SHIFT = np.deg2rad(10), 0.1, 2 / 28  # of `training/augmentation.py`


def fit_by(checkout: Path, epochs: int, *options: str) -> dict[str, float]:
    """Train by the command line of a checkout."""
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    with tempfile.TemporaryDirectory() as folder:
        typed = f"fit --data mnist --model cnn --validation-split 0 --epochs {epochs} --out run"
        command = [sys.executable, "-m", "kerasdigits", *typed.split(), "--quiet", *options]
        done = subprocess.run(
            command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            raise SystemExit(f"{checkout} cannot train")
        record = json.loads((Path(folder) / "run/run.json").read_text())
    seconds = [row["seconds"] for row in record["history"]]
    accuracy = record["metrics"]["test_accuracy"]
    return {"last": seconds[-1], "all": sum(seconds), "accuracy": accuracy}


def make_net() -> Any:
    """Build the network in plain PyTorch."""
    from torch import nn

    body, before = [], 1
    for filters, size, stride, pooled in (
        (16, 5, 2, False),
        (24, 3, 1, False),
        (24, 3, 1, True),
        (32, 3, 1, True),
    ):
        convolution = nn.Conv2d(before, filters, size, stride, padding=size // 2, bias=False)
        body += [convolution, nn.BatchNorm2d(filters), nn.ReLU()]
        body += [nn.MaxPool2d(2)] * pooled
        before = filters
    return nn.Sequential(*body, nn.Flatten(), nn.Linear(32 * 9, 10))


def move(images: Any) -> Any:
    """Rotate, zoom and shift a batch at random."""
    import torch

    def draw(most: float) -> Any:
        return (2 * torch.rand(len(images)) - 1) * most

    angle, zoom = draw(ROTATION), 1 + draw(ZOOM)
    cosine, sine = torch.cos(angle) / zoom, torch.sin(angle) / zoom
    rows = [cosine, -sine, 2 * draw(SHIFT), sine, cosine, 2 * draw(SHIFT)]
    matrix = torch.stack(rows, dim=1).reshape(-1, 2, 3)
    grid = torch.nn.functional.affine_grid(matrix, list(images.shape), align_corners=False)
    return torch.nn.functional.grid_sample(images, grid, align_corners=False)


def fit_by_torch(epochs: int) -> dict[str, float]:
    """Train by a loop in plain PyTorch, in this process."""
    import torch

    from kerasdigits import data

    mnist = data.load("mnist")
    x, x_test = (
        torch.from_numpy(part.transpose(0, 3, 1, 2).copy())
        for part in (mnist.x_train, mnist.x_test)
    )
    y, y_test = (torch.from_numpy(part.astype("int64")) for part in (mnist.y_train, mnist.y_test))
    net = make_net()
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    steps = epochs * -(-len(x) // BATCH_SIZE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, steps, pct_start=0.25)
    criterion = torch.nn.CrossEntropyLoss()
    seconds = []
    for _ in range(epochs):
        began = time.perf_counter()
        for chosen in torch.randperm(len(x)).split(BATCH_SIZE):
            optimizer.zero_grad()
            criterion(net(move(x[chosen])), y[chosen]).backward()
            optimizer.step()
            schedule.step()
        seconds.append(time.perf_counter() - began)
    net.eval()
    with torch.no_grad():
        accuracy = float((net(x_test).argmax(1) == y_test).float().mean())
    return {"last": seconds[-1], "all": sum(seconds), "accuracy": accuracy}


def main() -> None:
    """Measure in turns, and print a row each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--old", type=Path, help="An older checkout.")
    parser.add_argument("--peers", nargs="+", default=["ours", "torch", "old", "bfloat16"])
    chosen = parser.parse_args()
    base = None
    here = Path(__file__).parents[1]
    for peer in chosen.peers:
        if peer == "torch":
            found = fit_by_torch(chosen.epochs)
        elif peer == "ours":
            found = base = fit_by(here, chosen.epochs)
        elif peer == "bfloat16":
            options = ("--backend", "torch", "--precision", "mixed_bfloat16")
            found = fit_by(here, chosen.epochs, *options)
        elif chosen.old is not None:
            found = fit_by(chosen.old.resolve(), chosen.epochs)
        else:
            continue
        ratio = "" if base is None else f"  ours/it {base['last'] / found['last']:.2f}"
        print(
            f"{peer:8}last epoch {found['last']:7.1f} s  all {found['all']:8.1f} s  "
            f"test accuracy {found['accuracy']:.4f}{ratio}",
            flush=True,
        )


if __name__ == "__main__":
    main()
