"""`kerasdigits lr-find`: what it prints, the picture it leaves, and one line for each mistake."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from console import fail, list_files, succeed

PNG = b"\x89PNG\r\n\x1a\n"


class TestLrFind:
    @pytest.mark.each_backend
    def test_json_holds_the_curve_and_suggestions_that_lie_on_it(self, few_digits):
        arguments = ("--data", few_digits, "--model", "mlp", "--steps", 60, "--seed", 5)
        result = succeed("lr-find", *arguments, "--out", "new/sweep.png", "--json")
        found = json.loads(result.stdout)
        assert found["learning_rates"] == pytest.approx(
            np.geomspace(1e-7, 10, 60)[: len(found["losses"])]
        )
        assert len(found["losses"]) == len(found["smoothed"]) > 30
        assert 1.5 < found["losses"][0] < 5  # an untrained classifier of ten: about ln 10
        assert set(found["suggestions"]) == {"steepest", "minimum/10", "valley"}
        assert all(1e-5 < rate < 1 for rate in found["suggestions"].values())
        assert found["recommended"] in found["suggestions"]
        assert found["picture"] == "new/sweep.png"
        assert Path("new/sweep.png").read_bytes().startswith(PNG)
        assert "Backend:" in result.stderr
        assert "--learning-rate" in result.stderr

    def test_a_person_reads_the_suggestions_and_gets_a_picture_beside_the_runs(self):
        result = succeed("lr-find", "--data", "download-times", "--steps", 40, "-q")
        for word in ("steepest", "minimum/10", "valley", "recommended", " steps, to "):
            assert word in result.stdout
        assert result.stderr == ""
        assert list_files(Path("runs")) == ["download-times-linear-lr-find.png"]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("--start", "0"), "grow from a start above 0"),
            (("--start", "1", "--end", "0.1"), "Received: 1.0 to 0.1"),
            (("--steps", "3"), "steps must be 20 or more. Received: 3"),
            (("--batch-size", "0"), "--batch-size must be 1 or more"),
            (("--end", "1e-6", "--steps", "20"), "Raise --end"),
            (("--start", "1e6", "--end", "1e9"), "Lower --start"),
            (("--model", "cnn"), "is not for regression"),
            (("--out", "sweep"), "must end in .png, .svg, "),
            (("--out", "sweep.npz"), "Received: sweep.npz. Change --out"),
        ],
    )
    def test_a_sweep_that_finds_nothing_is_one_line_and_leaves_nothing(
        self, arguments, message, tmp_path
    ):
        assert message in fail("lr-find", "--data", "download-times", *arguments)
        assert list_files(tmp_path) == []

    def test_a_wrong_usage_exits_with_2(self):
        fail("lr-find", "--learning-rate", "0.1", exit_code=2)


def test_help_imports_no_keras():
    """What `fit` and `lr-find` share must not make their help wait for Keras."""
    code = (
        "import sys; from click.testing import CliRunner; from kerasdigits.cli import main\n"
        "for name in ('fit', 'lr-find'):\n"
        "    assert CliRunner().invoke(main, [name, '--help']).exit_code == 0\n"
        "assert 'keras' not in sys.modules and 'numpy' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
