"""`kerasdigits recipe`: a table, a run that other commands take, pictures; mistakes in a line."""

import json
from pathlib import Path

import numpy as np
import pytest
from console import fail, list_files, succeed

from kerasdigits.runs import RunFolder

PNG = b"\x89PNG\r\n\x1a\n"


def test_a_recipe_leaves_a_run_with_its_steps_and_pictures(few_digits, rng):
    """The file's pictures are squares of a data set of the user's own: the body learns turns."""
    seed = int(rng.integers(2**31))
    arguments = ("--data", few_digits, "--seed", seed, "--out", "new/run", "--quick")
    result = succeed("recipe", *arguments, "--json")
    found = json.loads(result.stdout)
    assert "4 ways a picture is turned" in result.stderr
    assert [step["number"] for step in found["steps"]] == list(range(1, 9))
    rows = [line for line in result.stderr.splitlines() if line.strip()[:1].isdigit()]
    for step, row in zip(found["steps"], rows, strict=True):
        assert f"{step['number']}  {step['name']}" in row
        assert f"{step['accuracy']:.4f}" in row
    assert found["steps"][-1]["loss"] <= found["steps"][2]["loss"] + 1e-6
    record = RunFolder("new/run").record
    assert record.status == "complete"
    assert record.metrics["test_accuracy"] == found["test"]["metrics"]["accuracy"]
    assert record.config.seed == seed
    assert len(found["pictures"]) == 7
    assert all(Path(path).read_bytes().startswith(PNG) for path in found["pictures"])
    written = json.loads(Path("new/run/recipe.json").read_text())
    assert written == {name: found[name] for name in written}
    assert sum(np.array(found["test"]["confusion"]).ravel()) == 60
    # `evaluate` finds the same model and data, and the same number.
    again = json.loads(succeed("evaluate", "new/run", "--json", "-q").stdout)
    assert again["metrics"] == pytest.approx(found["test"]["metrics"], rel=1e-4)
    assert "already a run" in fail("recipe", *arguments)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("download-times", "classes of images"),
        ("digit", "Did you mean digits"),
        ("missing.npz", "missing.npz"),
    ],
)
def test_what_cannot_be_learned_is_one_line_and_leaves_nothing(data, message, tmp_path):
    assert message in fail("recipe", "--data", data)
    assert list_files(tmp_path) == []
