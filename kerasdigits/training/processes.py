"""Do one kind of work many times, in several processes of this machine.

A process keeps what is expensive, an imported backend and loaded data, from one job to the next.
One that is killed takes its job with it and nothing else: another takes its place.
`multiprocessing`'s own pools wait for a killed process for ever, or give all jobs up.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from kerasdigits.errors import KerasdigitsError, is_typed, on_the_command_line

_PATIENCE = 5.0  # seconds that a process has to end when it is told to


@dataclass(frozen=True)
class Outcome:
    """What came of a job.

    Attributes:
        number: Which job, from 0.
        value: What the work returned; None when it failed.
        failure: Why it failed, in a line; None when it did not.
    """

    number: int
    value: Any = None
    failure: str | None = None


def work_through(
    jobs: Sequence[Any],
    work: Callable[[Any], Any],
    *,
    processes: int,
    prepare: Callable[[], object],
) -> Generator[Outcome]:
    """Do a piece of work on each job; whoever stops listening, by Ctrl-C too, ends all processes.

    Args:
        jobs: What the work is given, one a job; it is pickled.
        work: A function at the top of a module. What it returns is pickled.
        processes: How many at once, >= 1.
        prepare: Called once in each process before its first job; pickled as `work` is.

    Yields:
        The outcomes, as they come.
    """
    context = multiprocessing.get_context("spawn")  # a forked JAX or TensorFlow hangs
    waiting = list(enumerate(jobs))
    workers = [_Worker(context, work, prepare) for _ in range(min(processes, len(jobs)))]
    try:
        for worker in workers:
            worker.take(*waiting.pop(0))
        while busy := {worker.pipe: worker for worker in workers if worker.busy}:
            for pipe in wait(list(busy)):
                worker = busy[pipe]
                yield worker.read_outcome()
                if waiting and not worker.process.is_alive():
                    workers.remove(worker)
                    worker = _Worker(context, work, prepare)
                    workers.append(worker)
                if waiting:
                    worker.take(*waiting.pop(0))
    finally:
        for worker in workers:
            worker.end()


class _Worker:
    """A process and the job that it has in hand."""

    def __init__(self, context: Any, work: Callable[[Any], Any], prepare: Callable[[], object]):
        self.pipe, theirs = context.Pipe()
        self.number = 0
        self.busy = False
        self.process = context.Process(
            target=_serve, args=(theirs, work, prepare, is_typed()), daemon=True
        )
        with _deaf_to_ctrl_c():  # which the process inherits, from its first moment on
            self.process.start()
        theirs.close()  # so that the pipe ends with the process

    def take(self, number: int, job: Any) -> None:
        self.number, self.busy = number, True
        with suppress(OSError):  # it was killed already, which reading will tell
            self.pipe.send(job)

    def read_outcome(self) -> Outcome:
        """Read what came of the job in hand."""
        self.busy = False
        try:
            value, failure = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(_PATIENCE)
            return Outcome(self.number, failure=_name_end(self.process.exitcode))
        return Outcome(self.number, value, failure)

    def end(self) -> None:
        """End the process, whatever it does."""
        self.pipe.close()
        if self.busy:
            self.process.terminate()
        self.process.join(_PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _serve(
    pipe: Connection, work: Callable[[Any], Any], prepare: Callable[[], object], typed: bool
) -> None:
    """Work in a process until the pipe ends. Ctrl-C is for the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # As an exception, so that what is half written is taken away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    prepared = False
    with on_the_command_line() if typed else nullcontext():
        while True:
            try:
                job = pipe.recv()
            except EOFError:
                return
            answer: tuple[Any, str | None]
            try:
                if not prepared:
                    prepare()
                    prepared = True
                answer = work(job), None
            except KerasdigitsError as error:
                answer = None, str(error)
            except Exception as error:  # an error of ours must not end the others' work
                answer = None, f"{type(error).__name__}: {error}"
            with suppress(OSError):  # nobody listens any more
                pipe.send(answer)


def _name_end(exit_code: int | None) -> str:
    how = f"with exit code {exit_code}"
    if exit_code is not None and exit_code < 0:
        how = f"by {signal.Signals(-exit_code).name}"
    return f"Its process was ended from outside, or by a library, {how}"
