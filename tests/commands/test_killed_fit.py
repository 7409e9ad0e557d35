"""A fit that is killed, or asked to stop, goes on to the same weights.

What a resumed training computes is tested on every backend in training/test_fit.py.
"""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from console import succeed

# `python -m kerasdigits`, where the tests run in the background too: there SIGINT is ignored, and a
# child inherits that. (A preexec_fn would fork this process, which JAX forbids.)
LISTEN_TO_SIGINT = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("kerasdigits", run_name="__main__", alter_sys=True)
"""


@pytest.mark.slow
class TestKilled:
    """Real processes: one is killed in the middle, one is asked to stop."""

    FIT = ("--data", "digits", "--model", "cnn", "--epochs", "5", "--seed", "3", "--quiet")

    def start(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", LISTEN_TO_SIGINT, "fit", *arguments],
            stderr=subprocess.PIPE,
            text=True,
        )

    def stop_after_the_first_epoch(self, process: subprocess.Popen, how: signal.Signals) -> str:
        deadline = time.monotonic() + 120
        while not list(Path("cut/checkpoint").glob("epoch-00*[1-9].keras")):
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(how)
        if how == signal.SIGINT:
            process.send_signal(how)  # a hasty hand
        return process.communicate(timeout=60)[1]

    def read_weights(self, run: str) -> list[np.ndarray]:
        from kerasdigits.models.load import load_model

        model = load_model(Path(run) / "model.keras")
        return [np.array(v) for v in (*model.weights, *model.optimizer.variables)]

    def test_a_killed_fit_resumes_to_the_weights_of_an_uninterrupted_one(self):
        process = self.start(*self.FIT, "--out", "cut")
        self.stop_after_the_first_epoch(process, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        assert not Path("cut/model.keras").exists()
        succeed("fit", "--resume", "--out", "cut", "-q")
        succeed("fit", *self.FIT, "--out", "whole")
        for ours, theirs in zip(self.read_weights("cut"), self.read_weights("whole"), strict=True):
            np.testing.assert_array_equal(ours, theirs)

    def test_ctrl_c_says_how_to_go_on(self):
        # More epochs than it can train before the signal comes, however busy the machine is.
        process = self.start(*self.FIT, "--epochs", "500", "--out", "cut")
        stderr = self.stop_after_the_first_epoch(process, signal.SIGINT)
        assert process.returncode == 130
        assert "Continue with: kerasdigits fit --resume --out cut" in stderr
        assert stderr.count("Interrupted.") == 1
        assert "Traceback" not in stderr
        assert json.loads(Path("cut/run.json").read_text())["status"] == "training"
        assert [path.name for path in Path().iterdir()] == ["cut"]

    @pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_before_there_is_a_run_it_is_one_line_and_nothing_is_left(self, how, code):
        process = self.start(*self.FIT[:-1], "--out", "runs/cut")
        assert "Backend" in process.stderr.readline()  # it is about to be imported
        process.send_signal(how)
        stderr = process.communicate(timeout=60)[1]
        assert process.returncode == code
        lines = [line for line in stderr.splitlines() if line and not line.startswith("Data: ")]
        assert lines == ["Interrupted."]
        assert list(Path().iterdir()) == []
