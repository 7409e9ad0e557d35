"""Work in several processes: each outcome is told, a killed process takes one job with it."""

import functools
import multiprocessing
import os
import pathlib
import signal
import time
from contextlib import closing

import pytest

from kerasdigits.errors import DataError, on_the_command_line, option
from kerasdigits.training.processes import work_through

PREPARED = []


def work(job):
    kind, number = job
    if kind == "refuse":
        raise DataError("It is wrong", received=option("batch_size"))
    if kind == "break":
        raise ZeroDivisionError("by nothing")
    if kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "write":
        half = pathlib.Path(number)
        half.touch()
        try:
            time.sleep(60)
        finally:
            half.unlink()
    return number + sum(PREPARED)


def prepare(number):
    PREPARED.append(number)


def test_each_job_has_its_outcome_and_a_killed_process_ends_one_only():
    jobs = [("add", 1), ("kill", 0), ("refuse", 0), ("break", 0), ("add", 5), ("kill", 0)]
    with on_the_command_line():
        running = work_through(jobs, work, processes=2, prepare=functools.partial(prepare, 10))
        outcomes = sorted(running, key=lambda outcome: outcome.number)
    assert [outcome.value for outcome in outcomes] == [11, None, None, None, 15, None]
    assert outcomes[0].failure is None
    assert "SIGKILL" in outcomes[1].failure and "SIGKILL" in outcomes[5].failure
    assert outcomes[2].failure == "It is wrong. Received: --batch-size."
    assert outcomes[3].failure == "ZeroDivisionError: by nothing"
    assert not multiprocessing.active_children()


def test_whoever_stops_listening_ends_all_processes_and_nothing_stays_half_written(tmp_path):
    began = time.monotonic()
    half = tmp_path / "half"
    jobs = [("write", str(half)), ("add", 1), ("add", 2)]
    running = work_through(jobs, work, processes=2, prepare=functools.partial(prepare, 0))
    with closing(running), pytest.raises(KeyboardInterrupt):
        for outcome in running:
            assert outcome.value == outcome.number
            while not half.exists():
                assert time.monotonic() - began < 30
            raise KeyboardInterrupt
    assert not multiprocessing.active_children()
    assert not half.exists()
    assert time.monotonic() - began < 30
