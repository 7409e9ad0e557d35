"""Show a fit as it goes: what it will do, then a live bar on a terminal, a line an epoch elsewhere.

How long it takes is said once, from its own steps: the first ones, with all that is compiled for
them, tell nothing. The second epoch does; where the first one is long, so do the steps after its
beginning.
"""

import sys
import time
from typing import Any

import keras
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

# So long the steps of a first epoch are watched before they are taken to tell the time of all.
_WATCHED_SECONDS = 3.0
_WORTH_SAYING = 2.0  # of seconds left


class ShowProgress(keras.callbacks.Callback):
    """A Keras callback that writes to stderr.

    Args:
        epochs: Epochs of the whole training.
        steps: Steps of an epoch.
        first_epoch: The epoch that this process starts with, from 0.
        described: What it trains on, in words.
    """

    def __init__(self, epochs: int, steps: int, first_epoch: int = 0, described: str = ""):
        super().__init__()
        self.described = described
        self.epochs = epochs
        self.steps = steps
        self.first_epoch = first_epoch
        self.epoch = first_epoch
        self.console = Console(file=sys.stderr, highlight=False)
        # A regression of 200 one-step epochs would scroll its news away: about 20 lines are enough.
        self.every = max(1, epochs // 20)
        self.bar: Progress | None = None
        self.watched_from: tuple[int, float] | None = None  # steps done, and when
        self.estimated = False

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Say what will be done, and open the bar, on a terminal only."""
        left = self.epochs - self.first_epoch
        more = " more" if self.first_epoch else ""
        self.console.print(
            f"{_count(left, f'{more} epoch')} of {_count(self.steps, ' step')} on {self.described}",
            soft_wrap=True,
        )
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
                epoch=self._number(),
                numbers="",
            )

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Remember which epoch runs."""
        self.epoch = epoch
        self.began = time.perf_counter()
        if epoch == self.first_epoch + 1 and not self.estimated:
            self.watched_from = (epoch * self.steps, self.began)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Move the bar."""
        # Several batches may have passed since the last call.
        done = self.epoch * self.steps + batch + 1
        now = time.perf_counter()
        if self.watched_from is None:
            self.watched_from = (done, now)
        elif now - self.watched_from[1] > _WATCHED_SECONDS and batch + 1 < self.steps:
            # The last batch is often a smaller one, for which all is compiled once more.
            self._estimate(done, now)
        if self.bar is not None:
            self.bar.update(
                self.task, completed=done, epoch=self._number(), numbers=format_numbers(logs or {})
            )

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Print the epoch's numbers."""
        number = epoch + 1
        if epoch > self.first_epoch:
            self._estimate(number * self.steps, time.perf_counter())
        if number % self.every == 0 or number in (1, self.epochs):
            seconds = time.perf_counter() - self.began
            self.console.print(
                f"epoch {self._number()}  {format_numbers(logs or {})}  {seconds:.1f} s",
                soft_wrap=True,
            )

    def say(self, text: str) -> None:
        """Print a line."""
        self.console.print(text, soft_wrap=True)

    def close(self) -> None:
        """Take the bar away; safe to call twice."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None

    def _estimate(self, done: int, now: float) -> None:
        """Say once how long the rest will take, by the steps that were watched."""
        if self.estimated or self.watched_from is None or done <= self.watched_from[0]:
            return
        self.estimated = True
        watched, since = done - self.watched_from[0], now - self.watched_from[1]
        left = (self.epochs * self.steps - done) * since / watched
        if left > _WORTH_SAYING:
            self.console.print(f"about {_in_words(left)} left, going by {_count(watched, ' step')}")

    def _number(self) -> str:
        return f"{self.epoch + 1:>{len(str(self.epochs))}}/{self.epochs}"


def format_numbers(logs: dict[str, Any]) -> str:
    """Write losses, then metrics, in one line; the learning rate is left out."""
    names = sorted((name for name in logs if name != "learning_rate"), key=_is_metric)
    return "  ".join(f"{name} {logs[name]:.4f}" for name in names)


def _count(number: int, noun: str) -> str:
    return f"{number:,}{noun}{'' if number == 1 else 's'}"


def _in_words(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 100 else f"{minutes / 60:.1f} h"


def _is_metric(name: str) -> bool:
    return not name.endswith("loss")
