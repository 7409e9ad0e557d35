"""How a report writes a reference and names its data; how the lessons are listed."""

import pytest
from click.testing import CliRunner

from kerasdigits.cli import main
from kerasdigits.data import load
from kerasdigits.data.mnist import LICENCE
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.course.registry import LESSONS
from kerasdigits.lessons.course.report import show_reference


@pytest.mark.parametrize(
    ("value", "tolerance", "kind", "shown"),
    [
        (0.9511, 5e-5, "equal", "0.9511"),
        (0.5067, 1e-4, "equal", "0.5067 ± 0.0001"),
        (0.93, 0.006, "equal", "0.93 ± 0.006"),
        (8490, 0.5, "equal", "8,490"),
        (0.22, 0.08, "equal", "0.22 ± 0.08"),
        (0.919529, 0.05 / 3, "equal", "0.919529 ± 0.017"),
        (-53195.86, 1100, "equal", "-53,195.86 ± 1,100"),
        (49, 0, "equal", "49"),
        (0.931, 0.0, "at least", "≥ 0.931"),
        (20, 0, "at most", "≤ 20"),
    ],
)
def test_a_reference_is_written_with_its_tolerance_where_that_exceeds_its_digits(
    value, tolerance, kind, shown
):
    assert show_reference({"value": value, "tolerance": tolerance, "kind": kind}) == shown


@pytest.mark.reference
def test_a_report_on_mnist_names_the_source_and_no_place_on_this_machine(run, mnist):
    place = load("mnist", download=False).place
    report = (run("loss-functions", quick=True, data="real").folder / "report.html").read_text()
    assert LICENCE in report
    assert place not in report
    assert Context(data="real").load_digits().source == LICENCE


@pytest.mark.parametrize("columns", [80, 140])
def test_the_list_of_lessons_keeps_to_the_terminals_width(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = CliRunner().invoke(main, ["lesson", "list"]).output.splitlines()
    assert max(map(len, lines)) <= columns
    assert sum(" min " in line for line in lines) == len(LESSONS)
