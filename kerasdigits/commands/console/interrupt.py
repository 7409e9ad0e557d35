"""Ctrl-C during a fit becomes a sentence that says how to go on."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

# What a shell makes of a process that SIGINT (2) ended: 128 + 2.
_INTERRUPTED = 130


@contextmanager
def resumable(out: Path) -> Iterator[None]:
    """Say on Ctrl-C how to go on, once there is a run to go on with; exit with code 130.

    Args:
        out: The run folder that the block writes.
    """
    try:
        yield
    except KeyboardInterrupt:
        if not (out / "run.json").is_file():
            raise
        click.echo(f"\nInterrupted. Continue with: kerasdigits fit --resume --out {out}", err=True)
        sys.exit(_INTERRUPTED)
