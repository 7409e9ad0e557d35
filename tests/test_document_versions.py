"""A document of an earlier version becomes one of this one; one of a later version is refused."""

import copy
import json
from pathlib import Path

import pytest

from kerasdigits.errors import LessonError, RunError
from kerasdigits.lessons.course.results import RESULT, read_results, refuse_foreign
from kerasdigits.upgrade import upgrade

PATH = Path("a/file.json")
# Version 2 calls `rate` what version 1 called `lr`; version 3 counts it in thousandths.
STEPS = {
    1: lambda old: {"rate": old["lr"]},
    2: lambda old: {"rate": round(old["rate"] * 1000)},
}


@pytest.mark.parametrize(
    "document",
    [{"v": 1, "lr": 0.003}, {"v": 2, "rate": 0.003}, {"v": 3, "rate": 3}],
)
def test_each_earlier_version_goes_through_all_steps_that_it_lacks(document):
    before = copy.deepcopy(document)
    assert upgrade(document, 3, STEPS, path=PATH, error=RunError, key="v") == {"v": 3, "rate": 3}
    assert document == before


@pytest.mark.parametrize("version", [None, 0, -1, True, 1.0, "1", [1]])
def test_what_states_no_version_is_refused(version):
    with pytest.raises(RunError, match=r"does not state the version.*Received: a/file\.json: v "):
        upgrade({"v": version}, 3, STEPS, path=PATH, error=RunError, key="v")


def test_a_later_version_is_one_line_that_says_what_to_do():
    with pytest.raises(LessonError) as caught:
        upgrade({"schema": 4}, 3, STEPS, path=PATH, error=LessonError)
    assert str(caught.value) == (
        "This file was written by a later kerasdigits. Received: a/file.json: schema 4, where 3 is "
        "the latest that is read here. Update kerasdigits."
    )


def test_a_lesson_of_a_later_version_is_neither_passed_over_nor_taken_for_somebody_elses(tmp_path):
    (tmp_path / "depth").mkdir()
    file = tmp_path / "depth" / RESULT
    file.write_text(json.dumps({"schema": 2, "lesson": "depth"}))
    with pytest.raises(LessonError, match="later kerasdigits"):
        read_results(tmp_path)
    with pytest.raises(LessonError, match="later kerasdigits"):
        refuse_foreign(tmp_path / "depth")
    file.write_text(json.dumps({"schema": 1, "lesson": "depth"}))
    assert read_results(tmp_path) == [{"schema": 1, "lesson": "depth"}]
    file.write_text(json.dumps({"schema": 2, "thesis": "years of work"}))
    assert read_results(tmp_path) == []
    with pytest.raises(LessonError, match="not written by a lesson"):
        refuse_foreign(tmp_path / "depth")
