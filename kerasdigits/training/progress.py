"""Show a fit as it goes: a live bar on a terminal, a line an epoch elsewhere."""

import sys
import time
from typing import Any

import keras
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class ShowProgress(keras.callbacks.Callback):
    """A Keras callback that writes to stderr.

    Args:
        epochs: Epochs of the whole training.
        steps: Steps of an epoch.
        first_epoch: The epoch that this process starts with, from 0.
    """

    def __init__(self, epochs: int, steps: int, first_epoch: int = 0):
        super().__init__()
        self.epochs = epochs
        self.steps = steps
        self.first_epoch = first_epoch
        self.epoch = first_epoch
        self.console = Console(file=sys.stderr, highlight=False)
        # A regression of 200 one-step epochs would scroll its news away: about 20 lines are enough.
        self.every = max(1, epochs // 20)
        self.bar: Progress | None = None

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Open the bar, on a terminal only."""
        if self.console.is_terminal:
            self.bar = Progress(
                TextColumn("epoch {task.fields[epoch]}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.fields[numbers]}"),
                console=self.console,
                transient=True,
            )
            self.bar.start()
            self.task = self.bar.add_task(
                "fit",
                total=self.epochs * self.steps,
                completed=self.first_epoch * self.steps,
                epoch=self._count(),
                numbers="",
            )

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Remember which epoch runs."""
        self.epoch = epoch
        self.began = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Move the bar."""
        if self.bar is not None:
            # Several batches may have passed since the last call.
            done = self.epoch * self.steps + batch + 1
            self.bar.update(
                self.task, completed=done, epoch=self._count(), numbers=format_numbers(logs or {})
            )

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Print the epoch's numbers."""
        number = epoch + 1
        if number % self.every == 0 or number in (1, self.epochs):
            seconds = time.perf_counter() - self.began
            self.console.print(
                f"epoch {self._count()}  {format_numbers(logs or {})}  {seconds:.1f} s"
            )

    def close(self) -> None:
        """Take the bar away; safe to call twice."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None

    def _count(self) -> str:
        return f"{self.epoch + 1:>{len(str(self.epochs))}}/{self.epochs}"


def format_numbers(logs: dict[str, Any]) -> str:
    """Write losses, then metrics, in one line; the learning rate is left out."""
    names = sorted((name for name in logs if name != "learning_rate"), key=_is_metric)
    return "  ".join(f"{name} {logs[name]:.4f}" for name in names)


def _is_metric(name: str) -> bool:
    return not name.endswith("loss")
