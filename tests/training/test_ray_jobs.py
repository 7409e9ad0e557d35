"""A sweep on a Ray cluster of two processes loses one and no run.

Ray is an extra that `make setup` leaves out: without it, only its absence is tested.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from kerasdigits.errors import BackendError
from kerasdigits.training.ray_jobs import work_through_on_ray


def test_without_ray_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(BackendError, match=r"not installed.*pip install 'kerasdigits\[ray\]'"):
        list(work_through_on_ray([1], print, processes=1, prepare=print))


def test_a_cluster_that_does_not_answer_is_one_line(monkeypatch):
    def refuse(**_):
        raise RuntimeError("no way\nto it")

    monkeypatch.setitem(sys.modules, "ray", SimpleNamespace(init=refuse))
    with pytest.raises(BackendError, match=r"cluster does not answer\. Received: no way") as caught:
        list(work_through_on_ray([1], print, processes=1, prepare=print))
    assert "\n" not in str(caught.value)


def find_workers(parent):
    """The processes of Ray's that have a job in hand, below a process."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    found = [child for child in children if b"ray::_do" in read_command(child)]
    return [int(child) for child in found] + [
        worker for child in children for worker in find_workers(child)
    ]


def read_command(process):
    return Path(f"/proc/{process}/cmdline").read_bytes()


@pytest.mark.reference
def test_a_sweep_survives_the_kill_of_one_of_two_processes(tmp_path):
    """The run that it had in hand is retried by Ray, and goes on from its checkpoint."""
    pytest.importorskip("ray")
    out = tmp_path / "sweep"
    arguments = ("sweep", "--data", "digits", "--model", "mlp", "--epochs", "60", "--jobs", "2")
    arguments += ("--learning-rate", "0.01,0.03,0.1", "--backend", "jax", "--ray", "--json", "-q")
    process = subprocess.Popen(
        [sys.executable, "-m", "kerasdigits", *arguments, "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 200
    while not list(out.glob("*/checkpoint/epoch-00*[1-9].keras")):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(find_workers(process.pid)[0], signal.SIGKILL)
    stdout, stderr = process.communicate(timeout=200)
    assert process.returncode == 0, stderr
    result = json.loads(stdout)
    assert [row["status"] for row in result["runs"]] == ["complete"] * 3
    assert result["failed"] == {}
    assert all(row["epochs"] == 60 for row in result["runs"])
    assert len(list(Path(out).glob("*/model.keras"))) == 3
