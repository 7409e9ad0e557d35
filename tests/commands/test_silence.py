"""Before a command works for more than a second, it says at what."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

COMMANDS = (
    "fit --data digits --model mlp --epochs 2 --out run",
    "evaluate run",
    "lr-find --data digits --model mlp",
    "export run folder",
    "lesson run gradient-descent --quick",
    "doctor",
)
LONGEST = 1.0  # second, of the processor's: others may use the machine
# What a line says that something is being done, or how far it is.
AT_WORK = re.compile(
    r"Starting |Measuring |Training |Exporting |Importing |Data: reading |\d+ epochs? of "
    r"|gradient-descent: |ok +backend"
)


def read_processor_time(process: int) -> float:
    """Seconds that a process has computed, and those of its own that have ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def follow(typed: str, folder: Path) -> list[tuple[float, str, str]]:
    """Each wait for a line: how long it computed, the line before, and the line itself."""
    environment = {**os.environ, "KERAS_BACKEND": "jax", "PYTHONUNBUFFERED": "1"}
    waits, before, spent = [], "nothing", 0.0
    with subprocess.Popen(
        [sys.executable, "-m", "kerasdigits", *typed.split()],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout:
            now = read_processor_time(process.pid)
            waits.append((now - spent, before, line))
            before, spent = line, now
    assert process.returncode == 0, waits
    return waits


@pytest.fixture(scope="module")
def waits(tmp_path_factory) -> dict[str, list[tuple[float, str, str]]]:
    folder = tmp_path_factory.mktemp("silence")
    return {typed: follow(typed, folder) for typed in COMMANDS}


@pytest.mark.parametrize("typed", COMMANDS)
def test_no_command_works_for_a_second_without_having_said_at_what(typed, waits):
    silent = [wait for wait in waits[typed] if wait[0] > LONGEST and not AT_WORK.match(wait[1])]
    assert silent == []
    assert waits[typed][0][0] < LONGEST
