"""Real launchers: several devices and processes train to one device's weights, or say why not.

Each command is a process or several of its own, on the loopback; some seconds each.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from kerasdigits.models.load import load_model
from kerasdigits.runs import RunFolder

FIT = ("fit", "--model", "mlp", "--seed", "3", "--quiet")
# A command with this many devices of TensorFlow's on one CPU, which has no variable for that.
WITH_TENSORFLOW = """
import runpy, sys, tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
devices = [tf.config.LogicalDeviceConfiguration()] * int(sys.argv.pop(1))
tf.config.set_logical_device_configuration(cpu, devices)
runpy.run_module("kerasdigits", run_name="__main__", alter_sys=True)
"""
# An mlp with a normalization, which all devices must make together. Not with a bias before it: that
# has no gradient but the rounding of sums, of which Adam makes whole steps (.003 apart).
NORMALIZED = """
import keras
def build(input_shape, num_outputs):
    hidden = keras.layers.Dense(16, use_bias=False)
    layers = [keras.layers.Flatten(), hidden, keras.layers.BatchNormalization()]
    return keras.Sequential([keras.Input(input_shape), *layers, keras.layers.Dense(num_outputs)])
"""


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XLA_FLAGS", raising=False)
    (tmp_path / "normalized.py").write_text(NORMALIZED)


def start(*arguments, before=(), **variables):
    command = [*(before or (sys.executable, "-m", "kerasdigits")), *map(str, arguments)]
    return subprocess.Popen(
        command, env={**os.environ, **variables}, stderr=subprocess.PIPE, text=True
    )


def find_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start_jax_processes(*arguments):
    address = f"127.0.0.1:{find_port()}"
    shared = {"KERAS_DISTRIBUTION_JOB_ADDRESSES": address, "KERAS_DISTRIBUTION_NUM_PROCESSES": "2"}
    return [
        start(*arguments, "--backend", "jax", **shared, KERAS_DISTRIBUTION_PROCESS_ID=str(rank))
        for rank in range(2)
    ]


def start_torchrun(*arguments):
    torchrun = (str(Path(sys.executable).with_name("torchrun")), "--standalone")
    before = (*torchrun, "--nproc-per-node", "2", "-m", "kerasdigits")
    return [start(*arguments, "--backend", "torch", before=before)]


def start_devices(backend, count):
    def begin(*arguments):
        if backend == "jax":
            flags = f"--xla_force_host_platform_device_count={count}"
            return [start(*arguments, "--backend", "jax", XLA_FLAGS=flags)]
        before = (sys.executable, "-c", WITH_TENSORFLOW, str(count))
        return [start(*arguments, "--backend", "tensorflow", before=before)]

    return begin


def finish(processes):
    for process in processes:
        stderr = process.communicate(timeout=280)[1]
        assert process.returncode == 0, stderr


def read_weights(run):
    model = load_model(Path(run) / "model.keras")
    return [np.array(v) for v in (*model.weights, *model.optimizer.variables)]


def assert_near(run, other):
    """Sums over shares, and over devices, in another order: the last bits, over 30 steps of Adam.

    Measured 1e-7 to 2e-6; the traps of the engines change the second digit (.02 to .25).
    """
    for ours, right in zip(read_weights(run), read_weights(other), strict=True):
        np.testing.assert_allclose(ours, right, rtol=1e-3, atol=5e-5)


CASES = {
    "jax 2": ("jax", start_devices("jax", 2), "normalized.py:build"),
    "jax 4": ("jax", start_devices("jax", 4), "normalized.py:build"),
    "jax, two processes": ("jax", start_jax_processes, "normalized.py:build"),
    "tensorflow 2": ("tensorflow", start_devices("tensorflow", 2), "normalized.py:build"),
    "tensorflow 4": ("tensorflow", start_devices("tensorflow", 4), "normalized.py:build"),
    "torch, two processes": ("torch", start_torchrun, "mlp"),
}


@pytest.mark.reference
@pytest.mark.parametrize(("backend", "start_several", "model"), CASES.values(), ids=CASES)
def test_several_devices_give_the_weights_of_one(backend, start_several, model, few_digits):
    """Ten full batches an epoch of 16, and one of 15 samples that nothing divides."""
    with np.load(few_digits) as file:
        np.savez(
            few_digits, **{name: file[name][: 175 if "train" in name else 60] for name in file}
        )
    arguments = ("fit", "--data", few_digits, "--model", model, "--seed", 3, "--batch-size", 16)
    arguments += ("--optimizer", "adam", "--epochs", 3, "--validation-split", 0, "--quiet")
    if model == "mlp":
        arguments += ("--augment",)
    finish([start(*arguments, "--out", "one", "--backend", backend)])
    finish(start_several(*arguments, "--out", "several", "--distribute"))
    assert_near("several", "one")
    one, several = RunFolder("one").record, RunFolder("several").record
    assert several.device != one.device
    for row, right in zip(several.history, one.history, strict=True):
        assert row["loss"] == pytest.approx(right["loss"], rel=1e-3)
        assert row["accuracy"] == pytest.approx(right["accuracy"], abs=1e-6)


@pytest.mark.reference
@pytest.mark.parametrize("start_several", [start_jax_processes, start_torchrun])
def test_a_killed_process_ends_the_others_with_one_line_and_the_run_resumes(start_several):
    """The second process is killed; both go on from the checkpoint to the weights of one device."""
    arguments = (*FIT, "--data", "digits", "--epochs", 30, "--batch-size", 64)
    backend = "jax" if start_several is start_jax_processes else "torch"
    processes = start_several(*arguments, "--out", "cut", "--distribute")
    deadline = time.monotonic() + 200
    while not list(Path("cut/checkpoint").glob("epoch-00*[1-9].keras")):
        assert processes[0].poll() is None, processes[0].stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.kill(find_second(processes), signal.SIGKILL)
    stderr = processes[0].communicate(timeout=60)[1]
    assert processes[0].returncode == 1
    assert "Error: Another process of this training ended" in stderr
    assert "--resume" in stderr
    if backend == "jax":  # torchrun writes a traceback of its own
        assert "Traceback" not in stderr
        processes[1].communicate()
    assert not Path("cut/model.keras").exists()
    finish(start_several("fit", "--resume", "--out", "cut", "--distribute", "--quiet"))
    finish([start(*arguments, "--out", "whole", "--backend", backend)])
    assert_near("cut", "whole")


def find_second(processes):
    """The process that its launcher calls number 1."""
    if len(processes) == 2:
        return processes[1].pid
    children = Path(f"/proc/{processes[0].pid}/task/{processes[0].pid}/children").read_text()
    for child in children.split():
        if b"\0RANK=1\0" in Path(f"/proc/{child}/environ").read_bytes():
            return int(child)
    raise AssertionError("torchrun has no second process")
