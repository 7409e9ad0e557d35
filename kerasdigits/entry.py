"""The first of our files that a command runs: Ctrl-C is heard while the command line is loaded."""

import gc
import os
import signal

_INTERRUPTED = 128 + signal.SIGINT


def main() -> None:
    """Run the command line, which hears Ctrl-C itself once it is there."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)
    gc.disable()  # nothing of what is loaded is garbage: to look takes a twentieth of `--help`
    from kerasdigits.cli import main as run

    gc.enable()
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, before)
    run(prog_name="kerasdigits")


def _end(*_: object) -> None:
    """End at once: nothing has begun, and nothing is to be cleaned up."""
    os.write(2, b"\nInterrupted.\n")
    os._exit(_INTERRUPTED)
