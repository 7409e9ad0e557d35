"""Run commands in this process as a user types them."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner, Result
from documents import hold_files, hold_printed

from kerasdigits.cli import main


def run(*arguments: object) -> Result:
    """Run a command; the documents that it prints and leaves are held to their schemas."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if "--json" in arguments and result.stdout:
        hold_printed(arguments, result.stdout)
    if result.exit_code == 0:
        for argument in map(str, arguments):
            if os.path.isdir(argument):
                hold_files(Path(argument))
    return result


def succeed(*arguments: object) -> Result:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result


def fail(*arguments: object, exit_code: int = 1) -> str:
    """Run a command that must fail: exit code, one line on stderr, no traceback; give the line."""
    result = run(*arguments)
    assert result.exit_code == exit_code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    lines = [line for line in result.stderr.splitlines() if line.startswith("Error:")]
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.output
    return lines[0]


def list_files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@contextlib.contextmanager
def without_roots_rights() -> Iterator[None]:
    """Let root, who may write everywhere, be nobody for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
