"""`runs` lists what there is and compares what is named."""

import json
import shutil
from pathlib import Path

from console import fail, succeed


def test_runs_are_listed_and_compared(trained):
    Path("runs").mkdir()
    shutil.move(trained, "runs/first")
    shutil.copytree("runs/first", "runs/sweep/second")
    record = json.loads(Path("runs/first/run.json").read_text())
    record["config"]["learning_rate"] = 0.5
    record["metrics"]["test_accuracy"] = 0.25
    Path("runs/sweep/second/run.json").write_text(json.dumps(record))
    Path("runs/bad").mkdir()
    Path("runs/bad/run.json").write_text("{")
    listed = json.loads(succeed("runs", "--json").stdout)
    assert [one["run"] for one in listed["runs"]] == ["runs/first", "runs/sweep/second"]
    assert listed["runs"][1]["metrics"]["test_accuracy"] == 0.25
    assert len(listed["unread"]) == 1 and "runs/bad" in listed["unread"][0]
    assert "runs/first" in succeed("runs").stdout
    pair = ("runs", "runs/first", "runs/sweep/second")
    told = json.loads(succeed(*pair, "--json").stdout)["differences"]
    assert set(told) == {"learning_rate", "test_accuracy"}
    assert told["learning_rate"][1] == 0.5
    assert "learning_rate" in succeed(*pair).stdout
    assert "do not differ" in succeed("runs", "runs/first", "runs/first").stdout
    assert "There is no run at this path" in fail("runs", "runs/first", "nowhere")


def test_a_folder_without_runs_is_one_line(tmp_path):
    assert "no such folder of runs" in fail("runs")
    assert "no run in this folder" in fail("runs", tmp_path)
