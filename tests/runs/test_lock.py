"""Two processes do not train one run: the second is told so, and the first goes on."""

import errno
import subprocess
import sys

import pytest

from kerasdigits.errors import RunError
from kerasdigits.runs import lock, locked, refuse_running

HOLD = (
    "import sys\nfrom pathlib import Path\nfrom kerasdigits.runs import locked\n"
    "with locked(Path(sys.argv[1])):\n    print('held', flush=True)\n    sys.stdin.read()\n"
)


def test_the_second_is_refused_and_a_killed_process_holds_nothing(tmp_path):
    run = tmp_path / "runs/run"
    refuse_running(run)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, run], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout.readline() == "held\n"
        for refuse in (lambda: refuse_running(run), lambda: locked(run).__enter__()):
            with pytest.raises(RunError, match=f"training this run.*process {holder.pid}"):
                refuse()
        holder.kill()
        holder.wait()
        with locked(run):
            pass
    assert list(tmp_path.iterdir()) == [tmp_path / "runs"]
    assert list((tmp_path / "runs").iterdir()) == []


def test_a_lock_that_ends_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "a/b/run"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fails_is_not_taken_for_a_lock(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(lock.fcntl, "flock", fail)
    with pytest.raises(OSError, match="Input/output"), locked(tmp_path / "run"):
        pass
