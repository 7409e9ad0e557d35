"""How fast is a fit beside its peers, epoch by epoch in turns, in one process?

    KERAS_BACKEND=jax python benchmarks/training_turns.py cnn [--samples 6400] [--seconds 60]

Unlike `training.py` this tells ratios on a machine that others use, too: all peers meet the same
neighbours. Each trains in a thread of its own through the real call, and waits at the end of an
epoch until the others have had theirs. Shown are the median, the fastest epoch (which an idle
machine would give), and the median by processor time, which neighbours hardly touch; and ours over
each. A peer that computes on several processors takes more of their time than it lasts.
"""

import argparse
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from training_peers import BATCH_SIZE, RATE, make_model

from kerasdigits import backend, data

backend.use()
import keras  # noqa: E402 (after its backend is chosen)

from kerasdigits.training.batches import Batches, FollowEpochs  # noqa: E402
from kerasdigits.training.steps.loop import train_epochs  # noqa: E402

MANY = 100_000  # epochs: more than there is time for
PEERS = {
    "tensorflow": ("ours", "keras", "keras 50"),
    "jax": ("ours", "keras", "keras 50"),
    "torch": ("ours", "keras", "raw loop"),
}


class Turns:
    """Lets one peer train at a time, an epoch each."""

    def __init__(self, peers: tuple[str, ...]):
        self.peers = peers
        self.condition = threading.Condition()
        self.turn = 0
        self.over = False
        self.seconds: dict[str, list[float]] = {peer: [] for peer in peers}
        self.computed: dict[str, list[float]] = {peer: [] for peer in peers}

    def begin(self, peer: str) -> None:
        """Wait for the peer's turn."""
        with self.condition:
            self.condition.wait_for(lambda: self.over or self.peers[self.turn] == peer)
        self.began = time.perf_counter(), time.process_time()

    def end(self, peer: str) -> bool:
        """Note the time that the epoch took, and pass on; tell whether it was the last."""
        self.seconds[peer].append(time.perf_counter() - self.began[0])
        self.computed[peer].append(time.process_time() - self.began[1])
        with self.condition:
            self.turn = (self.turn + 1) % len(self.peers)
            self.condition.notify_all()
        return self.over


class TakeTurns(keras.callbacks.Callback):
    """Holds a training back until it is its turn."""

    def __init__(self, turns: Turns, peer: str):
        super().__init__()
        self.turns, self.peer = turns, peer

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Wait."""
        self.turns.begin(self.peer)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Pass on."""
        self.model.stop_training = self.turns.end(self.peer)


def train_ours(name: str, turns: Turns, x: np.ndarray, y: np.ndarray) -> None:
    """Train by our steps."""
    batches = Batches(x, y, BATCH_SIZE, seed=0)
    callbacks = [TakeTurns(turns, "ours"), FollowEpochs(batches)]
    train_epochs(make_model(name), batches, epochs=MANY, callbacks=callbacks)


def train_keras(name: str, peer: str, turns: Turns, x: np.ndarray, y: np.ndarray) -> None:
    """Train by Keras's `fit`."""
    model = make_model(name, **({"steps_per_execution": 50} if peer == "keras 50" else {}))
    callbacks = [TakeTurns(turns, peer)]
    model.fit(x, y, batch_size=BATCH_SIZE, epochs=MANY, verbose=0, callbacks=callbacks)


def train_torch(name: str, turns: Turns, x: np.ndarray, y: np.ndarray) -> None:
    """Train by a loop in plain PyTorch."""
    import torch
    from training_peers import make_net

    net = make_net(name)
    optimizer = torch.optim.Adam(net.parameters(), lr=RATE[name])
    criterion = torch.nn.CrossEntropyLoss()
    inputs, labels = torch.from_numpy(x.transpose(0, 3, 1, 2).copy()), torch.from_numpy(y)
    over = False
    while not over:
        turns.begin("raw loop")
        for chosen in torch.randperm(len(inputs)).split(BATCH_SIZE):
            optimizer.zero_grad()
            criterion(net(inputs[chosen]), labels[chosen]).backward()
            optimizer.step()
        over = turns.end("raw loop")


def main() -> None:
    """Let all train, and print a row each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model", choices=list(RATE))
    parser.add_argument("--peers", nargs="+", help="[default: all]")
    parser.add_argument("--samples", type=int, default=6_400)
    parser.add_argument("--seconds", type=float, default=60)
    chosen = parser.parse_args()
    dataset = data.load("mnist")
    x = dataset.x_train[: chosen.samples]
    y = dataset.y_train[: chosen.samples].astype("int64")
    name = keras.config.backend()
    turns = Turns(tuple(chosen.peers or PEERS[name]))
    trainings: dict[str, Callable[[], None]] = {
        "ours": lambda: train_ours(chosen.model, turns, x, y),
        "keras": lambda: train_keras(chosen.model, "keras", turns, x, y),
        "keras 50": lambda: train_keras(chosen.model, "keras 50", turns, x, y),
        "raw loop": lambda: train_torch(chosen.model, turns, x, y),
    }
    threads = [threading.Thread(target=trainings[peer], daemon=True) for peer in turns.peers]
    for thread in threads:
        thread.start()
        time.sleep(1)  # Keras builds one model at a time
    time.sleep(chosen.seconds)
    # The first two epochs compile.
    seconds, computed = (
        {peer: found[2:] for peer, found in kept.items()}
        for kept in (turns.seconds, turns.computed)
    )
    turns.over = True
    for thread in threads:
        thread.join()
    show(chosen.model, name, chosen.samples, seconds, computed)


def show(
    model: str,
    name: str,
    samples: int,
    seconds: dict[str, list[float]],
    computed: dict[str, list[float]],
) -> None:
    """Print the rates by median, fastest epoch and processor time, and ours over each."""
    rows = [
        {peer: samples / reduce(found) for peer, found in kept.items()}
        for kept, reduce in (
            (seconds, statistics.median),
            (seconds, min),
            (computed, statistics.median),
        )
    ]
    for peer, found in seconds.items():
        rates = (f"{row[peer]:10,.0f}/s {row['ours'] / row[peer]:5.2f} ours/it" for row in rows)
        print(f"{model:5}{name:12}{peer:10}{''.join(rates)}  {len(found)} epochs")


if __name__ == "__main__":
    main()
