"""Who takes part is what backend and launchers say; one device is refused with what to do."""

import atexit
import os
import signal

import keras
import pytest

from kerasdigits.errors import BackendError, RunError
from kerasdigits.training.distribution import devices
from kerasdigits.training.distribution.devices import ALONE, Distribution, find_rank, join

LAUNCHERS = ("RANK", "WORLD_SIZE", "KERAS_DISTRIBUTION_PROCESS_ID", "SLURM_PROCID", "TF_CONFIG")


@pytest.fixture(autouse=True)
def no_launcher(monkeypatch):
    for name in LAUNCHERS:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", ["RANK", "KERAS_DISTRIBUTION_PROCESS_ID", "SLURM_PROCID"])
def test_the_rank_is_what_the_launcher_says(name, monkeypatch):
    assert find_rank() == 0
    monkeypatch.setenv(name, "3")
    assert find_rank() == 3


def test_a_distribution_is_described_by_its_devices_and_processes():
    assert ALONE.describe("cpu") == "cpu"
    assert Distribution(replicas=4).describe("cpu") == "4 x cpu"
    assert Distribution(2, 2, 1).describe("cpu") == "2 x cpu in 2 processes"
    assert not Distribution(2, 2, 1).writes


@pytest.mark.parametrize(("backend", "words"), [("torch", "torchrun"), ("jax", "XLA_FLAGS")])
def test_one_device_is_refused_with_how_to_start_several(backend, words, monkeypatch):
    monkeypatch.setattr(keras.config, "backend", lambda: backend)
    monkeypatch.setattr(keras.distribution, "list_devices", lambda: ["cpu:0"])
    with pytest.raises(BackendError, match=rf"nothing to distribute over.*{words}"), join():
        pass


def test_several_tensorflow_processes_are_refused_with_what_to_use_instead(monkeypatch):
    monkeypatch.setattr(keras.config, "backend", lambda: "tensorflow")
    with pytest.raises(BackendError, match=r"one device on tensorflow.*backend jax"), join():
        pass
    monkeypatch.setenv("TF_CONFIG", "{}")
    with pytest.raises(BackendError, match=r"MultiWorker.*backend jax or backend torch"), join():
        pass


def test_the_loss_of_another_process_is_one_line_and_an_error_of_ones_own_is_itself(monkeypatch):
    def give(distribution):
        monkeypatch.setitem(
            devices._JOINS, keras.config.backend(), lambda: devices.nullcontext(distribution)
        )

    give(Distribution(2, 2))
    with pytest.raises(RunError, match=r"Received: closed by peer.*--resume") as caught, join():
        raise RuntimeError("closed\nby peer")
    assert "\n" not in str(caught.value)
    with pytest.raises(RuntimeError, match="shapes"), join():
        raise RuntimeError("shapes differ")
    give(Distribution(2, 1))
    with pytest.raises(RuntimeError, match="mine"), join():
        raise RuntimeError("a connection of mine")


def test_processes_of_jax_that_do_not_meet_are_one_line(monkeypatch):
    def stand_alone():
        raise ValueError("no address\nis given")

    monkeypatch.setattr(keras.config, "backend", lambda: "jax")
    monkeypatch.setattr(keras.distribution, "initialize", stand_alone)
    monkeypatch.setenv("SLURM_NTASKS", "2")
    with pytest.raises(BackendError, match="not find each other") as caught, join():
        pass
    assert "Received: no address" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt, 130), (ZeroDivisionError, 1)])
def test_a_process_of_jax_that_fails_does_not_wait_for_the_others(error, code, monkeypatch):
    left = []
    monkeypatch.setattr(keras.config, "backend", lambda: "jax")
    monkeypatch.setattr(keras.distribution, "initialize", lambda: None)
    monkeypatch.setattr(keras.distribution, "list_devices", lambda: ["cpu:0", "cpu:1"])
    monkeypatch.setattr(keras.distribution, "DataParallel", lambda **_: None)
    monkeypatch.setattr(atexit, "register", lambda *call: left.append(call))
    monkeypatch.setenv("SLURM_NTASKS", "2")
    with pytest.raises(error), join():
        raise error
    assert left == [(devices._leave, code)]


def test_processes_of_torch_that_do_not_meet_are_one_line(monkeypatch):
    monkeypatch.setattr(keras.config, "backend", lambda: "torch")
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(BackendError, match=r"not find each other. Received: .*RANK"), join():
        pass


def test_torchruns_signal_says_that_another_process_is_gone(monkeypatch):
    import torch

    monkeypatch.setattr(keras.config, "backend", lambda: "torch")
    monkeypatch.setenv("WORLD_SIZE", "2")
    for name, answer in (("init_process_group", None), ("get_world_size", 2), ("get_rank", 1)):
        monkeypatch.setattr(torch.distributed, name, lambda answer=answer: answer)
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(RunError, match=r"Received: SIGTERM\. Start all of them again"), join():
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
