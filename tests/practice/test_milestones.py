"""Milestones: a learner's own code runs history again; ours stands in where it is missing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kerasdigits.cli import main
from kerasdigits.data import load
from kerasdigits.errors import PracticeError
from kerasdigits.practice.exercise import find_exercise
from kerasdigits.practice.milestones.history import MILESTONES, find_milestone
from kerasdigits.practice.milestones.milestone import collect_code, reach

SOLVED = {name: find_exercise(name).solved for one in MILESTONES for name in one.needs}


@pytest.fixture
def folder(tmp_path) -> Path:
    """A learner's folder with every exercise solved."""
    for name, source in SOLVED.items():
        (tmp_path / f"{name}.py").write_text(source)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, ["practice", "milestone", *map(str, arguments)])


@pytest.mark.parametrize("milestone", MILESTONES, ids=lambda one: one.name)
def test_a_learners_code_reaches_what_is_asked(milestone, folder):
    code = collect_code(folder, milestone.needs)
    assert code.missing == []
    assert code.yours == [hole for holes in milestone.needs.values() for hole in holes]
    told: list[str] = []
    reached = reach(milestone, code, load("digits"), folder, told.append)
    assert reached.reached and reached.yours_alone, reached.results
    assert len(told) >= 5
    if milestone.name == "page":
        check_page(folder, reached.results)


def check_page(folder, results):
    assert results["difference"] < 1e-5
    document = json.loads((folder / "web/models/by-your-code/model.json").read_text())
    ours = document["userDefinedMetadata"]["kerasdigits"]
    assert ours["preprocess"]["recipe"] == "uci"
    assert ours["parameters"] == 64 * 30 + 30 + 30 * 10 + 10
    assert "by-your-code" in (folder / "web/models/index.js").read_text()


def test_a_hole_that_fails_is_ours_and_the_milestone_is_not_the_learners(folder):
    file = folder / "gradient-descent.py"
    file.write_text(file.read_text().replace("places[-1] - learning", "places[-1] + learning"))
    (folder / "linear-classifier.py").unlink()
    done = run("perceptron", "--folder", folder, "--json")
    result = json.loads(done.output)
    assert done.exit_code == 1
    assert result["reached"] is True
    told = run("perceptron", "--folder", folder).output
    assert "Reached, but not all by your code.\n" in told
    todo = "Make it yours: `kerasdigits practice start linear-classifier`, and write linear1"
    assert " ".join(told.split()).endswith(todo)
    assert result["yours"] == []
    assert result["ours"] == [
        ["linear-classifier", "linear1"],
        ["linear-classifier", "mnist_gradient"],
        ["gradient-descent", "descend"],
    ]


def test_a_file_that_fails_outside_its_holes_is_named(folder):
    file = folder / "gradient-descent.py"
    file.write_text(f"{SOLVED['gradient-descent']}\nimport nowhere_at_all\n")
    with pytest.raises(PracticeError, match=r"outside its holes.*gradient-descent: ModuleNotF"):
        collect_code(folder, {"gradient-descent": ("mse_gradient",)})


def test_an_error_on_the_way_names_the_learners_function(folder):
    file = folder / "full-mnist.py"
    marked = "    ### BEGIN SOLUTION\n"
    late = f"{marked}    if len(x) > 1000:\n        raise ValueError('so many')\n"
    file.write_text(file.read_text().replace(marked, late, 1))
    milestone = find_milestone("digits")
    code = collect_code(folder, milestone.needs)
    assert "take_batch" in code.yours
    with pytest.raises(PracticeError, match=r"Your take_batch passed its check.*so many"):
        reach(milestone, code, load("digits"), folder, print)


def test_the_command_lists_them_tells_what_was_reached_and_names_the_nearest(folder):
    listed = json.loads(run("--json").output)["milestones"]
    assert [one["name"] for one in listed] == [one.name for one in MILESTONES]
    assert [one["year"] for one in listed] == sorted(one["year"] for one in listed)
    done = run("xor", "--folder", folder)
    assert done.exit_code == 0, done.output
    assert "1 xor 1 = 0" in done.output
    assert done.output.endswith("By your own code, all of it.\n")
    assert "Did you mean xor?" in run("xorr").output


def test_no_line_of_a_milestone_is_wider_than_a_narrow_terminal(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    told = run("xor", "--folder", tmp_path).output.splitlines()
    assert max(map(len, told)) <= 60
    assert "step 400: 0 xor 0 = 0, 0 xor 1 = 1, 1 xor 0 = 1, 1 xor 1 = 0" in told
    assert "`kerasdigits practice start depth`" in told[-1] + told[-2]
