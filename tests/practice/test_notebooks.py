"""An exercise as a notebook: nbformat's schema, nbgrader's and otter-grader's metadata, a check."""

import sys
import types

import nbformat
import pytest

from kerasdigits.errors import PracticeError
from kerasdigits.practice.check import check_file
from kerasdigits.practice.exercise import find_exercise
from kerasdigits.practice.in_notebook import check_hole
from kerasdigits.practice.start import write_notebook

EXERCISE = find_exercise("gradient-descent")


@pytest.fixture
def solved(tmp_path):
    path = tmp_path / "solved.ipynb"
    write_notebook(EXERCISE, path, solved=True)
    return path


def test_both_forms_are_notebooks_with_a_cell_a_hole_and_one_that_checks_it(tmp_path, solved):
    write_notebook(EXERCISE, tmp_path / "cut.ipynb")
    for path, marks in ((tmp_path / "cut.ipynb", 0), (solved, 2)):
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        described = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
        ids = [one.grade_id for one in described if one]
        assert ids == ["mse_gradient", "check_mse_gradient", "descend", "check_descend"]
        for one in filter(None, described):
            assert one.schema_version == 3 and one.grade != one.solution == (not one.locked)
            assert one.get("points") == (1 if one.grade else None)
        text = "\n".join(cell.source for cell in notebook.cells)
        assert "Run the cell below when both" in text and "Run this file" not in text
        assert text.count("### BEGIN SOLUTION") == marks
        assert set(notebook.metadata.otter.tests) == set(EXERCISE.holes)


def test_a_notebook_is_checked_like_a_file(tmp_path, solved):
    assert check_file(solved).passed
    write_notebook(EXERCISE, tmp_path / "cut.ipynb")
    report = check_file(tmp_path / "cut.ipynb")
    assert [verdict.kind for verdict in report.verdicts] == ["unfinished"] * 2


def test_magic_in_a_notebook_does_no_harm(solved):
    notebook = nbformat.read(solved, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell("%matplotlib inline\n!ls"))
    nbformat.write(notebook, solved)
    assert check_file(solved).passed


def test_a_cell_checks_what_the_notebook_has_run(solved, monkeypatch):
    """IPython keeps the text of its cells in `In`; a stand-in does here."""
    cells = [c.source for c in nbformat.read(solved, as_version=4).cells if c.cell_type == "code"]
    shell = types.SimpleNamespace(user_ns={"In": ["", *cells]})
    module = types.ModuleType("IPython")
    module.get_ipython = lambda: shell
    monkeypatch.setitem(sys.modules, "IPython", module)
    assert check_hole("gradient-descent", "descend") is None
    shell.user_ns["In"].append("def descend(gradient, start, rate, steps):\n    return start")
    with pytest.raises(AssertionError, match=r"`descend` .*\n(.*\n)*\(seed 7\)"):
        check_hole("gradient-descent", "descend", seed=7)
    check_hole("gradient-descent", "mse_gradient")


def test_outside_a_notebook_it_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", None)
    with pytest.raises(PracticeError, match="kerasdigits practice check FILE"):
        check_hole("gradient-descent", "descend")
