"""Ctrl-C, or a request to end, becomes one sentence and one exit code, however often it comes."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from pathlib import Path  # which `--help` does without

# What a shell makes of a process that a signal ended: 128 and the signal's number.
_SHELL = 128


class Terminated(KeyboardInterrupt):
    """The process was asked to end (SIGTERM), as by a system that shuts down."""


@contextmanager
def listening() -> Iterator[None]:
    """Take a request to end as Ctrl-C is taken, and end with one sentence on either.

    Blocks inside clean up and say how to go on; what they let through is said here.
    """
    former = _listen()
    try:
        yield
    except KeyboardInterrupt as error:
        end("Interrupted.", error)
    finally:
        if former is not None:
            signal.signal(signal.SIGTERM, former)


@contextmanager
def resumable(out: Path) -> Iterator[None]:
    """Say on Ctrl-C how to go on, once there is a run to go on with; exit with code 130.

    Args:
        out: The run folder that the block writes.
    """
    try:
        yield
    except KeyboardInterrupt as error:
        from kerasdigits.runs.folder import is_unfinished

        if not is_unfinished(out):
            raise
        end(f"Interrupted. Continue with: kerasdigits fit --resume --out {out}", error)


def end(sentence: str, error: KeyboardInterrupt) -> NoReturn:
    """Say one sentence and exit; nothing that comes meanwhile is heard.

    Args:
        sentence: What to say.
        error: What ended the work, which decides the exit code: 130 or 143.
    """
    number = signal.SIGTERM if isinstance(error, Terminated) else signal.SIGINT
    for deaf in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(ValueError):  # not the main thread, which hears no signals
            signal.signal(deaf, signal.SIG_IGN)
    click.echo(f"\n{sentence}", err=True)
    sys.exit(_SHELL + number)


def _listen() -> Any:
    """Raise on SIGTERM; give what was done before, or None where signals are not heard."""
    if threading.current_thread() is not threading.main_thread():
        return None

    def terminate(*_: object) -> None:
        raise Terminated

    return signal.signal(signal.SIGTERM, terminate)
