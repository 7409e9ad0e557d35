"""Steps on data that stay in a file: a window of the epoch's samples at a time lies on the device.

A thread reads the next window, in the epoch's own order, while the steps go through this one. They
are the steps of any training, on the window for their data: the same samples in the same batches.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager

import numpy as np

from kerasdigits.training.batches import Batches
from kerasdigits.training.steps.epoch_steps import EpochSteps, find_full_steps

# Of inputs. JAX goes through windows that fit into the cache of a processor twice as fast as
# through those of 16 MB; smaller ones cost more to hand over than they save.
_WINDOW_BYTES = 1 << 22


class StreamedSteps:
    """The steps of an epoch, window by window.

    All windows have as many samples, so that what is compiled for one serves for all: the last one
    begins so early that it ends with the epoch's last full batch, and the smaller batch behind that
    has a place in each.

    Args:
        batches: What to train on; its inputs are streamed.
        make_steps: Makes the steps on a window.
    """

    def __init__(self, batches: Batches, make_steps: Callable[[Batches], EpochSteps]):
        self.batches = batches
        self.full_steps = find_full_steps(batches)
        batch_bytes = batches.x[:1].nbytes * batches.batch_size
        self.window_steps = min(self.full_steps, max(1, _WINDOW_BYTES // batch_bytes))
        self.reader = ThreadPoolExecutor(1, "read-window")
        inputs, targets, moves = self._read(self._begin(0))
        self.window = Batches(inputs, targets, batches.batch_size, batches.seed, shuffled=False)
        self.window.augmented, self.window.moves = batches.augmented, moves
        self.steps = make_steps(self.window)
        self.begin = -1  # of the window that the steps have, in steps of the epoch
        self.coming: dict[int, Future] = {}  # windows that are read, by where they begin

    def start_epoch(self) -> None:
        """Begin again, in the order of the batches' present epoch."""
        self.begin = -1
        self.coming = {}
        self._read_ahead(0)

    def run(self, first: int, last: int) -> None:
        """Train on the batches from `first` to before `last`."""
        with self.steps.held():
            self._run(first, last)

    def held(self) -> AbstractContextManager[None]:
        """Let several runs follow each other."""
        return self.steps.held()

    def _run(self, first: int, last: int) -> None:
        while first < last:
            begin = self._begin(first)
            if begin != self.begin:
                self._take_window(begin)
            end = begin + self.window_steps
            stop = last if end == self.full_steps else min(last, end)
            self.steps.run(first - begin, stop - begin)
            first = stop

    def _begin(self, step: int) -> int:
        """Say where the window of a step begins."""
        latest = self.full_steps - self.window_steps
        return min(latest, step // max(1, self.window_steps) * self.window_steps)

    def _take_window(self, begin: int) -> None:
        """Hand a window to the steps, and read the one behind it."""
        self._read_ahead(begin)
        self.window.x, self.window.y, self.window.moves = self.coming.pop(begin).result()
        first, self.begin = self.begin < 0, begin
        if begin + self.window_steps < self.full_steps:
            self._read_ahead(self._begin(begin + self.window_steps))
        self.steps.take_data()
        if first or self.batches.augmented:
            self.steps.start_epoch()

    def _read_ahead(self, begin: int) -> None:
        if begin not in self.coming:
            self.coming[begin] = self.reader.submit(self._read, begin)

    def _read(self, begin: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Read the samples of a window, and how they are moved."""
        size = self.batches.batch_size
        rest = len(self.batches.kept) % size
        samples = slice(begin * size, (begin + self.window_steps) * size + rest)
        chosen = self.batches.order[samples]
        moves = self.batches.moves[samples] if self.batches.augmented else np.zeros(0)
        return self.batches.x[chosen], self.batches.y[chosen], moves
