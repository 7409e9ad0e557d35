"""Whichever write of a run fails, and wherever its process is killed, no half of a run is left."""

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).with_name("fault_states.py")
# One in six writes, other ones each time; `make test-faults` tries all.
STEP = 6


def test_each_state_that_is_left_is_whole_and_goes_on(tmp_path, rng):
    first = int(rng.integers(STEP))
    command = [sys.executable, PROGRAM, tmp_path, str(STEP), str(first)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    states = json.loads(done.stdout)
    assert list(states) == ["fit", "fit --resume", "fit --overwrite"]
    assert sum(sum(one.values()) for one in states.values()) >= 28
    replaced = "".join(states["fit --overwrite"])
    assert "old complete, new waiting" in replaced and "nothing" not in replaced
