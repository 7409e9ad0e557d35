"""`kerasdigits practice` from the list to the grades of a class, as it is typed."""

import csv
import json
import re
from pathlib import Path

import pytest
from console import fail, run, succeed

from kerasdigits.commands.console.wrapping import wrap
from kerasdigits.practice.exercise import find_exercise, list_exercises

EXERCISE = find_exercise("gradient-descent")


def solve(text: str) -> str:
    """The first hole filled in, rightly; the second is left."""
    lines = [f"    {line}\n" for line in EXERCISE.solution("mse_gradient").splitlines()]
    return text.replace("    raise NotImplementedError\n", "".join(lines), 1)


def test_from_the_list_to_all_done():
    assert "gradient-descent: " in succeed("practice", "list").stdout
    listed = json.loads(succeed("practice", "list", "--json").stdout)["exercises"]
    assert sum(len(one["holes"]) for one in listed) >= 6
    started = succeed("practice", "start", "gradient-descent").stdout
    assert "practice check gradient-descent.py" in started
    path = Path("gradient-descent.py")
    assert "exists already" in fail("practice", "start", "gradient-descent")
    path.write_text(solve(path.read_text()))

    checked = run("practice", "check", path, "--seed", 5)
    assert checked.exit_code == 1
    assert "checked with seed 5" in checked.stdout
    assert "1 of 2 holes pass." in checked.stdout
    assert "kerasdigits practice hint gradient-descent descend" in checked.stdout
    assert max(map(len, checked.stdout.splitlines())) <= 80
    told = json.loads(run("practice", "check", path, "--json").stdout)
    assert [hole["passed"] for hole in told["holes"]] == [True, False]
    assert told["holes"][1]["kind"] == "unfinished"

    hints = [succeed("practice", "hint", "gradient-descent", "descend").stdout for _ in range(4)]
    assert [hint[5] for hint in hints] == ["1", "2", "3", "3"]
    assert "places.append" in hints[2]
    assert (
        "Hint 1 of 3 for descend"
        in succeed("practice", "hint", "gradient-descent", "descend", "--step", 1).stdout
    )
    done = json.loads(succeed("practice", "progress", "--json").stdout)
    assert done["passed"] == 1
    (descend,) = [hole for hole in done["holes"] if hole["hole"] == "descend"]
    assert (descend.get("checks"), descend["hints"]) == (None, 3)  # nothing is written in it yet
    shown = succeed("practice", "progress").stdout
    assert "1 of" in shown and "holes have passed" in shown
    assert re.search(r"^gradient-descent\n  mse_gradient  passed [-\d]+, 2 checks\n", shown, re.M)
    assert "\n  descend       begun, 3 hints\n" in shown
    assert "optimizers" not in shown and "more exercises are not begun: --all" in shown
    assert "optimizers" in succeed("practice", "progress", "--all").stdout

    path.write_text(EXERCISE.solved)
    assert "2 of 2 holes pass." in succeed("practice", "check", path).stdout
    told = succeed("practice", "check", path, "--quiet").stdout
    assert told.endswith("2 of 2 holes pass.\n")
    assert succeed("practice", "start", "depth", "--quiet").stdout == ""
    assert json.loads(succeed("practice", "progress", "--json").stdout)["passed"] == 2


def test_a_class_is_graded_with_the_same_inputs_and_a_seed_repeats_it():
    for learner, text in (("ada", EXERCISE.solved), ("bob", solve(EXERCISE.cut()))):
        Path("class", learner).mkdir(parents=True)
        Path("class", learner, "gradient-descent.py").write_text(text)
    Path("class/eve.py").write_text("print('hello')\n")
    Path("class/=1+1.py").write_bytes(b"\xff\xfe\x00")
    shown = [
        succeed("practice", "grade", "class", "--csv", name, "--seed", 3).stdout
        for name in ("a.csv", "b.csv")
    ]
    assert shown[0] == shown[1]
    assert Path("a.csv").read_text() == Path("b.csv").read_text()
    with Path("a.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {row["seed"] for row in rows} == {"3"}
    passed = [(row["learner"], row["hole"], row["passed"]) for row in rows]
    assert passed == [
        ("'=1+1", "", "0"),
        ("ada", "mse_gradient", "1"),
        ("ada", "descend", "1"),
        ("bob", "mse_gradient", "1"),
        ("bob", "descend", "0"),
        ("eve", "", "0"),
    ]
    graded = json.loads(succeed("practice", "grade", "class", "--json").stdout)
    assert graded["files"][3]["problem"].startswith("The file does not say which exercise")


@pytest.mark.parametrize("width", [60, 80])
def test_nothing_is_wider_than_the_terminal(monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    for arguments in ("list", "progress --all", "milestone"):
        lines = succeed("practice", *arguments.split()).stdout.splitlines()
        assert max(map(len, lines)) <= width, arguments
    for exercise in list_exercises():
        for hint in [hint for hole in exercise.holes for hint in exercise.hints(hole)[:2]]:
            assert max(map(len, wrap(hint).splitlines())) <= width


def test_code_is_not_broken(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    text = "It is rounded up by the sign, and by the sign again: -(-n // batch_size) rounds up."
    assert "-(-n // batch_size)" in wrap(text)
    text = "Take as many as there are, in a loop over all of these, from `a if b else c` on."
    assert "`a if b else c`" in wrap(text)
    text = "The centre, as all that follows is to be counted from there: ink = box.sum(axis = 1)."
    assert "ink = box.sum(axis = 1)." in wrap(text)
    text = (
        "A sentence may hold brackets (which are broken wherever it is fit to break them at all)."
    )
    assert wrap(text).splitlines()[0].endswith("wherever it")
    long = f"[{', '.join(['123'] * 40)}]"
    assert max(map(len, wrap(f"gives {long}").splitlines())) <= 60


def test_what_is_wrong_is_one_line():
    assert "There is no such file" in fail("practice", "check", "nowhere.py")
    assert "Did you mean gradient-descent" in fail("practice", "start", "gradient-decent")
    assert re.search(r"Did you mean .*\?$", fail("practice", "start", "deph").strip())
    assert "has no hole" in fail("practice", "hint", "gradient-descent", "ascend")
    assert "There is no such folder" in fail("practice", "grade", "nowhere")
    Path("empty").mkdir()
    assert "holds no .py and no .ipynb" in fail("practice", "grade", "empty")
    Path("large.py").write_bytes(bytes(10**7))
    assert "too large for an exercise" in fail("practice", "check", "large.py")
    Path("half.ipynb").write_text("{")
    assert "is not a notebook" in fail("practice", "check", "half.ipynb")
    for text in ("[]", '{"depth": {"sawtooth": 1}}'):
        Path("practice-progress.json").write_text(text)
        assert "progress cannot be read" in fail("practice", "progress")
    fail("practice", "start", "gradient-descent", "--solved", exit_code=2)
